"""Time expressions found and resolved, and the dates of acts. All sentences are the project's own."""

from __future__ import annotations

import json
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.language import time_calendar as cal
from communique.language import times as times_module
from communique.language.document import build_doc
from communique.language.pipeline import DEFAULT_MODEL
from communique.language.time_grammar import find_times
from communique.language.times import date_of, report_date
from communique.model import PublishedFrom, Span, Story

CASES = [json.loads(line) for line in (Path(__file__).parent / "data" / "times.jsonl").read_text("utf-8").splitlines()]
SECONDS_FOR_HOSTILE_TEXT = 3.0


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.load(DEFAULT_MODEL, exclude=["ner", "senter"])
    if not pipeline.has_pipe("communique_times"):
        pipeline.add_pipe("communique_times")
    return pipeline


def read(nlp, text, published=None):
    doc = nlp.make_doc(text)
    doc._.published = published
    return nlp(doc)


def token(doc, word):
    return next(t for t in doc if t.text == word)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['text']}@{c['published']}")
def test_expression_of_the_date_set(nlp, case):
    told = read(nlp, case["sentence"], case["published"])._.times
    if case["text"] is None:
        assert told == ()
    else:
        assert (case["text"], case["value"], case["duration"]) in [(t.text, t.value, t.duration) for t in told]


def test_date_set_is_large_enough():
    assert len(CASES) >= 150


def test_anchor_says_what_a_value_was_resolved_against(nlp):
    doc = read(nlp, "On Friday they recalled the talks of May 2019, which had lasted three hours.", "2025-04-25")
    assert [t.anchor for t in doc._.times] == ["published", "text", None]


def test_relative_words_without_publication_day_are_null(nlp):
    doc = read(nlp, "He left yesterday, last week, two months ago and on Monday, not on April 4.")
    assert [t.value for t in doc._.times] == [None] * 5


def test_moment_of_publication_counts_as_its_day(nlp):
    assert read(nlp, "He left yesterday.", "2025-04-25T06:30:00Z")._.times[0].value == "2025-04-24"


def test_unreadable_publication_day_is_no_day(nlp):
    assert read(nlp, "He left yesterday.", "in spring")._.times[0].value is None


@given(st.text(alphabet=st.sampled_from("MonMayFri 0123456789-/.,'’\u00a0 thelasnextwkyrof\n"), max_size=200))
@settings(max_examples=150, deadline=None)
def test_spans_lie_in_order_inside_the_text(text):
    found = find_times(text)
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_day_is_read_back(day):
    month = day.strftime("%B")
    for words in (f"{month} {day.day}, {day.year}", f"{day.day} {month} {day.year}", day.isoformat()):
        found = find_times(f"It was on {words}.")
        assert [(f.start, f.end) for f in found] == [(10, 10 + len(words))]


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), st.integers(-20, 20))
def test_calendar_units_hold_their_days(day, by):
    week = cal.week(day, 0)
    assert week is not None
    assert cal.first_day(week) <= day <= cal.last_day(week)
    month = cal.month(day.year, day.month + by)
    assert month is None or 1 <= int(month[5:]) <= 12


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000,
        "May " * 25_000,
        "the early late " * 8_000,
        "last " * 20_000,
        "12.12." * 15_000,
        "a few " * 15_000,
        "-" * 100_000,
    ],
)
def test_hostile_text_does_not_hang(text):
    start = time.perf_counter()
    find_times(text)
    assert time.perf_counter() - start < SECONDS_FOR_HOSTILE_TEXT


# --- dates of acts


def story_doc(nlp, published, *paragraphs):
    text, spans = "\n".join(paragraphs), []
    at = 0
    for paragraph in paragraphs:
        spans.append(Span(paragraph, at, at + len(paragraph)))
        at += len(paragraph) + 1
    story = Story(
        "s",
        "s",
        text,
        0,
        len(text),
        headline=spans[0],
        paragraphs=tuple(spans[1:]),
        published=published,
        published_from=PublishedFrom.GIVEN if published else None,
    )
    return nlp(build_doc(nlp, story))


@pytest.fixture(scope="module")
def visit(nlp):
    return story_doc(
        nlp,
        "2025-03-14",
        "Foreign minister visits island capital",
        "The foreign minister visited the island's capital on Friday and met the president for two hours.",
        "In 2019 the two countries signed a fishing accord.",
        "The island had never recognised its neighbour until then.",
    )


def test_time_of_the_own_clause_is_the_date(visit):
    assert date_of(visit, token(visit, "visited")) == ("2025-03-14", "told:own")


def test_year_told_of_a_background_act(visit):
    assert report_date(visit, token(visit, "signed"), "SUPPORT", "actual")[0] == "2019"


def test_headline_takes_the_day_of_the_news(visit):
    assert report_date(visit, token(visit, "visits"), "CONSULT", "actual")[0] == "2025-03-14"


def test_undated_background_has_no_date(visit):
    assert report_date(visit, token(visit, "recognised"), "SUPPORT", "negated") == (None, "none")


def test_nothing_is_dated_in_a_story_without_times_and_day(nlp):
    doc = story_doc(nlp, None, "Envoy meets king", "The envoy met the king.")
    assert date_of(doc, token(doc, "met")) == (None, "none")


def test_dates_work_on_plain_text_without_pieces(nlp):
    doc = read(nlp, "The army shelled the port on Monday.", "2025-03-14")
    assert date_of(doc, token(doc, "shelled"))[0] == "2025-03-10"


def test_public_names_stay():
    assert {"date_of", "report_date", "find_expressions", "make_times"} <= set(times_module.__all__)
