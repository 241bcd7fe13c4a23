"""A dyad's course over time: scores and counts of quad classes by day, week or month.

Reports and events are counted apart, so that loud coverage is not read as much action. A period of which the record holds
nothing at all, neither a story published in it nor an act told of it, is a gap and has null, not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from communique.codebook import load as load_codebook
from communique.linking.days import stretch

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


class By(StrEnum):
    """How long a period is: a day, an ISO week from Monday, a calendar month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Act:
    """A report or an event as a course sees it; `date` is an ISO day, month, year or range, or null."""

    type: str
    status: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """A day ("2025-04-25"), a week ("2025-W17") or a month ("2025-04"), with its first and last ISO day."""

    label: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened in a period, acts of status ``actual`` alone: how many, by quad class, the mean and the sum of their scores.

    `mean` is null where nothing happened. `planned` and `possible` acts are counted apart and have no part in the scores.
    """

    acts: int
    quads: Mapping[str, int]
    mean: float | None
    total: float
    planned: int
    possible: int


@dataclass(frozen=True, slots=True)
class Left:
    """What has no place in a course: acts without a date, with one wider than a period, outside its days, and negated ones."""

    undated: int = 0
    too_wide: int = 0
    before: int = 0
    after: int = 0
    negated: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A period of a course; `tally` is null where the record holds nothing of it. `stories` of the record were published in it."""

    period: Period
    stories: int
    tally: Tally | None


def period_of(day: int, by: By) -> Period:
    """The period that holds a day (an ordinal)."""
    at = date.fromordinal(day)
    if by is By.DAY:
        return Period(at.isoformat(), at.isoformat(), at.isoformat())
    if by is By.WEEK:
        monday = at - timedelta(days=at.weekday())
        year, week, _ = at.isocalendar()
        return Period(f"{year}-W{week:02d}", monday.isoformat(), (monday + timedelta(days=6)).isoformat())
    first = at.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(f"{at.year}-{at.month:02d}", first.isoformat(), last.isoformat())


def periods(first_day: str, last_day: str, by: By) -> Iterator[Period]:
    """The periods from the one that holds `first_day` to the one that holds `last_day` (ISO days)."""
    at, last = date.fromisoformat(first_day).toordinal(), date.fromisoformat(last_day).toordinal()
    while at <= last:
        found = period_of(at, by)
        yield found
        at = date.fromisoformat(found.last_day).toordinal() + 1


def tally(acts: Iterable[Act]) -> Tally:
    """The tally of acts, all of one period."""
    types = load_codebook().types
    statuses: Counter[str] = Counter()
    quads: Counter[str] = Counter(dict.fromkeys(QUADS, 0))
    scores = []
    for act in acts:
        statuses[act.status] += 1
        if act.status == "actual" and act.type in types:
            quads[types[act.type].quad] += 1
            scores.append(types[act.type].score)
    mean = round(sum(scores) / len(scores), 3) if scores else None
    return Tally(len(scores), dict(quads), mean, round(sum(scores), 3), statuses["planned"], statuses["possible"])


def course(
    acts: Iterable[Act], published: Mapping[str, int], days: tuple[str, str], by: By
) -> tuple[tuple[Point, ...], Left]:
    """The course of `acts` from the first to the last of `days`, and what has no place in it.

    `published` says how many stories of the record appeared on each ISO day.
    """
    wanted = {p.label: p for p in periods(*days, by)}
    first, last = (stretch(f"{next(iter(wanted.values())).first_day}/{list(wanted.values())[-1].last_day}")) or (0, 0)
    held: dict[str, list[Act]] = {}
    left: Counter[str] = Counter()
    for act in acts:
        place = placed(act, by, first, last)
        if place in wanted:
            held.setdefault(place, []).append(act)
        else:
            left[place] += 1
    stories: Counter[str] = Counter()
    for day, n in published.items():
        if span := stretch(day):
            stories[period_of(span[0], by).label] += n
    points = tuple(
        Point(p, stories[label], tally(held.get(label, ())) if label in held or stories[label] else None)
        for label, p in wanted.items()
    )
    return points, Left(**{name: left[name] for name in Left.__slots__})


def placed(act: Act, by: By, first: int, last: int) -> str:
    """The label of the period an act belongs in, or the name of the reason why in none (a field of `Left`)."""
    span = stretch(act.date)
    if act.status == "negated":
        return "negated"
    if span is None:
        return "undated"
    if span[1] < first:
        return "before"
    if span[0] > last:
        return "after"
    label = period_of(span[0], by).label
    return label if label == period_of(span[1], by).label else "too_wide"


def span_of(days: Sequence[str]) -> tuple[str, str] | None:
    """First and last of ISO days, null where there is none."""
    return (min(days), max(days)) if days else None
