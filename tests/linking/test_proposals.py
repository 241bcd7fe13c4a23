"""Which tellings are of one proposal: a relation of the two alone, and keys by which they find each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.linking.proposals import ProposalTraits, Told, is_same, keys_of, make_proposal

TRUCE = ProposalTraits(
    "T1", "a", "2031-05-01", "ceasefire", "P3D", "RUS", frozenset(), frozenset({"RUS", "UKR"}), frozenset()
)
PLAN = ProposalTraits(
    "T2", "a", "2031-05-01", "plan", None, "USA", frozenset(), frozenset({"USA", "FRA"}), frozenset({"war", "end"})
)
TALKS = ProposalTraits(
    "T3",
    "a",
    "2031-05-01",
    "talks",
    None,
    None,
    frozenset({"IRN", "USA"}),
    frozenset({"IRN", "USA"}),
    frozenset({"nuclear"}),
)

countries = st.frozensets(st.sampled_from(["RUS", "UKR", "USA", "FRA"]), max_size=3)
traits = st.builds(
    ProposalTraits,
    st.sampled_from(["T1", "T2"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([None, "2031-05-01", "2031-05-03", "2031-05-20", "2031-08-01"]),
    st.sampled_from(["ceasefire", "plan", "offer", "talks", "meeting", "deal", "body"]),
    st.sampled_from([None, "P3D", "lasting"]),
    st.sampled_from([None, "RUS", "USA"]),
    countries,
    countries,
    st.frozensets(st.sampled_from(["war", "end", "grain", "nuclear"]), max_size=3),
).map(lambda t: replace(t, involved=t.involved | t.parties | ({t.proposer} if t.proposer else set())))


@given(traits, traits)
def test_the_relation_is_symmetric_and_what_it_joins_shares_a_key(a, b):
    assert is_same(a, b) == is_same(b, a)
    if is_same(a, b):
        assert set(keys_of(a)) & set(keys_of(b))


@pytest.mark.parametrize("one", [TRUCE, PLAN, TALKS])
def test_the_same_thing_told_elsewhere_is_one(one):
    assert is_same(
        one, replace(one, telling_id="T9", story_id="b", day="2031-05-09" if one.terms or one.words else one.day)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TRUCE, {"terms": "P30D"}),
        (TRUCE, {"proposer": "UKR"}),
        (TRUCE, {"involved": frozenset({"IND", "PAK"})}),
        (TRUCE, {"day": "2031-07-01"}),
        (TRUCE, {"day": None}),
        (TRUCE, {"story_id": "a"}),
        (PLAN, {"words": frozenset({"grain"})}),
        (PLAN, {"kind": "ceasefire"}),
        (TALKS, {"involved": frozenset({"IRN", "OMN"})}),
    ],
)
def test_other_terms_parties_times_or_words_are_other_proposals(one, other):
    assert not is_same(one, replace(one, **{"telling_id": "T9", "story_id": "b", **other}))


def told(ident, day, name, **more):
    values = {
        "kind": "ceasefire",
        "proposer": None,
        "proposer_country": None,
        "parties": (),
        "duration": None,
        "begins": None,
        "terms": None,
    }
    return Told(ident, f"s{ident}", day, name, **{**values, **more})


def test_a_proposal_adds_up_whatever_the_order_of_its_tellings():
    one = told("T1", "2031-05-02", "the truce", statuses=(("2031-05-02", "rejected", 0, 5),))
    two = told(
        "T2",
        "2031-05-01",
        "a three-day truce",
        proposer="Putin",
        proposer_country="RUS",
        duration="P3D",
        statuses=((None, "offered", 3, 9),),
    )
    three = told("T3", "2031-05-04", "the truce", parties=("UKR", "RUS"), statuses=(("2031-05-01", "offered", 1, 4),))
    made = make_proposal([one, two, three])
    assert made == make_proposal([three, one, two])
    assert (made.name, made.proposer, made.duration, made.parties) == ("a three-day truce", "Putin", "P3D", ("UKR",))
    assert (made.status, made.first_day, made.last_day, made.stories) == ("rejected", "2031-05-01", "2031-05-04", 3)
    assert [s[1] for s in made.statuses] == ["offered", "offered", "rejected"]


def test_copies_are_not_counted():
    tellings = [told("T1", "2031-05-02", "a truce"), told("T2", "2031-05-02", "a much longer name for the truce")]
    made = make_proposal(tellings, frozenset({"sT2"}))
    assert (made.stories, made.name) == (1, "a truce")
