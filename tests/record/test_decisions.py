"""Splits and joins by hand: they hold through further reading, re-reading and whatever order."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from communique.record.decisions import Decision, sides_and_joins
from communique.record.schema import RecordError
from communique.record.store import LedgerLine, Record
from tests.record.test_linking_store import coded


def read(record: Record, name: str) -> None:
    page, story = coded(name)
    record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))
    record.link()


def drop(record: Record, name: str) -> None:
    with record.writing() as db:
        db.execute("DELETE FROM pages WHERE id = ?", (name,))
    record.link()


def events(record: Record) -> list[list[str]]:
    """Events as sorted lists of their reports; every row of `events` has reports and the other way round."""
    found: dict[str, list[str]] = {}
    for event, report in record.db.execute("SELECT event_id, id FROM reports ORDER BY id"):
        found.setdefault(event, []).append(report)
    assert set(found) == {r[0] for r in record.db.execute("SELECT id FROM events")}
    return sorted(found.values())


def event_of(record: Record, report: str) -> str:
    return record.db.execute("SELECT event_id FROM reports WHERE id = ?", (report,)).fetchone()[0]


def test_a_split_holds_through_reading_and_rereading(record):
    for name in ("a", "b"):
        read(record, name)
    assert events(record) == [["Ra", "Rb"]]
    decision = record.split_event(["Rb"], by="kl", note="another day")
    assert events(record) == [["Ra"], ["Rb"]]
    read(record, "c")
    assert len(events(record)) == 2
    assert event_of(record, "Ra") != event_of(record, "Rb")
    drop(record, "b")
    read(record, "b")
    assert event_of(record, "Ra") != event_of(record, "Rb")
    assert record.decisions() == (decision,)
    assert (decision.made_by, decision.note, decision.others) == ("kl", "another day", ("Ra",))


def test_a_join_holds_through_reading_and_rereading(record):
    for name in ("a", "d"):
        read(record, name)
    assert events(record) == [["Ra"], ["Rd"]]
    record.join_events([event_of(record, "Ra"), event_of(record, "Rd")])
    assert events(record) == [["Ra", "Rd"]]
    read(record, "b")
    assert events(record) == [["Ra", "Rb", "Rd"]]
    drop(record, "d")
    assert events(record) == [["Ra", "Rb"]]
    read(record, "d")
    assert events(record) == [["Ra", "Rb", "Rd"]]


@pytest.mark.parametrize("kind", ["split", "join"])
def test_undoing_leaves_the_record_as_it_was(record, kind):
    for name in ("a", "b", "d"):
        read(record, name)
    before = [tuple(r) for r in record.db.execute("SELECT * FROM events ORDER BY id")]
    if kind == "split":
        decision = record.split_event(["Rb"])
    else:
        decision = record.join_events([event_of(record, "Ra"), event_of(record, "Rd")])
    assert [tuple(r) for r in record.db.execute("SELECT * FROM events ORDER BY id")] != before
    assert record.undo(decision.id) == decision
    assert [tuple(r) for r in record.db.execute("SELECT * FROM events ORDER BY id")] == before
    assert record.decisions() == ()


def test_the_later_decision_holds(record):
    for name in ("a", "b"):
        read(record, name)
    record.split_event(["Rb"])
    joined = record.join_events([event_of(record, "Ra"), event_of(record, "Rb")])
    assert events(record) == [["Ra", "Rb"]]
    record.split_event(["Ra"])
    assert events(record) == [["Ra"], ["Rb"]]
    record.undo(joined.id)
    assert events(record) == [["Ra"], ["Rb"]]


STEPS = ("a", "b", "c", "decide")


def filled(path: Path, steps: tuple[str, ...], kind: str) -> list[tuple[object, ...]]:
    """The events after reading and deciding in the order of `steps`; the decision names the same reports each time."""
    from communique.record.decisions import add

    chosen = (
        Decision("D1", "split", ("Rb",), ("Ra",), "2031-07-01")
        if kind == "split"
        else Decision("D1", "join", ("Ra", "Rd"), (), "2031-07-01")
    )
    with Record.open(path) as record:
        read(record, "d")
        for step in steps:
            if step == "decide":
                add(record, chosen)
            else:
                read(record, step)
        return sorted(tuple(row) for row in record.db.execute("SELECT * FROM events"))


@pytest.mark.parametrize("kind", ["split", "join"])
def test_the_order_of_reading_and_deciding_does_not_matter(tmp_path, kind):
    orders = list(itertools.permutations(STEPS))
    results = [filled(tmp_path / f"{n}.db", order, kind) for n, order in enumerate(orders)]
    assert all(r == results[0] for r in results)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda r: r.split_event(["Rx"]), "no report 'Rx'"),
        (lambda r: r.split_event(["Ra", "Rd"]), "2 events"),
        (lambda r: r.split_event(["Ra", "Rb"]), "nothing to split"),
        (lambda r: r.join_events(["Ex", "Ey"]), "no event 'Ex'"),
        (lambda r: r.join_events(["Ex", "Ex"]), "two events"),
        (lambda r: r.undo("Dx"), "no decision 'Dx'"),
    ],
)
def test_what_cannot_be_done_is_said(record, action, words):
    for name in ("a", "b", "d"):
        read(record, name)
    before = list(record.db.iterdump())
    with pytest.raises(RecordError, match=words):
        action(record)
    assert list(record.db.iterdump()) == before


def test_a_split_parts_only_its_own_joins():
    join = Decision("D1", "join", ("Ra", "Rb", "Rc"), (), "1")
    split = Decision("D2", "split", ("Ra",), ("Rb",), "2")
    sides, joins = sides_and_joins([join, split])
    assert joins == {("Ra", "Rc"): "1"}
    assert sides == {"Ra": ("D2:off", "2"), "Rb": ("D2:stayed", "2")}
