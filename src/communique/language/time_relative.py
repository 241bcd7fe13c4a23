"""Expressions that count from somewhere: "this week", "two years ago", "a day earlier", "for three hours"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from communique.language import time_calendar as cal
from communique.language.time_grammar import time_lexicon
from communique.language.time_resolve import NOTHING, Context, Fields, Resolved, Tense, _number, _published, _text

SHORT = frozenset({"TH", "TM", "TS"})
# "Twelve hours ago" is taken for the same day; a longer count of hours says no day.
HOURS_OF_A_DAY = 12
TEN = 10


def period(count: int, unit: str) -> str | None:
    """ISO 8601 period of `count` units ("P3D", "PT30M"); `unit` is an English singular or its plural's stem."""
    code = time_lexicon().units.get(unit)
    if code is None:
        return None
    if code.startswith("T"):
        return f"PT{count}{code[1:]}"
    return f"P{count * int(code[1:] or 1)}Y" if code.startswith("Y") else f"P{count}{code}"


def shifted(start: date, by: int, unit: str) -> str | None:
    """What is `by` units from `start`, as precise as the unit: a day for days, a week for weeks, a month, a year."""
    code = time_lexicon().units.get(unit, "")
    if code in SHORT:
        return cal.iso(start) if abs(by) <= HOURS_OF_A_DAY else None
    if code == "W":
        return cal.week(start, by)
    if code.startswith("Y"):
        size = int(code[1:] or 1)
        return cal.year_text(start.year + size * by) if size <= TEN else None
    return (
        cal.iso(cal.moved(start, by))
        if code == "D"
        else cal.month(start.year, start.month + by)
        if code == "M"
        else None
    )


def _decade(start: date, by: int) -> str | None:
    first = start.year // TEN * TEN + TEN * by
    return cal.span(cal.year_text(first), cal.year_text(first + 9))


def _quarter(start: date, by: int) -> str | None:
    first = (start.month - 1) // 3 * 3 + 1 + 3 * by
    return cal.span(cal.month(start.year, first), cal.month(start.year, first + 2))


UNITS: Mapping[str, Callable[[date, int], str | None]] = {
    "day": lambda start, by: cal.iso(cal.moved(start, by)),
    "week": cal.week,
    "weekend": cal.weekend,
    "month": lambda start, by: cal.month(start.year, start.month + by),
    "quarter": _quarter,
    "year": lambda start, by: cal.year_text(start.year + by),
    "decade": _decade,
}


def _unit_at(start: date, unit: str, by: int) -> str | None:
    """The calendar unit `by` units after the one that `start` lies in; null for units without a calendar."""
    make = UNITS.get(unit)
    return None if make is None else make(start, by)


def _this_week(today: date, tense: Tense, part: str) -> str | None:
    """The part of this week that the tense leaves open: up to today for the past, from today for the future."""
    whole = cal.week(today)
    if whole is None:
        return None
    monday, sunday = whole.split("/")
    if tense is Tense.FUTURE or part == "later":
        return cal.span(today.isoformat(), sunday)
    return cal.span(monday, today.isoformat()) if tense in {Tense.PAST, Tense.PRESENT} or part == "earlier" else whole


def resolve_calendar(f: Fields, context: Context) -> Resolved:
    """For "this week", "earlier this month", "last year", "the same day"."""
    which, unit, part = f["which"], f["u"], f.get("part", "")
    if which in {"the same", "that", "the following", "the previous"}:
        return resolve_relative({**f, "which": which.removeprefix("the ")}, context)
    today = context.published
    if today is None:
        return NOTHING
    if unit == "week" and which == "this":
        return _published(_this_week(today, context.tense, part))
    by = {"last": -1, "next": 1, "the coming": 1, "this coming": 1}.get(which, 0)
    if which in {"the past", "this past"}:
        if which == "the past" and unit != "weekend":
            return _past_stretch(1, unit, today)
        by = -1
    if unit == "weekend" and which == "this":
        by = -1 if context.tense is Tense.PAST and today.weekday() < 5 else 0
    return _published(_unit_at(today, unit, by))


def resolve_later_part(f: Fields, context: Context) -> Resolved:
    """For "the end of the year": this one; the next one for "the start of", if it lies ahead."""
    if context.published is None:
        return NOTHING
    ahead = context.tense is Tense.FUTURE and ("start" in f["part"] or "beginning" in f["part"])
    return _published(_unit_at(context.published, f["u"], int(ahead)))


