"""Splits and joins of events by hand. A decision names reports, so it holds through further reading and re-reading.

`event_sides` and `event_joins`, which linking reads, are made from the decisions: of two on the same reports the later one
holds. A decision made before or after a story is read has the same effect on it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from communique.record.account_rows import batches, marks
from communique.record.schema import RecordError

if TYPE_CHECKING:
    from communique.record.store import Record


@dataclass(frozen=True, slots=True)
class Decision:
    """A split or join made by hand.

    Of a split, `reports` were split off and `others` stayed; of a join, `reports` are one report of every event joined.
    `made_at` is a UTC moment.
    """

    id: str
    kind: str
    reports: tuple[str, ...]
    others: tuple[str, ...]
    made_at: str
    made_by: str | None = None
    note: str | None = None


def decision_id(kind: str, reports: Sequence[str], others: Sequence[str]) -> str:
    """The same for the same decision on the same reports."""
    told = json.dumps([kind, sorted(reports), sorted(others)])
    return "D" + hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


def decisions(db: sqlite3.Connection) -> tuple[Decision, ...]:
    """All decisions that hold, the earliest first."""
    rows = db.execute("SELECT id, kind, reports, others, made_at, made_by, note FROM decisions ORDER BY number")
    return tuple(Decision(r[0], r[1], tuple(json.loads(r[2])), tuple(json.loads(r[3])), r[4], r[5], r[6]) for r in rows)


def sides_and_joins(made: Iterable[Decision]) -> tuple[dict[str, tuple[str, str]], dict[tuple[str, str], str]]:
    """What follows from decisions taken in order: each report's side, each pair joined, and when that was decided.

    A split takes away the joins between its two sides; a join of reports that a split parted joins their sides.
    """
    sides: dict[str, tuple[str, str]] = {}
    joins: dict[tuple[str, str], str] = {}
    for one in made:
        if one.kind == "join":
            first, *rest = one.reports
            joins |= {(first, other): one.made_at for other in rest}
            continue
        off, stayed = set(one.reports), set(one.others)
        crossing = [p for p in joins if (p[0] in off and p[1] in stayed) or (p[1] in off and p[0] in stayed)]
        for pair in crossing:
            del joins[pair]
        sides |= dict.fromkeys(one.reports, (f"{one.id}:off", one.made_at))
        sides |= dict.fromkeys(one.others, (f"{one.id}:stayed", one.made_at))
    return sides, joins


def apply(record: Record, kept: Sequence[Decision]) -> None:
    """Make the decisions of the record those in `kept`, and link anew the stories whose reports that touches."""
    from communique.record.linking_store import clear_story, link_record

    sides, joins = sides_and_joins(kept)
    with record.writing() as db:
        before_sides = {r[0]: (r[1], r[2]) for r in db.execute("SELECT report_id, side, made_at FROM event_sides")}
        before_joins = {(r[0], r[1]): r[2] for r in db.execute("SELECT report_id, other_id, made_at FROM event_joins")}
        db.execute("DELETE FROM decisions")
        db.executemany(
            "INSERT INTO decisions (id, kind, reports, others, made_at, made_by, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(d.id, d.kind, json.dumps(d.reports), json.dumps(d.others), d.made_at, d.made_by, d.note) for d in kept],
        )
        changed = {r for r in before_sides.keys() | sides.keys() if before_sides.get(r) != sides.get(r)}
        changed |= {r for pair in before_joins.keys() ^ joins.keys() for r in pair}
        db.execute("DELETE FROM event_sides")
        db.executemany(
            "INSERT INTO event_sides (report_id, side, made_at) VALUES (?, ?, ?)", [(r, *s) for r, s in sides.items()]
        )
        db.execute("DELETE FROM event_joins")
        db.executemany(
            "INSERT INTO event_joins (report_id, other_id, made_at) VALUES (?, ?, ?)",
            [(*p, at) for p, at in joins.items()],
        )
        for story in stories_of(db, changed):
            clear_story(db, story)
    link_record(record)


def stories_of(db: sqlite3.Connection, reports: Iterable[str]) -> list[str]:
    """The stories of reports that are in the record now."""
    found: set[str] = set()
    for part in batches(sorted(reports)):
        found |= {r[0] for r in db.execute(f"SELECT story_id FROM reports WHERE id IN ({marks(part)})", part)}  # noqa: S608
    return sorted(found)


def events_of_reports(db: sqlite3.Connection, reports: Sequence[str]) -> dict[str, str]:
    """The event of each report that is in the record and linked."""
    found: dict[str, str] = {}
    for part in batches(reports):
        sql = f"SELECT id, event_id FROM reports WHERE event_id IS NOT NULL AND id IN ({marks(part)})"  # noqa: S608
        found |= dict(db.execute(sql, part).fetchall())
    return found


def event_reports(db: sqlite3.Connection, event_id: str) -> tuple[str, ...]:
    """The reports of an event, in order of their ids.

    Raises:
        RecordError: there is no such event.
    """
    found = tuple(r[0] for r in db.execute("SELECT id FROM reports WHERE event_id = ? ORDER BY id", (event_id,)))
    if not found:
        raise RecordError(f"no event {event_id!r} in the record: `communique show` lists them")
    return found


def event_of_report(db: sqlite3.Connection, report_id: str) -> str:
    """The event of a report.

    Raises:
        RecordError: there is no such report, or it has not been linked.
    """
    row = db.execute("SELECT event_id FROM reports WHERE id = ?", (report_id,)).fetchone()
    if row is None or row[0] is None:
        raise RecordError(f"no report {report_id!r} in the record, or none that is in an event")
    return str(row[0])


def add(record: Record, new: Decision) -> Decision:
    """Take a decision; one that is there already is taken anew, as the latest."""
    apply(record, [*(d for d in decisions(record.db) if d.id != new.id), new])
    return new


def now() -> str:
    """The present moment, UTC, as ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def split_event(record: Record, reports: Sequence[str], *, by: str | None = None, note: str | None = None) -> Decision:
    """Let `reports` leave their event and form one of their own. Returns the decision; the record is linked anew.

    Raises:
        RecordError: a report is unknown, they are of several events, or nothing of the event would be left.
    """
    wanted = sorted(set(reports))
    events = {event_of_report(record.db, r) for r in wanted}
    if len(events) != 1:
        raise RecordError(f"the reports are of {len(events)} events: split those of one event at a time")
    others = [r for r in event_reports(record.db, events.pop()) if r not in wanted]
    if not others:
        raise RecordError("these are all reports of the event: there is nothing to split them from")
    ident = decision_id("split", wanted, others)
    return add(record, Decision(ident, "split", tuple(wanted), tuple(others), now(), by, note))


def join_events(record: Record, events: Sequence[str], *, by: str | None = None, note: str | None = None) -> Decision:
    """Make one event of several. Returns the decision; the record is linked anew.

    Raises:
        RecordError: an event is unknown, or fewer than two are named.
    """
    wanted = sorted(set(events))
    if len(wanted) < 2:
        raise RecordError("it takes two events to join")
    firsts = tuple(sorted(event_reports(record.db, e)[0] for e in wanted))
    return add(record, Decision(decision_id("join", firsts, ()), "join", firsts, (), now(), by, note))


def undo(record: Record, decision_ident: str) -> Decision:
    """Take a decision back; what linking finds by itself, and the other decisions, hold again. Returns what was undone.

    Raises:
        RecordError: there is no such decision.
    """
    held = decisions(record.db)
    gone = next((d for d in held if d.id == decision_ident), None)
    if gone is None:
        raise RecordError(f"no decision {decision_ident!r} in the record: `communique events decisions` lists them")
    apply(record, [d for d in held if d.id != decision_ident])
    return gone
