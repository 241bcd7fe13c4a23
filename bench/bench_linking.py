"""Processor seconds to link 1,000 new stories, with 10 thousand, 100 thousand and 1 million reports in the record already.

    python bench/bench_linking.py [--sizes 10000,100000,1000000] [--stories 1000] [--per-day 300 | --period 365] [--folder DIR]

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
from itertools import accumulate
from pathlib import Path

from communique.linking.blocking import key_day, keys_of
from communique.linking.clusters import account
from communique.linking.events import event_id
from communique.linking.model import Account, Party, Told
from communique.linking.pairs import traits
from communique.model import CodedStory, Page, Participant, Report, ReportPlace, Span, Status, Story
from communique.record.account_rows import ENCODER
from communique.record.store import LedgerLine, Record

STATES, PEOPLE, TOWNS, WORDS = 190, 100, 2000, 6000
TYPES = {
    "CONSULT": 30,
    "AGREE": 14,
    "ACCUSE": 10,
    "ASSAULT": 12,
    "REQUEST": 8,
    "SUPPORT": 6,
    "REJECT": 6,
    "SANCTION": 5,
    "COERCE": 5,
    "AID": 4,
}
TRIGGERS = {t: tuple(f"{t.lower()}{n}ed" for n in range(6)) for t in TYPES}
MODES = {"CONSULT": ("visit", "phone", None, None)}
LAST_DAY = date(2031, 6, 30)
EVENTS_A_STORY, MOST_TELLERS, NEW_DAYS = 4, 30, 20
# What comes of four events of one to three reports, some of them drawn twice.
REPORTS_A_STORY = 7


def zipf(n: int, exponent: float = 1.0) -> list[float]:
    """Cumulated weights of the ranks 1 to `n`."""
    return list(accumulate(1 / (rank**exponent) for rank in range(1, n + 1)))


def word(n: int) -> str:
    """A made-up word for a number, of letters only."""
    letters = "bdfgklmnprst"
    vowels = "aeiou"
    out = ""
    for _ in range(3):
        n, a = divmod(n, len(letters))
        n, b = divmod(n, len(vowels))
        out += letters[a] + vowels[b]
    return out + "k"


@dataclass(frozen=True)
class Happening:
    """What happened once in the made-up world."""

    type: str
    mode: str | None
    day: date
    dated: bool
    sides: tuple[tuple[Party, ...], tuple[Party, ...]]
    town: str
    state: str
    words: tuple[str, ...]


class World:
    """Draws happenings and tellings; the same seed gives the same world."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.states = [word(n).upper()[:3] + str(n) for n in range(STATES)]
        self.state_weights, self.people_weights = zipf(STATES), zipf(PEOPLE)
        self.teller_weights = zipf(MOST_TELLERS, 1.5)
        self.words = [word(n) for n in range(WORDS)]
        self.word_weights = zipf(WORDS, 0.8)

    def party(self, state: int) -> tuple[Party, ...]:
        """A state, or somebody who acts for it."""
        code = self.states[state]
        if self.chance.random() < 0.35:
            return (Party(word(state).title(), word(state).title(), code, "GOV"),)
        person = self.chance.choices(range(PEOPLE), cum_weights=self.people_weights)[0]
        name = f"{word(person).title()} {word(state * PEOPLE + person).title()}"
        return (Party(name, name, code, "GOV"),)

    def happening(self, day: date) -> Happening:
        """One of a day."""
        kind = self.chance.choices(list(TYPES), weights=list(TYPES.values()))[0]
        first, second = self.chance.choices(range(STATES), cum_weights=self.state_weights, k=2)
        return Happening(
            kind,
            self.chance.choice(MODES.get(kind, (None,))),
            day,
            self.chance.random() < 0.7,
            (self.party(first), self.party(second) if second != first else ()),
            word(self.chance.randrange(TOWNS)).title(),
            self.states[first],
            tuple(self.chance.choices(self.words, k=14)),
        )

    def tellings(self, day: date, count: int) -> Iterator[tuple[date, list[Happening]]]:
        """About `count` stories of a day, each with the happenings it tells: a happening is told by one to thirty outlets."""
        waiting: list[Happening] = []
        while len(waiting) < count * EVENTS_A_STORY:
            tellers = self.chance.choices(range(1, MOST_TELLERS + 1), cum_weights=self.teller_weights)[0]
            waiting += [self.happening(day)] * tellers
        self.chance.shuffle(waiting)
        for at in range(0, count * EVENTS_A_STORY, EVENTS_A_STORY):
            told = list(dict.fromkeys(waiting[at : at + EVENTS_A_STORY]))
            yield day + timedelta(days=self.chance.random() < 0.3), told

    def sentence(self, told: Happening) -> tuple[str, str, list[tuple[str, Party]]]:
        """A sentence about a happening, its trigger, and its parties."""
        trigger = self.chance.choice(TRIGGERS[told.type])
        own = self.chance.sample(told.words, 8)
        common = self.chance.choices(self.words, cum_weights=self.word_weights, k=6)
        left, right = (" and ".join(p.text for p in side) for side in told.sides)
        text = f"{left} {trigger} {right} in {told.town} {' '.join(own)} {' '.join(common)}."
        return (
            " ".join(text.split()),
            trigger,
            [(r, p) for r, side in zip(("actor", "recipient"), told.sides, strict=True) for p in side],
        )


