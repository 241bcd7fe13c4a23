"""HTML, cut into stories by its markup: article elements, headings, the boxes' names, and trafilatura's judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from communique.model import DateEvidence, PublishedFrom
from communique.pages.chrome import container_reason, is_hidden, tokens_of
from communique.pages.dom import UNSEEN, Block, blocks_of, parse
from communique.pages.extraction import Kept, inferred_day, kept_text
from communique.pages.htmlbody import Labelling, label_group
from communique.pages.htmlmeta import Meta, read_meta
from communique.pages.lexicon import normal
from communique.pages.lines import Labelled, Line, Look, made_line
from communique.pages.moments import iso_moment
from communique.pages.text import as_furniture, has_body, trimmed

PROSE_NODE = 50
"""Characters from which a text node outside links counts as prose."""
LARGE_SHARE = 0.4
"""Share of a page's prose from which a box is the article, whatever it is called."""
LEAST_ARTICLE = 0.1
"""Share of the longest article's prose below which another is a teaser."""


@dataclass(frozen=True, slots=True)
class HtmlCut:
    """The visible text of a page, a line a block, and its stories as runs of labelled lines.

    `marked` holds, for each story, what the markup says of its date; `meta` what it says of the page.
    """

    text: str
    stories: tuple[tuple[Labelled, ...], ...]
    outside: tuple[Labelled, ...]
    marked: tuple[tuple[DateEvidence, ...], ...]
    meta: Meta


@dataclass(slots=True)
class Sizes:
    """Characters of prose below elements that matter."""

    total: int
    articles: dict[etree._Element, int]
    boxes: dict[etree._Element, int]


def is_article(element: etree._Element) -> bool:
    """True for an element that says it is an article."""
    kind = element.get("itemtype") or ""
    return (
        element.tag == "article"
        or element.get("role") == "article"
        or kind.rstrip("/").endswith(("NewsArticle", "/Article", "BlogPosting"))
    )


def measure(tree: etree._Element) -> Sizes:
    """How much prose stands below each article and each box of furniture, in one walk."""
    sizes = Sizes(0, {}, {})
    stack: list[int] = []
    in_article = in_box = in_link = 0
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if skipping is not None:
            if event == "end" and element is skipping:
                skipping = None
            continue
        boxed = element.tag != "a" and container_reason(element.tag, tokens_of(element), in_article=False) is not None
        if event == "start":
            if element.tag in UNSEEN or is_hidden(element):
                skipping = element
                continue
            in_link += element.tag == "a"
            outermost = is_article(element) and not in_article and not in_box
            in_article += is_article(element)
            in_box += boxed
            if outermost:
                sizes.articles[element] = 0
            size = len(element.text or "")
            stack.append(size if size >= PROSE_NODE and not in_link else 0)
        else:
            size = stack.pop()
            in_link -= element.tag == "a"
            in_article -= is_article(element)
            in_box -= boxed
            if element in sizes.articles:
                sizes.articles[element] = size
            if boxed:
                sizes.boxes[element] = size
            tail = len(element.tail or "")
            size += tail if tail >= PROSE_NODE and not in_link else 0
            if stack:
                stack[-1] += size
            else:
                sizes.total = size
    return sizes


def chosen_articles(sizes: Sizes) -> dict[etree._Element, int]:
    """The article elements that hold the page's stories, numbered; none if most of the prose stands elsewhere."""
    longest = max(sizes.articles.values(), default=0)
    kept = [e for e, size in sizes.articles.items() if size and size >= LEAST_ARTICLE * longest]
    if sum(sizes.articles[e] for e in kept) < 0.5 * sizes.total:
        return {}
    return {element: number for number, element in enumerate(kept)}


def lines_of(blocks: Sequence[Block]) -> tuple[str, tuple[Line, ...]]:
    """The page text, and a line for each block."""
    lines, at = [], 0
    for block in blocks:
        lines.append(made_line(block.text, at, 0, block.article))
        at += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(lines)


def story_headings(blocks: Sequence[Block], lines: Sequence[Line], meta: Meta) -> list[int]:
    """Line numbers of the headings that open a story where no article element does: each with prose before the next."""
    listed = {linked.key for linked in meta.linked if linked.key}
    found = []
    for at, block in enumerate(blocks):
        if block.chrome is None and (block.tag == "h1" or (block.tag in {"h2", "h3"} and normal(block.text) in listed)):
            found.append(at)
    ends = [*found[1:], len(lines)]
    return (
        [at for at, end in zip(found, ends, strict=True) if prose_lines(blocks, lines, at, end) >= 2] if found else []
    )


def prose_lines(blocks: Sequence[Block], lines: Sequence[Line], start: int, end: int) -> int:
    """How many lines of prose stand between two line numbers, outside boxes of furniture."""
    return sum(
        lines[i].look is Look.PROSE and blocks[i].chrome is None and blocks[i].linked < 0.5 for i in range(start, end)
    )


