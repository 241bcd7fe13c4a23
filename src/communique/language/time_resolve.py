"""From the words of a time expression to its value: ISO day, month, year or range, or a duration.

Relative words are resolved against the publication day and the tense of the verb that governs them; what nothing
supports stays null. `Context.before` is the value of the last expression resolved earlier in the text, for "the next day".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from communique.language import time_calendar as cal
from communique.language.time_grammar import Found, time_lexicon


class Tense(StrEnum):
    """Where the governing verb puts its act, seen from the publication day."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    INFINITIVE = "infinitive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is resolved against: the publication day, the tense, the value told last before it."""

    published: date | None = None
    tense: Tense = Tense.UNKNOWN
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value (ISO day, month, year, range), a duration (ISO 8601 period), and what the value was resolved against."""

    value: str | None = None
    duration: str | None = None
    anchor: str | None = None


NOTHING = Resolved()
Fields = Mapping[str, str]


def _text(value: str | None) -> Resolved:
    return Resolved(value, None, "text" if value else None)


def _published(value: str | None) -> Resolved:
    return Resolved(value, None, "published" if value else None)


def _number(word: str) -> int | None:
    """The number that a digit string or number word tells; null for vague ones."""
    return int(word) if word.isdigit() else time_lexicon().numbers.get(word)


def _month_number(word: str) -> int:
    return time_lexicon().months[word.rstrip(".")]


def _day_number(word: str) -> int:
    return int(word.rstrip("stndrh"))


# How much farther a day may lie in the direction of the tense than one in the other: "declared a truce for May 8" is past
# tense, but of a day next week nobody would think that it was last year's.
AGAINST_TENSE = 4


def _nearest_year(context: Context, make: Callable[[int], date | None]) -> date | None:
    """The yearly day nearest to publication, where days against the tense count as `AGAINST_TENSE` times as far."""
    if context.published is None:
        return None
    today, tense = context.published, context.tense
    near = [d for y in (today.year - 1, today.year, today.year + 1) if (d := make(y)) is not None]

    def distance(day: date) -> int:
        gap = (day - today).days
        against = (gap > 0 and tense is Tense.PAST) or (gap < 0 and tense is Tense.FUTURE)
        return abs(gap) * (AGAINST_TENSE if against else 1)

    return min(near, key=distance, default=None)


def _full_day(year: str | None, month: int, day: int, context: Context) -> Resolved:
    if year is not None:
        return _text(cal.iso(cal.safe_date(int(year), month, day)))
    return _published(cal.iso(_nearest_year(context, lambda y: cal.safe_date(y, month, day))))


def resolve_day(f: Fields, context: Context) -> Resolved:
    """For "April 4", "4 April 2016": the year comes from the text, or from the publication day and the tense."""
    return _full_day(f.get("y"), _month_number(f["m"]), _day_number(f["d"]), context)


def resolve_days(f: Fields, context: Context) -> Resolved:
    """For "May 8-10", "30 April - 2 May 2016" as a range."""
    first_month = _month_number(f["m"])
    last_month = _month_number(f["m2"]) if "m2" in f else first_month
    last_year = f.get("y2") or f.get("y")
    last = _full_day(last_year, last_month, _day_number(f["d2"]), context)
    first = _full_day(f.get("y") or (last.value[:4] if last.value else None), first_month, _day_number(f["d"]), context)
    if first.value is None or last.value is None or first.value > last.value:
        return NOTHING
    return Resolved(cal.span(first.value, last.value), None, last.anchor)


def resolve_iso(f: Fields, _: Context) -> Resolved:
    """For "2025-04-25"."""
    return _text(cal.iso(cal.safe_date(int(f["y"]), int(f["m"]), int(f["d"]))))


def resolve_numeric(f: Fields, _: Context) -> Resolved:
    """For "12.12.2021": with dots the day comes first."""
    return _text(cal.iso(cal.safe_date(int(f["y"]), int(f["b"]), int(f["a"]))))


def resolve_slashed(f: Fields, context: Context) -> Resolved:
    """For "25/12/2021" and "12/25/2021"; where both orders make a day, the one next to publication, else the year alone."""
    a, b, year = int(f["a"]), int(f["b"]), int(f["y"])
    days = {d for d in (cal.safe_date(year, b, a), cal.safe_date(year, a, b)) if d is not None}
    if len(days) == 1:
        return _text(cal.iso(days.pop()))
    near = [d for d in days if context.published and abs((d - context.published).days) <= 31]
    return _text(cal.iso(near[0])) if len(near) == 1 else _text(f["y"] if days else None)


def resolve_month(f: Fields, context: Context) -> Resolved:
    """For "February 2022", "last May", "early March", "August": a month."""
    number, which, today = _month_number(f["m"]), f.get("which", ""), context.published
    if "y" in f:
        return _text(cal.month(int(f["y"]), number))
    if today is None:
        return NOTHING
    year = today.year
    if which.startswith("last"):
        year -= number >= today.month
    elif which == "next":
        year += number <= today.month
    elif which == "this coming" or context.tense is Tense.FUTURE:
        year += number < today.month
    elif which or context.tense in {Tense.PAST, Tense.PRESENT}:
        year -= number > today.month
    else:
        year = min((year - 1, year, year + 1), key=lambda y: abs(12 * (y - today.year) + number - today.month))
    return _published(cal.month(year, number))


