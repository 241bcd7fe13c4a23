"""HTML as a reader sees it: the visible text, a block a line, each line with what its markup says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from communique.pages.chrome import caption_box, container_reason, is_hidden, tokens_of

MAX_CHARACTERS = 8_000_000
"""Characters of markup that are parsed; a news page has a hundredth of that."""
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "br",
        "button",
        "option",
        "time",
        "label",
        "legend",
        "td",
        "th",
    ]
)
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "head",
        "title",
        "meta",
        "link",
        "select",
        "textarea",
        "audio",
        "video",
        "canvas",
        "math",
        "map",
        "datalist",
        "embed",
        "source",
        "track",
        "param",
        "img",
        "picture",
    ]
)
SPACE = re.compile(r"\s+")
NESTED = re.compile(r"(<([a-zA-Z][\w-]{0,20})(?:\s[^<>]{0,200})?>\s*)(?:<\2(?:\s[^<>]{0,200})?>\s*){60,}")
"""Dozens of the same tag opened in a row: no page needs that, and the parser gives up on it."""
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of visible text: its words, the tag it stands in, the share of its characters in links.

    `chrome` is the reason of the innermost container that is no article text, `boxes` the words of the classes around it,
    `article` the number of the article element it is in (-1: none), `moment` the machine-readable time of a time element.
    """

    text: str
    tag: str
    linked: float
    chrome: str | None
    boxes: frozenset[str]
    article: int
    is_caption: bool
    moment: str | None = None


@dataclass(slots=True)
class Open:
    """A container that is open during the walk: what it passes on to the text in it."""

    tag: str
    chrome: str | None
    boxes: frozenset[str]
    article: int
    is_caption: bool
    in_link: bool
    moment: str | None


@dataclass(slots=True)
class Walk:
    """What the walk has gathered so far."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0
    total: int = 0

    def add(self, text: str | None, top: Open) -> None:
        """Take in a text node."""
        if not text:
            return
        self.words.append(text)
        size = len(text.strip())
        self.total += size
        if top.in_link:
            self.linked += size

    def flush(self, top: Open) -> None:
        """End the line."""
        text = SPACE.sub(" ", "".join(self.words)).strip()
        if text:
            share = self.linked / self.total if self.total else 0.0
            self.blocks.append(
                Block(text, top.tag, share, top.chrome, top.boxes, top.article, top.is_caption, top.moment)
            )
        self.words, self.linked, self.total = [], 0, 0


def parse(markup: str) -> etree._Element | None:
    """The tree of `markup`, mended where broken; null where there is nothing in it. Never fetches anything."""
    text = NESTED.sub(r"\1", ILLEGAL.sub(" ", markup[:MAX_CHARACTERS]))
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def opened(
    element: etree._Element, above: Open, articles: dict[etree._Element, int], large: frozenset[etree._Element]
) -> Open:
    """What `element` passes on to the text in it."""
    tag = str(element.tag)
    tokens = tokens_of(element)
    article = articles.get(element, above.article)
    chrome = above.chrome
    if element in articles:
        chrome = None
    elif chrome is None and element not in large:
        chrome = container_reason(tag, tokens, in_article=article >= 0)
    is_caption = above.is_caption or caption_box(tag, tokens)
    block_tag = tag if tag in BLOCKS else above.tag
    moment = element.get("datetime") if tag == "time" else above.moment
    boxes = above.boxes | tokens if len(above.boxes) < 200 else tokens
    return Open(block_tag, chrome, boxes, article, is_caption, above.in_link or tag == "a", moment)


def breaks_line(tag: str, top: Open) -> bool:
    """True where an element of this tag begins and ends a line; a caption is one line whatever it is made of."""
    return tag in BLOCKS and not top.is_caption


def blocks_of(
    tree: etree._Element, articles: dict[etree._Element, int], large: frozenset[etree._Element]
) -> tuple[Block, ...]:
    """The visible text under `tree`, a block a line. `articles` numbers article elements; `large` are no chrome."""
    walk = Walk()
    stack = [Open("body", None, frozenset(), -1, is_caption=False, in_link=False, moment=None)]
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if skipping is not None:
            if event == "end" and element is skipping:
                skipping = None
                walk.add(element.tail, stack[-1])
            continue
        tag = element.tag
        if event == "start":
            if tag in UNSEEN or is_hidden(element):
                skipping = element
                continue
            fresh = opened(element, stack[-1], articles, large)
            if breaks_line(tag, stack[-1]):
                walk.flush(stack[-1])
            stack.append(fresh)
            walk.add(element.text, fresh)
        else:
            closed = stack.pop()
            if breaks_line(tag, stack[-1]):
                walk.flush(closed)
            elif tag in BLOCKS:
                walk.words.append(" ")
            walk.add(element.tail, stack[-1])
    walk.flush(stack[0])
    return tuple(walk.blocks)
