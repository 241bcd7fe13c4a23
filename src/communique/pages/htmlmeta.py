"""What the markup of a page says about its stories: dates, titles, addresses, the outlet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from communique.model import DateEvidence, PublishedFrom
from communique.pages.lexicon import normal
from communique.pages.moments import iso_moment

PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date_published", "publishdate", "publish_date", "published_date", "published-date", "pubdate", "pub_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued",
    "article.published", "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime", "bt:pubdate",
    "date", "displaydate", "rnews:datepublished", "citation_publication_date",
)  # fmt: skip
ARTICLE_TYPES = (
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "AnalysisNewsArticle",
    "Report",
)
DEEPEST = 12
"""Levels of a JSON-LD value that are looked at."""
LONGEST_JSON = 2_000_000
"""Characters of one JSON-LD block."""


@dataclass(frozen=True, slots=True)
class Linked:
    """An article of JSON-LD: its headline's key and its publication moment."""

    key: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page's markup says: `evidence` is for its first story, `linked` for whichever story has the headline."""

    title: str | None
    evidence: tuple[DateEvidence, ...]
    linked: tuple[Linked, ...]
    url: str | None
    outlet: str | None


def meta_values(tree: etree._Element) -> dict[str, str]:
    """Contents of meta elements by name, property or itemprop in lower case; the first of each name."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name and content:
                values.setdefault(name.lower(), content.strip())
    return values


def json_articles(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """All articles anywhere in a JSON-LD value."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:500]:
            yield from json_articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(kind in ARTICLE_TYPES for kind in kinds):
            yield value
        for key in ("@graph", "itemListElement", "item", "mainEntity", "hasPart", "blogPost"):
            if key in value:
                yield from json_articles(value[key], depth + 1)


def linked_articles(tree: etree._Element) -> tuple[Linked, ...]:
    """The articles of all JSON-LD blocks; a block that is no JSON is passed over."""
    found: list[Linked] = []
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "") or len(element.text or "") > LONGEST_JSON:
            continue
        try:
            value = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for article in json_articles(value):
            headline, published = article.get("headline") or article.get("name"), article.get("datePublished")
            moment = iso_moment(published) if isinstance(published, str) else None
            found.append(Linked(normal(headline) if isinstance(headline, str) else "", moment))
    return tuple(found)


def read_meta(tree: etree._Element) -> Meta:
    """The metadata of a page."""
    values = meta_values(tree)
    linked = linked_articles(tree)
    found = [
        DateEvidence(moment, PublishedFrom.METADATA, f"{name}: {values[name][:60]}")
        for name in PUBLISHED
        if name in values and (moment := iso_moment(values[name]))
    ]
    if len(linked) == 1 and linked[0].published:
        found.append(DateEvidence(linked[0].published, PublishedFrom.METADATA, "JSON-LD datePublished"))
    canonical = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    title = next((" ".join((e.text or "").split()) for e in tree.iter("title")), None)
    return Meta(
        values.get("og:title") or values.get("twitter:title") or title,
        tuple(found),
        linked,
        canonical or values.get("og:url"),
        values.get("og:site_name") or values.get("application-name"),
    )