def is_teaser(blocks: Sequence[Block], lines: Sequence[Line], start: int, end: int) -> bool:
    """True for an article element with a linked heading over less than two sentences."""
    linked = any(blocks[i].tag in {"h1", "h2", "h3", "h4"} and blocks[i].linked > 0.9 for i in range(start, end))
    return linked and prose_lines(blocks, lines, start, end) < 2


def group_ranges(blocks: Sequence[Block], lines: Sequence[Line], meta: Meta) -> list[tuple[int, int]]:
    """Line ranges of the stories on a page."""
    numbers = sorted({block.article for block in blocks if block.article >= 0})
    ranges = []
    for number in numbers:
        own = [i for i, block in enumerate(blocks) if block.article == number]
        if not is_teaser(blocks, lines, own[0], own[-1] + 1) or len(numbers) == 1:
            ranges.append((own[0], own[-1] + 1))
    if not ranges:
        heads = story_headings(blocks, lines, meta)
        return list(zip(heads, [*heads[1:], len(lines)], strict=True)) if heads else [(0, len(lines))]
    if len(ranges) == 1 and not any(blocks[i].tag == "h1" for i in range(*ranges[0])):
        above = [i for i in range(ranges[0][0]) if blocks[i].tag == "h1"]
        ranges[0] = (above[-1], ranges[0][1]) if above else ranges[0]
    return ranges


def time_evidence(blocks: Sequence[Block]) -> tuple[DateEvidence, ...]:
    """Days of the time elements in a story, outside boxes of furniture, in order."""
    moments = ((b.moment, iso_moment(b.moment)) for b in blocks if b.moment and b.chrome is None)
    found = (DateEvidence(day, PublishedFrom.METADATA, f"time {words}") for words, day in moments if day)
    return tuple(islice(found, 2))


def marked_dates(
    meta: Meta, labelled: Sequence[Labelled], blocks: Sequence[Block], *, first: bool
) -> tuple[DateEvidence, ...]:
    """What the markup says of one story's date: JSON-LD of its headline, its time elements, the page's head for the first."""
    headline = labelled[0].line.key if labelled else ""
    linked = tuple(
        DateEvidence(item.published, PublishedFrom.METADATA, "JSON-LD datePublished")
        for item in meta.linked
        if item.published and item.key and item.key == headline
    )
    return (*linked, *(meta.evidence if first else ()), *time_evidence(blocks))


def cut_html(markup: str, url: str | None) -> HtmlCut | None:
    """Cut the page `markup`, found at `url`; null where nothing can be parsed from it."""
    tree = parse(markup)
    if tree is None:
        return None
    meta = read_meta(tree)
    sizes = measure(tree)
    articles = chosen_articles(sizes)
    large = frozenset(box for box, size in sizes.boxes.items() if size > LARGE_SHARE * sizes.total)
    blocks = blocks_of(tree, articles, large)
    if not blocks:
        return None
    text, lines = lines_of(blocks)
    ranges = group_ranges(blocks, lines, meta)
    kept = kept_texts(tree, articles, [blocks[start].article for start, _ in ranges], url)
    stories: list[tuple[Labelled, ...]] = []
    marked: list[tuple[DateEvidence, ...]] = []
    outside: list[Labelled] = []
    at = 0
    for number, (start, end) in enumerate(ranges):
        outside += [boxed_furniture(lines[i], blocks[i]) for i in range(at, start)]
        labelled = label_group(
            lines[start:end], blocks[start:end], Labelling(kept[number], bool(articles) or len(ranges) > 1, meta.title)
        )
        first = next((i for i, item in enumerate(labelled) if item.kind.value != "furniture"), len(labelled))
        story, after = trimmed(labelled[first:])
        at = end
        if not has_body(story):
            outside += [boxed_furniture(lines[i], blocks[i]) for i in range(start, end)]
            continue
        marked.append(marked_dates(meta, story, blocks[start:end], first=not stories))
        outside += [*labelled[:first], *after]
        stories.append(story)
    if len(stories) == 1 and not marked[0] and (inferred := inferred_day(tree)):
        marked[0] = (inferred,)
    outside += [boxed_furniture(lines[i], blocks[i]) for i in range(at, len(lines))]
    return HtmlCut(text, tuple(stories), tuple(outside), tuple(marked), meta)


def boxed_furniture(line: Line, block: Block) -> Labelled:
    """A line outside any story, with its box's reason if it has one."""
    plain = as_furniture(line)
    return Labelled(line, plain.kind, block.chrome or plain.reason)


def kept_texts(
    tree: etree._Element, articles: dict[etree._Element, int], groups: Sequence[int], url: str | None
) -> list[Kept]:
    """What trafilatura keeps of each story: of its article element where there are several, else of the page."""
    elements = {number: element for element, number in articles.items()}
    if len(groups) > 1 and articles:
        return [kept_text(elements.get(number, tree), url) for number in groups]
    return [kept_text(tree, url)] * len(groups)
