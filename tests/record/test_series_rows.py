"""Series in the record, from real rows."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from communique.linking.ordinals import Kind
from communique.model import Actor, ActorKind, CodedStory, Page, Participant, Report, Span, Status, Story
from communique.record.store import LedgerLine, Record

TEXTS = {
    "a": ("2031-04-25", "Ann Archer met Per Dahl for the first time in Oslo.", "met"),
    "b": ("2031-05-11", "Ann Archer and Per Dahl held a third meeting on Sunday.", "held"),
    "c": ("2031-05-30", "Envoy Ann Archer has already had three long meetings with Per Dahl.", "meetings"),
}
PEOPLE = (
    Actor("Ann Archer", ActorKind.PERSON, "USA", "GOV", ("Ann Archer", "Archer")),
    Actor("Per Dahl", ActorKind.PERSON, "NOR", "GOV", ("Per Dahl", "Dahl")),
)


def coded(name: str) -> tuple[Page, CodedStory]:
    published, text, trigger = TEXTS[name]

    def span(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    parties = tuple(
        Participant(s.text, s.start, s.end, a.name, a.country, "GOV") for a in PEOPLE if (s := span(a.name or ""))
    )
    day = published if name != "c" else None
    report = Report(f"R{name}", span(text), span(trigger), "CONSULT", Status.ACTUAL, actors=parties, date=day)
    told = Story(name, name, text, 0, len(text), paragraphs=(span(text),), published=published)
    return Page(name, f"{name}.txt", "text/plain", text, name), CodedStory(told, reports=(report,), actors=PEOPLE)


def fill(record: Record, names: tuple[str, ...]) -> None:
    for name in names:
        page, story = coded(name)
        record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))
        record.link()


def test_numbers_are_tied_to_the_events_of_their_reports(record):
    fill(record, ("a", "b", "c"))
    (one,) = record.series("Archer", "per dahl")
    events = dict(record.db.execute("SELECT id, event_id FROM reports").fetchall())
    assert [(a.ordinal, a.day, a.events) for a in one.numbered] == [
        (1, "2031-04-25", (events["Ra"],)),
        (3, "2031-05-11", (events["Rb"],)),
    ]
    assert [(o.kind, o.ordinal) for o in one.counts] == [(Kind.COUNT, "1-3")]
    assert (one.reported, one.known, one.missing) == (3, 2, (2,))


@pytest.mark.parametrize("parties", [(), ("USA",), ("Norway", "USA"), ("archer",), ("Per Dahl",)])
def test_series_are_found_by_their_parties(record, parties):
    fill(record, ("a",))
    assert len(record.series(*parties)) == 1


@pytest.mark.parametrize("parties", [("FRA",), ("Archer", "Berg"), ("%",)])
def test_and_not_by_others(record, parties):
    fill(record, ("a",))
    assert record.series(*parties) == ()


def test_no_order_of_reading_matters(tmp_path):
    results = []
    for n, names in enumerate(itertools.permutations(TEXTS)):
        with Record.open(tmp_path / f"{n}.db") as record:
            fill(record, names)
            results.append(record.series())
    assert all(r == results[0] for r in results)


def test_a_story_that_goes_takes_its_numbers_along_and_reading_again_changes_nothing(record):
    fill(record, ("a", "b"))
    before = list(record.db.iterdump())
    fill(record, ("a", "b"))
    assert list(record.db.iterdump()) == before
    with record.writing() as db:
        db.execute("DELETE FROM pages WHERE id = 'b'")
    record.link()
    assert record.db.execute("SELECT DISTINCT story_id FROM occurrences").fetchall()[0][0] == "a"
    assert {r[0] for r in record.db.execute("SELECT story_id FROM occurrence_parties")} == {"a"}


def test_a_story_without_reports_is_read_for_numbers_too(record):
    page, story = coded("b")
    record.add(page, [replace(story, reports=())], [], LedgerLine(page.origin, "read", page_id=page.id))
    record.link()
    (one,) = record.series()
    assert (one.name, one.numbered[0].occurrences[0].report_id) == ("Ann Archer–Per Dahl meetings", None)
