"""What trafilatura takes for the text of a page: one opinion on each line of it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass

import trafilatura
from htmldate import find_date
from lxml import etree
from lxml import html as lxml_html

from communique.model import DateEvidence, PublishedFrom
from communique.pages.moments import iso_moment

NOT_WORD = re.compile(r"\W+")
MOST_ELEMENTS = 20_000
"""Elements beyond which the second opinion is not asked: it walks a tree many times."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The words trafilatura keeps, in order, without spaces and punctuation; null where it gave no answer."""

    words: str | None

    def has(self, text: str) -> bool | None:
        """True where the line `text` is kept, null where nothing is known."""
        if self.words is None:
            return None
        key = squeezed(text)
        return bool(key) and key in self.words


def inferred_day(tree: etree._Element) -> DateEvidence | None:
    """What htmldate makes of markup that names no publication day plainly: the weakest sign; its guesses are not asked."""
    try:
        found = find_date(tree, extensive_search=False, original_date=True)
    except Exception:  # noqa: BLE001 - as in `kept_text`: an opinion that fails is none
        return None
    value = iso_moment(found) if found else None
    return DateEvidence(value, PublishedFrom.INFERRED, f"htmldate: {found}") if value else None


def squeezed(text: str) -> str:
    """`text` in lower case, letters and digits only."""
    return NOT_WORD.sub("", text.lower())


def kept_text(element: etree._Element, url: str | None) -> Kept:
    """Ask trafilatura about the tree under `element`; the tree is not changed."""
    if sum(1 for _ in element.iter()) > MOST_ELEMENTS:
        return Kept(None)
    tree = copy.deepcopy(element)
    if tree.tag != "html":
        page = lxml_html.Element("html")
        body = etree.SubElement(page, "body")
        tree.tail = None
        body.append(tree)
        tree = page
    try:
        document = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - a second opinion that fails is no opinion; the page is cut without it
        return Kept(None)
    text = getattr(document, "text", None)
    return Kept(squeezed(text) if text else None)
