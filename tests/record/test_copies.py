"""The same wire copy on several sites is counted as one story with several appearances, in any order of reading."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from communique.model import CodedStory, Span, Story
from communique.record.copies import copies_of
from communique.record.store import Record
from tests.builders import line, page

WORDS = [f"word{n}" for n in range(90)]
WIRE = " ".join(WORDS)
CUT = " ".join(["Desk", "note", *WORDS[5:80]])
OTHER = " ".join(reversed(WORDS))
SHORT = "Too short to tell."


def story(ident: str, text: str) -> CodedStory:
    return CodedStory(Story(ident, ident, text, 0, len(text), paragraphs=(Span(text, 0, len(text)),)), not_coded="test")


def read(record: Record, *items: tuple[str, str]) -> None:
    for ident, text in items:
        own_page = replace(page(ident, text, origin=ident), sha256=ident)
        record.add(own_page, [story(ident, text)], [], line(ident, page_id=ident))


def test_a_copy_with_desk_changes_is_told_and_counted_once(record):
    read(record, ("a", WIRE), ("b", CUT), ("c", OTHER), ("d", SHORT), ("e", SHORT))
    assert copies_of(record.db, "a") == ("b",)
    assert copies_of(record.db, "b") == ("a",)
    assert copies_of(record.db, "c") == ()
    assert [row["id"] for row in record.db.execute("SELECT id FROM tellings ORDER BY id")] == ["a", "c", "d", "e"]


def test_the_order_of_reading_does_not_matter(tmp_path):
    seen = set()
    for number, order in enumerate(permutations([("a", WIRE), ("b", CUT), ("c", OTHER), ("d", WIRE)])):
        with Record.open(tmp_path / f"{number}.db") as record:
            read(record, *order)
            seen.add(tuple(tuple(row) for row in record.db.execute("SELECT * FROM copies ORDER BY 1, 2")))
    assert len(seen) == 1
    assert len(next(iter(seen))) == 3


def test_a_page_that_goes_takes_its_pairs_with_it(record):
    read(record, ("a", WIRE), ("b", WIRE))
    with record.writing() as db:
        db.execute("DELETE FROM pages WHERE id = 'a'")
    assert copies_of(record.db, "b") == ()
