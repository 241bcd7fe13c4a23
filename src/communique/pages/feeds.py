"""RSS and Atom: each entry a page of its own, with the text the feed gives, or fetched where it gives none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from communique.model import Page
from communique.pages.inputs import Unread, id_of_url, made_page

FULL_TEXT = 600
"""Characters from which the text in a feed's entry is taken for the whole story, so that its page need not be fetched."""
Fetch = Callable[[str, dict[str, str]], Page | Unread]
"""Fetches the page of an entry: its address, and metadata to keep with it."""


def day_of(parsed: time.struct_time | None) -> str | None:
    """The ISO moment of a date feedparser understood, or null."""
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return None


def entry_markup(entry: Any) -> str:
    """The longest text an entry gives, as markup."""
    texts = [str(content.get("value", "")) for content in entry.get("content", [])] + [str(entry.get("summary", ""))]
    return max(texts, key=len)


def escaped(text: str) -> str:
    """`text` safe between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def entry_page(entry: Any, feed_name: str, outlet: str | None, number: int, stem: str) -> Page:
    """An entry as a small HTML page: its title as headline, its text below."""
    title, url, body = str(entry.get("title", "")).strip(), str(entry.get("link", "")).strip(), entry_markup(entry)
    markup = f"<article><h1>{escaped(title)}</h1>{body if '<' in body else f'<p>{escaped(body)}</p>'}</article>"
    metadata = {"title": title, "url": url, "feed": feed_name, "source_domain": outlet or ""}
    published = day_of(entry.get("published_parsed") or entry.get("created_parsed") or entry.get("updated_parsed"))
    metadata |= {"feed_published": published} if published else {}
    page_id = id_of_url(url) if url else f"{stem}-{number}"
    return made_page(page_id, feed_name, "text/html", markup, markup.encode(), {k: v for k, v in metadata.items() if v})


def read_feed(data: bytes, name: str, stem: str, fetch: Fetch | None) -> Iterator[Page | Unread]:
    """A page for each entry of the feed `data`; entries with a short text are fetched where `fetch` is given.

    A page that cannot be fetched is told, and the entry's own text kept in its place.
    """
    parsed = feedparser.parse(
        data, response_headers={"content-type": "application/xml; charset=utf-8"} if is_utf8(data) else None
    )
    if not parsed.entries:
        problem = parsed.get("bozo_exception")
        yield Unread(
            name,
            "malformed_feed" if problem else "empty",
            f"no entry could be read{f': {str(problem)[:100]}' if problem else ''}",
        )
        return
    outlet = str(parsed.feed.get("title", "")).strip() or None
    for number, entry in enumerate(parsed.entries, 1):
        if not str(entry.get("title", "")).strip() and not entry_markup(entry).strip():
            yield Unread(f"{name}:{number}", "empty", "an entry without title and text")
            continue
        page = entry_page(entry, name, outlet, number, stem)
        url = page.metadata.get("url", "")
        if fetch is None or not url.startswith(("http://", "https://")) or len(entry_markup(entry)) >= FULL_TEXT:
            yield page
            continue
        carried = {key: page.metadata[key] for key in ("feed", "feed_published") if key in page.metadata}
        fetched = fetch(url, carried)
        yield fetched
        if isinstance(fetched, Unread) and fetched.reason != "not_modified":
            yield page
    if parsed.get("bozo") and not isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        yield Unread(
            name,
            "malformed_feed",
            f"the feed is broken; {len(parsed.entries)} entries were read: {str(parsed.bozo_exception)[:100]}",
        )


def is_utf8(data: bytes) -> bool:
    """True where `data` is valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
