"""What each line of one HTML story is, by its markup, its words and trafilatura's opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from communique.pages.body import is_aside, is_biography, subject_of
from communique.pages.dom import Block
from communique.pages.extraction import Kept
from communique.pages.heads import is_points_heading
from communique.pages.lexicon import normal
from communique.pages.lines import Kind, Labelled, Line, Look

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
STANDFIRST_BOXES = frozenset(
    {
        "standfirst",
        "dek",
        "deck",
        "subtitle",
        "subheadline",
        "subhead",
        "subheading",
        "lede",
        "teaser",
        "excerpt",
        "strapline",
    }
)
BYLINE_BOXES = frozenset({"byline", "by", "author", "authors", "bylines", "writer"})
DATE_BOXES = frozenset({"date", "time", "timestamp", "dateline", "published", "pubdate", "datetime", "updated"})
POINT_BOXES = frozenset({"key", "keypoints", "highlights", "takeaways", "bullets", "summary", "points", "glance"})
PROSE_TAGS = frozenset({"p", "blockquote", "pre", "h2", "h3", "h4", "h5", "li", "dd"})
PLAIN_REASONS = frozenset({"comments", "cookie", "copyright", "newsletter", "navigation", "author"})
"""Reasons of boxes whose names leave no doubt."""
LINKED = 0.6
"""Share of a line in links from which it leads elsewhere rather than tells."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is known of a story while its lines are labelled.

    `kept` is trafilatura's opinion; `marked_up` says that an article element bounds the story; `title` is the page's.
    """

    kept: Kept
    marked_up: bool
    title: str | None


def headline_at(lines: Sequence[Line], blocks: Sequence[Block], title: str | None) -> int | None:
    """The line number of the headline: the first h1, a heading the page's title has, or the first heading before prose."""
    free = [i for i, block in enumerate(blocks) if block.chrome is None or block.tag == "h1"]
    tops = [i for i in free if blocks[i].tag == "h1" and len(blocks[i].text.split()) >= 2] or [
        i for i in free if blocks[i].tag == "h1"
    ]
    wanted = normal(title or "")
    if tops:
        return next((i for i in tops if lines[i].key and lines[i].key in wanted), tops[0])
    prose = next((i for i in free if lines[i].look is Look.PROSE and blocks[i].tag not in HEADINGS), len(lines))
    for i in free:
        if i <= prose and len(lines[i].key.split()) >= 3 and lines[i].key in wanted:
            return i
    return next((i for i in free if i < prose and blocks[i].tag in HEADINGS and len(lines[i].text.split()) >= 3), None)


def is_story_line(line: Line, block: Block, labelling: Labelling) -> bool:
    """True where a line that looks like text of the story is."""
    kept = labelling.kept.has(line.text)
    if block.linked >= LINKED and (line.look is not Look.PROSE or block.tag == "li" or block.linked > 0.9):
        return False
    if block.tag in {"p", "blockquote"} and line.look is Look.PROSE and block.linked < LINKED:
        return labelling.marked_up or kept is not False
    if kept is None:
        return line.look is Look.PROSE and block.linked < LINKED
    return kept


def overruled(line: Line, block: Block, labelling: Labelling) -> bool:
    """True for a sentence that trafilatura keeps in a box whose name is merely doubtful ("widget", "promo", "tools")."""
    told = line.look is Look.PROSE and block.linked < 0.3 and block.chrome not in PLAIN_REASONS
    return told and labelling.kept.has(line.text) is True


def boxed_kind(line: Line, block: Block) -> Kind | None:
    """What a line above the text is by the name of its box: byline, date or standfirst; null where no name says."""
    words = len(line.text.split())
    if (
        block.moment is not None
        or line.look is Look.DATED
        or (DATE_BOXES & block.boxes and words <= 12 and any(c.isdigit() for c in line.text))
    ):
        return Kind.DATED
    if line.look in {Look.BYLINE, Look.NAME} or (BYLINE_BOXES & block.boxes and words <= 14):
        return Kind.BYLINE
    if STANDFIRST_BOXES & block.boxes and words >= 4:
        return Kind.STANDFIRST
    return None


