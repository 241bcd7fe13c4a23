"""Archives: WARC record by record, zip member by member, gzip as it streams; each with a limit on what it may become."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from communique.model import Page
from communique.pages.decode import decode, looks_like_html
from communique.pages.inputs import MEGABYTE, NotRead, SourceOptions, Unread, digest, id_of_url, made_page

FREE_EXPANSION = 16 * MEGABYTE
"""Bytes that any archive may expand to before the ratio counts: small files of one letter compress a thousandfold."""
MAGICS = (b"\x1f\x8b\x08", b"WARC/1.", b"WARC/0.")
"""What a WARC record begins with, compressed or not."""
CHUNK = 1 * MEGABYTE
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", None})
BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)


class Counted(io.RawIOBase):
    """A stream that stops with `NotRead` once more comes out of an archive than a page or an archive of pages could hold."""

    def __init__(
        self, inner: IO[bytes] | gzip.GzipFile, packed: BinaryIO | None, packed_size: int | None, options: SourceOptions
    ) -> None:
        super().__init__()
        self.inner = inner
        self.packed = packed
        self.packed_size = packed_size
        self.options = options
        self.total = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into `buffer`.

        Raises:
            NotRead: ``expansion`` past a limit, ``truncated`` where the archive breaks off, ``corrupt`` where it is broken.
        """
        try:
            data = self.inner.read(len(buffer))
        except EOFError:
            raise NotRead("truncated", "the compressed data break off; what came before was read") from None
        except (gzip.BadGzipFile, zlib.error, OSError, zipfile.BadZipFile) as error:
            raise NotRead("corrupt", f"the compressed data are broken: {str(error)[:100]}") from None
        buffer[: len(data)] = data
        self.total += len(data)
        self.check()
        return len(data)

    def check(self) -> None:
        """Stop past a limit."""
        if self.total > self.options.max_expanded_bytes:
            raise NotRead("expansion", f"it expands to more than {self.options.max_expanded_bytes:,} bytes")
        packed = self.packed_size if self.packed_size is not None else self.packed_so_far()
        if self.total > FREE_EXPANSION and packed and self.total > packed * self.options.max_expansion:
            raise NotRead(
                "expansion", f"it expands more than {self.options.max_expansion} times: a decompression bomb?"
            )

    def packed_so_far(self) -> int | None:
        """Bytes taken from the packed stream, null where it does not tell."""
        try:
            return self.packed.tell() if self.packed is not None else None
        except (OSError, ValueError):
            return None


def ungzipped(stream: BinaryIO, options: SourceOptions) -> io.BufferedReader:
    """The content of a gzip stream, within the limits of `options`."""
    return io.BufferedReader(Counted(gzip.GzipFile(fileobj=stream), stream, None, options), buffer_size=65536)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip archive, open for reading."""

    name: str
    stream: io.BufferedReader


def zip_members(stream: BinaryIO, name: str, options: SourceOptions) -> Iterator[Member | Unread]:
    """The files in a zip archive, in its order; nothing is ever written to disk."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Unread(name, "corrupt", f"no zip archive that could be opened: {str(error)[:100]}")
        return
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if not infos:
            yield Unread(name, "empty", "a zip archive without files")
        for info in infos:
            where = f"{name}!{info.filename}"
            try:
                with archive.open(info) as packed:
                    counted = Counted(packed, None, max(1, info.compress_size), options)
                    yield Member(info.filename, io.BufferedReader(counted, buffer_size=65536))
            except NotRead as problem:
                yield problem.of(where)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error, EOFError) as error:
                yield Unread(where, "corrupt", f"this file of the archive cannot be read: {str(error)[:100]}")


