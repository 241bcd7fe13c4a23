"""Inputs to pages: files, folders, globs, stdin, archives, feeds and addresses. Everything streams; nothing bad raises."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from communique.model import Page
from communique.pages.archives import Member, read_warc, ungzipped, zip_members
from communique.pages.decode import SNIFFED, binary_kind, decode, looks_like_feed, looks_like_html
from communique.pages.feeds import read_feed
from communique.pages.fetch import Fetched, Fetcher
from communique.pages.inputs import (
    NotRead,
    SourceOptions,
    Unread,
    Validators,
    digest,
    id_of_path,
    id_of_url,
    made_page,
)
from communique.pages.jsonlines import read_json, read_json_lines

__all__ = ["SourceOptions", "Unread", "Validators", "page_of_text", "read_pages"]

NESTED = 3
"""Archives within archives that are opened."""
JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")
HTML_NAMES = (".html", ".htm", ".xhtml")
STDIN = "-"


@dataclass(slots=True)
class Run:
    """What one run of `read_pages` keeps: its options, the ids it gave to files, its fetcher."""

    options: SourceOptions
    fetcher: Fetcher
    stems: set[str] = field(default_factory=set)

    def stem_of(self, path: str) -> str:
        """An id for a file, unlike all others of this run."""
        stem = id_of_path(path)
        if stem in self.stems:
            stem = f"{stem}-{digest(path.encode('utf-8', 'surrogateescape'))[:8]}"
        self.stems.add(stem)
        return stem


def is_address(name: str) -> bool:
    """True for an http(s) address."""
    return name.lower().startswith(("http://", "https://"))


def page_of_text(text: str, page_id: str = "text") -> Page:
    """The page that a text in memory is: HTML where it looks like it, else plain."""
    data = text.encode("utf-8", "replace")
    media = "text/html" if looks_like_html(data[:SNIFFED]) else "text/plain"
    return made_page(page_id, "memory", media, text, data, {})


def read_pages(inputs: Sequence[str], options: SourceOptions = SourceOptions()) -> Iterator[Page | Unread]:  # noqa: B008 - frozen
    """The pages of all `inputs`, in order: paths, folders, globs, ``-`` for stdin, http(s) addresses of pages and feeds.

    Every input yields at least one `Page` or `Unread`; none raises. Only what is being read is in memory.
    """
    run = Run(options, Fetcher(options))
    for name in inputs:
        given = 0
        for item in read_input(name, run):
            given += 1
            yield item
        if not given:
            yield Unread(name, "empty", "nothing to read in it")


def read_input(name: str, run: Run) -> Iterator[Page | Unread]:
    """The pages of one input."""
    if name == STDIN:
        yield from guarded(read_stdin(run), name)
    elif is_address(name):
        yield from guarded(read_address(name, run), name)
    elif "\x00" in name or not name:
        yield Unread(repr(name), "missing", "no such file or folder")
    else:
        yield from read_path_or_glob(name, run)


def guarded(items: Iterator[Page | Unread], name: str) -> Iterator[Page | Unread]:
    """`items`, with what stops them told as one more item."""
    try:
        yield from items
    except NotRead as problem:
        yield problem.of(name)
    except (OSError, EOFError, UnicodeError, ValueError, MemoryError, RecursionError) as error:
        yield Unread(name, "unreadable", f"{type(error).__name__}: {str(error)[:150]}")


def read_path_or_glob(name: str, run: Run) -> Iterator[Page | Unread]:
    """The pages of a path, or of all paths a pattern finds."""
    path = Path(name)
    if os.path.lexists(path):
        yield from read_path(path, run)
        return
    found = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207 - Path.glob takes no absolute patterns
    if not found:
        yield Unread(
            name, "missing", "no such file or folder" if not glob.has_magic(name) else "no file fits this pattern"
        )
    for each in found:
        yield from read_path(Path(each), run)


def read_path(path: Path, run: Run) -> Iterator[Page | Unread]:
    """The pages of a file or of all files below a folder, in the order of their names; hidden ones are passed over."""
    if not path.is_dir():
        yield from guarded(read_file(path, run), str(path))
        return
    any_file = False
    for folder, folders, files in os.walk(path, onerror=None, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(f for f in files if not f.startswith(".")):
            each = Path(folder) / file
            any_file = True
            if each.is_file():
                yield from guarded(read_file(each, run), str(each))
            else:
                yield Unread(str(each), "not_a_file", "neither a file nor a folder")
    if not any_file:
        yield Unread(str(path), "empty", "a folder without files")


def read_file(path: Path, run: Run) -> Iterator[Page | Unread]:
    """The pages of one file."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        yield Unread(str(path), "missing", "no such file, or a link to none")
        return
    except OSError as error:
        yield Unread(str(path), "unreadable", f"it cannot be opened: {error.strerror or error}")
        return
    with stream:
        yield from read_stream(stream, str(path), run.stem_of(str(path)), run, 0)


