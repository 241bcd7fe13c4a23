"""Witnesses for the countries of open words: what the rules say, and what the story names."""

from __future__ import annotations

import pytest

from communique.coding.reference import CLUE_KINDS, FLAGS, clues_of, is_open, referent

TEXT = (
    "Norwegian ministers met envoys from Chile in Oslo on Monday. "
    "They urged Peru to reopen the border, and the minister thanked President Boric."
)


@pytest.fixture(scope="module")
def doc(coder):
    return coder.nlp(TEXT)


def word(doc, text):
    return next(t for t in doc if t.text == text)


def everything(doc):
    return {t.i: t.i for t in doc}


def test_clues_are_the_words_that_name_a_country(doc):
    found = {(doc[c.token].text, c.code) for c in clues_of(doc)}
    assert {("Chile", "CHL"), ("Peru", "PER"), ("Norwegian", "NOR")} <= found
    assert all(0 < c.kind < len(CLUE_KINDS) for c in clues_of(doc))


def test_only_words_whose_country_is_not_their_own_are_open(doc):
    assert is_open(doc, word(doc, "They"))
    assert not is_open(doc, word(doc, "Peru"))


def test_an_open_word_has_every_country_of_its_window_as_a_choice(doc):
    found = referent(doc, word(doc, "They"), clues_of(doc), everything(doc))
    assert found is not None
    assert {"NOR", "CHL", "PER"} <= set(found.codes)
    assert len(found.codes) == len(set(found.codes))
    for w in found.witnesses:
        assert 0 <= w.group < len(found.codes)
        assert 0 <= w.word < len(doc)
        assert len(w.flags) == FLAGS


def test_witnesses_stand_in_the_window(doc):
    half = {t.i: n for n, t in enumerate(doc[len(doc) // 2 :])}
    token = doc[len(doc) // 2 :][0]
    found = referent(doc, word(doc, "They"), clues_of(doc), half)
    assert found is None or all(w.word in half.values() for w in found.witnesses)
    assert token.i in half


def test_a_name_needs_no_witnesses(doc):
    assert referent(doc, word(doc, "Peru"), clues_of(doc), everything(doc)) is None
