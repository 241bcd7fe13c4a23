"""The event that accounts tell of: its parties, day, place, numbers and status, who says so, and where accounts differ."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from communique.linking.days import apart, is_day
from communique.linking.model import Party, Told
from communique.linking.numbers import quantities

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Valued:
    """One value of an event and the reports that give it."""

    value: str
    reports: tuple[str, ...]

    def as_json(self) -> JsonValue:
        """For the record and exports."""
        return {"value": self.value, "reports": list(self.reports)}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where accounts do not agree: about what, and who says which."""

    about: str
    values: tuple[Valued, ...]


@dataclass(frozen=True, slots=True)
class EventParty:
    """Somebody who takes part: by the best name found, with the reports that say so."""

    role: str
    name: str
    country: str | None
    sector: str | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened once, as all its reports tell it.

    `statuses` follow the publication days ("planned", then "actual"). `claims` are those on whose word it stands and
    `denials` those who deny it; `own_voice` the reports in which the newspaper says it itself. `sources` counts stories whose
    texts are not copies of each other and not of one agency. `confidence` is the probability that the event is no error of
    reading, `unity` the weakest link between its accounts; both 0 to 1.
    """

    id: str
    type: str
    mode: str | None
    status: str
    date: str | None
    place: str | None
    place_country: str | None
    parties: tuple[EventParty, ...]
    days: tuple[Valued, ...]
    places: tuple[Valued, ...]
    numbers: Mapping[str, tuple[Valued, ...]]
    statuses: tuple[tuple[str | None, str, str], ...]
    claims: tuple[Valued, ...]
    denials: tuple[Valued, ...]
    own_voice: tuple[str, ...]
    differences: tuple[Difference, ...]
    reports: int
    stories: int
    sources: int
    confidence: float
    unity: float

    def account_json(self) -> dict[str, JsonValue]:
        """What the record keeps beside the columns of ``events``."""
        return {
            "parties": [
                {"role": p.role, "name": p.name, "country": p.country, "sector": p.sector, "reports": list(p.reports)}
                for p in self.parties
            ],
            "days": [v.as_json() for v in self.days],
            "places": [v.as_json() for v in self.places],
            "numbers": {kind: [v.as_json() for v in values] for kind, values in self.numbers.items()},
            "statuses": [{"published": p, "status": s, "report": r} for p, s, r in self.statuses],
            "claims": [v.as_json() for v in self.claims],
            "denials": [v.as_json() for v in self.denials],
            "own_voice": list(self.own_voice),
            "differences": [{"about": d.about, "values": [v.as_json() for v in d.values]} for d in self.differences],
            "reports": self.reports,
            "stories": self.stories,
            "sources": self.sources,
            "confidence": round(self.confidence, 4),
            "unity": round(self.unity, 4),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an event is made from. `speakers` gives for each story the one that speaks for its source."""

    reports: Sequence[Told]
    confidences: Mapping[str, float]
    speakers: Mapping[str, str]
    unity: float = 1.0
    total_reports: int | None = None
    total_stories: int | None = None


def event_id(first_report: str) -> str:
    """The id of the event whose first report, in the one order of all accounts, is `first_report`."""
    return "E" + hashlib.blake2b(first_report.encode(), digest_size=6).hexdigest()


def valued(pairs: Iterable[tuple[str | None, str]]) -> tuple[Valued, ...]:
    """Values with their reports, the commonest first, then in the order met."""
    found: dict[str, list[str]] = {}
    for value, report in pairs:
        if value is not None and report not in found.setdefault(value, []):
            found[value].append(report)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(Valued(value, tuple(reports)) for value, reports in ranked)


def first(values: Sequence[Valued]) -> str | None:
    """The commonest value."""
    return values[0].value if values else None


def commonest(values: Iterable[str | None]) -> str | None:
    """The commonest value that is not null, the first of equals."""
    counts = Counter(v for v in values if v is not None)
    return counts.most_common(1)[0][0] if counts else None


def party_key(party: Party) -> str:
    """What makes two parties of one event the same."""
    return (party.name or party.text).casefold()


def parties_of(reports: Sequence[Told]) -> tuple[EventParty, ...]:
    """All parties, each once in the role it mostly has, those of most reports first.

    A party without a name gives way where a named one of its country and role is there: "the envoy" beside "Steve Witkoff".
    """
    held: dict[str, tuple[Party, list[str], Counter[str]]] = {}
    for told in reports:
        for role, side in (("actor", told.actors), ("recipient", told.recipients)):
            for party in side:
                _, ids, roles = held.setdefault(party_key(party), (party, [], Counter()))
                roles[role] += 1
                if told.report_id not in ids:
                    ids.append(told.report_id)
    found = [
        EventParty(roles.most_common(1)[0][0], p.label, p.country, p.sector, tuple(ids))
        for p, ids, roles in held.values()
    ]
    named = {(p.role, p.country) for (party, _, _), p in zip(held.values(), found, strict=True) if party.name}
    unnamed = {p.label for p, _, _ in held.values() if not p.name}
    kept = [p for p in found if p.name not in unnamed or (p.role, p.country) not in named]
    return tuple(sorted(kept, key=lambda p: (p.role, -len(p.reports))))