def read_stdin(run: Run) -> Iterator[Page | Unread]:
    """The pages of standard input."""
    stream = sys.stdin.buffer if hasattr(sys.stdin, "buffer") else io.BytesIO(sys.stdin.read().encode())
    # A test or a notebook may have put any stream there; what follows needs one that can look ahead.
    ahead = stream if hasattr(stream, "peek") else io.BufferedReader(cast("io.RawIOBase", stream))
    yield from read_stream(cast("io.BufferedReader", ahead), STDIN, "stdin", run, 0)


def read_stream(stream: io.BufferedReader, name: str, stem: str, run: Run, depth: int) -> Iterator[Page | Unread]:
    """The pages of a stream whose kind its name and first bytes tell."""
    head = stream.peek(SNIFFED)[:SNIFFED]
    lowered = name.lower()
    if not head:
        yield Unread(name, "empty", "no bytes in it")
    elif head[:3] == b"\x1f\x8b\x08":
        yield from read_gzip(stream, name, stem, run, depth)
    elif head[:4] == b"PK\x03\x04" or head[:4] == b"PK\x05\x06":
        yield from read_zip(stream, name, stem, run, depth)
    elif head[:5] == b"WARC/":
        yield from read_warc(cast(BinaryIO, stream), name, run.options)
    elif lowered.removesuffix(".gz").endswith(JSON_LINES) or is_json_lines(head):
        yield from read_json_lines(cast(BinaryIO, stream), name, stem, run.options)
    else:
        yield from read_whole(stream, name, stem, run)


