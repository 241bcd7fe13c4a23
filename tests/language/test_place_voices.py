"""Who speaks or acts in each sentence, as places need it. All sentences are the project's own."""

from __future__ import annotations

import pytest
import spacy

from communique.language.pipeline import DEFAULT_MODEL
from communique.language.place_survey import kinds_of_act, survey
from communique.language.place_voices import NOBODY, Voice, doer, likeness, survey_voices, teller


def voice(names="", titles="", countries=""):
    return Voice(*(frozenset(words.split()) for words in (names, titles, countries)))


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.load(DEFAULT_MODEL, exclude=["senter"])
    if not pipeline.has_pipe("communique_places"):
        pipeline.add_pipe("communique_places")
    return pipeline


def token(doc, word):
    return next(t for t in doc if t.text == word)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (voice("ana lind", "minister", "SWE"), voice("lind"), "name"),
        (voice("lind", "", "SWE"), voice("", "", "SWE"), "country"),
        (voice("lind", "", "SWE"), voice("berg", "", "SWE"), "fellow"),
        (voice("lind", "minister"), voice("", "minister"), "title"),
        (voice("", "minister", "SWE"), voice("", "minister", "NOR"), "other"),
        (voice("lind"), NOBODY, "none"),
    ],
)
def test_likeness_goes_both_ways(one, other, expected):
    assert likeness(one, other) == likeness(other, one) == expected


def test_a_pronoun_has_the_voice_told_before(nlp):
    doc = nlp("Foreign Minister Ana Lind spoke in Geneva. She urged Norway to open the port.")
    voices = survey_voices(doc)
    assert "lind" in doer(voices, token(doc, "urged")).names
    assert "minister" in teller(voices, token(doc, "urged")).titles


def test_a_quotation_without_speaker_has_the_speaker_before(nlp):
    doc = nlp('President Omar Sesay said the talks had failed. "No ship will pass the strait."')
    assert "sesay" in teller(survey_voices(doc), token(doc, "pass")).names


def test_nobody_speaks_in_an_empty_doc(nlp):
    assert dict(survey_voices(nlp("")).speaker) == {}


@pytest.mark.parametrize(
    ("text", "place", "occasion"),
    [
        ("Ana Lind said in Geneva that the talks had failed.", "Geneva", "speech"),
        ("Ana Lind told a crowd of students in Geneva that the talks had failed.", "Geneva", "audience"),
        ("She warned them at a summit in Geneva.", "Geneva", "occasion"),
        ("The two ministers met in Geneva on Friday.", "Geneva", "gathering"),
        ("Rebels shelled a barracks near Goma.", "Goma", ""),
    ],
)
def test_what_is_held_at_a_place(nlp, text, place, occasion):
    told = [t for g in survey(nlp(text)).groups for t in g.told if t.place.text == place]
    assert [t.occasion for t in told] == [occasion]


def test_the_stage_is_where_words_were_spoken(nlp):
    doc = nlp("Shells fell on Goma. Ana Lind told reporters in Geneva that she was appalled.")
    stage = survey(doc).stage
    assert stage is not None
    assert stage.told[0].place.text == "Geneva"


def test_words_of_one_kind_of_act():
    assert kinds_of_act("bombing") & kinds_of_act("kill")
    assert kinds_of_act("teapot") == frozenset()
