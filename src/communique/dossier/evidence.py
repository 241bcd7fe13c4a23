"""What a dossier stands on, read from the record in a few indexed questions: events, their reports, stories, statements."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from communique.dossier.model import Source
from communique.linking import model as linking
from communique.record.account_rows import batches, marks, told_where
from communique.record.copies import copies_of


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the record keeps it, with its account as JSON."""

    id: str
    type: str
    mode: str | None
    status: str
    date: str | None
    place: str | None
    place_country: str | None
    account: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with its speaker's country."""

    id: str
    story: str
    day: str | None
    speaker: str | None
    country: str | None
    kind: str
    cue: str | None
    content: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Events by id, reports of each (those of stories after the last day left out) and stories by id.

    By report: how sure it is, and, where its source is the speaker of a statement, that speaker's name.
    """

    events: Mapping[str, EventRow]
    reports: Mapping[str, tuple[linking.Told, ...]]
    stories: Mapping[str, Source]
    confidences: Mapping[str, float] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)


def in_batches(db: sqlite3.Connection, sql: str, values: Sequence[str]) -> Iterable[sqlite3.Row]:
    """The rows of `sql`, whose ``{}`` stands for question marks, over all `values`."""
    for part in batches(values):
        yield from db.execute(sql.format(marks(part)), part)


def event_row(row: sqlite3.Row) -> EventRow:
    """The event of a row."""
    ident, type_, mode, status, day, place, country, account = tuple(row)
    return EventRow(ident, type_, mode, status, day, place, country, json.loads(account))


def evidence_of(db: sqlite3.Connection, events: Sequence[str], stories: Iterable[str], until: str | None) -> Evidence:
    """What the record holds of these events, and of these stories beside."""
    sql = "SELECT id, type, mode, status, date, place, place_country, account FROM events WHERE id IN ({})"
    rows = {r["id"]: event_row(r) for r in in_batches(db, sql, events)}
    home: dict[str, str] = {}
    confidences: dict[str, float] = {}
    for row in in_batches(db, "SELECT id, event_id, confidence FROM reports WHERE event_id IN ({})", events):
        home[row["id"]], confidences[row["id"]] = row["event_id"], row["confidence"]
    reports: dict[str, list[linking.Told]] = defaultdict(list)
    for told in told_where(db, "r.event_id", events):
        if until is None or told.published is None or told.published <= until:
            reports[home[told.report_id]].append(told)
    cited = sorted({t.story_id for held in reports.values() for t in held} | set(stories))
    held = {e: tuple(told) for e, told in reports.items()}
    kept = {e: rows[e] for e in events if e in held}
    return Evidence(kept, held, sources_of(db, cited, until), confidences, speakers_of(db, events))


def speakers_of(db: sqlite3.Connection, events: Sequence[str]) -> dict[str, str]:
    """Who is meant by the source of each report, where its words are the source of a statement too ("he": the minister)."""
    sql = """SELECT r.id, t.speaker FROM reports r JOIN statements t ON t.story_id = r.story_id
             JOIN statement_spans p ON p.statement_id = t.id AND p.part = 'source' AND p.start = r.attribution_start
             WHERE r.event_id IN ({}) AND r.attribution IS NOT NULL AND t.speaker IS NOT NULL"""
    return dict(tuple(row) for row in in_batches(db, sql, events))


def sources_of(db: sqlite3.Connection, stories: Sequence[str], until: str | None) -> dict[str, Source]:
    """Stories as sources, numbered by day."""
    sql = """SELECT s.id, s.headline, s.outlet, substr(s.published, 1, 10) AS day, p.origin, p.metadata
             FROM stories s JOIN pages p ON p.id = s.page_id WHERE s.id IN ({})"""
    rows = [r for r in in_batches(db, sql, stories) if not (until and r["day"] and r["day"] > until)]
    rows.sort(key=lambda r: (r["day"] is None, r["day"] or "", r["id"]))
    found = {}
    for number, row in enumerate(rows, 1):
        address = json.loads(row["metadata"]).get("url")
        origin = address if isinstance(address, str) and address else row["origin"]
        found[row["id"]] = Source(number, row["id"], row["headline"], row["outlet"], row["day"], origin)
    return found


def statements_of(db: sqlite3.Connection, stories: Sequence[str]) -> list[StatementRow]:
    """What is said in these stories, in speech, copies of one text once."""
    sql = """SELECT t.id, t.story_id, substr(s.published, 1, 10), ifnull(a.name, t.speaker), a.country, t.kind, t.cue, t.content
             FROM statements t JOIN tellings s ON s.id = t.story_id LEFT JOIN actors a ON a.id = t.speaker_id
             WHERE t.sort = 'speech' AND t.story_id IN ({}) ORDER BY t.number"""
    return [StatementRow(*row) for row in in_batches(db, sql, stories)]


def copied(db: sqlite3.Connection, stories: Sequence[str]) -> dict[str, str]:
    """For each of these stories the first, by id, of those that carry the same copy."""
    found: dict[str, str] = {}
    for story in sorted(stories):
        found.setdefault(story, story)
        for copy in copies_of(db, story):
            found.setdefault(copy, found[story])
    return found


def last_day_of(db: sqlite3.Connection) -> str | None:
    """The last ISO day on which a story of the record was published."""
    row = db.execute("SELECT max(substr(published, 1, 10)) FROM stories WHERE published IS NOT NULL").fetchone()
    return row[0] if row else None
