"""What all readers of inputs share: options, what could not be read and why, and how pages get their names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from communique.model import Page

MEGABYTE = 1024 * 1024
UNSAFE_IN_ID = re.compile(r"[\s#\x00-\x1f\x7f]+")
LONGEST_ID = 160
"""Characters of an id made from a name."""
COMPRESSED = (".gz", ".zip", ".warc", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a page it sent, to ask next time whether that changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """Limits and manners of reading.

    Sizes in bytes, times in seconds. `allow_private` lets addresses of private networks and this machine be fetched.
    `known` gives, for addresses, what their servers said last time: an unchanged page is not sent again.
    """

    allow_private: bool = False
    timeout_seconds: float = 20.0
    delay_seconds: float = 1.0
    max_redirects: int = 5
    max_page_bytes: int = 20 * MEGABYTE
    max_expanded_bytes: int = 64 * 1024 * MEGABYTE
    max_expansion: int = 200
    respect_robots: bool = True
    known: Mapping[str, Validators] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """An input, or a part of one, that gave no page: `reason` is a slug for machines, `detail` one line for people."""

    name: str
    reason: str
    detail: str


class NotRead(Exception):  # noqa: N818 - it is no error of the program but an answer: this part cannot be read, and why
    """Raised within this package for a part of an input that cannot be read; `read_pages` turns it into `Unread`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    def of(self, name: str) -> Unread:
        """The same as a value, for the input `name`."""
        return Unread(name, self.reason, self.detail)


def digest(data: bytes) -> str:
    """SHA-256 of `data` in hex."""
    return hashlib.sha256(data).hexdigest()


def id_of_path(path: str) -> str:
    """An id from a file's name: without folder and endings, no spaces, no "#" (that numbers stories)."""
    name = PurePosixPath(path.replace("\\", "/")).name
    stem = name
    while PurePosixPath(stem).suffix.lower() in COMPRESSED:
        stem = PurePosixPath(stem).stem
    stem = PurePosixPath(stem).stem or name
    return UNSAFE_IN_ID.sub("-", stem).strip("-")[:LONGEST_ID] or "page"


def id_of_url(url: str) -> str:
    """A readable id from an address: host and path; a digest of the whole where there is a query or it is too long."""
    parts = urlsplit(url)
    name = UNSAFE_IN_ID.sub("-", unquote(f"{parts.netloc.removeprefix('www.')}{parts.path}").strip("/"))
    if parts.query or len(name) > LONGEST_ID or not name:
        name = f"{name[: LONGEST_ID - 9]}-{digest(url.encode())[:8]}"
    return name


def outlet_of_url(url: str) -> str | None:
    """The host of an address without "www.", or null."""
    host = urlsplit(url).hostname
    return host.removeprefix("www.") if host else None


def made_page(  # noqa: PLR0913, PLR0917 - a page is made of all of these
    page_id: str, origin: str, media: str, text: str, data: bytes, metadata: Mapping[str, str]
) -> Page:
    """A page from bytes as found and their text."""
    url = metadata.get("url")
    outlet = {"source_domain": host} if url and "source_domain" not in metadata and (host := outlet_of_url(url)) else {}
    return Page(page_id, origin, media, text, digest(data), {**metadata, **outlet})
