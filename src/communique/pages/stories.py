"""From a page to its stories: the one function that everything after this package reads pages with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from communique.model import DateEvidence, Furniture, Page, Span, Story
from communique.pages.captions import agency_names, parse_caption
from communique.pages.datelines import Dateline, find_dateline
from communique.pages.dates import Printed, choose, gather
from communique.pages.html import HtmlCut, cut_html
from communique.pages.language import language_of
from communique.pages.letter import cut_to_the_letter
from communique.pages.lines import Kind, Labelled, split_lines
from communique.pages.text import cut_lines

MOST_CHARACTERS = 4_000_000
"""Characters of plain text that are looked at; no page of news is a hundredth as long."""
DATELINES_IN = 2
"""Paragraphs at the start of a story that may carry a dateline."""


@dataclass(frozen=True, slots=True)
class PageStories:
    """What was read from a page.

    `page_text` is what all offsets count in: the visible text of HTML, a block a line, or the text as it came. `furniture`
    is what stands outside any story, counted in `page_text`. `reason` says why there is no story, else it is null.
    """

    stories: tuple[Story, ...]
    furniture: tuple[Furniture, ...]
    page_text: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Pieces:
    """A run of labelled lines, sorted by what they are; the first dateline split off its paragraph."""

    by_kind: dict[Kind, list[Labelled]]
    datelines: tuple[tuple[Labelled, Dateline], ...]


def sort_pieces(labelled: Sequence[Labelled]) -> Pieces:
    """Labelled lines by kind."""
    by_kind: dict[Kind, list[Labelled]] = {kind: [] for kind in Kind}
    for item in labelled:
        by_kind[item.kind].append(item)
    found = [(item, find_dateline(item.line.text)) for item in by_kind[Kind.PARAGRAPH][:DATELINES_IN]]
    return Pieces(by_kind, tuple((item, dateline) for item, dateline in found if dateline is not None)[:1])


def first_span(items: Sequence[Labelled], base: int) -> Span | None:
    """The first of `items` as a span counted from `base`, or null."""
    return Span(items[0].line.text, items[0].line.start - base, items[0].line.end - base) if items else None


def paragraph_span(item: Labelled, pieces: Pieces, base: int) -> Span:
    """A paragraph without the dateline at its start."""
    cut = next((dateline.end for other, dateline in pieces.datelines if other is item), 0)
    return Span(item.line.text[cut:], item.line.start + cut - base, item.line.end - base)


def agency_of(pieces: Pieces) -> str | None:
    """The wire agency a story comes from: in its dateline, its byline, or a bracket at its end; null if none is named."""
    names = agency_names()
    candidates = [dateline.agency for _, dateline in pieces.datelines if dateline.agency]
    candidates += [
        w for item in pieces.by_kind[Kind.BYLINE] for w in re.split(r"[|,/·]|\bBy\b|\band\b", item.line.text)
    ]
    for item in pieces.by_kind[Kind.PARAGRAPH][-1:]:
        candidates += re.findall(r"\(([A-Za-z .-]{2,30})\)\.?$", item.line.text)
    return next((names[c.strip()] for c in candidates if c.strip() in names), None)


def build_story(  # noqa: PLR0913, PLR0917 - a story is made of all of these
    page: Page,
    page_text: str,
    labelled: Sequence[Labelled],
    marked: Sequence[DateEvidence],
    span: tuple[int, int],
    outlet: str | None,
) -> Story:
    """One story of `page` from its labelled lines, which lie in characters `span` of the page text."""
    start, end = span
    pieces = sort_pieces(labelled)
    kinds = pieces.by_kind
    captions = tuple(parse_caption(i.line.text, i.line.start - start, i.line.end - start) for i in kinds[Kind.CAPTION])
    paragraphs = tuple(s for i in kinds[Kind.PARAGRAPH] if (s := paragraph_span(i, pieces, start)).text)
    aside = [
        *((i, i.reason or "unknown") for i in kinds[Kind.FURNITURE]),
        *((i, "timestamp") for i in kinds[Kind.DATED]),
    ]
    furniture = (Furniture(i.line.text, i.line.start - start, i.line.end - start, reason) for i, reason in aside)
    dated = tuple(i.line.text for i in (*kinds[Kind.DATED], *kinds[Kind.BYLINE]))
    evidence = gather(page.metadata, marked, Printed(dated, tuple(d for _, d in pieces.datelines), captions))
    published, published_from = choose(evidence)
    datelines = [Span(d.text, i.line.start - start, i.line.start - start + len(d.text)) for i, d in pieces.datelines]
    return Story(
        id=page.id,
        page_id=page.id,
        text=page_text[start:end],
        start=start,
        end=end,
        headline=first_span(kinds[Kind.HEADLINE], start),
        standfirst=first_span(kinds[Kind.STANDFIRST], start),
        byline=first_span(kinds[Kind.BYLINE], start),
        dateline=datelines[0] if datelines else None,
        paragraphs=paragraphs,
        key_points=tuple(Span(i.line.text, i.line.start - start, i.line.end - start) for i in kinds[Kind.KEY_POINT]),
        captions=captions,
        furniture=tuple(sorted(furniture, key=lambda f: f.start)),
        published=published,
        published_from=published_from,
        published_evidence=evidence,
        language=language_of("\n".join(p.text for p in paragraphs)),
        outlet=page.metadata.get("source_domain") or outlet,
        agency=agency_of(pieces),
    )


def numbered(stories: Sequence[Story]) -> tuple[Story, ...]:
    """Ids "<page>#1", "<page>#2", ... where a page has several stories."""
    if len(stories) < 2:
        return tuple(stories)
    return tuple(with_id(story, f"{story.page_id}#{number}") for number, story in enumerate(stories, 1))


def with_id(story: Story, story_id: str) -> Story:
    """The same story under another id."""
    values = {name: getattr(story, name) for name in Story.__dataclass_fields__}
    return Story(**{**values, "id": story_id})


def read_one(page: Page) -> PageStories:
    """The story of a page that is one by contract: its text to the letter."""
    labelled = cut_to_the_letter(page.text)
    if not any(item.kind is not Kind.FURNITURE for item in labelled):
        return PageStories((), whole_furniture(page.text, "empty"), page.text, "no_text")
    story = build_story(page, page.text, labelled, (), (0, len(page.text)), None)
    return PageStories((story,), (), page.text)


def whole_furniture(text: str, reason: str) -> tuple[Furniture, ...]:
    """All lines of `text` as furniture."""
    return tuple(Furniture(line.text, line.start, line.end, line.reason or reason) for line in split_lines(text))


def page_furniture(outside: Sequence[Labelled]) -> tuple[Furniture, ...]:
    """Lines outside any story, in the order of the page."""
    pieces = (Furniture(i.line.text, i.line.start, i.line.end, i.reason or "unknown") for i in outside)
    return tuple(sorted(pieces, key=lambda f: f.start))


def read_html(page: Page) -> PageStories:
    """The stories of an HTML page."""
    cut = cut_html(page.text, page.metadata.get("url"))
    if cut is None:
        return PageStories((), (), "", "no_text")
    filled = with_addresses(page, cut)
    stories = [
        build_story(
            filled, cut.text, labelled, marked, (labelled[0].line.start, labelled[-1].line.end), cut.meta.outlet
        )
        for labelled, marked in zip(cut.stories, cut.marked, strict=True)
    ]
    return PageStories(numbered(stories), page_furniture(cut.outside), cut.text, None if stories else "no_story")


def with_addresses(page: Page, cut: HtmlCut) -> Page:
    """The page with the address its markup gives, where it came without one and holds a single story."""
    if page.metadata.get("url") or not cut.meta.url or len(cut.stories) > 1:
        return page
    metadata = {**page.metadata, "url": cut.meta.url}
    return Page(page.id, page.origin, page.media, page.text, page.sha256, metadata, page.is_story)


def read_text(page: Page) -> PageStories:
    """The stories of a page of plain text."""
    cut = cut_lines(split_lines(page.text[:MOST_CHARACTERS]))
    stories = [
        build_story(page, page.text, labelled, (), (labelled[0].line.start, labelled[-1].line.end), None)
        for labelled in cut.stories
    ]
    furniture = (*page_furniture(cut.outside), *beyond(page.text))
    return PageStories(numbered(stories), furniture, page.text, None if stories else "no_story")


def beyond(text: str) -> tuple[Furniture, ...]:
    """What stands in `text` past `MOST_CHARACTERS`, as one piece."""
    rest = text[MOST_CHARACTERS:]
    words = rest.strip()
    start = MOST_CHARACTERS + len(rest) - len(rest.lstrip())
    return (Furniture(words, start, start + len(words), "too_long"),) if words else ()


def read_stories(page: Page) -> PageStories:
    """The stories on `page`, each with its pieces; never raises for what a page holds."""
    if not page.text.strip():
        return PageStories((), (), page.text, "empty")
    if page.is_story:
        return read_one(page)
    return read_html(page) if "html" in page.media else read_text(page)
