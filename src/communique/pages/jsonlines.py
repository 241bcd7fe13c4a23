"""JSON and JSON Lines of pages or stories, in the field names that archives of news use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from communique.model import Page
from communique.pages.inputs import NotRead, SourceOptions, Unread, id_of_url, made_page

LONGEST_VALUE = 500
"""Characters of a metadata value."""
TEXT_KEYS = ("maintext", "text", "body", "article", "article_text", "articleBody", "full_text", "content_text")
TITLE_KEYS = ("title", "headline")
DATE_KEYS = (
    "published",
    "date_publish",
    "datePublished",
    "date_published",
    "published_at",
    "publishedAt",
    "pubDate",
    "pub_date",
    "publish_date",
    "publication_date",
    "date",
)
URL_KEYS = ("url", "link", "source_url")
OUTLET_KEYS = ("source_domain", "domain", "outlet", "source", "publisher")


def first_text(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of `keys` that holds words."""
    return next((record[key] for key in keys if isinstance(record.get(key), str) and record[key].strip()), None)


def metadata_of(record: Mapping[str, Any]) -> dict[str, str]:
    """What a record says of itself, under the names of `Page.metadata`."""
    found = {
        "title": first_text(record, TITLE_KEYS),
        "url": first_text(record, URL_KEYS),
        "source_domain": first_text(record, OUTLET_KEYS),
    }
    key = next((k for k in DATE_KEYS if isinstance(record.get(k), str) and record[k].strip()), None)
    if key is not None:
        found["published"] = record[key]
        found["published_from"] = "given" if key == "published" else "metadata"
    return {name: value[:LONGEST_VALUE] for name, value in found.items() if value}


def page_of_record(record: Any, fallback_id: str, origin: str) -> Page:
    """The page that one JSON object stands for.

    ``{"id", "published", "text"}`` is a story, its text kept to the letter; ``{"id", "content", "media"}`` a raw page; an
    object with a title and a main text beside it is a story put together of the two.

    Raises:
        NotRead: ``malformed_json`` for what is no object, ``no_text`` where no field holds a text.
    """
    if not isinstance(record, dict):
        raise NotRead("malformed_json", "a JSON object was expected for each page or story")
    metadata = metadata_of(record)
    given = record.get("id")
    page_id = str(given) if isinstance(given, str | int) and str(given) else None
    page_id = page_id or (id_of_url(metadata["url"]) if metadata.get("url") else fallback_id)
    if isinstance(record.get("content"), str) and ("media" in record or "<" in record["content"][:2000]):
        media = record.get("media") if isinstance(record.get("media"), str) else "text/html"
        return made_page(
            page_id, origin, str(media), record["content"], record["content"].encode("utf-8", "replace"), metadata
        )
    text = first_text(record, (*TEXT_KEYS, "content"))
    if text is None:
        raise NotRead("no_text", "no field of this object holds a text")
    title = metadata.get("title")
    kept_to_the_letter = "published" in record or not title
    if not kept_to_the_letter and title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    page = made_page(page_id, origin, "text/plain", text, text.encode("utf-8", "replace"), metadata)
    return Page(page.id, page.origin, page.media, page.text, page.sha256, page.metadata, is_story=True)


def parse_json(data: bytes) -> Any:
    """The value of `data`.

    Raises:
        NotRead: ``not_utf8`` or ``malformed_json``.
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotRead("not_utf8", f"JSON must be UTF-8: byte {error.start} is not") from None
    except (ValueError, RecursionError) as error:
        raise NotRead("malformed_json", f"no JSON: {str(error)[:120]}") from None


def bounded_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines of `stream`; null in place of one longer than `limit` bytes, which is never held in memory."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit + 1)
        yield number, None


def read_json_lines(stream: BinaryIO, name: str, stem: str, options: SourceOptions) -> Iterator[Page | Unread]:
    """A page for each line of `stream`."""
    for number, line in bounded_lines(stream, options.max_page_bytes):
        where = f"{name}:{number}"
        try:
            if line is None:
                raise NotRead("too_large", f"this line is longer than {options.max_page_bytes:,} bytes")
            if line.strip():
                yield page_of_record(parse_json(line), f"{stem}-{number}", where)
        except NotRead as problem:
            yield problem.of(where)


def read_json(data: bytes, name: str, stem: str) -> Iterator[Page | Unread]:
    """A page for a JSON object, or for each object of a JSON array."""
    try:
        value = parse_json(data)
    except NotRead as problem:
        yield problem.of(name)
        return
    records = value if isinstance(value, list) else [value]
    if not records:
        yield Unread(name, "empty", "an empty list")
    for number, record in enumerate(records, 1):
        where = f"{name}:{number}" if isinstance(value, list) else name
        try:
            yield page_of_record(record, f"{stem}-{number}" if isinstance(value, list) else stem, where)
        except NotRead as problem:
            yield problem.of(where)
