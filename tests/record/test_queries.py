"""Questions to the record come back as typed values, and a searcher's words are never obeyed as a query language."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.record.queries import StatementQuery, find_statements, report, reports, stories, story
from communique.record.schema import RecordError
from tests.builders import coded, line, page


@pytest.fixture
def filled(record):
    record.add(page(), [coded()], [], line())
    return record


def test_a_report_comes_back_with_sentence_parties_and_reasons(filled):
    view = report(filled, "R1")
    assert view.sentence.text[view.trigger.start - view.sentence.start :].startswith("met")
    assert [p.label for p in view.side("actor")] == ["Ann Archer (USA)"]
    assert [p.label for p in view.side("recipient")] == ["Per Dahl (NOR)"]
    assert view.reasons[0].score == 0.9


def test_an_unknown_id_is_an_error_that_names_it(filled):
    with pytest.raises(RecordError, match="R999"):
        report(filled, "R999")
    with pytest.raises(RecordError, match="nowhere"):
        story(filled, "nowhere")


def test_stories_come_with_what_was_read_out_of_them(filled):
    (view,) = stories(filled)
    assert view.captions[0][1] == "AP"
    assert view.furniture == (("Share this", "share"),)
    assert [s.speaker for s in view.statements] == ["Per Dahl"]
    assert view.reports == reports(filled)


@pytest.mark.parametrize(
    ("query", "n"),
    [
        (StatementQuery(said_by="Dahl"), 1),
        (StatementQuery(said_by="Archer"), 0),
        (StatementQuery(about="agreed"), 1),
        (StatementQuery(about="agree nothing"), 1),
        (StatementQuery(about="ceasefire"), 0),
        (StatementQuery(kind="direct"), 1),
        (StatementQuery(kind="none"), 0),
        (StatementQuery(since="2025-04-25", until="2025-04-25"), 1),
        (StatementQuery(since="2025-04-26"), 0),
    ],
)
def test_statements_are_found_by_speaker_words_kind_and_day(filled, query, n):
    assert len(find_statements(filled, query)) == n


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(words=st.text(max_size=40))
def test_no_search_words_break_the_search(filled, words):
    assert len(find_statements(filled, StatementQuery(said_by=words, about=words))) <= 1
