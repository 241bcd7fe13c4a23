"""Dates as news pages print them, in the languages Babel knows months for, to ISO days: pure look-ups, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel.dates import get_month_names

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "nl", "ru", "uk", "pl", "tr", "sv", "nb", "da", "fi", "cs", "ro", "id")
YEAR_RANGE = range(1980, 2101)
"""Pages of the web and digitised wire copy; a year outside is not a publication year."""
ENGLISH_SHORT = {
    "sept": 9,
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|º|\.)?"
YEAR = r"(?P<y>(?:19|20)\d\d)"
MONTH = r"(?P<m>[^\W\d_]{3,12})\.?"
FORMS = (
    re.compile(rf"\b{YEAR}-(?P<mm>[01]\d)-(?P<d>[0-3]\d)(?!\d)(?:[T ](?P<time>[0-2]\d:[0-5]\d(?::[0-5]\d)?))?"),
    re.compile(rf"\b{DAY}(?:\s+(?:de|of))?[\s-]+{MONTH}(?:\s+(?:de|del))?[\s,-]+{YEAR}\b"),
    re.compile(rf"\b{MONTH}\s+{DAY},?\s+{YEAR}\b"),
    re.compile(rf"\b{YEAR}[./](?P<mm>[01]?\d)[./](?P<d>[0-3]?\d)\b"),
    re.compile(rf"\b(?P<a>[0-3]?\d)(?P<sep>[./])(?P<b>[0-3]?\d)(?P=sep){YEAR}\b"),
    re.compile(rf"\b{YEAR}年(?P<mm>[01]?\d)月(?P<d>[0-3]?\d)日"),
)
YEARLESS = (
    re.compile(rf"\b{MONTH}\s+{DAY}(?!\d)(?!,?\s+(?:19|20)\d\d)"),
    re.compile(rf"\b{DAY}(?:\s+of)?\s+{MONTH}(?!\w)(?!,?\s+(?:19|20)\d\d)"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day found in a text: ISO ``value``, the characters ``start`` to ``end`` that say it."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A month and a day without a year, and the characters that say them."""

    month: int
    day: int
    start: int
    end: int


@cache
def months() -> dict[str, int]:
    """Month numbers by lower-case names and abbreviations of `LANGUAGES`; a name that means two months is left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(name.lower().rstrip("."), set()).add(number)
    names = {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and len(name) > 2}
    return names | ENGLISH_SHORT


def iso_day(year: int, month: int, day: int) -> str | None:
    """The ISO day, or null where there is no such day or the year is not one of news pages."""
    if year not in YEAR_RANGE:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def numeric_day(first: int, second: int, sep: str, year: int) -> str | None:
    """The day of "25.04.2025" or "04/25/2025"; null where day and month could be either."""
    if sep == "." or first > 12 or first == second:
        return iso_day(year, second, first)
    return iso_day(year, first, second) if second > 12 else None


def moment_of(match: re.Match[str]) -> str | None:
    """The ISO day of a match of one of `FORMS`, or null."""
    groups = match.groupdict()
    year = int(groups["y"])
    if groups.get("sep"):
        return numeric_day(int(groups["a"]), int(groups["b"]), groups["sep"], year)
    month = int(groups["mm"]) if groups.get("mm") else months().get(groups["m"].lower(), 0)
    day = iso_day(year, month, int(groups["d"]))
    return f"{day}T{groups['time']}" if day and groups.get("time") else day


def moments_in(text: str) -> tuple[Moment, ...]:
    """All full dates in `text`, in order, none overlapping another."""
    found: list[Moment] = []
    for form in FORMS:
        for match in form.finditer(text):
            value = moment_of(match)
            if value and not any(m.start < match.end() and match.start() < m.end for m in found):
                found.append(Moment(value, match.start(), match.end()))
    return tuple(sorted(found, key=lambda m: m.start))


def days_of_year(text: str) -> Iterator[DayOfYear]:
    """Months with days but without a year in `text` ("April 25")."""
    for form in YEARLESS:
        for match in form.finditer(text):
            month = months().get(match["m"].lower())
            if month and 1 <= int(match["d"]) <= 31:
                yield DayOfYear(month, int(match["d"]), match.start(), match.end())


def iso_moment(words: str) -> str | None:
    """The ISO day or moment of a machine-readable or printed date ("2024-05-03T10:00:00Z", "3 May 2024"), or null."""
    text = words.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = moments_in(text)
        return found[0].value if found else None
    if moment.year not in YEAR_RANGE:
        return None
    has_time = len(text) > 10 and ("T" in text or " " in text)
    return moment.isoformat() if has_time else moment.date().isoformat()
