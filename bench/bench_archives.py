"""Does memory stay flat while a web archive is read? `python bench/bench_archives.py [--megabytes SMALL LARGE]`

Writes two synthetic WARC files of pages made from one page of `examples/`, every page with words of its own, reads each in a fresh
process (pages cut into stories, not coded), and prints the peak of memory (resident, as the system counts it), the seconds of processor
time a megabyte, and both as ratios of the larger file to the smaller.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = Path(__file__).parent.parent / "examples/07-istanbul-third-round.html"
MEGABYTE = 1 << 20


def record(number: int, html: bytes) -> bytes:
    """One response record with a page that is like no other: its number stands among its words."""
    body = html.replace(b"</p>", f" Bulletin {number}.</p>".encode())
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        "WARC-Date: 2025-07-24T08:00:00Z\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def write_archive(path: Path, megabytes: int) -> None:
    html = PAGE.read_bytes()
    with path.open("wb") as out:
        number = 0
        while out.tell() < megabytes * MEGABYTE:
            out.write(record(number, html))
            number += 1


def read(path: str) -> None:
    """Read the archive and print pages, stories, seconds, and the peak of memory in kilobytes."""
    from communique.pages.sources import Unread, read_pages
    from communique.pages.stories import read_stories

    started, pages, stories = time.process_time(), 0, 0
    for item in read_pages([path]):
        if isinstance(item, Unread):
            raise SystemExit(f"not read: {item}")
        pages += 1
        stories += len(read_stories(item).stories)
    print(pages, stories, time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def measured(path: Path) -> tuple[int, int, float, float]:
    """Pages, stories, seconds and peak megabytes of reading the archive in a process of its own."""
    command = [sys.executable, __file__, "--read", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - this very file
    pages, stories, seconds, peak = done.stdout.split()
    return int(pages), int(stories), float(seconds), float(peak) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, nargs=2, default=(5, 100), metavar=("SMALL", "LARGE"))
    parser.add_argument("--read", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.read:
        read(args.read)
        return
    rows = []
    for megabytes in args.megabytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.warc"
            write_archive(path, megabytes)
            pages, stories, seconds, peak = measured(path)
        rows.append((seconds / megabytes, peak))
        print(
            f"{megabytes} MB: {pages} pages, {stories} stories, {peak:.0f} MB of memory at most, {seconds / megabytes:.2f} s a MB"
        )
    (slow, small), (fast, large) = rows
    print(f"larger to smaller: memory {large / small:.2f}, time a MB {fast / slow:.2f}")


if __name__ == "__main__":
    main()