@dataclass(frozen=True)
class Telling:
    """A report to be, at its place in its story."""

    id: str
    story: str
    published: date
    happening: Happening
    trigger: str
    sentence: str
    start: int


def stories_of_day(
    world: World, day: date, count: int, prefix: str
) -> Iterator[tuple[str, date, str, list[list[Telling]]]]:
    """Stories of a day: id, day of publication, text, and the tellings by happening."""
    for number, (published, happenings) in enumerate(world.tellings(day, count)):
        story = f"{prefix}{day.isoformat()}-{number}"
        text, groups = "", []
        for n, happening in enumerate(happenings):
            group = []
            for m in range(world.chance.choice((1, 2, 3))):
                sentence, trigger, _ = world.sentence(happening)
                group.append(Telling(f"R{story}-{n}-{m}", story, published, happening, trigger, sentence, len(text)))
                text += sentence + "\n"
            groups.append(group)
        yield story, published, text, groups


def told_of(one: Telling) -> Told:
    """The report as linking sees it."""
    h = one.happening
    day = h.day.isoformat() if h.dated else None
    return Told(
        one.id, one.story, one.published.isoformat(), one.start + one.sentence.index(one.trigger), h.type, "actual", h.mode, None,
        h.sides[0], h.sides[1], day, h.town, h.state, one.trigger, one.sentence, one.start,
    )  # fmt: skip


def report_of(one: Telling) -> Report:
    """The report as coding makes it."""

    def span(words: str) -> Span:
        at = one.start + one.sentence.index(words)
        return Span(words, at, at + len(words))

    def side(parties: tuple[Party, ...]) -> tuple[Participant, ...]:
        return tuple(
            Participant(s.text, s.start, s.end, p.name, p.country, p.sector) for p in parties if (s := span(p.text))
        )

    h = one.happening
    town = span(h.town)
    return Report(
        one.id, Span(one.sentence, one.start, one.start + len(one.sentence)), span(one.trigger), h.type, Status.ACTUAL, h.mode, None,
        side(h.sides[0]), side(h.sides[1]), h.day.isoformat() if h.dated else None,
        ReportPlace(town.text, town.start, town.end, h.state), confidence=0.8,
    )  # fmt: skip


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

    def __str__(self) -> str:
        return f"{self.processor:.2f} s ({self.clock:.2f} s by the clock)"


def taken_by(run: Callable[[], object]) -> Taken:
    """How long `run` takes."""
    processor, clock = time.process_time(), time.perf_counter()
    run()
    return Taken(time.process_time() - processor, time.perf_counter() - clock)


def timed(record: Record, count: int) -> tuple[Taken, Taken]:
    """How long it takes to add `count` new stories, and to link them."""
    warm_up()
    stories = list(new_stories(World(2), count))

    def add() -> None:
        for page, coded in stories:
            record.add(page, [coded], [], LedgerLine(page.origin, "read", page_id=page.id))

    return taken_by(add), taken_by(record.link)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--per-day", type=int, default=300)
    parser.add_argument("--period", type=int, help="All sizes cover so many days instead.")
    parser.add_argument("--folder", type=Path, help="Where to keep the records; a temporary folder by default.")
    options = parser.parse_args()
    taken, held = list[float](), list[int]()
    with tempfile.TemporaryDirectory() as folder:
        for size in (int(s) for s in options.sizes.split(",")):
            path = (options.folder or Path(folder)) / f"{size}.db"
            path.unlink(missing_ok=True)
            with Record.open(path) as record:
                built = taken_by(
                    lambda size=size, record=record: held.append(fill(record, size, options.per_day, options.period))
                )
                add, link = timed(record, options.stories)
                events = record.counts()["events"]
            taken.append(link.processor)
            print(
                f"{held[-1]:9,} reports (built in {built.clock:.0f} s): add {add}, link {link}; {events:,} events",
                flush=True,
            )
    print(f"ratio of linking, last / first: {taken[-1] / taken[0]:.2f}")


if __name__ == "__main__":
    main()