def best_day(days: Sequence[Valued]) -> str | None:
    """The commonest day; a day goes before a month, a month before a year or range that holds it."""
    sharp = [d for d in days if is_day(d.value)]
    return first(sharp) or first(days)


def status_of(reports: Sequence[Told]) -> str:
    """Actual once any report says so in whatever year; else what the latest says."""
    statuses = [t.status for t in reports]
    if "actual" in statuses:
        return "actual"
    return statuses[-1]


def differing_days(days: Sequence[Valued]) -> bool:
    """Do two of the days exclude each other?"""
    return any((apart(a.value, b.value) or 0) > 0 for n, a in enumerate(days) for b in days[:n])


def differences_of(
    days: Sequence[Valued], places: Sequence[Valued], numbers: Mapping[str, tuple[Valued, ...]], reports: Sequence[Told]
) -> tuple[Difference, ...]:
    """Where the accounts do not agree."""
    found = []
    if differing_days(days):
        found.append(Difference("day", tuple(days)))
    countries = valued((t.place_country, t.report_id) for t in reports)
    if len(countries) > 1:
        found.append(Difference("place", tuple(places)))
    found += [Difference(kind, values) for kind, values in numbers.items() if len(values) > 1]
    statuses = valued((t.status, t.report_id) for t in reports if t.status in {"actual", "negated"})
    if len(statuses) > 1:
        found.append(Difference("whether it happened", statuses))
    return tuple(found)


def numbers_of(reports: Sequence[Told]) -> dict[str, tuple[Valued, ...]]:
    """The numbers that the sentences tell, by kind. A sentence that tells of several acts lends its numbers to the act they fit."""
    fitting: Mapping[str, Callable[[Told], bool]] = {
        "duration": lambda t: t.type in {"CONSULT", "PROTEST", "AGREE", "CONCEDE", "RETREAT"},
        "dead": lambda t: t.type == "ASSAULT",
        "injured": lambda t: t.type in {"ASSAULT", "PROTEST"},
        "arrested": lambda t: t.type in {"COERCE", "PROTEST"},
        "crowd": lambda t: t.type == "PROTEST",
    }
    pairs: dict[str, list[tuple[str | None, str]]] = {}
    for told in reports:
        for quantity in quantities(told.sentence):
            if fitting[quantity.kind](told):
                pairs.setdefault(quantity.kind, []).append((quantity.label, told.report_id))
    return {kind: valued(found) for kind, found in sorted(pairs.items())}


def confidence_of(evidence: Evidence) -> float:
    """One less the chance that the best report of every independent source is wrong, sources taken as independent."""
    best: dict[str, float] = {}
    for told in evidence.reports:
        source = evidence.speakers.get(told.story_id, told.story_id)
        best[source] = max(best.get(source, 0.0), evidence.confidences.get(told.report_id, 1.0))
    wrong = 1.0
    for confidence in best.values():
        wrong *= 1 - confidence
    return 1 - wrong


def make_event(root: str, evidence: Evidence) -> Event:
    """The event told by the reports of `evidence`, which come in the order of their accounts; `root` is the first's id."""
    reports = sorted(evidence.reports, key=lambda t: (t.published or "9999", t.story_id, t.position))
    days = valued((t.date, t.report_id) for t in reports)
    places = valued((t.place, t.report_id) for t in reports)
    numbers = numbers_of(reports)
    told = [t for t in reports if t.status != "negated"]
    stories = dict.fromkeys(t.story_id for t in reports)
    return Event(
        id=event_id(root),
        type=commonest(t.type for t in reports) or reports[0].type,
        mode=commonest(t.mode for t in reports),
        status=status_of(reports),
        date=best_day(days),
        place=first(places),
        place_country=commonest(t.place_country for t in reports),
        parties=parties_of(reports),
        days=days,
        places=places,
        numbers=numbers,
        statuses=tuple((t.published, t.status, t.report_id) for t in reports),
        claims=valued((t.attribution, t.report_id) for t in told),
        denials=valued((t.attribution, t.report_id) for t in reports if t.status == "negated"),
        own_voice=tuple(t.report_id for t in told if t.attribution is None),
        differences=differences_of(days, places, numbers, reports),
        reports=evidence.total_reports or len(reports),
        stories=evidence.total_stories or len(stories),
        sources=len({evidence.speakers.get(s, s) for s in stories}),
        confidence=confidence_of(evidence),
        unity=evidence.unity,
    )
