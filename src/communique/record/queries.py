"""Questions to the record, answered as typed values."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from communique.model import Reason, Span
from communique.record.copies import copies_of
from communique.record.schema import RecordError
from communique.record.store import Record


@dataclass(frozen=True, slots=True)
class PartyView:
    """Somebody on one side of a report."""

    role: str
    text: str
    start: int
    end: int
    name: str | None
    country: str | None
    sector: str | None

    @property
    def label(self) -> str:
        """Name, or the words, with the country behind."""
        return f"{self.name or self.text} ({self.country})" if self.country else self.name or self.text


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with its sentence and parties; spans count in the story's text."""

    id: str
    story_id: str
    event_id: str | None
    type: str
    mode: str | None
    status: str
    attribution: str | None
    attribution_start: int | None
    trigger: Span
    sentence: Span
    date: str | None
    place: str | None
    place_start: int | None
    place_country: str | None
    confidence: float
    reasons: tuple[Reason, ...]
    parties: tuple[PartyView, ...] = ()

    def side(self, role: str) -> tuple[PartyView, ...]:
        """Those who are ``actor`` or ``recipient``."""
        return tuple(p for p in self.parties if p.role == role)


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with the headline of its story."""

    id: str
    story_id: str
    kind: str
    sort: str
    speaker: str | None
    source: str | None
    cue: str | None
    content: str
    addressee: str | None
    occasion: str | None
    published: str | None
    headline: str | None


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with its captions (text, credit), and its reports and statements in the order of the text."""

    id: str
    page_id: str
    headline: str | None
    published: str | None
    published_from: str | None
    outlet: str | None
    language: str | None
    not_coded: str | None
    text: str
    copies: tuple[str, ...] = ()
    captions: tuple[tuple[str, str | None], ...] = ()
    furniture: tuple[tuple[str, str], ...] = ()
    reports: tuple[ReportView, ...] = ()
    statements: tuple[StatementView, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """What to look for: all given conditions hold."""

    said_by: str | None = None
    about: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 50


REPORT_COLUMNS = """
    r.id, r.story_id, r.event_id, r.type, r.mode, r.status, r.attribution, r.attribution_start, r.trigger, r.trigger_start,
    r.trigger_end, r.sentence_start, r.sentence_end,
    substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start) AS sentence,
    r.date, r.place, r.place_start, r.place_country, r.confidence, r.reasons
    FROM reports r JOIN stories s ON s.id = r.story_id
"""
STATEMENT_COLUMNS = """
    t.id, t.story_id, t.kind, t.sort, t.speaker, t.source, t.cue, t.content, t.addressee, t.occasion, s.published, s.headline
    FROM statements t JOIN stories s ON s.id = t.story_id
"""


def parties_of(db: sqlite3.Connection, report_id: str) -> tuple[PartyView, ...]:
    """Actors, then recipients."""
    rows = db.execute(
        "SELECT role, text, start, end, name, country, sector FROM participants WHERE report_id = ? ORDER BY role, position",
        (report_id,),
    )
    return tuple(PartyView(*row) for row in rows)


def report_view(db: sqlite3.Connection, row: sqlite3.Row) -> ReportView:
    """The report of a row of `REPORT_COLUMNS`."""
    return ReportView(
        row["id"],
        row["story_id"],
        row["event_id"],
        row["type"],
        row["mode"],
        row["status"],
        row["attribution"],
        row["attribution_start"],
        Span(row["trigger"], row["trigger_start"], row["trigger_end"]),
        Span(row["sentence"], row["sentence_start"], row["sentence_end"]),
        row["date"],
        row["place"],
        row["place_start"],
        row["place_country"],
        row["confidence"],
        tuple(Reason(**r) for r in json.loads(row["reasons"])),
        parties_of(db, row["id"]),
    )


def reports(record: Record, where: str = "1", values: Iterable[object] = ()) -> tuple[ReportView, ...]:
    """Reports in the order of day, story and text. `where` is SQL of this package, never a user's words."""
    sql = f"SELECT {REPORT_COLUMNS} WHERE {where} ORDER BY s.published, s.number, r.sentence_start, r.trigger_start, r.number"
    return tuple(report_view(record.db, row) for row in record.db.execute(sql, tuple(values)))


def report(record: Record, report_id: str) -> ReportView:
    """One report.

    Raises:
        RecordError: there is none of this id.
    """
    found = reports(record, "r.id = ?", [report_id])
    if not found:
        raise RecordError(f"no report {report_id!r} in the record")
    return found[0]


def statements(record: Record, where: str = "1", values: Iterable[object] = ()) -> tuple[StatementView, ...]:
    """Statements in the order of day, story and text."""
    sql = f"SELECT {STATEMENT_COLUMNS} WHERE {where} ORDER BY s.published, s.number, t.number"
    return tuple(StatementView(*row) for row in record.db.execute(sql, tuple(values)))


def fts_words(words: str) -> str:
    """A user's words as an FTS5 query: every one must occur; signs are dropped, so none is obeyed as an operator."""
    return " ".join(f'"{word}"' for word in re.findall(r"\w+", words))


def like(words: str) -> str:
    r"""A pattern for LIKE ... ESCAPE '\' that matches `words` anywhere, to the letter."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", words) + "%"


def find_statements(record: Record, query: StatementQuery) -> tuple[StatementView, ...]:
    """Statements that meet all conditions of `query`; a text search over their content for `about`."""
    conditions, values = ["1"], list[object]()
    if query.said_by:
        conditions.append(r"(t.speaker LIKE ? ESCAPE '\' OR t.source LIKE ? ESCAPE '\')")
        values += [like(query.said_by)] * 2
    if query.about and not (words := fts_words(query.about)):
        return ()
    if query.about:
        conditions.append("t.number IN (SELECT rowid FROM statement_search WHERE statement_search MATCH ?)")
        values.append(f"content : ({words})")
    days = (("s.published", ">=", query.since), ("substr(s.published, 1, 10)", "<=", query.until))
    for column, sign, value in (("t.kind", "=", query.kind), *days):
        if value:
            conditions.append(f"{column} {sign} ?")
            values.append(value)
    return statements(record, " AND ".join(conditions), values)[: query.limit]


def stories(record: Record, limit: int | None = None) -> tuple[StoryView, ...]:
    """Stories by day, each with what was read out of it."""
    sql = """SELECT id, page_id, headline, published, published_from, outlet, language, not_coded, text FROM stories
             ORDER BY published IS NULL, published, number LIMIT ?"""
    rows = record.db.execute(sql, (-1 if limit is None else limit,)).fetchall()
    return tuple(story_view(record, row) for row in rows)


def story_view(record: Record, row: sqlite3.Row) -> StoryView:
    """The story of a row, with its parts."""
    captions = record.db.execute("SELECT text, credit FROM captions WHERE story_id = ? ORDER BY start", (row["id"],))
    furniture = record.db.execute("SELECT text, reason FROM furniture WHERE story_id = ? ORDER BY start", (row["id"],))
    return StoryView(
        **dict(row),
        copies=copies_of(record.db, row["id"]),
        captions=tuple((c["text"], c["credit"]) for c in captions),
        furniture=tuple((f["text"], f["reason"]) for f in furniture),
        reports=reports(record, "r.story_id = ?", [row["id"]]),
        statements=statements(record, "t.story_id = ?", [row["id"]]),
    )


def story(record: Record, story_id: str) -> StoryView:
    """One story.

    Raises:
        RecordError: there is none of this id.
    """
    sql = """SELECT id, page_id, headline, published, published_from, outlet, language, not_coded, text
             FROM stories WHERE id = ?"""
    row = record.db.execute(sql, (story_id,)).fetchone()
    if row is None:
        raise RecordError(f"no story {story_id!r} in the record")
    return story_view(record, row)
