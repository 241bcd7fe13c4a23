"""Relations between events of a real record, and how `communique show` tells them."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.linking.relations import Tie
from communique.model import CodedStory, Page, Participant, Report, Span, Status, Story
from communique.record.schema import RecordError
from communique.record.store import LedgerLine, Record

TEXTS = {
    "a": (
        "2031-05-01",
        "Norway and Chile agreed to hold a third round of talks on May 10.",
        "agreed",
        "AGREE",
        "2031-05-01",
    ),
    "b": ("2031-05-11", "Norway and Chile held their talks on Saturday.", "held", "CONSULT", "2031-05-10"),
    "c": ("2031-05-11", "Peru and Chile held other talks on Saturday.", "held", "CONSULT", "2031-05-10"),
}


def fill(record: Record, names: tuple[str, ...] = ("a", "b", "c")) -> None:
    for name in names:
        published, text, trigger, type_, day = TEXTS[name]

        def span(words: str, text: str = text) -> Span:
            return Span.of(text, text.index(words), text.index(words) + len(words))

        states = [
            (s, w, c) for w, c in (("Norway", "NOR"), ("Chile", "CHL"), ("Peru", "PER")) if w in text and (s := span(w))
        ]
        parties = tuple(Participant(s.text, s.start, s.end, w, c, "GOV") for s, w, c in states)
        report = Report(f"R{name}", span(text), span(trigger), type_, Status.ACTUAL, actors=parties, date=day)
        story = Story(name, name, text, 0, len(text), paragraphs=(span(text),), published=published)
        page = Page(name, f"{name}.txt", "text/plain", text, name)
        record.add(page, [CodedStory(story, reports=(report,))], [], LedgerLine(page.origin, "read", page_id=name))
        record.link()


def test_a_promise_is_tied_to_the_event_that_held_it(record):
    fill(record)
    events = dict(record.db.execute("SELECT id, event_id FROM reports").fetchall())
    assert [(r.tie, r.other) for r in record.relations(events["Ra"])] == [(Tie.HELD_AS, events["Rb"])]
    assert [(r.tie, r.other) for r in record.relations(events["Rb"])] == [(Tie.ANNOUNCED_BY, events["Ra"])]
    assert record.relations(events["Rc"]) == ()


def test_an_unknown_event_is_an_error(record):
    with pytest.raises(RecordError, match="no event 'Ex'"):
        record.relations("Ex")


def test_show_tells_it(tmp_path):
    with Record.open(tmp_path / "r.db") as record:
        fill(record)
        event = record.db.execute("SELECT event_id FROM reports WHERE id = 'Rb'").fetchone()[0]
        other = record.db.execute("SELECT event_id FROM reports WHERE id = 'Ra'").fetchone()[0]
    out = CliRunner().invoke(app, ["show", event, "--record", str(tmp_path / "r.db")]).stdout
    assert f"announced by: {other}" in out