def _past_stretch(count: int, unit: str, today: date) -> Resolved:
    """The last `count` units up to `today`, with their length."""
    start = shifted(today, -count, unit)
    if start is None:
        return Resolved(None, period(count, unit), None)
    whole = time_lexicon().units[unit]
    first = cal.iso(cal.moved(today, -7 * count)) if whole == "W" else start
    last = {"M": today.isoformat()[:7], "Y": f"{today.year:04d}", "Y10": f"{today.year:04d}"}.get(
        whole, today.isoformat()
    )
    return Resolved(cal.span(first, last), period(count, unit), "published")


def resolve_since_count(f: Fields, context: Context) -> Resolved:
    """For "the past two years", "the last three months", "the next two weeks"."""
    count = _number(f.get("n", "1"))
    if (
        count is None
        or f["which"] == "recent"
        or ("n" not in f and f["which"] not in {"past", "next", "coming", "previous"})
    ):
        return NOTHING
    today = context.published
    if today is None:
        return Resolved(None, period(count, f["u"]), None)
    if f["which"] in {"next", "coming"}:
        ahead = cal.moved(today, 7 * count) if time_lexicon().units[f["u"]] == "W" else None
        end = cal.iso(ahead) or shifted(today, count, f["u"])
        start = today.isoformat()[: len(end)] if end and "/" not in end else None
        return Resolved(cal.span(start, end), period(count, f["u"]), "published" if start else None)
    return _past_stretch(count, f["u"], today)


def resolve_ago(f: Fields, context: Context) -> Resolved:
    """For "two weeks ago" from publication; "a day earlier" from the day told before, else from publication."""
    count = _number(f["n"])
    if count is None:
        return NOTHING
    sign = 1 if f["dir"] in {"later", "from now", "afterward", "afterwards"} else -1
    if f["dir"] in {"ago", "from now"}:
        return NOTHING if context.published is None else _published(shifted(context.published, sign * count, f["u"]))
    told = cal.first_day(context.before) if context.before and len(context.before) == 10 else None
    if told is not None:
        return _text(shifted(told, sign * count, f["u"]))
    if context.before and f["u"] == "year":
        year = cal.first_day(context.before)
        return _text(shifted(year, sign * count, "year")) if year else NOTHING
    if f["dir"] == "earlier" and context.published is not None and f["u"] in {"day", "week", "month", "year"}:
        return _published(shifted(context.published, -count, f["u"]))
    return NOTHING


def resolve_within(f: Fields, context: Context) -> Resolved:
    """For "in two weeks' time"."""
    count = _number(f["n"])
    if count is None or context.published is None:
        return NOTHING
    return _published(shifted(context.published, count, f["u"]))


def resolve_relative(f: Fields, context: Context) -> Resolved:
    """For "the next day", "that year": counted from the last value told before."""
    if "dir" in f:
        return _beside(f["u"], 1 if f["dir"] in {"after", "later"} else -1, context)
    told = cal.first_day(context.before) if context.before else None
    if told is None or (f["u"] == "day" and len(context.before or "") != 10):
        return NOTHING
    by = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get(f["which"], 0)
    return _text(_unit_at(told, f["u"], by))


def _beside(unit: str, by: int, context: Context) -> Resolved:
    """For "the day before", told of the day named last, or of the publication day where none is."""
    told = cal.first_day(context.before) if context.before and (unit != "day" or len(context.before) == 10) else None
    if told is not None:
        return _text(_unit_at(told, unit, by))
    return _published(_unit_at(context.published, unit, by)) if context.published and by < 0 else NOTHING


def resolve_duration(f: Fields, _: Context) -> Resolved:
    """For "for three hours", "three-day", "half an hour"; vague numbers give no period."""
    if "half" in f:
        halves = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "century": "P50Y"}
        return Resolved(None, halves[f["half"].split()[-1]], None)
    count = _number(f["n"]) if "n" in f else None
    return NOTHING if count is None else Resolved(None, period(count, f["u"]), None)


RELATIVE: Mapping[str, Callable[[Fields, Context], Resolved]] = {
    "calendar": resolve_calendar,
    "later_part": resolve_later_part,
    "since_count": resolve_since_count,
    "ago": resolve_ago,
    "within": resolve_within,
    "relative": resolve_relative,
    "duration": resolve_duration,
}
