"""Web archives: response records become pages; a broken record is told, and the next one is found."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from communique.model import Page
from communique.pages.sources import SourceOptions, Unread, read_pages
from communique.pages.stories import read_stories
from tests.pages.material import STORIES

BODY = f"<html><body><article><h1>{STORIES[0].headline}</h1>" + "".join(f"<p>{p}</p>" for p in STORIES[0].paragraphs)


def record(
    number: int,
    body: bytes = BODY.encode(),
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    extra: str = "",
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://lantern.example/2023/03/09/{number}\r\nWARC-Date: 2023-03-10T08:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def read(path, data: bytes, options: SourceOptions | None = None):
    path.write_bytes(data)
    return list(read_pages([str(path)], options or SourceOptions()))


def reasons(items) -> list[str]:
    return [i.reason for i in items if isinstance(i, Unread)]


def pages(items) -> list[Page]:
    return [i for i in items if isinstance(i, Page)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "b.gz"])
def test_records_become_pages(tmp_path, name):
    pack = gzip.compress if name.endswith("gz") else bytes
    found = read(tmp_path / name, b"".join(pack(record(n)) for n in range(3)))
    assert len(pages(found)) == len(found) == 3
    assert len({p.id for p in found}) == 3
    assert found[0].metadata["url"] == "https://lantern.example/2023/03/09/0"


def test_the_address_gives_the_day_and_the_outlet(tmp_path):
    story = read_stories(read(tmp_path / "a.warc", record(1))[0]).stories[0]
    assert (story.published, story.published_from, story.outlet) == ("2023-03-09", "url", "lantern.example")


def test_other_records_are_counted_in_one_line(tmp_path):
    data = record(1) + record(2, b"x", "image/png") + record(3, b"x", "image/png") + record(4, status="404 Not Found")
    found = read(tmp_path / "a.warc", data)
    assert len(pages(found)) == 1
    assert reasons(found) == ["not_html", "http_status"]
    assert "2 records" in found[1].detail


def test_packed_bodies(tmp_path):
    found = read(tmp_path / "a.warc", record(1, gzip.compress(BODY.encode()), extra="Content-Encoding: gzip\r\n"))
    assert pages(found)[0].text == BODY
    bomb = gzip.compress(b"0" * 5_000_000)
    found = read(
        tmp_path / "b.warc",
        record(1, bomb, extra="Content-Encoding: gzip\r\n"),
        SourceOptions(max_page_bytes=1_000_000),
    )
    assert reasons(found) == ["expansion"]


def test_a_broken_record_between_good_ones(tmp_path):
    broken = bytearray(gzip.compress(record(2)))
    broken[60:90] = b"\x00" * 30
    data = gzip.compress(record(1)) + bytes(broken) + gzip.compress(record(3)) + gzip.compress(record(4))
    found = read(tmp_path / "a.warc.gz", data)
    assert [p.metadata["url"][-1] for p in pages(found)] == ["1", "3", "4"]
    assert reasons(found) == ["corrupt_record"]


def test_noise_between_records(tmp_path):
    found = read(tmp_path / "a.warc", record(1) + b"noise\r\n\r\nmore noise\r\n" + record(2))
    assert [p.metadata["url"][-1] for p in pages(found)] == ["1", "2"]
    assert reasons(found) == ["corrupt_record"]


def test_an_archive_that_breaks_off(tmp_path):
    found = read(tmp_path / "a.warc.gz", gzip.compress(record(1)) + gzip.compress(record(2))[:-60])
    assert len(pages(found)) == 1
    assert reasons(found) == ["truncated"]


def test_an_archive_without_responses(tmp_path):
    data = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na: \r\n\r\n"
    assert reasons(read(tmp_path / "a.warc", data)) == ["empty"]


def test_memory_does_not_grow_with_the_archive(tmp_path):
    path = tmp_path / "a.warc.gz"
    one = gzip.compress(record(1, BODY.encode() + b"<p>" + b"word " * 40_000))
    with path.open("wb") as file:
        for _ in range(150):
            file.write(one)
    tracemalloc.start()
    count = sum(isinstance(i, Page) for i in read_pages([str(path)]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 150
    assert peak < 10_000_000
