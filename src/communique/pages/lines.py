"""The lines of a page and what each looks like by itself, before its neighbours are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from communique.pages.captions import Sureness, sureness
from communique.pages.datelines import is_byline, is_dated_line, is_name_line
from communique.pages.lexicon import furnishings, furniture_reason, normal, read_table

LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
END_OF_SENTENCE = re.compile(r"[.!?…:;。؟]['\"”’»)\]]*$")
ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|vs)\.$")
LONG_LINE = 34
"""Words: a longer line is prose, whatever it ends in."""
LEAST_PROSE = 5
"""Words: a shorter sentence may be a headline or a widget."""


class Kind(StrEnum):
    """What a line is."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATED = "dated"
    CAPTION = "caption"
    KEY_POINT = "key_point"
    PARAGRAPH = "paragraph"
    FURNITURE = "furniture"


class Look(StrEnum):
    """What a line looks like by itself."""

    FURNITURE = "furniture"
    DATED = "dated"
    BYLINE = "byline"
    NAME = "name"
    CAPTION = "caption"
    SIGNED = "signed"
    PROSE = "prose"
    TITLE = "title"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page text without the space around it: characters `start` to `end`, `gap` empty lines before it.

    `key` is the same for lines that say the same. `group` is the article of an HTML page it stands in, -1 for none.
    """

    text: str
    start: int
    end: int
    gap: int
    look: Look
    reason: str | None = None
    group: int = -1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line and what it is; `reason` says why it is furniture."""

    line: Line
    kind: Kind
    reason: str | None = None


def look_of(text: str) -> tuple[Look, str | None]:  # noqa: PLR0911 - cases, the first that fits
    """What `text` looks like by itself, with the reason if that is furniture."""
    words = text.split()
    if is_dated_line(text):
        return Look.DATED, None
    sure = sureness(text)
    if sure is Sureness.SURE:
        return Look.CAPTION, None
    reason = furniture_reason(text)
    if reason is not None:
        return Look.FURNITURE, reason
    if is_byline(text):
        return Look.BYLINE, None
    if sure is Sureness.SIGNED and len(words) > LEAST_PROSE:
        return Look.SIGNED, None
    ended = END_OF_SENTENCE.search(text) is not None and ABBREVIATED_END.search(text) is None
    if len(words) > LONG_LINE or (ended and len(words) >= LEAST_PROSE):
        return Look.PROSE, None
    if is_name_line(text):
        return Look.NAME, None
    if len(words) <= 2 and not ended:
        return Look.SHORT, None
    return Look.TITLE, None


def line_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and empty lines before, of each line of `text` that holds more than space."""
    before = 0
    for match in LINE.finditer(text):
        words = match[0].strip()
        if not words:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        breaks = len(BREAK.findall(text, before, match.start())) if before < match.start() else 0
        yield start, start + len(words), max(0, breaks - 1) if before else breaks
        before = start + len(words)


def made_line(text: str, start: int, gap: int, group: int = -1) -> Line:
    """The line `text` at `start` of its page, with its look and key."""
    look, reason = look_of(text)
    return Line(text, start, start + len(text), gap, look, reason, group, normal(text))


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of plain `text`, each with its look; those that are the same are looked at once."""
    known: dict[str, Line] = {}
    lines: list[Line] = []
    for start, end, gap in line_spans(text):
        words = text[start:end]
        like = known.get(words) or known.setdefault(words, made_line(words, start, gap))
        lines.append(Line(words, start, end, gap, like.look, like.reason, -1, like.key))
    return tuple(lines)


@cache
def common_words() -> frozenset[str]:
    """Words that any two texts share."""
    words = read_table("vocabulary.toml")["common"]
    return frozenset(words if isinstance(words, list) else ())


def own_words(text: str) -> frozenset[str]:
    """`words_of` without those that widgets are made of."""
    lexicon = furnishings()
    widget = {w[:6] for w in normal(text).split() if w in lexicon.filler or w in lexicon.strong}
    return words_of(text) - widget


def words_of(text: str) -> frozenset[str]:
    """The beginnings of the telling words of `text`, to see whether two texts speak of the same."""
    return frozenset(w[:6] for w in re.findall(r"[^\W\d_]{4,}", text.lower()) if w not in common_words())
