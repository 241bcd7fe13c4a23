"""Calendar arithmetic on ISO strings: days, weeks (Monday to Sunday), months, years and ranges ``a/b``."""

from __future__ import annotations

from datetime import date, timedelta


def day_of(published: str | None) -> date | None:
    """The calendar day of an ISO day or moment; null where there is none or it cannot be read."""
    if not published:
        return None
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def safe_date(year: int, month: int, day: int) -> date | None:
    """That day, or null where the calendar has none ("February 30")."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, by: int) -> date | None:
    """`day` moved by `by` days; null where that leaves the calendar (years 1 to 9999)."""
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return None


def iso(day: date | None) -> str | None:
    """ISO form of a day, null for null."""
    return None if day is None else day.isoformat()


def month(year: int, number: int) -> str | None:
    """ISO month; `number` may run past 1 to 12 into neighbouring years. Null outside years 1 to 9999."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return f"{year:04d}-{number:02d}" if 1 <= year <= 9999 else None


def year_text(year: int) -> str | None:
    """ISO year, null outside years 1 to 9999."""
    return f"{year:04d}" if 1 <= year <= 9999 else None


def span(start: str | None, end: str | None) -> str | None:
    """ISO range; the thing itself where both ends are the same, null where one is missing."""
    if start is None or end is None:
        return None
    return start if start == end else f"{start}/{end}"


def week(day: date, by: int = 0) -> str | None:
    """The calendar week, Monday to Sunday, `by` weeks after the one `day` is in."""
    monday = moved(day, 7 * by - day.weekday())
    return None if monday is None else span(iso(monday), iso(moved(monday, 6)))


def weekend(day: date, by: int = 0) -> str | None:
    """Saturday and Sunday of the week `by` weeks after the one `day` is in."""
    saturday = moved(day, 7 * by - day.weekday() + 5)
    return None if saturday is None else span(iso(saturday), iso(moved(saturday, 1)))


def months(year: int, first: int, last: int) -> str | None:
    """Range of months of one year; `last` before `first` runs into the next year (winter: 12, 2)."""
    return span(month(year, first), month(year + (last < first), last))


def first_day(value: str) -> date | None:
    """The first day that an ISO day, month, year or range covers."""
    parts = value.split("/", maxsplit=1)[0].split("-")
    try:
        return date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except ValueError:
        return None


def last_day(value: str) -> date | None:
    """The last day that an ISO day, month, year or range covers."""
    parts = value.rsplit("/", maxsplit=1)[-1].split("-")
    try:
        if len(parts) > 2:
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
        year, number = (int(parts[0]), int(parts[1]) + 1) if len(parts) == 2 else (int(parts[0]) + 1, 1)
        return date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
