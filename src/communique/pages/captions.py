"""Captions of pictures: are these words one, and whom, what, where, when do they show, and who took it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from communique.model import Caption
from communique.pages.lexicon import read_table
from communique.pages.moments import moments_in

LONGEST = 700
"""Characters: no caption is longer."""
TAIL = 110
"""Characters at the end of a caption in which its credit stands."""
LONGEST_TITLE = 40
"""Characters before a name in which its title stands."""
SHORTEST = 3
"""Words besides date and credit; less is no caption, but a dated byline."""
BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]]\.?$")
KEYWORD = re.compile(
    r"(?:^|[\s.,;|/–—-])((?:[Ff]ile\s+)?(?:PHOTO|[Pp]hotos?|[Pp]hotograph|[Pp]ictures?|[Ii]mages?|[Cc]redit|[Ff]oto|[Pp]ic|[Cc]ourtesy|[Ii]llustration|[Vv]ideo)"
    r"(?:\s+(?:[Cc]redit|[Cc]ourtesy))?\s*(?::|©|\bby\b|\bof\b|/|\|)\s*[^:;!?]{2,70})$"
)
SIGN = re.compile(r"(©\s*[^.;:]{2,60})\.?$")
SLASHED = re.compile(r"\b[A-ZÀ-Þ][\w.&'’À-ÿ-]*(?: [\w.'’À-ÿ-]+){0,4} ?/ ?(?:[A-ZÀ-Þ@]|File|via)")
BOUNDARY = re.compile(r"(?:[.!?][\"”’')]?\s+|\s[|–—]\s|\s--?\s|;\s+|\.\s*/\s*)(?=[A-ZÀ-Þ@(\[])")
SIDE = re.compile(
    r"[(\[](?:[LRC]|left|right|cent(?:er|re)|2nd [LR]|top|bottom|front|back)(?:[-, ][^()\[\]]{0,20})?[)\]]|\bpictured\b|\b(?:[Ff]rom|FROM) left\b"
)
FILE = re.compile(
    r"^\W*(?:FILE|[Ff]ile (?:[Pp]hoto|[Ii]mage|[Pp]icture)|FILE PHOTO)\b|\b[Ff]ile [Pp]hoto\b|[(/]\s*[Ff]ile\b|\barchive photo\b"
)
PICTURE_WORD = re.compile(
    r"\b(?:photo|photograph|picture|image|handout|courtesy|screengrab|screenshot|file|via|pool)\b|©", re.IGNORECASE
)
LOWER_IN_CREDIT = frozenset(
    [
        "via",
        "for",
        "of",
        "the",
        "and",
        "by",
        "de",
        "da",
        "von",
        "van",
        "der",
        "den",
        "al",
        "el",
        "bin",
        "for",
        "on",
        "in",
        "at",
        "from",
        "file",
        "photo",
        "pool",
        "handout",
    ]
)
NAME = r"[A-ZÀ-Þ][\w'’À-ÿ-]+(?:[ ](?:(?:al|el|bin|ben|von|van|de|der|da|di|du|la|le)[ -])?[A-ZÀ-Þ][\w.'’À-ÿ-]+){0,3}"
MARKED = re.compile(
    rf"({NAME})\s*,?\s*[(\[](?:[LRC]|left|right|cent(?:er|re)|2nd [LR]|top|bottom|front|back)(?:[-, ][^()\[\]]{{0,20}})?[)\]]"
)
CAPITAL = r"[A-ZÀ-Þ][\w.'’À-ÿ-]*"
PLACE = re.compile(
    rf"\b(?:at|in|near|outside|inside)\s+(?!World War)((?:the\s+)?{CAPITAL}(?:\s+{CAPITAL}){{0,4}}"
    rf"(?:\s+(?:in|at|of|near)\s+(?:the\s+)?{CAPITAL}(?:\s+{CAPITAL}){{0,3}}){{0,2}}(?:,\s+{CAPITAL}(?:\s+{CAPITAL}){{0,3}}){{0,3}})"
)
POSSESSIVE = re.compile(r"['’]s?$")
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
WEEKDAY_END = re.compile(rf",?\s+(?:on\s+)?(?:{WEEKDAYS})$")
MONTH_START = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


class Sureness(IntEnum):
    """How sure the words alone make it that a line is a caption."""

    NO = 0
    SIGNED = 1
    """An agency at the end, as the last paragraph of a story may have it too."""
    SURE = 2


@dataclass(frozen=True, slots=True)
class Credit:
    """Who took a picture: the words, and where they begin in the caption with their bracket."""

    text: str
    start: int
    sure: bool


@cache
def agency_names() -> dict[str, str]:
    """Names of agencies by each of their spellings."""
    table = read_table("agencies.toml")["agencies"]
    if not isinstance(table, dict):
        return {}
    return {spelling: name for name, spellings in table.items() for spelling in spellings}


@cache
def agency_pattern() -> re.Pattern[str]:
    """Any spelling of any agency, as whole words."""
    spellings = sorted(agency_names(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})(?!\w)")


def is_name_like(words: str, most: int = 10) -> bool:
    """True where `words` are capitalised names and joints only, as credits are, and no more than `most` of them."""
    tokens = re.findall(r"[\w'’À-ÿ-]+", words)
    return 0 < len(tokens) <= most and all(
        t[:1].isupper() or t[:1].isdigit() or t.lower() in LOWER_IN_CREDIT for t in tokens
    )


@cache
def clock_words() -> frozenset[str]:
    """Words of dates and times, which stand behind a date too."""
    words = read_table("vocabulary.toml")["dated"]
    return frozenset(words if isinstance(words, list) else ())


def names_somebody(words: str) -> bool:
    """False for the rest of a date ("12:12 A.M.", "14:00 GMT")."""
    return any(word.lower() not in clock_words() for word in re.findall(r"[^\W\d_]{2,}", words))


def is_credit(words: str) -> bool:
    """True where bracketed words are a credit: an agency, a slash between names, a word for pictures."""
    if not is_name_like(words.replace("/", " ").replace("©", " "), most=14):
        return bool(
            re.match(
                r"(?:photo|picture|image|credit|file|courtesy)\b[^.]*[:/]|(?:photo|picture|image) by\b",
                words,
                re.IGNORECASE,
            )
        )
    return bool(agency_pattern().search(words) or SLASHED.search(words) or PICTURE_WORD.search(words))


def tail_credit(text: str, base: int) -> Credit | None:
    """The credit after the last sentence or date of `text`, `base` its place in the whole caption."""
    dates = moments_in(text)
    starts = [m.end() for m in BOUNDARY.finditer(text)]
    if dates:
        gap = re.compile(r"[.,;:|/–—-]*\s*").match(text, dates[-1].end)
        starts.append(gap.end() if gap else dates[-1].end)
    for start in sorted(set(starts), reverse=True):
        words = text[start:].strip(" .()[]")
        if not words or not is_name_like(words.replace("/", " ")) or not names_somebody(words):
            continue
        after_date = bool(dates) and start >= dates[-1].end and start - dates[-1].end <= 4
        slashed = bool(SLASHED.search(words))
        if slashed or PICTURE_WORD.search(words) or after_date or agency_pattern().fullmatch(words):
            return Credit(words, base + start, slashed or after_date or bool(PICTURE_WORD.search(words)))
    return None


def find_credit(text: str) -> Credit | None:
    """The credit at the end of `text`, or null; ``sure`` where only a picture has such a one."""
    body = text.rstrip()
    base = max(0, len(body) - TAIL)
    tail = body[base:]
    bracket = BRACKETED.search(tail)
    if bracket is not None and is_credit(bracket[1]):
        only_agency = agency_pattern().fullmatch(bracket[1].strip()) is not None
        dates = moments_in(tail[: bracket.start()])
        dated = bool(dates) and bracket.start() - dates[-1].end <= 4
        return Credit(bracket[1].strip(), base + bracket.start(), dated or not only_agency)
    if bracket is not None:
        dates = moments_in(tail[: bracket.start()])
        if dates and bracket.start() - dates[-1].end <= 4 and is_name_like(bracket[1].replace("/", " ")):
            return Credit(bracket[1].strip(), base + bracket.start(), sure=True)
    for pattern in (KEYWORD, SIGN):
        match = pattern.search(tail)
        if match is not None:
            words = re.sub(r"^[^:©|/]*?(?::|©|\|)\s*|^.*?\b(?:by|of)\s+", "", match[1]).strip(" .")
            if is_name_like(words.replace("/", " "), most=12) and not any(c.isdigit() for c in words):
                return Credit(words, base + match.start(1), sure=True)
    return tail_credit(tail, base)


def sureness(text: str) -> Sureness:
    """How sure the words of a line by itself make it a caption."""
    if len(text) > LONGEST:
        return Sureness.NO
    credit = find_credit(text)
    if credit is not None and len(blank_dates(text[: credit.start]).split()) < SHORTEST:
        alone = not text[: credit.start].strip() and credit.sure and PICTURE_WORD.search(text) is not None
        return Sureness.SURE if alone else Sureness.NO
    if credit is not None and credit.sure:
        return Sureness.SURE
    if FILE.search(text) or (SIDE.search(text) and (credit is not None or moments_in(text))):
        return Sureness.SURE
    return Sureness.SIGNED if credit is not None else Sureness.NO


def blank_dates(text: str) -> str:
    """`text` without its dates."""
    for moment in reversed(moments_in(text)):
        text = text[: moment.start] + text[moment.end :]
    return text


def people_of(words: str) -> tuple[str, ...]:
    """Names marked with a side ("Steve Witkoff (L)"), else those after a title, without their titles, in order."""
    found = [without_title(words, m.start(1), m.end(1)) for m in MARKED.finditer(words)]
    if not found:
        found = [m["name"] for m in titled_pattern().finditer(words)]
    return tuple(dict.fromkeys(POSSESSIVE.sub("", name) for name in found if name))


def without_title(words: str, start: int, end: int) -> str:
    """The name in ``words[start:end]`` without the title it may have begun inside of ("Secretary of" + "State Ann Lee")."""
    before = max(0, start - LONGEST_TITLE)
    rest = titles_pattern().sub("", words[before:end]).strip()
    return rest if words[start:end].endswith(rest) else titles_pattern().sub("", words[start:end]).strip()


@cache
def title_words() -> str:
    """Alternation of titles before names, longest first."""
    table = read_table("titles.toml")["titles"]
    titles = sorted(table if isinstance(table, list) else (), key=len, reverse=True)
    return "|".join(re.escape(t) for t in titles)


@cache
def titles_pattern() -> re.Pattern[str]:
    """Everything up to the last title in a run of capitalised words."""
    return re.compile(rf"^(?:.*\b)?(?:{title_words()})\s+")


@cache
def titled_pattern() -> re.Pattern[str]:
    """A title and the name after it."""
    return re.compile(rf"\b(?:{title_words()})\s+(?P<name>{NAME})")


def place_of(words: str, before: int) -> str | None:
    """The words of the place at the end of ``words[:before]``, as in "at the Kremlin in Moscow, Russia", or null."""
    stretch = WEEKDAY_END.sub("", re.sub(r"[\s,;.]*(?:\bon\b)?[\s,]*$", "", words[:before])).rstrip(" ,")
    for match in PLACE.finditer(stretch):
        if match.end() == len(stretch) and not MONTH_START.match(match[1]):
            return match[1]
    return None


def is_old_picture(text: str) -> bool:
    """True for a picture from the files: its date says nothing about the story's."""
    return FILE.search(text) is not None


def parse_caption(text: str, start: int, end: int) -> Caption:
    """The caption `text`, standing at `start` to `end` of its story, taken apart; null for what it does not tell."""
    credit = find_credit(text)
    body_end = credit.start if credit is not None else len(text)
    dates = moments_in(text[:body_end]) or moments_in(text)
    last = dates[-1] if dates else None
    return Caption(
        text,
        start,
        end,
        credit=credit.text if credit else None,
        people=people_of(text[:body_end]),
        place=place_of(text, min(last.start if last else body_end, body_end)),
        date=last.value[:10] if last else None,
    )