def page_of_response(record: Any, name: str, options: SourceOptions) -> Page:
    """The page of a response record.

    Raises:
        NotRead: the record is no page, or a broken one.
    """
    url = record.headers.get("WARC-Target-URI") or ""
    if record.http_headers is None or not url:
        raise NotRead("corrupt_record", "a response record without an HTTP response or an address")
    status, kind = record.http_headers.status_code, record.http_content_type
    if status is not None and status != 200:
        raise NotRead("http_status", f"HTTP status {status}")
    if kind not in PAGE_TYPES:
        raise NotRead("not_html", f"its type is {kind}")
    size = record.content_length
    if size is not None and size > options.max_page_bytes:
        raise NotRead("too_large", f"{size:,} bytes; the limit for a page is {options.max_page_bytes:,}")
    data = record.reader.read(options.max_page_bytes + 1)
    encoding = (record.http_headers.get("Content-Encoding") or "").lower()
    if size is not None and len(data) < size:
        raise NotRead("truncated", f"the record breaks off after {len(data):,} of {size:,} bytes")
    data = decoded_content(data, encoding, options)
    if not data.strip():
        raise NotRead("empty", "an empty response")
    is_html = kind != "text/plain" or looks_like_html(data[:4096])
    text = decode(data, record.http_charset, is_html=is_html)
    fetched = record.headers.get("WARC-Date") or ""
    page_id = f"{id_of_url(url)}-{digest((record.record_id or fetched + url).encode())[:8]}"
    metadata = {"url": url, "fetched": fetched}
    return made_page(page_id, name, "text/html" if is_html else "text/plain", text, data, metadata)


def decoded_content(data: bytes, encoding: str, options: SourceOptions) -> bytes:
    """The body of a response without its content encoding, within the limit for a page.

    Raises:
        NotRead: ``corrupt_record``, ``expansion`` or ``encoding``.
    """
    if not encoding or encoding == "identity" or (encoding in {"gzip", "x-gzip"} and data[:2] != b"\x1f\x8b"):
        return data
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise NotRead("encoding", f"its content encoding {encoding[:20]!r} is not known here")
    try:
        unpacker = zlib.decompressobj(47 if encoding != "deflate" or data[:1] == b"x" else -15)
        body = unpacker.decompress(data, options.max_page_bytes + 1)
    except zlib.error as error:
        raise NotRead("corrupt_record", f"its body cannot be unpacked: {error}") from None
    if len(body) > options.max_page_bytes:
        raise NotRead("expansion", f"its body expands to more than {options.max_page_bytes:,} bytes")
    return body


def next_record(stream: BinaryIO, after: int) -> int | None:
    """Where in `stream` the next thing that may be a WARC record begins at or behind byte `after`; null at the end."""
    stream.seek(after)
    overlap, at = b"", after
    while chunk := stream.read(CHUNK):
        window = overlap + chunk
        places = [place for magic in MAGICS if (place := window.find(magic)) >= 0]
        if places:
            return at - len(overlap) + min(places)
        overlap = window[-8:]
        at += len(chunk)
    return None


def read_warc(stream: BinaryIO, name: str, options: SourceOptions) -> Iterator[Page | Unread]:
    """The pages of a WARC archive, plain or compressed. A broken record is told and the next one looked for."""
    passed: dict[str, int] = {}
    last, told, broken = -1, False, False
    start: int | None = 0
    while start is not None:
        try:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                last, broken = max(last, record.stream_pos), False
                result = one_record(record, name, options)
                if isinstance(result, Unread) and result.reason in {"not_html", "http_status"}:
                    passed[result.reason] = passed.get(result.reason, 0) + 1
                    continue
                told = True
                yield result
            start = None
        except (OSError, ValueError, RuntimeError, NotRead) as error:
            if not broken:
                reason = error.reason if isinstance(error, NotRead) else "corrupt_record"
                yield Unread(name, reason, f"a broken record after byte {max(last, 0):,}: {str(error)[:100]}")
            broken = True
            start = resume_at(stream, max(last, start or 0) + 1)
            last = start if start is not None else last
    for reason, count in passed.items():
        yield Unread(
            name, reason, f"{count:,} records passed over ({'no page' if reason == 'not_html' else 'HTTP errors'})"
        )
    if not told and not passed and not broken:
        yield Unread(name, "empty", "no response records in this archive")


def resume_at(stream: BinaryIO, after: int) -> int | None:
    """Move `stream` to the next record behind byte `after`; null where there is none or it cannot be moved."""
    try:
        if not stream.seekable():
            return None
        place = next_record(stream, after)
        if place is not None:
            stream.seek(place)
    except (OSError, ValueError, NotRead):
        return None
    return place


def one_record(record: Any, name: str, options: SourceOptions) -> Page | Unread:
    """The page of a record, or why it is none."""
    where = record.headers.get("WARC-Target-URI") or f"{name}@{record.stream_pos}"
    try:
        return page_of_response(record, name, options)
    except NotRead as problem:
        return problem.of(where)
