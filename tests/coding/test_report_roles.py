"""Who takes part in an act: hosts and visitors, sources of what is said, pronouns that stand for a name."""

from __future__ import annotations

import numpy as np
import pytest

from communique.coding.features import SAID, TIES, said, sayings, spots, standing_of, standings
from communique.coding.reading import SENTENCES_BACK, candidates
from communique.coding.report_parts import attribution_span
from communique.coding.report_roles import Cast, gathered, is_nobody, on_neutral_ground, own_state, seated, shared, ties
from communique.model import Participant

TEXT = (
    "Peruvian Foreign Minister Rosa Ibarra spoke in Lima on Monday. "
    "Chile had closed the border post, she told reporters. "
    "Two lorries crossed at noon."
)


@pytest.fixture(scope="module")
def doc(coder):
    return coder.nlp(TEXT)


def word(doc, text):
    return next(t for t in doc if t.text == text)


def party(name, country):
    return Participant(name, 0, len(name), name, country, "GOV")


VISITOR, HOST = party("Rosa Ibarra", "PER"), party("Luis Soto", "CHL")


def test_a_meeting_at_one_sides_seat_has_a_visitor_and_a_host():
    assert seated(Cast((HOST, VISITOR), ()), "CHL") == Cast((VISITOR,), (HOST,))


@pytest.mark.parametrize(
    ("cast", "country"),
    [
        (Cast((HOST, VISITOR), ()), "BRA"),
        (Cast((HOST, VISITOR), ()), None),
        (Cast((VISITOR,), (HOST,)), "CHL"),
        (Cast((HOST,), ()), "CHL"),
        (Cast((HOST, party("somebody", None)), ()), "CHL"),
    ],
)
def test_on_third_ground_or_with_the_host_known_it_stays_as_it_is(cast, country):
    assert seated(cast, country) is None


def test_on_neutral_ground_nobody_is_a_visitor():
    assert on_neutral_ground(Cast((HOST, VISITOR), ()), "BRA")
    assert not on_neutral_ground(Cast((HOST, VISITOR), ()), "CHL")
    assert not on_neutral_ground(Cast((HOST, VISITOR), ()), None)
    assert not on_neutral_ground(Cast((VISITOR,), ()), "BRA")
    assert not on_neutral_ground(Cast((VISITOR,), (HOST,)), "BRA")


def test_all_who_meet_without_a_host_are_actors_once():
    assert gathered(Cast((VISITOR,), (HOST, VISITOR))) == Cast((VISITOR, HOST), ())


def test_no_state_is_nobody(coder):
    doc = coder.nlp("No country may veto the treaty, and every country knows it.")
    assert [is_nobody(t) for t in doc if t.text == "country"] == [True, False]


def test_nobody_acts_upon_his_own_state():
    assert own_state(party("Peru", "PER"), (VISITOR,))
    assert not own_state(party("Chile", "CHL"), (VISITOR,))
    assert not own_state(party("Lima", "PER"), (VISITOR,))  # a town of it may bear the act
    assert not own_state(party("Peru", "PER"), ())


def test_the_source_of_the_words_around_a_trigger_is_told_from_others(doc):
    statements = sayings(doc)
    assert statements, "the tagger finds the statement"
    assert SAID[said(word(doc, "closed"), word(doc, "she"), statements)] == "innermost"
    assert SAID[said(word(doc, "crossed"), word(doc, "she"), statements)] == "elsewhere"
    assert SAID[said(word(doc, "closed"), word(doc, "Chile"), statements)] == "none"


def test_a_pronoun_as_source_is_told_by_its_name(doc):
    span = attribution_span(doc, word(doc, "she"), ())
    assert span is not None
    assert span.text == "Rosa Ibarra"
    assert doc.text[span.start : span.end] == span.text


def test_nobody_is_the_source_of_his_own_act(doc):
    assert attribution_span(doc, word(doc, "she"), (party("Rosa Ibarra", "PER"),)) is None


def test_nobody_is_the_source_of_what_a_pronoun_for_him_does(coder):
    doc = coder.nlp("The separatists stated that they reject the results of the vote in Bolivia.")
    own = Participant("they", 29, 33, None, "BOL", "REB")
    source = word(doc, "separatists")
    mention = next(m for m in doc._.mentions if m.head == source.i)
    assert [(a.name, a.country, a.sector) for a in mention.actors] == [(None, "BOL", "REB")]
    assert attribution_span(doc, source, (own,)) is None
    assert attribution_span(doc, source, (Participant("rebels", 60, 66, None, "BOL", "REB"),)) is not None


def test_candidates_are_words_that_can_take_part_near_by(doc):
    found = list(candidates(doc, word(doc, "crossed")))
    assert word(doc, "lorries") in found
    assert all(not t.is_punct and t.pos_ not in {"ADP", "AUX"} for t in found)
    sentences = [s.start for s in doc.sents]
    first = sentences[max(0, len(sentences) - 1 - SENTENCES_BACK)]
    assert min(t.i for t in found) >= first


def test_mentions_and_places_are_known_by_their_heads(doc):
    assert word(doc, "Lima").i in spots(doc)
    assert standings(doc)[word(doc, "she").i].kind > 0


def test_what_is_coordinated_has_one_role():
    scores = np.array([[0.2, 0.8], [0.6, 0.4], [0.9, 0.1]], dtype=np.float32)
    found = shared(scores, [4, 4, 7])
    assert found == pytest.approx(np.array([[0.4, 0.6], [0.4, 0.6], [0.9, 0.1]]))


def test_words_are_tied_by_actor_country_and_coordination(coder):
    doc = coder.nlp("Peru and Chile met. Rosa Ibarra of Peru praised Chile, and she thanked Peruvian officials.")
    known = standings(doc)
    words = [t for t in doc if t.text in {"Peru", "Chile", "Ibarra", "she", "officials", "praised"}]
    own = [standing_of(t, known) for t in words]
    found = ties(*(np.array([getattr(s, name) for s in own]) for name in ("entity", "country", "group")))
    at = {}
    for n, t in enumerate(words):
        at.setdefault(t.text, []).append(n)
    assert TIES[found[at["Peru"][0], at["Peru"][1]]] == "same entity"
    assert TIES[found[at["Peru"][0], at["Chile"][0]]] == "coordinated"
    assert TIES[found[at["Peru"][0], at["Chile"][1]]] == "other country"
    assert TIES[found[at["Ibarra"][0], at["she"][0]]] == "same entity"
    assert TIES[found[at["Ibarra"][0], at["officials"][0]]] == "same country"
    assert TIES[found[at["praised"][0], at["Chile"][0]]] == "none"
    assert (found == found.T).all()
