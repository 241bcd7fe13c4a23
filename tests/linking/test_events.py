"""Pairs, clusters, numbers and copies, on sentences of our own."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.linking.blocking import keys_of
from communique.linking.clusters import accounts_of, link_score, may_link
from communique.linking.days import apart, day_of, shifted, stretch
from communique.linking.events import Evidence, make_event
from communique.linking.model import Party, Told
from communique.linking.numbers import quantities
from communique.linking.pairs import features, load_pair_model, one_meeting, traits
from communique.linking.sources import Teller, independent, packed, resemblance, sketch_of, unpacked

ARCHER = Party("Ann Archer", "Ann Archer", "USA", "GOV")
DAHL = Party("Per Dahl", "Per Dahl", "NOR", "GOV")


def told(ident: str = "a/0", story: str = "a", trigger: str = "met", position: int = 10, **more: object) -> Told:
    base = Told(
        ident, story, "2031-04-25", position, "CONSULT", "actual", None, None, (ARCHER,), (DAHL,), "2031-04-25",
        "Oslo", "NOR", trigger, "Ann Archer met Per Dahl in Oslo for three hours.", position - 10,
    )  # fmt: skip
    return replace(base, **more)


def test_one_meeting_told_twice_is_one_account():
    retold = told("a/1", position=300, sentence="Archer's meeting with Dahl in Oslo was long.", trigger="meeting")
    assert len(accounts_of([told(), retold], load_pair_model())) == 1


def test_two_attacks_in_two_towns_are_two():
    rebels = (Party("rebels", None, "COL", "REB"),)
    first = told(
        type="ASSAULT",
        actors=rebels,
        recipients=(),
        place="Pasto",
        trigger="attacked",
        sentence="Rebels attacked Pasto.",
    )
    second = replace(
        first, report_id="a/1", position=200, place="Cali", date="2031-04-20", sentence="Rebels had attacked Cali."
    )
    assert len(accounts_of([first, second], load_pair_model())) == 2


def test_a_pair_has_the_same_features_both_ways():
    a, b = traits(told()), traits(told("b/0", "b", place=None, mode="visit"))
    assert features(a, b) == features(b, a)


def test_accounts_of_days_far_apart_do_not_link():
    model = load_pair_model()
    (a,), (b,) = accounts_of([told()], model), accounts_of([told("b/0", "b", date="2031-05-25")], model)
    assert not may_link(a, b)
    (c,) = accounts_of([told("c/0", "c")], model)
    assert may_link(a, c)


def test_a_meeting_is_one_whoever_is_put_first_and_on_either_side():
    model = load_pair_model()
    host = told("b/0", "b", mode="visit", actors=(DAHL,), recipients=(ARCHER,), trigger="received")
    both = told(actors=(ARCHER, DAHL), recipients=())
    (a,), (b,) = accounts_of([both], model), accounts_of([host], model)
    assert link_score(a, b, model) is not None


USA, NORWAY = Party("Washington", "United States", "USA", "GOV"), Party("Oslo", "Norway", "NOR", "GOV")
OTHER_AMERICAN, OTHER_NORWEGIAN = Party("Bo Reed", "Bo Reed", "USA", "GOV"), Party("Kari Lie", "Kari Lie", "NOR", "GOV")
RIVAL = Party("Eva Lind", "Eva Lind", "SWE", "GOV")


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ({}, True),
        ({"actors": (USA, NORWAY)}, True),
        ({"place": "the palace", "place_country": None}, True),
        ({"actors": (RIVAL, ARCHER, DAHL), "mode": "third-party"}, True),
        ({"place": "Rome", "place_country": "ITA"}, False),
        ({"date": "2031-04-26"}, False),
        ({"date": None}, False),
        ({"status": "negated"}, False),
        ({"mode": "phone"}, False),
        ({"type": "SUPPORT"}, False),
        ({"actors": (OTHER_AMERICAN, OTHER_NORWEGIAN)}, False),
        ({"actors": (ARCHER, RIVAL)}, False),
    ],
)
def test_the_same_states_on_one_day_meet_once_where_nothing_speaks_against_it(more, same):
    first = traits(told(actors=(ARCHER, DAHL), recipients=()))
    other = {"actors": (ARCHER, DAHL), "recipients": (), "sentence": "They sat down at noon.", "trigger": "sat"} | more
    second = traits(told("b/0", "b", **other))
    assert one_meeting(first, second) is same
    assert one_meeting(second, first) is same


def test_a_host_named_by_one_story_only_does_not_part_the_keys():
    two, three = told(actors=(USA, NORWAY), recipients=()), told("b/0", "b", actors=(RIVAL, USA, NORWAY), recipients=())
    (a,), (b,) = accounts_of([two], load_pair_model()), accounts_of([three], load_pair_model())
    assert "CONSULT|NOR+USA" in set(keys_of(a)) & set(keys_of(b))


def test_meetings_with_two_others_on_one_day_are_two():
    model = load_pair_model()
    other = told("b/0", "b", recipients=(Party("Eva Costa", "Eva Costa", "CHL", "GOV"),), place=None)
    (a,), (b,) = accounts_of([told(place=None)], model), accounts_of([other], model)
    assert link_score(a, b, model) is None


def test_a_place_is_a_key_where_one_story_names_one_side_only():
    model = load_pair_model()
    (a,) = accounts_of([told()], model)
    (b,) = accounts_of([told("b/0", "b", actors=(), recipients=(Party("the host", None, "NOR", "GOV"),))], model)
    assert set(keys_of(a)) & set(keys_of(b))


def test_an_event_keeps_where_accounts_differ():
    other = told("b/0", "b", attribution="the readout", sentence="The readout said they met for more than four hours.")
    event = make_event("a/0", Evidence([told(), other], {"a/0": 0.5, "b/0": 0.5}, {}))
    assert [d.about for d in event.differences] == ["duration"]
    assert {v.value for v in event.numbers["duration"]} == {"3 hours", "more than 4 hours"}
    assert [c.value for c in event.claims] == ["the readout"]
    assert event.own_voice == ("a/0",)
    assert (event.sources, event.confidence) == (2, 0.75)


def test_copies_count_once():
    copy = told("b/0", "b")
    event = make_event("a/0", Evidence([told(), copy], {"a/0": 0.5, "b/0": 0.5}, {"a": "a", "b": "a"}))
    assert (event.reports, event.stories, event.sources, event.confidence) == (2, 2, 1, 0.5)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A blast killed at least twenty-five people and injured 1,200.", {("dead", 25), ("injured", 1200)}),
        ("Some two thousand people took part.", {("crowd", 2000)}),
        ("They talked for an hour.", set()),
        ("Five soldiers died, 30 others wounded.", {("dead", 5), ("injured", 30)}),
    ],
)
def test_numbers(sentence, expected):
    assert {(q.kind, q.value) for q in quantities(sentence)} == expected


@pytest.mark.parametrize(
    "piece", ["twenty ", "1,000 ", "Abc ", "five Abc Def were ", "more than half a dozen hundred "]
)
def test_long_input_does_not_hang(piece):
    began = time.perf_counter()
    list(quantities(piece * 2000))
    assert time.perf_counter() - began < 2


def test_copies_are_known_by_their_words():
    text = " ".join(f"word{n % 37} of{n}" for n in range(120))
    assert resemblance(sketch_of(text), sketch_of(text + " A closing line.")) > 0.8
    assert resemblance(sketch_of(text), sketch_of("Quite another text stands here, of no length.")) == 0
    assert unpacked(packed(sketch_of(text))) == sketch_of(text)
    tellers = [
        Teller("a", None, "x", sketch_of(text)),
        Teller("b", None, "y", sketch_of(text)),
        Teller("c", None, "z", ()),
    ]
    assert independent(tellers) == {"a": "a", "b": "a", "c": "c"}


@given(st.text(max_size=30))
def test_any_words_for_a_day_are_borne(value):
    assert stretch(value) is None or stretch(value)[0] <= stretch(value)[1]
    assert day_of(value) is None or day_of(value) == value[:10]


def test_days():
    assert apart("2031-02", "2031-02-28") == 0
    assert apart("2031-02-01/2031-02-03", "2031-02-05") == 2
    assert apart(None, "2031") is None
    assert shifted("9999-12-30", 10) == "9999-12-31"
