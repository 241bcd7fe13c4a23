"""Rounds of talks of a dossier: the CONSULT events of the process, and what stories number as one of a series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from communique.dossier.lines import nobody, plain
from communique.dossier.model import Gap, Line, Meeting
from communique.language.countries import short_name
from communique.linking.days import apart, stretch
from communique.linking.processes_model import Process
from communique.linking.series_group import NumberedAct, Series
from communique.record.store import Record

# Series are looked for between so many of the parties.
PARTIES = 4
# What numbered acts of talks are called (``data/linking/ordinals.json``).
FAMILY = "meetings"
HELD = {"actual": "held", "planned": "planned", "negated": "not held"}


def names_somebody(party: str) -> bool:
    """Is this more than a pronoun, with or without a country?"""
    return party.partition(" (")[0].casefold() not in nobody()


def meeting_of(held: Sequence[Line], date: str | None, place: tuple[str | None, str | None]) -> Meeting:
    """The round that these events are."""
    best = max(held, key=lambda x: (x.sources, len(x.reports), x.confidence, x.id))
    who = dict.fromkeys(p for line in (best, *held) for p in (*line.actors, *line.recipients) if names_somebody(p))
    stories = tuple(dict.fromkeys(s for line in held for s in line.stories))
    return Meeting(date, *place, tuple(who), best.sentence, tuple(x.id for x in held), stories)


def found_rounds(process: Process, lines: Mapping[str, Line]) -> list[Meeting]:
    """The rounds of the process whose events are among the lines."""
    found = []
    for one in process.rounds:
        held = [lines[e] for e in one.events if e in lines]
        if held:
            found.append(meeting_of(held, one.date, (one.place, one.place_country)))
    return found


def series_of(record: Record, process: Process, stories: Iterable[str]) -> tuple[Series, ...]:
    """The series of talks between the parties that these stories tell of."""
    codes = [p.country for p in process.parties if p.role in {"party", "counterpart"}][:PARTIES]
    held = set(stories)
    found: dict[str, Series] = {}
    for pair in combinations(codes, 2):
        for one in record.series(*pair):
            if one.key.family == FAMILY:
                found[one.key.id] = one
    return tuple(s for _, s in sorted(found.items()) if any(o.story_id in held for o in s.occurrences))


def of_act(act: NumberedAct, series: Series, texts: Mapping[str, str], lines: Mapping[str, Line]) -> Meeting:
    """The round of an act that is none of the process's: told by an event of one party alone, or known by its number alone."""
    held = [lines[e] for e in act.events if e in lines]
    status = HELD.get(act.status, act.status)
    if held:
        made = meeting_of(held, act.day, (held[0].place, held[0].place_country))
        return replace(made, status=status, ordinal=act.ordinal, series=series.name)
    first = act.occurrences[0]
    sentence = texts.get(first.story_id, "")[first.sentence_start : first.sentence_end]
    who = tuple(dict.fromkeys(f"{p.name} ({p.country})" if p.person and p.country else p.name for p in series.parties))
    stories = tuple(dict.fromkeys(o.story_id for o in act.occurrences))
    return Meeting(act.day, None, None, who, plain(sentence), (), stories, status, act.ordinal, series.name)


def numbered(
    rounds: Sequence[Meeting], series: Series, texts: Mapping[str, str], lines: Mapping[str, Line]
) -> list[Meeting]:
    """The rounds with the numbers of one series, and those acts of it that no round is."""
    found = list(rounds)
    for act in series.numbered:
        same = (n for n, m in enumerate(found) if set(m.events) & set(act.events))
        fitting = (n for n, m in enumerate(found) if act.day and apart(m.date, act.day) == 0 and fits(m, series))
        at = next(same, next(fitting, None))
        if at is None:
            found.append(of_act(act, series, texts, lines))
        elif found[at].ordinal is None:
            found[at] = replace(found[at], ordinal=act.ordinal, series=series.name)
    return found


def fits(meeting: Meeting, series: Series) -> bool:
    """Are the parties of a series among those of a round that no story numbers?"""
    if meeting.ordinal is not None:
        return False
    words = " ".join(meeting.parties)
    return all(
        p.name in words or (p.country and (f"({p.country})" in words or (short_name(p.country) or p.country) in words))
        for p in series.parties
    )


def meetings(
    record: Record, process: Process, lines: Sequence[Line], stories: Sequence[str]
) -> tuple[tuple[Meeting, ...], tuple[Gap, ...]]:
    """The rounds in order, those without a day last, and what the record does not know of their series."""
    by_id = {line.id: line for line in lines}
    found = found_rounds(process, by_id)
    gaps = []
    for one in series_of(record, process, stories):
        told = sorted({o.story_id for o in one.occurrences} & set(stories))
        sql = "SELECT text FROM stories WHERE id = ?"
        texts = {s: str(record.db.execute(sql, (s,)).fetchone()[0]) for s in told}
        acts = tuple(a for a in one.numbered if any(o.story_id in texts for o in a.occurrences))
        found = numbered(found, replace(one, numbered=acts), texts, by_id)
        if one.reported > one.known:
            what = f"{one.name}: {one.reported} earlier ones reported, {one.known} of them known as events; not known"
            gaps.append(Gap(what, one.reported - one.known))
    return tuple(sorted(found, key=order)), tuple(gaps)


def order(meeting: Meeting) -> tuple[bool, int, int, str]:
    """Place among the rounds: by day, then by number."""
    span = stretch(meeting.date)
    return (span is None, span[0] if span else 0, meeting.ordinal or 0, meeting.sentence)
