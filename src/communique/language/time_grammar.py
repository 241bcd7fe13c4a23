"""The words that tell a time, found in plain text: a small grammar of bounded regular expressions.

`find_times` gives stretches of the text with a kind and its fields; `communique.language.time_resolve` gives them values.
Every repetition is bounded, so that the time taken grows linearly with the text whatever the text is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """Words that tell a time: offsets in characters, the kind of expression, and its parts as written, lower case."""

    start: int
    end: int
    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """The words of ``data/times/lexicon.json``, ready to look up by lower-case form."""

    months: Mapping[str, int]
    months_also_words: frozenset[str]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    vague_numbers: tuple[str, ...]
    ordinals: Mapping[str, int]
    units: Mapping[str, str]
    seasons: Mapping[str, tuple[int, int]]
    fixed_days: Mapping[str, str]
    prepositions: tuple[str, ...]
    future_verbs: frozenset[str]
    future_auxiliaries: frozenset[str]
    implicative_verbs: frozenset[str]


@cache
def time_lexicon() -> TimeLexicon:
    """The lexicon, read once."""
    raw: dict[str, Any] = json.loads((files("communique") / "data/times/lexicon.json").read_text("utf-8"))
    return TimeLexicon(
        raw["months"],
        frozenset(raw["months_also_words"]),
        raw["weekdays"],
        raw["numbers"],
        tuple(raw["vague_numbers"]),
        raw["ordinals"],
        raw["units"],
        {k: (v[0], v[1]) for k, v in raw["seasons"].items()},
        raw["fixed_days"],
        tuple(raw["prepositions"]),
        frozenset(raw["future_verbs"]),
        frozenset(raw["future_auxiliaries"]),
        frozenset(raw["implicative_verbs"]),
    )


def _either(words: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


# Names of the building blocks in braces; rules are tried in this order, and of two that overlap the earlier start wins,
# then the longer, then the earlier rule. "(?i:" marks what may be written in any case; months and weekdays may not.
RULES: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>[12]\d{3})-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?!\d)"),
    ("days", r"(?:{WD},? )?(?P<d>{D}) ?{DASH} ?(?P<d2>{D})(?: of)? (?P<m>{MON})(?:,? (?P<y>{Y}))?"),
    ("days", r"(?P<d>{D}) (?P<m>{MON})(?:,? (?P<y>{Y}))? ?{DASH} ?(?P<d2>{D}) (?P<m2>{MON})(?:,? (?P<y2>{Y}))?"),
    ("days", r"(?P<m>{MON}) (?P<d>{D}) ?{DASH} ?(?:(?P<m2>{MON}) )?(?P<d2>{D})(?:,? (?P<y>{Y}))?"),
    (
        "days",
        r"(?i:between |from )(?P<m>{MON}) (?P<d>{D}) (?i:and|to) (?:(?P<m2>{MON}) )?(?P<d2>{D})(?:,? (?P<y>{Y}))?",
    ),
    ("day", r"(?:{WD},? (?:the )?)?(?P<d>{D})(?i: of|)(?: day of)? (?P<m>{MON})(?:,? (?P<y>{Y}))?(?: {YEARMARK})?"),
    ("day", r"(?:{WD},? )?(?P<m>{MON}) (?:the )?(?P<d>{D})(?:,? (?P<y>{Y}))?"),
    ("numeric", r"(?P<a>[0-3]?\d)\.(?P<b>[01]?\d)\.(?P<y>[12]\d{3})(?!\.?\d)"),
    ("slashed", r"(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?P<y>[12]\d{3})(?![/\d])"),
    ("months", r"(?P<m>{MON}) ?{DASH} ?(?P<m2>{MON})(?:,? (?:of )?(?P<y>{Y}))"),
    ("month", r"(?:(?P<part>{PART})[ -])?(?P<m>{MON})(?:,? (?:of )?|,? (?i:in the year ))(?P<y>{Y})(?: {YEARMARK})?"),
    (
        "month",
        r"(?:(?P<which>(?i:last|this|next|this past|this coming)) |(?P<part>{PART})[ -])(?P<m>{MON})(?! [A-Z]| \d)",
    ),
    ("month_bare", r"(?P<m>{MON})(?P<poss>['’]s)?(?! [A-Z]|\w| \d)"),
    ("fixed", r"(?P<name>(?i:{FIXED}))(?:,? (?P<y>{Y}))?"),
    ("season", r"(?i:(?:(?P<which>last|this|next|past|coming|previous) )?(?P<s>{SEASON}) (?:of )?(?P<y>{Y}))"),
    ("season", r"(?i:(?P<which>last|this|next|this past|this coming|previous) (?P<s>{SEASON}))"),
    ("quarter", r"(?i:(?:the )?(?P<o>first|second|third|fourth|last) (?P<u>quarter|half) (?:of )?(?P<y>{Y}))"),
    ("years", r"(?i:(?:from |between ))(?P<y>{Y}) (?i:to|and|until|through) (?P<y2>{Y})"),
    ("years", r"(?P<y>{Y}) ?[-–—/] ?(?P<y2>{Y}|\d\d)(?![\d-])"),
    ("decade", r"(?i:(?:the )?(?:(?P<part>{PART})[ -])?(?:the )?)(?P<y>(?:1[0-9]|20)\d0)['’]?s\b"),
    ("decade", r"(?i:(?:the )?(?:(?P<part>{PART})[ -])?(?:the )?)['’](?P<y2>[2-9]0)s\b"),
    ("year", r"(?i:(?:(?P<part>{PART})[ -](?:of )?)?)(?P<y>{Y})(?! ?%)(?![-\d.,]\d)(?: {YEARMARK})?"),
    ("deictic", r"(?i:the day before yesterday|the day after tomorrow)"),
    (
        "deictic",
        r"(?i:(?:(?:early|late|earlier|later) )?(?:yesterday|tomorrow|today|tonight)(?: (?:morning|afternoon|evening|night))?)",
    ),
    (
        "deictic",
        r"(?i:(?:(?:early|late|earlier|later) )?(?:this (?:morning|afternoon|evening)|last night|last evening))",
    ),
    (
        "weekday",
        (
            r"(?:(?P<which>(?i:last|this|next|this past|this coming|the previous|the following|coming|past)) )?"
            r"(?P<wd>{WD})(?i:(?: (?P<when>last|next) week)|(?:,? (?P<when2>a week ago)))?"
            r"(?: (?i:morning|afternoon|evening|night|noon))?(?![\w-])"
        ),
    ),
    (
        "calendar",
        (
            r"(?i:(?:(?P<part>early|earlier|later|late|mid|the (?:end|start|beginning|middle) of|the rest of) )?"
            r"(?P<which>last|this|next|the past|this past|the coming|this coming|the previous|the current|the same|that|the following) "
            r"(?P<u>week|weekend|month|year|quarter|decade|century|day)(?:['’]s)?)(?![\w-])"
        ),
    ),
    ("later_part", r"(?i:(?P<part>the (?:end|start|beginning|middle) of) the (?P<u>week|month|year|decade))(?![\w-])"),
    (
        "day_number",
        r"(?i:(?<=on )|(?<=by )|(?<=until )|(?<=since )|(?<=of ))(?i:the )(?P<d>{D})(?<=[thsdn])(?! of )(?![ -][a-z]*(?:floor|century|anniversary|round|day|time|year|birthday))(?![\w-])",
    ),
    ("since_count", r"(?i:(?P<which>last|past|next|coming|previous|recent) (?:{NUMV} )?(?P<u>{UNIT})s?)(?![\w-])"),
    (
        "ago",
        (
            r"(?i:(?:(?:about|around|nearly|almost|over|more than|just) )?(?P<n>{NUM}|{VAGUE})[ -](?P<u>{UNIT})s? "
            r"(?P<dir>ago|earlier|later|before|from now|beforehand|afterwards?|prior))(?![\w-])"
        ),
    ),
    ("vague", r"(?i:(?:decades|centuries|years|months|weeks|days|hours|long) ago)(?![\w-])"),
    ("within", r"(?i:(?<=in )(?P<n>{NUM}) (?P<u>{UNIT})s?(?:['’] time))(?![\w-])"),
    (
        "relative",
        r"(?i:(?P<which>the) (?P<u>day|week|month|year) (?P<dir>before|earlier|after|later))(?= ?[,.;\n]| at | in )",
    ),
    ("relative", r"(?i:the (?P<which>next|following|previous|same|preceding) (?P<u>day|week|month|year))(?![\w-])"),
    (
        "ordinal",
        (
            r"(?i:(?P<p>its|their|his|her|the|a|our) (?P<o>{ORD}|\d{1,3}(?:st|nd|rd|th))(?: straight| consecutive)? "
            r"(?P<u>day|week|month|year|night))(?![\w-])"
        ),
    ),
    (
        "vague",
        r"(?i:the (?:early|first|last|final|opening|closing|late) (?:few )?(?:hours|days|weeks|months|years)(?: of)?)",
    ),
    (
        "vague",
        r"(?i:recent (?:days|weeks|months|years|decades)|(?:these|those) days|the near future|coming (?:days|weeks|months|years))",
    ),
    ("duration", r"(?i:(?P<n>{NUM}|{VAGUE})[ -](?P<u>{UNIT})s?(?:[ -](?:long|old))?)(?![\w])"),
    ("duration", r"(?i:(?P<half>half an hour|half a day|half a year|half a century))"),
    ("duration", r"(?i:(?:for |over )(?P<plural>decades|centuries|years|months|weeks|days|hours))(?![\w-])"),
)


def cased(words: Iterable[str]) -> str:
    """Words in title case or in capitals, the longest first, as alternatives of a pattern."""
    return "|".join(f"{_either([w.title()])}|{w.upper()}" for w in sorted(words, key=len, reverse=True))


@cache
def compiled_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules with the lexicon's words put in, compiled once."""
    lex = time_lexicon()
    months = [m for m in lex.months if len(m) > 3]
    short = [m for m in lex.months if len(m) < 5 and m != "may"]
    days = [w for w in lex.weekdays if len(w) > 5]
    short_days = [w for w in lex.weekdays if len(w) < 6]
    blocks = {
        "MON": rf"(?:{cased(months)}|May|MAY)(?!\w)|(?:{cased(short)})(?:\.|(?!\w))",
        "WD": rf"(?:{cased(days)})(?!\w)|(?:{cased(short_days)})(?:\.|(?=,? ?\d))",
        "D": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%])",
        "Y": r"(?:1[1-9]|20)\d\d(?!\d)",
        "DASH": r"(?:-|–|—|to|through|until|till)",
        "PART": r"(?i:early|earlier in|mid|late|later in|the (?:end|start|beginning|middle) of)",
        "YEARMARK": r"(?:AD|CE)",
        "FIXED": _either(list(lex.fixed_days)),
        "SEASON": _either(list(lex.seasons)),
        "NUM": rf"\d{{1,3}}(?!\d)|{_either(list(lex.numbers))}",
        "VAGUE": _either(lex.vague_numbers),
        "NUMV": rf"(?P<n>\d{{1,3}}|{_either([*lex.numbers, *lex.vague_numbers])})",
        "UNIT": _either(list(lex.units)),
        "ORD": _either(list(lex.ordinals)),
    }
    done = []
    for kind, pattern in RULES:
        full = pattern
        for name, block in blocks.items():
            full = full.replace("{" + name + "}", block if name == "NUMV" else f"(?:{block})")
        done.append((kind, re.compile(rf"(?<![\w.$€£-]){full}" if kind != "decade" else full)))
    return tuple(done)


