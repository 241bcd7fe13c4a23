"""Which accounts are compared where very many share a key: a choice that no order of reading or removing changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from communique.model import CodedStory, Page, Participant, Report, Span, Status, Story
from communique.record import windows
from communique.record.store import LedgerLine, Record

SPOTS = ("the harbour", "a mine in the north", "the old castle", "some island")


def coded(number: int) -> tuple[Page, CodedStory]:
    """One of many stories of the same pair within a few days, in words that are more or less alike."""
    chance = random.Random(number)
    day = f"2031-04-{chance.randrange(10, 14)}"
    words = " ".join(chance.choices(("long", "brief", "tense", "cordial", "first", "late"), k=3))
    text = f"Ann Archer met Per Dahl at {chance.choice(SPOTS)} for {words} talks on trade and {chance.choice(SPOTS)}."

    def span(part: str) -> Span:
        return Span.of(text, text.index(part), text.index(part) + len(part))

    def who(name: str, country: str) -> Participant:
        s = span(name)
        return Participant(s.text, s.start, s.end, name, country, "GOV")

    told = day if chance.random() < 0.6 else None
    ident = f"s{number}"
    report = Report(
        f"R{number}", span(text), span("met"), "CONSULT", Status.ACTUAL, "visit", None, (who("Ann Archer", "USA"),),
        (who("Per Dahl", "NOR"),), told, confidence=0.8,
    )  # fmt: skip
    return Page(ident, f"{ident}.txt", "text/plain", text, ident), CodedStory(
        Story(ident, ident, text, 0, len(text), published=day), reports=(report,)
    )


def add(record: Record, number: int) -> None:
    page, story = coded(number)
    record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))


def state(record: Record) -> list[tuple[object, ...]]:
    record.link()
    links = [tuple(r) for r in record.db.execute("SELECT id, antecedent_id, score, stale FROM accounts ORDER BY id")]
    return links + [tuple(r) for r in record.db.execute("SELECT * FROM events ORDER BY id")]


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    """So few neighbours that forty stories are very many."""
    monkeypatch.setattr(windows, "NEAREST", 3)


def filled(path: Path, order: list[int], *, at_once: int) -> list[tuple[object, ...]]:
    with Record.open(path) as record:
        for n, number in enumerate(order, 1):
            add(record, number)
            if n % at_once == 0:
                record.link()
        return state(record)


@pytest.mark.parametrize("at_once", [1, 7, 40])
def test_no_order_of_reading_matters(tmp_path, at_once):
    numbers = list(range(40))
    expected = filled(tmp_path / "first.db", numbers, at_once=40)
    for seed in range(6):
        random.Random(seed).shuffle(numbers)
        assert filled(tmp_path / f"{seed}.db", numbers, at_once=at_once) == expected


@pytest.mark.parametrize("seed", range(8))
def test_pages_that_go_leave_the_record_as_if_they_had_never_been_there(tmp_path, seed):
    numbers = list(range(40))
    gone = random.Random(seed).sample(numbers, 12)
    expected = filled(tmp_path / "without.db", [n for n in numbers if n not in gone], at_once=5)
    with Record.open(tmp_path / "with.db") as record:
        for number in numbers:
            add(record, number)
            record.link()
        for at in range(0, len(gone), 4):
            with record.writing() as db:
                db.executemany("DELETE FROM pages WHERE id = ?", [(f"s{n}",) for n in gone[at : at + 4]])
            record.link()
        assert state(record) == expected


@pytest.mark.parametrize("seed", range(6))
def test_going_and_coming_at_once_is_the_same_as_one_after_the_other(tmp_path, seed):
    numbers = list(range(40))
    swap = random.Random(seed).sample(numbers, 20)
    with Record.open(tmp_path / "r.db") as record:
        for number in [n for n in numbers if n not in swap[:10]]:
            add(record, number)
        record.link()
        with record.writing() as db:
            db.executemany("DELETE FROM pages WHERE id = ?", [(f"s{n}",) for n in swap[10:]])
        for number in swap:
            add(record, number)
        assert state(record) == filled(tmp_path / "all.db", numbers, at_once=40)


def test_only_the_nearest_are_compared(tmp_path):
    with Record.open(tmp_path / "r.db") as record:
        for number in range(40):
            add(record, number)
        record.link()
        from communique.record.linking_store import load_account

        keys = record.db.execute("SELECT count(DISTINCT key) FROM account_keys").fetchone()[0]
        held = load_account(record.db, "R7")
        assert held is not None
        assert 0 < len(windows.candidates(record.db, held)) <= 2 * 3 * keys
