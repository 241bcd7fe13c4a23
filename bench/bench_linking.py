"""Processor seconds to link 1,000 new stories, with 10 thousand, 100 thousand and 1 million reports in the record already.

    python bench/bench_linking.py [--sizes 10000,100000,1000000] [--stories 1000] [--per-day 300 | --period 365] [--folder DIR] [--reuse]

Prints for each size the seconds of the processor that adding and linking the same new stories take (and, for orientation, by
the clock, which other work on the machine lengthens), and the ratio of the last to the first.

The record is synthetic. Each day has events, their number drawn with bursts (log-normal); each event has a type, two parties
(of 190 states, by Zipf's law: the commonest pair takes part in several of a hundred events) and mostly two people of a
hundred of each state (Zipf again), a day or none, a town; it is told by one to thirty outlets (Zipf) on the day or the next,
each in words of its own drawn from a vocabulary of the event and a common one. A story tells four events of its day with
one to three reports each. With ``--per-day`` (the default) a larger record covers more days; with ``--period`` all sizes
cover the same days, so that a larger record is a denser one.

What is in the record before is written as rows that are linked already (the accounts of an event point to its first one); the
new stories of the last days are added as pages and linked by the program, which is what is timed.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from communique.linking.blocking import key_day, keys_of
from communique.linking.clusters import account
from communique.linking.events import event_id
from communique.linking.model import Account
from communique.linking.pairs import traits
from communique.model import CodedStory, Page, Story
from communique.record.account_rows import ENCODER
from communique.record.store import LedgerLine, Record
from made_up_news import Telling, World, report_of, stories_of_day, told_of

LAST_DAY = date(2031, 6, 30)
NEW_DAYS = 20
PARTS = 10
# What comes of four events a story of one to three reports each, some of them drawn twice.
REPORTS_A_STORY = 7


def rows_of(
    story: str, published: date, text: str, groups: list[list[Telling]], firsts: dict[int, str]
) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a story that is linked already; `firsts` keeps the first account of every happening."""
    rows: dict[str, list[tuple[object, ...]]] = {
        name: [] for name in ("pages", "stories", "accounts", "account_keys", "reports", "participants", "events")
    }
    rows["pages"].append((story, f"{story}.txt", "text/plain", story, "{}"))
    rows["stories"].append(
        (
            story,
            story,
            1,
            0,
            len(text),
            None,
            text,
            published.isoformat(),
            "given",
            "en",
            "outlet" + story[-1],
            None,
            None,
            None,
        )
    )
    for group in groups:
        held: Account = account([traits(told_of(t)) for t in group])
        happening = id(group[0].happening)
        first = firsts.setdefault(happening, held.id)
        event = event_id(first)
        if first == held.id:
            rows["events"].append(
                (event, held.members[0].type, None, "actual", held.day, group[0].happening.town, None, "{}")
            )
        link = (None, None) if first == held.id else (first, 0.9)
        rows["accounts"].append(
            (held.id, story, event, held.published, held.day, None, *link, 0, ENCODER.encode(held.members).decode())
        )
        rows["account_keys"] += [(key, key_day(held), held.id) for key in keys_of(held)]
        for t in group:
            r = report_of(t)
            rows["reports"].append(
                (r.id, story, event, r.type, r.mode, "actual", r.sentence.start, r.sentence.end, r.trigger.text, r.trigger.start, r.trigger.end, r.date,
                 r.place.text if r.place else None, r.place.country if r.place else None, "[]", 0.8, "[]", held.id)
            )  # fmt: skip
            for role, side in (("actor", r.actors), ("recipient", r.recipients)):
                rows["participants"] += [
                    (r.id, role, n, p.text, p.start, p.end, p.name, p.country, p.sector) for n, p in enumerate(side, 1)
                ]
    return rows


