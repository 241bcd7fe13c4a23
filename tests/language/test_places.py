"""Places found and located, and the places of acts. All sentences are the project's own."""

from __future__ import annotations

import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.language.document import build_doc
from communique.language.pipeline import DEFAULT_MODEL
from communique.language.place_find import find_places
from communique.language.place_gazetteer import own_places, sites
from communique.language.place_names import fold, name_hash
from communique.language.place_resolve import resolve_names
from communique.language.places import find_and_locate, place_of
from communique.model import PublishedFrom, Span, Story

SECONDS_FOR_HOSTILE_TEXT = 8.0


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.load(DEFAULT_MODEL, exclude=["senter"])
    if not pipeline.has_pipe("communique_places"):
        pipeline.add_pipe("communique_places")
    return pipeline


def places(nlp, text):
    return {p.text: p for p in nlp(text)._.places}


def test_most_prominent_place_without_other_signs(nlp):
    found = places(nlp, "The president spoke in Paris on Tuesday.")["Paris"]
    assert (found.country, round(found.lat), round(found.lon)) == ("FRA", 49, 2)
    assert found.geonameid is not None


def test_state_after_a_comma_settles_it(nlp):
    found = places(nlp, "The mayor of Paris, Texas, opened the fair.")
    assert (found["Paris"].country, found["Paris"].admin1) == ("USA", "Texas")
    assert found["Texas"].geonameid is not None


def test_neighbours_settle_it(nlp):
    text = "The fire started in Athens. Crews from Marietta, Macon and Augusta, all in Georgia, drove there."
    found = places(nlp, text)
    assert {found[n].admin1 for n in ("Athens", "Macon")} == {"Georgia"}


def test_name_has_one_sense_in_a_story(nlp):
    doc = nlp("A bridge fell in London, Ontario. People in London said they had warned of it.")
    assert {p.country for p in doc._.places if p.text == "London"} == {"CAN"}


def test_country_and_state_of_one_name(nlp):
    assert places(nlp, "Georgia and Armenia opened a crossing near Tbilisi.")["Georgia"].country == "GEO"
    assert places(nlp, "Georgia and Alabama sued the agency in Atlanta.")["Georgia"].country == "USA"


def test_sites_regions_and_seas_have_coordinates(nlp):
    found = places(nlp, "They met at the Elysee Palace, spoke of Donbas and Crimea, and of ships in the Black Sea.")
    assert {"Elysee Palace", "Donbas", "Crimea", "Black Sea"} <= set(found)
    assert found["Crimea"].country == "UKR"
    assert all(p.lat is not None and p.lon is not None for p in found.values())


def test_persons_are_not_places(nlp):
    doc = nlp("Mr. Washington thanked Jack London and Mrs. Houston for their letter.")
    assert doc._.places == ()


def test_ordinary_words_are_not_places(nlp):
    assert nlp("We met the police. Most of the council was there. May came late.")._.places == ()


def test_adjectives_can_be_left_out(nlp):
    doc = nlp("Russian and Turkish ships left Odesa.")
    assert {p.text for p in find_and_locate(doc)} == {"Russian", "Turkish", "Odesa"}
    assert {p.text for p in find_and_locate(doc, adjectives=False)} == {"Odesa"}


@pytest.mark.parametrize("name", ["St. John's", "Saint Johns", "SAINT JOHNS"])
def test_spellings_fold_alike(name):
    assert fold(name) == "saint johns"


def test_accents_do_not_matter():
    assert {s.geonameid for s in sites("São Paulo")} == {s.geonameid for s in sites("Sao Paulo")}


def test_designators_are_understood(nlp):
    assert places(nlp, "Shells hit a school in the Kharkiv region on Monday.").popitem()[1].country == "UKR"


def test_own_places_are_sound():
    for found in own_places().values():
        for site in found:
            assert -90 <= site.lat <= 90
            assert -180 <= site.lon <= 180
            assert site.country is None or (len(site.country) == 3 and site.country.isupper())


@given(st.text(max_size=60))
def test_any_name_can_be_looked_up(name):
    assert isinstance(sites(name), tuple)
    assert 0 <= name_hash(fold(name)) < 2**64


@given(
    st.lists(
        st.sampled_from(
            ["Paris", "in", "Texas", ",", "the", "Mr.", "Georgia", "London", "said", "(", ")", "—", "Lake", "of", "."]
        ),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_offsets_are_those_of_the_text(words):
    doc = spacy.blank("en")(" ".join(words))
    named = find_places(doc)
    located = resolve_names(named)
    assert all(n.key in located for n in named)
    for place in find_and_locate(doc):
        assert doc.text[place.start : place.end] == place.text


@pytest.mark.parametrize("text", ["Springfield " * 4_000, "A" * 100_000, "San " * 8_000, "( " * 10_000])
def test_hostile_text_does_not_hang(text):
    doc = spacy.blank("en")(text)
    start = time.perf_counter()
    find_and_locate(doc)
    assert time.perf_counter() - start < SECONDS_FOR_HOSTILE_TEXT


# --- places of acts


def story_doc(nlp, *paragraphs):
    text, spans, at = "\n".join(paragraphs), [], 0
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
        published="2025-03-14",
        published_from=PublishedFrom.GIVEN,
    )
    return nlp(build_doc(nlp, story))


def token(doc, word):
    return next(t for t in doc if t.text == word)


@pytest.fixture(scope="module")
def raid(nlp):
    return story_doc(
        nlp,
        "Rebels attack army base",
        "Rebels attacked an army base in Goma on Friday, killing six soldiers, officials said.",
        "The government in Kinshasa has accused Rwanda of arming them.",
    )


def test_place_of_the_own_clause(raid):
    place, rule = place_of(raid, token(raid, "attacked"), "ASSAULT", "actual")
    assert place is not None
    assert (place.text, place.country, rule) == ("Goma", "COD", "here:own")
    assert raid.text[place.start : place.end] == "Goma"


def test_place_of_words_that_tell_none(nlp):
    doc = story_doc(nlp, "Minister thanks allies", "The minister thanked the allies for their help.")
    assert place_of(doc, token(doc, "thanked"), "SUPPORT", "actual") == (None, "none")


def test_area_after_a_comma_belongs_to_the_place(nlp):
    doc = story_doc(
        nlp, "Workers march", "Thousands of workers marched in Lyon, France, on Monday to protest against the law."
    )
    place, _ = place_of(doc, token(doc, "marched"), "PROTEST", "actual")
    assert place is not None
    assert place.text == "Lyon, France"
