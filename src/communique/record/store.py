"""The record: one SQLite file that many may read while one writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from communique.linking.processes_model import Process
from communique.linking.relations import Relation
from communique.linking.series_group import Series
from communique.model import CodedStory, Furniture, Page
from communique.record.copies import note_copies
from communique.record.courses import Course, CourseQuery, course_of
from communique.record.decisions import Decision, decisions, join_events, split_event, undo
from communique.record.follows import followed_process, follows, keep_follow, make_follow, remove_follow
from communique.record.linking_store import link_record
from communique.record.processes import processes
from communique.record.proposal_queries import ProposalQuery, ProposalView, proposal, proposals
from communique.record.proposal_rows import insert_proposals
from communique.record.relation_rows import event_relations
from communique.record.rows import insert, insert_story
from communique.record.schema import RecordError, connect, upgrade
from communique.record.series_rows import find_series

COUNTED = ("pages", "stories", "statements", "reports", "events")


class Change(StrEnum):
    """What adding a page did to the record."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What became of one input; `outcome` is read, skipped or failed."""

    name: str
    outcome: str
    reason: str | None = None
    detail: str | None = None
    page_id: str | None = None


class Record:
    """An open record. Use it as a context manager, or call `close`."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self.db = db
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the record at `path`.

        Raises:
            RecordError: there is none and `create` is false, the file is something else, or of a newer version.
        """
        if not create and not path.exists():
            raise RecordError(
                f"there is no record at {path}: make one with `communique read`, or name it with --record"
            )
        if not path.parent.is_dir():
            raise RecordError(f"there is no folder {path.parent} to keep the record in")
        db = connect(path)
        try:
            upgrade(db)
        except sqlite3.DatabaseError as error:
            db.close()
            raise RecordError(f"{path} cannot be used as a record: {error}") from error
        except RecordError:
            db.close()
            raise
        return cls(db, path)

    def close(self) -> None:
        """Close the file; what was committed is there."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def counts(self) -> dict[str, int]:
        """How many pages, stories, statements, reports and events there are."""
        return {t: int(self.db.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in COUNTED}  # noqa: S608

    def holds(self, page: Page) -> bool:
        """Is exactly this page, by id and content, in the record?"""
        found = self.db.execute("SELECT 1 FROM pages WHERE id = ? AND sha256 = ?", (page.id, page.sha256)).fetchone()
        return found is not None

    def add(
        self, page: Page, stories: Sequence[CodedStory], furniture: Sequence[Furniture], line: LedgerLine
    ) -> Change:
        """Put a page with its stories and its ledger line into the record, in one transaction.

        A page that is there with the same content stays as it is; one from the same origin with other content takes the
        place of the old one.

        Raises:
            RecordError: a page of the same id came from elsewhere with other content.
        """
        if self.holds(page):
            self.note(line)
            return Change.UNCHANGED
        with self.writing() as db:
            old = db.execute("SELECT origin FROM pages WHERE id = ?", (page.id,)).fetchone()
            if old is not None and old["origin"] != page.origin:
                raise RecordError(f"a page with the id {page.id!r} is in the record already, from {old['origin']}")
            db.execute("DELETE FROM pages WHERE id = ?", (page.id,))
            row = {"id": page.id, "origin": page.origin, "media": page.media, "sha256": page.sha256}
            insert(db, "pages", [{**row, "metadata": json.dumps(dict(page.metadata), ensure_ascii=False)}])
            pieces = [{"text": f.text, "start": f.start, "end": f.end, "reason": f.reason} for f in furniture]
            insert(db, "page_furniture", [{"page_id": page.id, **piece} for piece in pieces])
            for position, coded in enumerate(stories, 1):
                insert_story(db, coded, position)
                insert_proposals(db, coded)
                note_copies(db, coded.story)
            self.write_line(db, line)
        return Change.ADDED if old is None else Change.REPLACED

    def link(self) -> int:
        """Link the reports that are in no event yet; returns how many stories that were."""
        return link_record(self)

    def proposals(self, query: ProposalQuery | None = None) -> tuple[ProposalView, ...]:
        """Proposals that meet `query` (all of them without one), with each party's stance over time."""
        return proposals(self, query)

    def proposal(self, proposal_id: str) -> ProposalView:
        """One proposal with each party's stance over time.

        Raises:
            RecordError: there is none of this id.
        """
        return proposal(self, proposal_id)

    def series(self, *parties: str) -> tuple[Series, ...]:
        """The series among all of `parties` (a code, a country's name, a person's name); all of the record without any."""
        return find_series(self.db, parties)

    def relations(self, event_id: str) -> tuple[Relation, ...]:
        """What announced the event, what it was held as, what called it off.

        Raises:
            RecordError: there is no such event.
        """
        return event_relations(self.db, event_id)

    def processes(self) -> tuple[Process, ...]:
        """Negotiations and crises as the graph of parties and issues shows them: followed ones first, then those with most events."""
        return (*(followed_process(self, f) for f in follows(self)), *processes(self))

    def follow(self, name: str, parties: Sequence[str], about: Sequence[str] = ()) -> Process:
        """Follow a process of your own, and see what the record holds of it.

        Raises:
            ValueError: no name, no party, or one party without words.
        """
        made = make_follow(name, parties, about)
        keep_follow(self, made)
        return followed_process(self, made)

    def unfollow(self, name: str) -> None:
        """Follow it no more.

        Raises:
            RecordError: nothing of this name is followed.
        """
        remove_follow(self, name)

    def course(self, query: CourseQuery) -> Course:
        """How two parties got on over time, by events and by reports.

        Raises:
            ValueError: a day that is none.
            RecordError: nothing in the record is between the two.
        """
        return course_of(self, query)

    def split_event(self, reports: Sequence[str], *, by: str | None = None, note: str | None = None) -> Decision:
        """Let `reports` leave their event and form one of their own, for good.

        Raises:
            RecordError: a report is unknown, they are of several events, or nothing of the event would be left.
        """
        return split_event(self, reports, by=by, note=note)

    def join_events(self, events: Sequence[str], *, by: str | None = None, note: str | None = None) -> Decision:
        """Make one event of several, for good.

        Raises:
            RecordError: an event is unknown, or fewer than two are named.
        """
        return join_events(self, events, by=by, note=note)

    def undo(self, decision_id: str) -> Decision:
        """Take a split or join back.

        Raises:
            RecordError: there is no such decision.
        """
        return undo(self, decision_id)

    def decisions(self) -> tuple[Decision, ...]:
        """The splits and joins by hand that hold, the earliest first."""
        return decisions(self.db)

    def note(self, line: LedgerLine) -> None:
        """Keep a ledger line; one that says what the ledger says already changes nothing."""
        held = self.db.execute(
            "SELECT outcome, reason, detail, page_id FROM inputs WHERE name = ?", (line.name,)
        ).fetchone()
        if held is None or tuple(held) != (line.outcome, line.reason, line.detail, line.page_id):
            with self.writing() as db:
                self.write_line(db, line)

    def write_line(self, db: sqlite3.Connection, line: LedgerLine) -> None:
        """Write a ledger line within the caller's transaction."""
        db.execute(
            "INSERT OR REPLACE INTO inputs (name, page_id, outcome, reason, detail, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                line.name,
                line.page_id,
                line.outcome,
                line.reason,
                line.detail,
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )

    def fetched(self) -> dict[str, tuple[str, str]]:
        """For addresses fetched before, what their servers said: ETag and Last-Modified, empty where they said nothing."""
        found: dict[str, tuple[str, str]] = {}
        for row in self.db.execute("SELECT origin, metadata FROM pages WHERE metadata LIKE '%\"fetched\"%'"):
            metadata = json.loads(row["metadata"])
            said = (metadata.get("etag") or "", metadata.get("last_modified") or "")
            if any(said):
                found |= {address: said for address in (row["origin"], metadata.get("url")) if address}
        return found

    def ledger(self) -> list[LedgerLine]:
        """Every input ever named and what became of it, by name."""
        rows = self.db.execute("SELECT name, outcome, reason, detail, page_id FROM inputs ORDER BY name")
        return [LedgerLine(*row) for row in rows]
