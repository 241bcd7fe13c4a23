"""ISO days, months, years and ranges as stretches of days."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

ONE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=4096)
def stretch(value: str | None) -> tuple[int, int] | None:
    """First and last day of an ISO day, moment, month, year or range ``a/b``, as ordinals; null for anything else."""
    if not value:
        return None
    first, _, last = value.partition("/")
    a, b = single(first), single(last or first)
    return None if a is None or b is None or b[1] < a[0] else (a[0], b[1])


def single(value: str) -> tuple[int, int] | None:
    """First and last day of one ISO day, month or year."""
    found = ONE.match(value)
    if found is None:
        return None
    year, month, day = (int(x) if x else None for x in found.groups())
    try:
        if year is None or month is None:
            return (date(year or 0, 1, 1).toordinal(), date(year or 0, 12, 31).toordinal())
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return (date(year, month, 1).toordinal(), date(year, month, last).toordinal())
        return (date(year, month, day).toordinal(),) * 2
    except (ValueError, calendar.IllegalMonthError):
        return None


def is_day(value: str | None) -> bool:
    """Does `value` tell one day?"""
    found = stretch(value)
    return found is not None and found[0] == found[1]


def width(value: str | None) -> int:
    """How many days `value` covers, 0 where it tells none."""
    found = stretch(value)
    return 0 if found is None else found[1] - found[0] + 1


def day_of(value: str | None) -> str | None:
    """The ISO day of a day or moment, null for anything wider."""
    return value[:10] if value and "/" not in value and is_day(value) else None


def apart(a: str | None, b: str | None) -> int | None:
    """Days between two values, 0 where they overlap; null where one is not known."""
    x, y = stretch(a), stretch(b)
    if x is None or y is None:
        return None
    return max(0, x[0] - y[1], y[0] - x[1])


def shifted(day: str, by: int) -> str:
    """The ISO day `by` days after `day`, held within the calendar."""
    return date.fromordinal(min(max(date.fromisoformat(day).toordinal() + by, 1), date.max.toordinal())).isoformat()
