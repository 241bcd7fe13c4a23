"""Series: one sort of act among the same parties, its numbered occurrences, and how they stand to the events of the record.

Everything is made from the occurrences and events that are given, sorted, so no order of reading matters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from communique.linking.days import apart
from communique.linking.ordinals import Kind
from communique.linking.series import Occurrence, is_whole
from communique.linking.series_text import SeriesParty

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What makes occurrences one series: the sort of act, and its parties, as people where all are, else as states.

    A person counts by the last word of the name and the country, so that "Putin" and "Vladimir Putin" are one.
    """

    family: str
    people: bool
    parties: tuple[str, ...]

    @property
    def id(self) -> str:
        """The same for the same act and parties in every record."""
        told = "|".join((self.family, "people" if self.people else "states", *self.parties))
        return "Q" + hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event of the record: its id, what the record says of its status, its ISO day or null."""

    id: str
    status: str
    day: str | None


@dataclass(frozen=True, slots=True)
class NumberedAct:
    """The act of one ordinal. `days` are all days told of it, the first told most often; `events` those that are it."""

    ordinal: int
    status: str
    days: tuple[str, ...]
    events: tuple[str, ...]
    occurrences: tuple[Occurrence, ...]

    @property
    def day(self) -> str | None:
        """The day told most often."""
        return self.days[0] if self.days else None


@dataclass(frozen=True, slots=True)
class Series:
    """Acts of one sort among the same parties, as stories number them.

    `reported` is how many are said to have been before the last one (or in all, where only a count is told), `known` how
    many of those the record knows as events. `unnumbered` are events of these parties that no story numbers. `mentions` are
    occurrences without an ordinal ("again", "regularly", "not since 2022"), `counts` those with a range ("three earlier
    ones"). `contradictions` are lines for a person.
    """

    key: SeriesKey
    name: str
    parties: tuple[SeriesParty, ...]
    numbered: tuple[NumberedAct, ...]
    counts: tuple[Occurrence, ...]
    mentions: tuple[Occurrence, ...]
    unnumbered: tuple[KnownEvent, ...]
    reported: int
    known: int
    missing: tuple[int, ...]
    contradictions: tuple[str, ...]

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """All that stories say, by story and place."""
        numbered = (o for act in self.numbered for o in act.occurrences)
        return tuple(sorted({*numbered, *self.counts, *self.mentions}, key=place))


def place(one: Occurrence) -> tuple[str, int, int]:
    """Where an occurrence stands."""
    return one.story_id, one.start, one.end


def person_key(party: SeriesParty) -> str:
    """A person in a key."""
    return f"{party.name.split()[-1].casefold()}/{party.country or ''}" if party.name.split() else ""


def key_of(one: Occurrence) -> SeriesKey:
    """The series of an occurrence."""
    people = all(p.person for p in one.parties)
    held = {person_key(p) for p in one.parties} if people else {p.side for p in one.parties}
    return SeriesKey(one.family, people, tuple(sorted(held)))


def grouped(found: Iterable[Occurrence]) -> dict[SeriesKey, tuple[Occurrence, ...]]:
    """Occurrences that name enough parties, by series."""
    groups: dict[SeriesKey, list[Occurrence]] = {}
    for one in sorted(found, key=place):
        if is_whole(one):
            groups.setdefault(key_of(one), []).append(one)
    return {key: tuple(groups[key]) for key in sorted(groups, key=lambda k: (k.family, k.people, k.parties))}


def shown_parties(key: SeriesKey, found: Sequence[Occurrence]) -> tuple[SeriesParty, ...]:
    """The parties by their longest names; of a series of states, the states."""
    best: dict[str, SeriesParty] = {}
    for party in sorted(
        {p for o in found for p in o.parties}, key=lambda p: (p.person is not key.people, -len(p.name), p.name)
    ):
        best.setdefault(person_key(party) if key.people else party.side, party)
    return tuple(best[k] for k in key.parties if k in best)


def by_frequency(values: Iterable[str]) -> tuple[str, ...]:
    """Distinct values, the commonest first, then by value."""
    held = list(values)
    return tuple(sorted(set(held), key=lambda v: (-held.count(v), v)))


def status_of(found: Sequence[Occurrence]) -> str:
    """Actual if any story tells it so; else planned; else negated."""
    told = {o.status for o in found}
    return next((s for s in ("actual", "negated", "planned") if s in told), "actual")


def numbered_act(ordinal: int, found: Sequence[Occurrence], events: Mapping[str, KnownEvent]) -> NumberedAct:
    """The act of one ordinal, with the events of the reports that carry it."""
    status = status_of(found)
    days = by_frequency(o.day for o in found if o.day and o.status == status)
    held = (
        events[o.report_id] for o in found if o.report_id and o.report_id in events and o.status == status == "actual"
    )
    ids = tuple(sorted({e.id for e in held if e.status == "actual"}))
    return NumberedAct(ordinal, status, days, ids, tuple(found))


def with_known(act: NumberedAct, known: Sequence[KnownEvent]) -> NumberedAct:
    """The same with the event of its day, if just one of the parties' events is of that day and none is tied yet."""
    if act.status != "actual" or act.events or act.day is None:
        return act
    same_day = [e.id for e in known if e.day == act.day]
    if len(same_day) != 1:
        return act
    return NumberedAct(act.ordinal, act.status, act.days, tuple(same_day), act.occurrences)


def contradictions_of(acts: Sequence[NumberedAct], count: str) -> tuple[str, ...]:
    """Where what is told cannot all be so: days, order, one event under two numbers, held and not held."""
    lines = []
    for act in acts:
        sharp = sorted(act.days)
        if any((apart(a, b) or 0) > 1 for a in sharp for b in sharp):
            lines.append(f"{count} {act.ordinal} is told of {' and of '.join(sharp)}")
        told = {o.status for o in act.occurrences if o.day is None or o.day == act.day}
        if {"actual", "negated"} <= told:
            lines.append(f"{count} {act.ordinal} is told as held and as not held")
    held = [a for a in acts if a.status == "actual" and a.day]
    lines += [
        f"{count} {b.ordinal} ({b.day}) is told of a day before {count} {a.ordinal} ({a.day})"
        for a, b in pairwise(held)
        if a.day and b.day and b.day < a.day
    ]
    for n, act in enumerate(acts):
        for other in acts[:n]:
            lines += [
                f"one event is told as {count} {other.ordinal} and {count} {act.ordinal}: {event}"
                for event in act.events
                if event in other.events
            ]
    return tuple(lines)


def absorbed(one: Occurrence, acts: Sequence[NumberedAct], events: Mapping[str, KnownEvent]) -> int | None:
    """The ordinal of which words without one tell too ("the first talks since 2022"): by event, else by day."""
    if one.kind is not Kind.SINCE or one.status != "actual":
        return None
    event = events.get(one.report_id or "")
    for act in acts:
        if act.status == "actual" and ((event and event.id in act.events) or (one.day and one.day == act.day)):
            return act.ordinal
    return None


def make_series(
    key: SeriesKey, found: Sequence[Occurrence], events: Mapping[str, KnownEvent], known: Sequence[KnownEvent]
) -> Series:
    """The series of `found`. `events` gives the event of each report, `known` the actual events of these parties and acts."""
    by_number: dict[int, list[Occurrence]] = {}
    for one in found:
        if one.kind is Kind.ORDINAL and one.first is not None:
            by_number.setdefault(one.first, []).append(one)
    acts = [with_known(numbered_act(n, by_number[n], events), known) for n in sorted(by_number)]
    for one in found:
        number = absorbed(one, acts, events)
        if number is not None:
            by_number[number].append(one)
    acts = [with_known(numbered_act(n, sorted(by_number[n], key=place), events), known) for n in sorted(by_number)]
    counts = tuple(o for o in found if o.kind is Kind.COUNT or (o.kind is Kind.PREVIOUS and o.last is not None))
    in_acts = {o for act in acts for o in act.occurrences}
    mentions = tuple(o for o in found if o not in in_acts and o not in counts)
    return checked(key, found, tuple(acts), (counts, mentions), known)


def checked(
    key: SeriesKey,
    found: Sequence[Occurrence],
    acts: tuple[NumberedAct, ...],
    rest: tuple[tuple[Occurrence, ...], tuple[Occurrence, ...]],
    known: Sequence[KnownEvent],
) -> Series:
    """The series with its gaps and contradictions."""
    counts, mentions = rest
    held = [a for a in acts if a.status == "actual"]
    highest = held[-1].ordinal if held else 0
    tied = {e for a in acts for e in a.events}
    days = {d for a in held for d in a.days}
    # What is of the very day of a numbered act is most likely another telling of it.
    loose = (e for e in known if e.id not in tied and e.day not in days)
    unnumbered = tuple(sorted(loose, key=lambda e: (e.day or "9999", e.id)))
    reported = max([highest - 1, *(o.last or 0 for o in counts)], default=0)
    limit = held[-1].day if held else None
    earlier = {e.day for e in unnumbered if e.day and (limit is None or e.day < limit)}
    known_before = sum(bool(a.events) for a in held if a.ordinal <= reported) + len(earlier)
    numbers = {a.ordinal for a in acts if a.events or a.days}
    missing = tuple(n for n in range(1, max(highest, reported + 1)) if n not in numbers)[:100]
    parties = shown_parties(key, found)
    name = f"{'–'.join(p.name for p in parties)} {key.family}"
    one = key.family.removesuffix("s")
    return Series(
        key, name, parties, acts, counts, mentions, unnumbered, max(0, reported), min(known_before, max(0, reported)), missing,
        contradictions_of(acts, one),
    )  # fmt: skip


def series_of(
    found: Iterable[Occurrence],
    events: Mapping[str, KnownEvent],
    known_of: Callable[[SeriesKey, Sequence[Occurrence]], Sequence[KnownEvent]],
) -> tuple[Series, ...]:
    """All series of `found`, those with the most ordinals first."""
    made = [make_series(key, group, events, known_of(key, group)) for key, group in grouped(found).items()]
    return tuple(sorted(made, key=lambda s: (-len(s.numbered), -len(s.counts), -len(s.occurrences), s.name, s.key.id)))
