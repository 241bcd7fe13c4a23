"""A dossier put together from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from communique.dossier.contradictions import contradictions
from communique.dossier.evidence import (
    StatementRow,
    copied,
    evidence_of,
    last_day_of,
    sources_of,
    statements_of,
)
from communique.dossier.lines import line_of, plain
from communique.dossier.meetings import meetings
from communique.dossier.missing import missing
from communique.dossier.model import Dossier, Gap, Line, Person, Said, Source
from communique.dossier.offers import offers
from communique.dossier.subject import subject
from communique.dossier.words import weight as weight_of
from communique.linking.days import is_day, stretch
from communique.linking.processes_model import Process
from communique.linking.relations import Tie
from communique.linking.words import stems
from communique.record.store import Record

# Promises and plans as last told are those of so many days before the last day.
LATELY_DAYS = 14
STATEMENTS = 15
OPENING, CLOSING, DOUBLE = frozenset("\"“‘'"), frozenset("\"”’'"), frozenset('"“”')
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
    days = [d for d in (s.day for s in evidence.stories.values()) if d]
    told_last = max(days, default=None)
    rounds, unknown = meetings(record, process, lines, stories)
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
        last_day=told_last if query.until else process.last_day,
        until=query.until,
        record_last_day=last_day_of(record.db),
        people=tuple(
            Person(p.label, p.country if p.label != p.country else None, p.role, p.events, p.people)
            for p in process.parties
        ),
        issue=process.issue,
        happened=tuple(x for x in lines if x.status == "actual" and not ahead(x)),
        not_done=tuple(
            x for x in lines if x.status != "actual" and (not announced(x, told_last) or settled(record, x))
        ),
        rounds=rounds,
        proposals=offers(record, stories, parties, query.until),
        statements=said,
        contradictions=contradictions(lines, evidence, copied(record.db, stories)),
        announced=tuple(x for x in lines if announced(x, told_last) and not settled(record, x)),
        missing=(*unknown, *gaps, *([Gap("further statements of the parties", left)] if left > 0 else [])),
        sources=tuple(sorted(evidence.stories.values(), key=lambda s: s.number)),
    )
    return replace(held, sources=cited(record, held))


def order(line: Line) -> tuple[bool, int, int, str, float, str]:
    """Place in the order of days: by first day, the sharper date first; without a date last, by the day it was told.

    Of one day, what matters most comes first.
    """
    span = stretch(line.date)
    first, last = span or (0, 0)
    return (span is None, first, last, "" if span else line.told or "9999", -weight_of(line), line.id)


def ahead(line: Line) -> bool:
    """Is this dated after the last story that tells it, so that nothing says whether it came about?"""
    when, now = stretch(line.date), stretch(line.told_last)
    return when is not None and now is not None and when[0] > now[1] and line.status != "negated"


def announced(line: Line, told_last: str | None) -> bool:
    """Is this still to come as far as is known: dated ahead, or planned or promised in the last days that are told?"""
    if ahead(line):
        return True
    told, now = stretch(line.told), stretch(told_last)
    lately = told is not None and now is not None and told[0] >= now[1] - LATELY_DAYS
    return lately and (line.status == "planned" or (line.kind == "AGREE" and line.status == "actual"))


def settled(record: Record, line: Line) -> bool:
    """Does the record know that what was promised has been held or called off?"""
    return any(r.tie in {Tie.HELD_AS, Tie.CALLED_OFF_BY} and r.event == line.id for r in record.relations(line.id))


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
            unquoted(s.content),
            s.story,
        )
        for s in kept
    )


def unquoted(words: str) -> str:
    """Words on one line, without quotation marks around the whole or its parts, and without what only led on to the cue."""
    parts = plain(words).split(" … ")
    bare = [bare_part(part) for part in parts]
    return " … ".join(bare)


def bare_part(words: str) -> str:
    """A stretch of words without its quotation marks, where they stand around all of it."""
    inner = words.rstrip(",; ")
    if len(inner) > 2 and inner[0] in OPENING and inner[-1] in CLOSING and not set(inner[1:-1]) & DOUBLE:
        inner = inner[1:-1].rstrip(",; ")
    return inner


def cited(record: Record, held: Dossier) -> tuple[Source, ...]:
    """The stories that the dossier cites, numbered by day."""
    used = {s for line in (*held.happened, *held.not_done, *held.announced) for s in line.stories}
    used |= {s.story for s in held.statements} | {s for m in held.rounds for s in m.stories}
    used |= {s for p in held.proposals for s in (*p.stories, *(stand.story for stand in p.stands))}
    return tuple(sorted(sources_of(record.db, sorted(used), None).values(), key=lambda s: s.number))