def resolve_day_number(f: Fields, context: Context) -> Resolved:
    """For "on the 25th": the last such day, the next one where the tense points ahead."""
    today, number = context.published, _day_number(f["d"])
    if today is None:
        return NOTHING
    ahead = context.tense in {Tense.FUTURE, Tense.INFINITIVE}
    month = today.month + (number < today.day if ahead else -(number > today.day))
    named = cal.month(today.year, month)
    return NOTHING if named is None else _published(cal.iso(cal.safe_date(int(named[:4]), int(named[5:]), number)))


def resolve_months(f: Fields, _: Context) -> Resolved:
    """For "March-May 2021"."""
    return _text(cal.months(int(f["y"]), _month_number(f["m"]), _month_number(f["m2"])))


def resolve_fixed(f: Fields, context: Context) -> Resolved:
    """Feasts that fall on the same day every year."""
    month, day = map(int, time_lexicon().fixed_days[f["name"]].split("-"))
    return _full_day(f.get("y"), month, day, context)


def resolve_season(f: Fields, context: Context) -> Resolved:
    """For "summer of 2020", "last winter": three months (of the northern half of the earth, as newswires count)."""
    first, last = time_lexicon().seasons[f["s"]]
    if "y" in f:
        return _text(cal.months(int(f["y"]), first, last))
    if context.published is None:
        return NOTHING
    year, month, which = context.published.year, context.published.month, f["which"]
    if which in {"last", "previous", "this past"}:
        year -= month <= (last if last > first else 12)
    elif which == "next":
        year += month >= first
    return _published(cal.months(year, first, last))


def resolve_quarter(f: Fields, _: Context) -> Resolved:
    """For "the third quarter of 2016", "the first half of 2020"."""
    size = 3 if f["u"] == "quarter" else 6
    number = 12 // size if f["o"] == "last" else time_lexicon().ordinals[f["o"]]
    if number * size > 12:
        return NOTHING
    return _text(cal.months(int(f["y"]), (number - 1) * size + 1, number * size))


def resolve_years(f: Fields, _: Context) -> Resolved:
    """For "2014-2018", "from 2014 to 2018", "2020/21"."""
    last = f["y2"] if len(f["y2"]) == 4 else f["y"][:2] + f["y2"]
    return _text(cal.span(f["y"], last) if f["y"] <= last else None)


def resolve_year(f: Fields, _: Context) -> Resolved:
    """For "2016", "early 2016" (the year)."""
    return _text(f["y"])


def resolve_decade(f: Fields, _: Context) -> Resolved:
    """For "the 1990s", "the early '80s" (ten years)."""
    first = int(f["y"]) if "y" in f else 1900 + int(f["y2"])
    return _text(cal.span(cal.year_text(first), cal.year_text(first + 9)))


def resolve_deictic(f: Fields, context: Context) -> Resolved:
    """For "yesterday", "tonight", "the day before yesterday"."""
    if context.published is None:
        return NOTHING
    words = f["words"]
    by = 0
    if "before yesterday" in words or "after tomorrow" in words:
        by = -2 if "before" in words else 2
    elif "yesterday" in words or words.endswith(("last night", "last evening")):
        by = -1
    elif "tomorrow" in words:
        by = 1
    return _published(cal.iso(cal.moved(context.published, by)))


def resolve_weekday(f: Fields, context: Context) -> Resolved:
    """For "Friday": the last one (publication day included) unless the tense or "next" points ahead."""
    today, which = context.published, f.get("which", "")
    if today is None:
        return NOTHING
    number = time_lexicon().weekdays[f["wd"].rstrip(".")]
    back, ahead = (today.weekday() - number) % 7, (number - today.weekday()) % 7
    when = f.get("when", "")
    if when:
        by = number - today.weekday() + (7 if when == "next" else -7)
    elif "when2" in f:
        by = -back - 7
    elif which == "next":
        by = number - today.weekday() + 7
    elif which in {"last", "this past", "the previous", "past"}:
        by = -(back or 7)
    elif which in {"this coming", "coming"}:
        by = ahead or 7
    elif which == "the following" and context.before and (told := cal.last_day(context.before)):
        return _text(cal.iso(cal.moved(told, (number - told.weekday()) % 7 or 7)))
    else:
        by = ahead if context.tense in {Tense.FUTURE, Tense.INFINITIVE} else -back
    return _published(cal.iso(cal.moved(today, by)))


TABLE: Mapping[str, Callable[[Fields, Context], Resolved]] = {
    "iso": resolve_iso,
    "day": resolve_day,
    "days": resolve_days,
    "numeric": resolve_numeric,
    "slashed": resolve_slashed,
    "month": resolve_month,
    "month_bare": resolve_month,
    "months": resolve_months,
    "fixed": resolve_fixed,
    "season": resolve_season,
    "quarter": resolve_quarter,
    "years": resolve_years,
    "year": resolve_year,
    "decade": resolve_decade,
    "deictic": resolve_deictic,
    "weekday": resolve_weekday,
    "day_number": resolve_day_number,
}


def resolve(found: Found, words: str, context: Context) -> Resolved:
    """The value or duration of `found`, whose words are `words`."""
    from communique.language.time_relative import RELATIVE

    rule = TABLE.get(found.kind) or RELATIVE.get(found.kind)
    return NOTHING if rule is None else rule({**found.fields, "words": words.lower()}, context)
