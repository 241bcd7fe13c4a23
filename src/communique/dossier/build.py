"""A dossier put together from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from communique.dossier.contradictions import contradictions
from communique.dossier.evidence import Evidence, StatementRow, evidence_of, last_day_of, statements_of
from communique.dossier.lines import line_of, plain
from communique.dossier.missing import missing
from communique.dossier.model import Dossier, Gap, Line, Meeting, Person, Said, Source
from communique.dossier.offers import offers
from communique.dossier.subject import subject
from communique.linking.days import is_day, stretch
from communique.linking.processes import Process
from communique.linking.words import stems
from communique.record.store import Record

# Promises and plans as last told are those of so many days before the last day.
LATELY_DAYS = 14
STATEMENTS = 15
OF_ONE_SPEAKER = 3


@dataclass(frozen=True, slots=True)
class DossierQuery:
    """Of what, up to which ISO day of publication (all where null), with how many statements at most."""

    name: str
    until: str | None = None
    statements: int = STATEMENTS


def dossier(record: Record, query: DossierQuery) -> Dossier:
    """The dossier of a process, followed process, dyad or actor.

    Raises:
        ValueError: `until` is no ISO day.
        RecordError: nothing in the record has this name, or nothing of it was told by `until`.
    """
    if query.until is not None and not (len(query.until) == 10 and is_day(query.until)):
        raise ValueError(f"{query.until!r} is no day: write it as 2025-04-25")
    found = subject(record, query.name)
    return dossier_of_process(record, found.process, query, found.kind)


def dossier_of_process(record: Record, process: Process, query: DossierQuery, kind: str | None = None) -> Dossier:
    """The dossier of a process that was found already."""
    evidence = evidence_of(record.db, process.events, process.stories, query.until)
    lines = sorted((line_of(row, evidence) for row in evidence.events.values()), key=order)
    stories = sorted(evidence.stories)
    heard = statements_of(record.db, stories)
    codes = [p.country for p in process.parties if p.role != "counterpart"]
    last = query.until or last_day_of(record.db)
    days = [d for d in (s.day for s in evidence.stories.values()) if d]
    said = chosen(heard, codes, process.issue, query.statements)
    names = [p.label for p in process.parties if p.role == "party"] + [n for p in process.parties[:2] for n in p.people]
    gaps = missing(record.db, lines, process.aside, evidence.stories.values(), heard, names)
    left = len([s for s in heard if s.country in codes or s.speaker in codes]) - len(said)
    parties = [p.country for p in process.parties if p.role == "party"]
    held = Dossier(
        id=process.id,
        name=process.name,
        kind=kind or ("followed" if process.followed else "process"),
        first_day=process.first_day,
        last_day=max(days, default=None) if query.until else process.last_day,
        until=query.until,
        record_last_day=last_day_of(record.db),
        people=tuple(
            Person(p.label, p.country if p.label != p.country else None, p.role, p.events, p.people)
            for p in process.parties
        ),
        issue=process.issue,
        happened=tuple(x for x in lines if x.status == "actual" and not ahead(x, last)),
        not_done=tuple(x for x in lines if x.status != "actual" and not ahead(x, last)),
        rounds=rounds(process, lines),
        proposals=offers(record, stories, parties, query.until),
        statements=said,
        contradictions=contradictions(lines, evidence),
        announced=tuple(x for x in lines if announced(x, last, max(days, default=None))),
        missing=(*gaps, *([Gap("further statements of the parties", left)] if left > 0 else [])),
        sources=tuple(sorted(evidence.stories.values(), key=lambda s: s.number)),
    )
    return replace(held, sources=cited(held, evidence))


def order(line: Line) -> tuple[bool, int, int, str, str]:
    """Place in the order of days: by first day, the sharper date first; without a date last, by the day it was told."""
    span = stretch(line.date)
    return (span is None, span[0] if span else 0, span[1] if span else 0, line.told or "9999", line.id)


def ahead(line: Line, last: str | None) -> bool:
    """Is this dated after the last day?"""
    when, now = stretch(line.date), stretch(last)
    return when is not None and now is not None and when[0] > now[1] and line.status != "negated"


def announced(line: Line, last: str | None, told_last: str | None) -> bool:
    """Is this still to come as far as is known: dated ahead, or planned or promised in the last days that are told?"""
    if ahead(line, last):
        return True
    told, now = stretch(line.told), stretch(told_last)
    lately = told is not None and now is not None and told[0] >= now[1] - LATELY_DAYS
    return lately and (line.status == "planned" or (line.kind == "AGREE" and line.status == "actual"))


def rounds(process: Process, lines: Sequence[Line]) -> tuple[Meeting, ...]:
    """The rounds of talks whose events are among the lines."""
    by_id = {line.id: line for line in lines}
    found = []
    for one in process.rounds:
        held = [by_id[e] for e in one.events if e in by_id]
        if not held:
            continue
        best = max(held, key=lambda x: (x.sources, len(x.reports), x.confidence, x.id))
        who = dict.fromkeys(p for line in (best, *held) for p in (*line.actors, *line.recipients))
        stories = tuple(dict.fromkeys(s for line in held for s in line.stories))
        found.append(
            Meeting(
                one.date, one.place, one.place_country, tuple(who), best.sentence, tuple(x.id for x in held), stories
            )
        )
    return tuple(found)


def weight(row: StatementRow, issue: Sequence[str]) -> float:
    """How much a statement says: whose own words it holds, on the issue, at some length; or that somebody would say nothing."""
    words = stems(row.content)
    on_issue = sum(1 for term in issue if stems(term) & words)
    own = {"direct": 2.0, "mixed": 2.0, "none": 1.5}.get(row.kind, 0.5)
    return own + min(on_issue, 2) + min(len(row.content), 200) / 200 + (0.5 if row.cue else 0.0)


def chosen(heard: Sequence[StatementRow], codes: Sequence[str], issue: Sequence[str], most: int) -> tuple[Said, ...]:
    """The statements that matter, by day: of the parties, those that say most, not too many of one speaker."""
    own = [s for s in heard if s.country in codes or s.speaker in codes]
    ranked = sorted(own, key=lambda s: (-weight(s, issue), s.id))
    taken: Counter[str] = Counter()
    seen: set[str] = set()
    kept: list[StatementRow] = []
    for row in ranked:
        speaker, words = row.speaker or "", plain(row.content).casefold()
        if taken[speaker] < OF_ONE_SPEAKER and words not in seen and len(kept) < most:
            taken[speaker] += 1
            seen.add(words)
            kept.append(row)
    kept.sort(key=lambda s: (s.day is None, s.day or "", s.story, heard.index(s)))
    return tuple(
        Said(
            s.id,
            s.day,
            plain(s.speaker or "not named"),
            s.country,
            s.kind,
            s.cue and plain(s.cue),
            plain(s.content),
            s.story,
        )
        for s in kept
    )


def cited(held: Dossier, evidence: Evidence) -> tuple[Source, ...]:
    """The stories that the dossier cites, numbered by day."""
    used = {s for line in (*held.happened, *held.not_done, *held.announced) for s in line.stories}
    used |= {s.story for s in held.statements} | {s for p in held.proposals for s in p.stories}
    kept = sorted((s for s in evidence.stories.values() if s.story in used), key=lambda s: s.number)
    return tuple(replace(s, number=n) for n, s in enumerate(kept, 1))


def numbers(held: Dossier) -> Mapping[str, int]:
    """The number of each story cited."""
    return {s.story: s.number for s in held.sources}
