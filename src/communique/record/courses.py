"""A dyad's reports and events read from the record, and its course over time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from communique.linking.courses import Act, By, Left, Point, course, span_of
from communique.linking.days import is_day
from communique.record.follows import is_code, party_key
from communique.record.schema import RecordError

if TYPE_CHECKING:
    from communique.record.store import Record

KINDS = ("events", "reports")


@dataclass(frozen=True, slots=True)
class CourseQuery:
    """Of whom, how long a period, and from which to which ISO day (the record's first and last where null).

    `directed`: only what `left` does to `right`. What both do as actors, as in talks without a host, is done both ways and counts.
    """

    left: str
    right: str
    by: By = By.WEEK
    since: str | None = None
    until: str | None = None
    directed: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a dyad: for ``events`` and for ``reports`` a point a period, and what has no place in it."""

    left: str
    right: str
    by: By
    directed: bool
    first_day: str
    last_day: str
    points: dict[str, tuple[Point, ...]]
    apart: dict[str, Left]


def condition(key: str) -> str:
    """SQL that a participant is this party."""
    return "p.country = ?" if is_code(key) else "p.name = ? COLLATE NOCASE"


def together(query: CourseQuery, unit: str) -> tuple[str, tuple[str, ...]]:
    """SQL for the ids (`unit` is a column of reports) in which both take part as the query wants, and its values."""
    both = f"""SELECT {unit} AS id FROM participants p JOIN reports r ON r.id = p.report_id
               WHERE {{}} {{}} AND {unit} IS NOT NULL"""  # noqa: S608 - columns of this package

    def side(key: str, role: str) -> str:
        return both.format(condition(key), f"AND p.role = '{role}'" if role else "")

    values = (query.left, query.right)
    if not query.directed:
        return f"{side(query.left, '')} INTERSECT {side(query.right, '')}", values
    left = side(query.left, "actor")
    towards = f"SELECT * FROM ({left} INTERSECT {side(query.right, 'recipient')})"  # noqa: S608 - as above
    jointly = f"SELECT * FROM ({left} INTERSECT {side(query.right, 'actor')})"  # noqa: S608 - as above
    return f"{towards} UNION {jointly}", values * 2


def acts(db: sqlite3.Connection, query: CourseQuery, kind: str) -> list[Act]:
    """The reports or events between the two."""
    ids, values = together(query, "r.event_id" if kind == "events" else "r.id")
    rows = db.execute(f"SELECT type, status, date FROM {kind} WHERE id IN ({ids})", values)  # noqa: S608 - as above
    return [Act(*row) for row in rows]


def day(value: str | None, name: str) -> str | None:
    """`value` if it is an ISO day or null.

    Raises:
        ValueError: it is something else.
    """
    if value is not None and not (len(value) == 10 and is_day(value)):
        raise ValueError(f"{name} {value!r} is no day: write it as 2025-04-25")
    return value


def course_of(record: Record, query: CourseQuery) -> Course:
    """The course of a dyad.

    Raises:
        ValueError: a day that is none, or a first day after the last.
        RecordError: the record has no story with a day, or nothing between the two.
    """
    left, right = party_key(query.left), party_key(query.right)
    asked = CourseQuery(left, right, query.by, day(query.since, "since"), day(query.until, "until"), query.directed)
    if left.casefold() == right.casefold():
        raise ValueError("a dyad needs two parties that differ")
    db = record.db
    sql = "SELECT substr(published, 1, 10), count(*) FROM stories WHERE published IS NOT NULL GROUP BY 1"
    published = {r[0]: r[1] for r in db.execute(sql) if is_day(r[0])}
    days = span_of(list(published))
    if days is None:
        raise RecordError("no story of the record has a day: there is no course to show")
    found = {kind: acts(db, asked, kind) for kind in KINDS}
    if not any(found.values()):
        raise RecordError(f"nothing in the record is between {left} and {right}")
    first, last = asked.since or days[0], asked.until or days[1]
    if first > last:
        raise ValueError(f"the first day, {first}, is after the last, {last}")
    made = {kind: course(found[kind], published, (first, last), asked.by) for kind in KINDS}
    points = {kind: made[kind][0] for kind in KINDS}
    return Course(left, right, asked.by, asked.directed, first, last, points, {k: made[k][1] for k in KINDS})