INSERTS = {
    "pages": "INSERT INTO pages (id, origin, media, sha256, metadata) VALUES (?, ?, ?, ?, ?)",
    "stories": "INSERT INTO stories (id, page_id, position, page_start, page_end, headline, text, published, published_from, language, outlet, agency, coder_id, not_coded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "events": "INSERT INTO events (id, type, mode, status, date, place, place_country, account) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "accounts": "INSERT INTO accounts (id, story_id, event_id, published, day, side, antecedent_id, score, stale, traits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "account_keys": "INSERT INTO keys_to_sort (key, day, account_id) VALUES (?, ?, ?)",
    "reports": "INSERT INTO reports (id, story_id, event_id, type, mode, status, sentence_start, sentence_end, trigger, trigger_start, trigger_end, date, place, place_country, contexts, confidence, reasons, account_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "participants": "INSERT INTO participants (report_id, role, position, text, start, end, name, country, sector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
}


def days_of(size: int, per_day: int, period: int | None) -> Iterator[tuple[date, int]]:
    """Days from the last one back, with how many stories each has; log-normal, the same in every run."""
    chance = random.Random(7)
    mean = size / period if period else per_day
    # The mean of the log-normal weights is exp(0.6² / 2).
    scale = mean / REPORTS_A_STORY / 1.197
    for n in range(period or 10 * size // per_day + 1):
        yield LAST_DAY - timedelta(days=n), max(1, round(chance.lognormvariate(0, 0.6) * scale))


def fill(record: Record, size: int, per_day: int, period: int | None) -> int:
    """Write about `size` reports that are linked already. Returns how many there are."""
    with in_bulk(record.db):
        return write_days(record, World(1), days_of(size, per_day, period), size)


@contextmanager
def in_bulk(db: sqlite3.Connection) -> Iterator[None]:
    """Without indexes, triggers and checks while rows are written, and with them all again afterwards.

    The old stories are not put into the full-text index, which linking does not read.
    """
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -400000")
    tables = ("stories", "reports", "accounts", "participants", "events", "account_keys", "pages")
    marks = ", ".join("?" * len(tables))
    held = db.execute(
        f"SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({marks})",  # noqa: S608
        tables,
    ).fetchall()
    for kind, name, _ in held:
        db.execute(f"DROP {kind} {name}")
    db.execute("CREATE TEMP TABLE keys_to_sort (key TEXT, day TEXT, account_id TEXT)")
    yield
    with_keys = "INSERT INTO account_keys (key, day, account_id) SELECT key, day, account_id FROM keys_to_sort ORDER BY key, day, account_id"
    db.execute(with_keys)
    db.execute("DROP TABLE keys_to_sort")
    for _, _, sql in held:
        db.execute(sql)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")


def write_days(record: Record, world: World, days: Iterator[tuple[date, int]], size: int) -> int:
    """Write the stories of days until there are `size` reports. Returns how many there are."""
    held = 0
    for day, count in days:
        # Happenings are kept alive until their day is written: they are told apart by identity.
        told = list(stories_of_day(world, day, count, "s"))
        firsts: dict[int, str] = {}
        batch: dict[str, list[tuple[object, ...]]] = {name: [] for name in INSERTS}
        for story, published, text, groups in told:
            for name, rows in rows_of(story, published, text, groups, firsts).items():
                batch[name] += rows
        with record.writing():
            for name, sql in INSERTS.items():
                record.db.executemany(sql, batch[name])
        held += len(batch["reports"])
        if held >= size:
            break
    return held


def new_stories(world: World, count: int) -> Iterator[tuple[Page, CodedStory]]:
    """Stories of the last days, some on happenings that only they tell."""
    for back in range(NEW_DAYS):
        day = LAST_DAY - timedelta(days=back)
        for story, published, text, groups in stories_of_day(world, day, count // NEW_DAYS, "n"):
            reports = tuple(report_of(t) for group in groups for t in group)
            told = Story(story, story, text, 0, len(text), published=published.isoformat(), language="en")
            yield Page(story, f"{story}.txt", "text/plain", text, story), CodedStory(told, reports=reports)


def warm_up() -> None:
    """Load what is loaded once in a process: models, word lists, patterns."""
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "warm.db") as record:
        for page, coded in new_stories(World(3), NEW_DAYS):
            record.add(page, [coded], [], LedgerLine(page.origin, "read", page_id=page.id))
        record.link()


@dataclass(frozen=True)
class Taken:
    """Seconds of the processor and by the clock."""

    processor: float
    clock: float

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.processor + other.processor, self.clock + other.clock)

    def __str__(self) -> str:
        return f"{self.processor:.2f} s ({self.clock:.2f} s by the clock)"


def taken_by(run: Callable[[], object]) -> Taken:
    """How long `run` takes."""
    processor, clock = time.process_time(), time.perf_counter()
    run()
    return Taken(time.process_time() - processor, time.perf_counter() - clock)


def timed(records: list[Record], count: int) -> list[tuple[Taken, Taken]]:
    """How long it takes to add `count` new stories to each record, and to link them, a tenth at a time and in turn.

    In turn, so that what else the machine does falls on all of them alike.
    """
    warm_up()
    stories = list(new_stories(World(2), count))
    added, linked = ([Taken(0, 0) for _ in records] for _ in range(2))
    for part in range(PARTS):
        for n, record in enumerate(records):
            added[n] += taken_by(lambda record=record, part=part: add_all(record, stories[part::PARTS]))
            linked[n] += taken_by(record.link)
    return list(zip(added, linked, strict=True))


def add_all(record: Record, stories: list[tuple[Page, CodedStory]]) -> None:
    """Put stories into a record."""
    for page, coded in stories:
        record.add(page, [coded], [], LedgerLine(page.origin, "read", page_id=page.id))


def opened(path: Path, size: int, options: argparse.Namespace) -> Record:
    """The record of a size: built, or of an earlier run, from which the new stories are taken out again."""
    old = options.reuse and path.exists()
    if not old:
        path.unlink(missing_ok=True)
    record = Record.open(path)
    if old:
        with record.writing() as db:
            db.execute("DELETE FROM pages WHERE id LIKE 'n%'")
        record.link()
    else:
        built = taken_by(lambda: fill(record, size, options.per_day, options.period))
        print(f"{size:,} reports: built in {built}", flush=True)
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--per-day", type=int, default=300)
    parser.add_argument("--period", type=int, help="All sizes cover so many days instead.")
    parser.add_argument("--folder", type=Path, help="Where to keep the records; a temporary folder by default.")
    parser.add_argument("--reuse", action="store_true", help="Take records of an earlier run out of the folder.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(s) for s in options.sizes.split(",")]
        records = [opened((options.folder or Path(folder)) / f"{size}.db", size, options) for size in sizes]
        held = [record.counts()["reports"] for record in records]
        taken = timed(records, options.stories)
        for reports, record, (add, link) in zip(held, records, taken, strict=True):
            print(f"{reports:9,} reports: add {add}, link {link}; {record.counts()['events']:,} events afterwards")
            record.close()
    first, last = taken[0][1], taken[-1][1]
    print(
        f"ratio of linking, last / first: {last.processor / first.processor:.2f} "
        f"({last.clock / first.clock:.2f} by the clock)"
    )


if __name__ == "__main__":
    main()