def is_json_lines(head: bytes) -> bool:
    """True where the first line is a JSON object by itself, or the beginning of one too long to see its end."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b'{"'):
        return False
    first, newline, _ = start.partition(b"\n")
    return first.rstrip().endswith(b"}") if newline else True


def read_gzip(stream: io.BufferedReader, name: str, stem: str, run: Run, depth: int) -> Iterator[Page | Unread]:
    """What a gzip stream holds. A web archive is handed over as it is, so that it can be read on past a broken record."""
    if depth >= NESTED:
        raise NotRead("nested", f"more than {NESTED} archives within each other")
    inner = ungzipped(cast(BinaryIO, stream), run.options)
    is_warc = name.lower().endswith((".warc.gz", ".warc"))
    if not is_warc and stream.seekable():
        try:
            is_warc = inner.peek(5)[:5] == b"WARC/"
        except NotRead as problem:
            yield problem.of(name)
            return
        stream.seek(0)
        inner = ungzipped(cast(BinaryIO, stream), run.options)
    if is_warc:
        yield from read_warc(cast(BinaryIO, stream), name, run.options)
        return
    try:
        yield from read_stream(inner, name.removesuffix(".gz"), stem, run, depth + 1)
    except NotRead as problem:
        yield problem.of(name)


def read_zip(stream: io.BufferedReader, name: str, stem: str, run: Run, depth: int) -> Iterator[Page | Unread]:
    """What the files in a zip archive hold."""
    if depth >= NESTED:
        raise NotRead("nested", f"more than {NESTED} archives within each other")
    packed: BinaryIO = cast(BinaryIO, stream)
    if not stream.seekable():
        data = stream.read(run.options.max_page_bytes * 10 + 1)
        if len(data) > run.options.max_page_bytes * 10:
            raise NotRead("too_large", "a zip archive of this size is read from a file, not from a stream")
        packed = io.BytesIO(data)
    for member in zip_members(packed, name, run.options):
        if isinstance(member, Member):
            where = f"{name}!{member.name}"
            yield from guarded(
                read_stream(member.stream, where, f"{stem}-{id_of_path(member.name)}", run, depth + 1), where
            )
        else:
            yield member


def read_whole(stream: io.BufferedReader, name: str, stem: str, run: Run) -> Iterator[Page | Unread]:
    """The page, feed or JSON that a stream holds as a whole.

    Raises:
        NotRead: it is too large, binary, or in no encoding that can be told.
    """
    limit = run.options.max_page_bytes
    head = stream.peek(SNIFFED)[:SNIFFED]
    kind = binary_kind(head)
    if kind is not None:
        raise NotRead("binary", f"this is {kind}, not a text")
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise NotRead("too_large", f"more than {limit:,} bytes, the limit for one page")
    yield from read_bytes(data, name, stem, None, run, {})


def read_bytes(  # noqa: PLR0913, PLR0917 - what is known of the bytes, each from another reader
    data: bytes, name: str, stem: str, declared: str | None, run: Run, metadata: dict[str, str]
) -> Iterator[Page | Unread]:
    """The pages that `data` hold: feed entries, JSON objects, or the one page they are."""
    head = data[:SNIFFED]
    if not data.strip():
        raise NotRead("empty", "nothing but space in it")
    if looks_like_feed(head):
        yield from read_feed(
            data, name, stem, None if not is_address(name) else lambda url, kept: fetch_page(url, kept, run)
        )
        return
    if name.lower().endswith(".json") or (
        head.lstrip()[:1] in {b"[", b"{"} and head.lstrip()[1:].lstrip()[:1] in {b"{", b'"'}
    ):
        yield from read_json(data, name, stem)
        return
    is_html = name.lower().endswith(HTML_NAMES) or looks_like_html(head)
    text = decode(data, declared, is_html=is_html)
    if not text.strip():
        raise NotRead("empty", "nothing but space in it")
    yield made_page(stem, name, "text/html" if is_html else "text/plain", text, data, metadata)


def fetched_metadata(got: Fetched, kept: dict[str, str]) -> dict[str, str]:
    """What is known of a fetched page."""
    found = {
        "url": got.url,
        "fetched": got.fetched,
        "etag": got.validators.etag,
        "last_modified": got.validators.last_modified,
    }
    return {**kept, **{key: value for key, value in found.items() if value}}


def fetch_page(url: str, kept: dict[str, str], run: Run) -> Page | Unread:
    """The page at an address that a feed named."""
    try:
        got = run.fetcher.fetch(url)
        is_html = got.media != "text/plain" or looks_like_html(got.data[:SNIFFED])
        text = decode(got.data, got.charset, is_html=is_html)
        media = "text/html" if is_html else "text/plain"
        return made_page(id_of_url(url), url, media, text, got.data, fetched_metadata(got, kept))
    except NotRead as problem:
        return problem.of(url)


def read_address(url: str, run: Run) -> Iterator[Page | Unread]:
    """The page, or the feed's pages, at an address.

    Raises:
        NotRead: it cannot or may not be fetched.
    """
    got = run.fetcher.fetch(url)
    if got.media.startswith(("image/", "audio/", "video/")) or got.media == "application/pdf":
        raise NotRead("not_html", f"its type is {got.media}")
    yield from read_bytes(got.data, url, id_of_url(url), got.charset, run, fetched_metadata(got, {}))