# Spaces that do not break, one for one, so that offsets stay.
SPACES = str.maketrans("\u00a0\u202f\u2009", "   ")


def find_times(text: str) -> tuple[Found, ...]:
    """All time expressions of `text` in order, none overlapping another."""
    text = text.translate(SPACES)
    every: list[tuple[int, int, int, Found]] = []
    for rank, (kind, pattern) in enumerate(compiled_rules()):
        for match in pattern.finditer(text):
            fields = {k: v.lower() for k, v in match.groupdict().items() if v is not None}
            every.append((match.start(), -match.end(), rank, Found(match.start(), match.end(), kind, fields)))
    kept: list[Found] = []
    for _, _, _, found in sorted(every, key=lambda e: e[:3]):
        if (not kept or found.start >= kept[-1].end) and _tells_time(text, found):
            kept.append(_trimmed(text, found))
    return tuple(kept)


_LEADING = re.compile(r"(?i:for |over |from |between )")


def _trimmed(text: str, found: Found) -> Found:
    """Without the preposition that a rule needed to see."""
    match = _LEADING.match(text, found.start, found.end)
    return found if match is None else Found(match.end(), found.end, found.kind, found.fields)


@cache
def _before_month() -> re.Pattern[str]:
    return re.compile(rf"(?i:\b(?:{_either(time_lexicon().prepositions)}|last|next|this|early|late)[ -])\Z")