def label_line(line: Line, block: Block, labelling: Labelling, *, in_head: bool) -> Labelled:  # noqa: PLR0911 - cases, the first that fits
    """What one line of a story is, its headline apart. `in_head` is true above the first line of text."""
    if block.chrome is not None and not overruled(line, block, labelling):
        return Labelled(line, Kind.FURNITURE, block.chrome)
    if block.is_caption:
        return Labelled(line, Kind.CAPTION)
    boxed = boxed_kind(line, block) if in_head else None
    if boxed is not None:
        return Labelled(line, boxed)
    if line.look is Look.FURNITURE:
        return Labelled(line, Kind.FURNITURE, line.reason)
    if line.look is Look.DATED:
        return Labelled(line, Kind.FURNITURE, "timestamp")
    if line.look is Look.CAPTION:
        return Labelled(line, Kind.CAPTION)
    if line.look is Look.BYLINE and block.tag not in {"p", "li"}:
        return Labelled(line, Kind.FURNITURE, "author")
    if block.tag == "li" and POINT_BOXES & block.boxes and len(line.text.split()) >= 5:
        return Labelled(line, Kind.KEY_POINT)
    if in_head and block.tag in {"h2", "h3"} and line.look in {Look.TITLE, Look.PROSE} and len(line.text.split()) >= 6:
        return Labelled(line, Kind.STANDFIRST)
    if is_story_line(line, block, labelling):
        return Labelled(line, Kind.PARAGRAPH)
    return Labelled(line, Kind.FURNITURE, "related" if block.linked >= LINKED else "unknown")


def label_group(lines: Sequence[Line], blocks: Sequence[Block], labelling: Labelling) -> tuple[Labelled, ...]:
    """Every line of one story's range, labelled; repetitions of a piece are furniture."""
    top = headline_at(lines, blocks, labelling.title)
    labelled: list[Labelled] = []
    subject = subject_of(lines)
    seen: set[str] = set()
    singles: set[Kind] = set()
    in_head, in_points = True, False
    for at, (line, block) in enumerate(zip(lines, blocks, strict=True)):
        if at == top:
            item = Labelled(line, Kind.HEADLINE)
        elif top is not None and at < top and (block.tag != "p" or line.look is not Look.PROSE):
            item = Labelled(line, Kind.FURNITURE, block.chrome or line.reason or "navigation")
        else:
            item = label_line(line, block, labelling, in_head=in_head and (top is None or at > top))
        heads_points = is_points_heading(line)
        in_points = heads_points or (in_points and block.tag == "li")
        if in_points and item.kind is Kind.PARAGRAPH:
            item = Labelled(line, Kind.FURNITURE, "widget") if heads_points else Labelled(line, Kind.KEY_POINT)
        if item.kind is not Kind.FURNITURE and line.key in seen and len(line.text.split()) >= 3:
            item = Labelled(line, Kind.FURNITURE, "repeated")
        if item.kind in {Kind.BYLINE, Kind.STANDFIRST} and item.kind in singles:
            item = (
                Labelled(line, Kind.FURNITURE, "author") if item.kind is Kind.BYLINE else Labelled(line, Kind.PARAGRAPH)
            )
        if item.kind is Kind.PARAGRAPH and block.tag not in HEADINGS and is_aside(line, subject):
            item = Labelled(line, Kind.FURNITURE, "widget")
        elif item.kind is Kind.PARAGRAPH and is_biography(line, len(lines) - at):
            item = Labelled(line, Kind.FURNITURE, "author")
        singles.add(item.kind)
        if item.kind is Kind.PARAGRAPH and (top is None or at > top):
            in_head = False
        if item.kind is not Kind.FURNITURE:
            seen.add(line.key)
        labelled.append(item)
    return tuple(labelled)
