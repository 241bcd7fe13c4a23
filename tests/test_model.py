"""Values refuse to be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique import codebook
from communique.model import Span
from tests.builders import coded, story


@given(text=st.text(), data=st.data())
def test_a_span_of_a_text_slices_back_and_moves(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Span.of(text, start, end)
    assert text[span.start : span.end] == span.text
    assert ("xx" + text)[span.shifted(2).start : span.shifted(2).end] == span.text


@pytest.mark.parametrize(("text", "start", "end"), [("abc", 0, 2), ("", 3, 2), ("a", -1, 0)])
def test_a_span_that_does_not_fit_its_words_is_refused(text, start, end):
    with pytest.raises(ValueError, match="does not fit"):
        Span(text, start, end)


def test_what_is_coded_is_in_the_order_of_the_text_and_without_furniture():
    pieces = story().coded_pieces()
    assert [p.start for p in pieces] == sorted(p.start for p in pieces)
    assert "Share this" not in {p.text for p in pieces}


def test_reports_less_sure_than_asked_for_are_left_out():
    assert len(coded().with_confidence(0.9).reports) == 1
    assert coded().with_confidence(0.91).reports == ()


def test_the_codebook_has_16_types_in_4_quad_classes_with_modes_of_their_own():
    book = codebook.load()
    assert len(book.types) == 16
    assert len({t.quad for t in book.types.values()}) == 4
    assert all(-10 <= t.score <= 10 for t in book.types.values())
    book.check("CONSULT", "visit")
    book.check("AGREE", None)


@pytest.mark.parametrize(("type_", "mode", "words"), [("MEET", None, "unknown type"), ("AGREE", "visit", "no mode")])
def test_a_type_or_mode_that_does_not_exist_is_refused(type_, mode, words):
    with pytest.raises(ValueError, match=words):
        codebook.load().check(type_, mode)
