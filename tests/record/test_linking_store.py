"""Linking in the record: the same events whatever the order of reading, and also when a page is read again."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from communique.model import CodedStory, Page, Participant, Report, ReportPlace, Span, Status, Story
from communique.record.store import LedgerLine, Record

TEXTS = {
    "a": ("2031-04-25", "Envoy Ann Archer met President Per Dahl in Oslo.", "met"),
    "b": ("2031-04-25", "In Oslo, Ann Archer held a meeting with Per Dahl.", "meeting"),
    "c": ("2031-04-26", "Ann Archer and Per Dahl met in Oslo on Friday.", "met"),
    "d": ("2031-06-11", "Ann Archer again met Per Dahl, this time in Oslo.", "met"),
}


def coded(name: str) -> tuple[Page, CodedStory]:
    published, text, trigger = TEXTS[name]

    def span(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    def who(words: str, country: str) -> Participant:
        s = span(words)
        return Participant(s.text, s.start, s.end, words, country, "GOV")

    place = span("Oslo")
    day = "2031-04-25" if name != "d" else published
    report = Report(
        f"R{name}", span(text), span(trigger), "CONSULT", Status.ACTUAL, "visit", None, (who("Ann Archer", "USA"),),
        (who("Per Dahl", "NOR"),), day, ReportPlace(place.text, place.start, place.end, "NOR"), confidence=0.8,
    )  # fmt: skip
    page = Page(name, f"{name}.txt", "text/plain", text, name)
    return page, CodedStory(Story(name, name, text, 0, len(text), published=published), reports=(report,))


def fill(path: Path, names: tuple[str, ...], *, at_once: bool) -> list[tuple[object, ...]]:
    with Record.open(path) as record:
        for name in names:
            page, story = coded(name)
            record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))
            if not at_once:
                record.link()
        record.link()
        return sorted(tuple(row) for row in record.db.execute("SELECT * FROM events"))


@pytest.mark.parametrize("at_once", [True, False])
def test_the_order_of_reading_does_not_matter(tmp_path, at_once):
    orders = list(itertools.permutations(TEXTS))
    results = [fill(tmp_path / f"{n}.db", order, at_once=at_once) for n, order in enumerate(orders)]
    assert all(r == results[0] for r in results)
    assert len(results[0]) == 2


def test_linking_again_changes_nothing(tmp_path):
    fill(tmp_path / "r.db", ("a", "b"), at_once=True)
    with Record.open(tmp_path / "r.db") as record:
        before = list(record.db.iterdump())
        assert record.link() == 0
        assert list(record.db.iterdump()) == before


def test_a_page_that_goes_leaves_no_event_behind(tmp_path):
    with Record.open(tmp_path / "r.db") as record:
        for name in ("a", "b"):
            page, story = coded(name)
            record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))
        record.link()
        assert record.counts()["events"] == 1
        with record.writing() as db:
            db.execute("DELETE FROM pages WHERE id = 'a'")
        record.link()
        (event,) = record.db.execute("SELECT id FROM events").fetchall()
        assert event["id"] == record.db.execute("SELECT event_id FROM reports").fetchone()[0]
    assert fill(tmp_path / "only_b.db", ("b",), at_once=True)[0][0] == event["id"]
