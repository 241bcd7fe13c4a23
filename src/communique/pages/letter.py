"""A text that is one story by contract: every piece of it in place, nothing moved, nothing cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from communique.pages.datelines import find_dateline
from communique.pages.lines import Kind, Labelled, Line, Look, line_spans, made_line

PARAGRAPH_GAP = re.compile(r"\n[ \t\r]*\n")
LONGEST_HEADLINE = 30
"""Words."""
WRAPPED = 100
"""Characters: where all lines of a block but its last are shorter and run on, the block was wrapped by a typesetter."""


def wrapped_lines(lines: Sequence[Line]) -> bool:
    """True where a block's lines are one paragraph broken for width: none but the last ends a sentence, all run close."""
    if len(lines) < 2 or max(len(line.text) for line in lines) > WRAPPED:
        return False
    inner = lines[:-1]
    shortest, longest = min(len(line.text) for line in inner), max(len(line.text) for line in inner)
    runs_on = sum(not line.text.rstrip().endswith((".", "!", "?", '"', "”", ":")) for line in inner)
    return longest >= 40 and shortest >= 0.6 * longest and runs_on * 2 > len(inner)


def blocks_of(text: str) -> list[list[Line]]:
    """Lines of `text`, in blocks between empty lines."""
    blocks: list[list[Line]] = []
    for start, end, gap in line_spans(text):
        line = made_line(text[start:end], start, gap)
        if gap or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def whole_block(text: str, lines: Sequence[Line]) -> Line:
    """A block as one line."""
    start, end = lines[0].start, lines[-1].end
    return made_line(text[start:end], start, lines[0].gap)


def is_headline(lines: Sequence[Line]) -> bool:
    """True where the first line of a story is its headline: set off by an empty line, or without a sentence's end."""
    first = lines[0]
    if len(lines) < 2 or len(first.text.split()) > LONGEST_HEADLINE or find_dateline(first.text) is not None:
        return False
    if first.look in {Look.CAPTION, Look.DATED, Look.BYLINE, Look.SIGNED}:
        return False
    if first.look in {Look.TITLE, Look.SHORT, Look.NAME, Look.FURNITURE}:
        return True
    return lines[1].gap > 0 and len(first.text.split()) <= 20 and not first.text.endswith(".")


def cut_to_the_letter(text: str) -> tuple[Labelled, ...]:
    """All lines of `text`: headline, captions, bylines and dated lines where plain, repetitions aside, else paragraphs."""
    lines = [
        line for block in blocks_of(text) for line in ([whole_block(text, block)] if wrapped_lines(block) else block)
    ]
    labelled: list[Labelled] = []
    seen: set[str] = set()
    headed = bool(lines) and is_headline(lines)
    for at, line in enumerate(lines):
        if at == 0 and headed:
            item = Labelled(line, Kind.HEADLINE)
        elif line.key in seen and len(line.text.split()) >= 3:
            item = Labelled(line, Kind.FURNITURE, "repeated")
        elif line.look is Look.CAPTION:
            item = Labelled(line, Kind.CAPTION)
        elif at <= 3 and line.look in {Look.BYLINE, Look.DATED}:
            item = Labelled(line, Kind.BYLINE if line.look is Look.BYLINE else Kind.DATED)
        elif line.look is Look.FURNITURE and not any(c.isalnum() for c in line.text):
            item = Labelled(line, Kind.FURNITURE, "ornament")
        else:
            item = Labelled(line, Kind.PARAGRAPH)
        seen.add(line.key)
        labelled.append(item)
    return tuple(one_of_each(labelled))


def one_of_each(labelled: Sequence[Labelled]) -> list[Labelled]:
    """All bylines but the first as paragraphs."""
    seen, result = False, []
    for item in labelled:
        second = item.kind is Kind.BYLINE and seen
        seen = seen or item.kind is Kind.BYLINE
        result.append(Labelled(item.line, Kind.PARAGRAPH) if second else item)
    return result