def _tells_time(text: str, found: Found) -> bool:
    """Whether words that could be something else ("May", "March", "Sat") are a time here."""
    if found.kind == "month_bare":
        name = found.fields["m"].rstrip(".")
        supported = _before_month().search(text, max(0, found.start - 12), found.start) is not None
        doubtful = name in time_lexicon().months_also_words or len(name) < 4
        return (
            supported
            or (not doubtful and "poss" in found.fields)
            or (not doubtful and not _name_before(text, found.start))
        )
    if found.kind == "year":
        return _year_context(text, found)
    return True


_NAME_BEFORE = re.compile(r"[A-Z][\w.-]{0,30} \Z")


def _name_before(text: str, at: int) -> bool:
    return _NAME_BEFORE.search(text, max(0, at - 33), at) is not None


_YEAR_BEFORE = re.compile(
    r"(?i:\b(?:in|since|until|till|by|of|from|during|before|after|through|throughout|to|between|and|or|for|around|year|early|late|mid"
    r"|the|its|his|her|their|a|our|this|every|circa)(?:['’]s)?[ -]|[(\[–—-]|['’]s |\A|\n)\Z"
)
_YEAR_AFTER = re.compile(
    r"(?i: (?:people|percent|per cent|dollars|euros|km|kilometers|kilometres|miles|meters|metres|tons|troops|soldiers|votes)\b)"
)


def _year_context(text: str, found: Found) -> bool:
    """A number of four digits is a year where what stands around it does not count or measure with it."""
    if "part" in found.fields:
        return True
    if _YEAR_AFTER.match(text, found.end):
        return False
    if _YEAR_BEFORE.search(text, max(0, found.start - 14), found.start):
        return True
    return text[found.end : found.end + 1] in {")", ",", ".", ";", ":"} or bool(
        re.match(r" (?:[A-Z]|elect|camp|coup)", text[found.end : found.end + 6])
    )
