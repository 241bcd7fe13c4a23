"""Processes are found in the graph of parties and issues, whatever the order of what is read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.linking.processes import followed, numbered, processes_of, rounds_of
from communique.linking.processes_cluster import dyads_of
from communique.linking.processes_model import Deed, StoryWords
from communique.linking.processes_parties import leading_people, parties_of
from communique.linking.processes_terms import candidates, issue_nouns, leading_terms, names_an_issue, settings


def deed(
    ident: str,
    type_: str,
    actors: str,
    recipients: str = "",
    story: str = "s1",
    date: str | None = "2031-03-02",
    **more,
) -> Deed:
    held = {"mode": None, "status": "actual", "place": None, "place_country": None, "triggers": (), "names": ()} | more
    return Deed(
        id=ident, type=type_, date=date, actors=frozenset(actors.split()), recipients=frozenset(recipients.split()),
        stories=(story,), told="2031-03-02", **held,
    )  # fmt: skip


DEEDS = [
    deed("E1", "COERCE", "NOR", "DNK", "f1"),
    deed("E2", "ACCUSE", "DNK", "NOR", "f1"),
    deed("E3", "CONSULT", "SWE", "", "f2", "2031-03-09", mode="third-party"),
    deed("E4", "CONSULT", "NOR DNK", "", "f2", "2031-03-09", place="Stockholm", place_country="SWE"),
    deed("E5", "ASSAULT", "CHL", "PER", "b1"),
    deed("E6", "MOBILIZE", "PER", "CHL", "b1"),
    deed("E7", "ASSAULT", "PER", "CHL", "b2", "2031-03-06"),
    deed("E8", "ACCUSE", "PER", "BRA", "b2", "2031-03-06"),
]
STORIES = [
    StoryWords(
        "f1",
        "2031-03-02",
        "Norway seizes trawler over herring",
        ("Norway seized a trawler in a quarrel over the herring.",),
    ),
    StoryWords("f2", "2031-03-09", "Sweden mediates over herring", ("They met for talks about the herring.",)),
    StoryWords("b1", "2031-03-04", "Shells in the desert", ("Chile shelled the garrison in the desert.",)),
    StoryWords("b2", "2031-03-06", "More fire in the desert", ("Peru fired rockets from the desert.",)),
]


def test_two_crises_are_two_processes_with_their_parties_mediator_rounds_and_issue():
    herring, desert = sorted(processes_of(DEEDS, STORIES), key=lambda p: p.id, reverse=True)
    assert herring.id == "dnk-nor-herring"
    assert herring.countries == ("DNK", "NOR")
    assert [p.country for p in herring.of_role("mediator")] == ["SWE"]
    assert [(r.date, r.place, r.events) for r in herring.rounds] == [("2031-03-09", "Stockholm", ("E4",))]
    assert herring.incidents == ("E1",)
    assert (herring.first_day, herring.last_day) == ("2031-03-02", "2031-03-09")
    assert desert.id == "chl-per-desert"
    assert set(desert.incidents) == {"E5", "E6", "E7"}
    assert desert.aside == ("E8",)


@given(st.randoms(use_true_random=False))
def test_the_order_of_events_and_stories_does_not_matter(chance: random.Random):
    deeds, stories = DEEDS[:], STORIES[:]
    chance.shuffle(deeds)
    chance.shuffle(stories)
    assert processes_of(deeds, stories) == processes_of(DEEDS, STORIES)


def test_stories_of_later_days_leave_ids_and_events_of_earlier_processes_alone():
    later = StoryWords("c1", "2031-04-01", "Floods in the delta", ("Kenya sent boats to the delta.",))
    more = [deed(f"E9{n}", "AID", "KEN", "TZA", "c1", "2031-04-01") for n in range(3)]
    before = {p.id: p.events for p in processes_of(DEEDS, STORIES)}
    after = {p.id: p.events for p in processes_of([*DEEDS, *more], [*STORIES, later])}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_a_long_silence_parts_two_crises_of_one_dyad():
    old = StoryWords(
        "o1",
        "2029-03-02",
        "Norway seizes trawler over herring",
        ("Norway seized a trawler in a quarrel over the herring.",),
    )
    deeds = [replace(d, id=f"O{d.id}", stories=("o1",), date="2029-03-02") for d in DEEDS[:2]]
    deeds.append(replace(DEEDS[3], id="OE4", stories=("o1",), date="2029-03-02"))
    found = [p for p in processes_of([*DEEDS, *deeds], [*STORIES, old]) if p.countries == ("DNK", "NOR")]
    assert sorted((p.first_day, p.stories) for p in found) == [("2029-03-02", ("o1",)), ("2031-03-02", ("f1", "f2"))]
    assert len({p.id for p in found}) == 2


def test_of_processes_with_one_id_the_earliest_keeps_it():
    (one, *_) = processes_of(DEEDS, STORIES)
    later = replace(one, first_day="2035-01-01", events=("X1",))
    assert [p.id for p in numbered([later, one])] == [f"{one.id}-2", one.id]


def test_nothing_gives_no_process():
    assert processes_of([], []) == ()
    assert processes_of([deed("E1", "ACCUSE", "", "")], STORIES) == ()


def test_talks_of_one_day_and_country_are_one_round_and_others_are_not():
    told = [
        deed("E1", "CONSULT", "NOR DNK", place_country="SWE"),
        deed("E2", "CONSULT", "NOR", "DNK"),
        deed("E3", "CONSULT", "NOR DNK", place_country="FIN"),
        deed("E4", "CONSULT", "NOR DNK", date=None),
        deed("E5", "CONSULT", "NOR DNK", status="negated"),
        deed("E6", "CONSULT", "NOR DNK", date="2029/2031"),
        deed("E7", "CONSULT", "NOR"),
    ]
    assert [r.events for r in rounds_of(told)] == [("E1", "E2", "E7"), ("E3",), ("E4",)]


def test_a_visit_is_a_round_with_the_country_that_is_visited():
    (one,) = rounds_of([deed("E1", "CONSULT", "NOR", mode="visit", place_country="DNK")])
    assert one.countries == ("DNK", "NOR")
    assert rounds_of([deed("E1", "CONSULT", "NOR", place_country="DNK")]) == ()


def test_a_followed_process_holds_what_it_is_given():
    made = followed("Herring", ("NOR", "DNK"), ("quota",), DEEDS[:4], STORIES[:2])
    assert made.followed
    assert made.events == ("E1", "E2", "E3", "E4")
    assert made.countries == ("NOR", "DNK")
    assert [p.country for p in made.of_role("mediator")] == ["SWE"]


def test_a_mediator_that_quarrels_or_is_in_most_of_it_is_a_party():
    more = [deed(f"M{n}", "AID", "SWE", "NOR", "f2", "2031-03-09") for n in range(4)]
    roles = {p.country: p.role for p in parties_of([*DEEDS[:4], *more], ("DNK", "NOR"), settings())}
    assert roles["SWE"] == "party"
    quarrel = [deed("M1", "ACCUSE", "SWE", "NOR", "f2")]
    roles = {p.country: p.role for p in parties_of([*DEEDS[:4], *quarrel], ("DNK", "NOR"), settings())}
    assert roles["SWE"] == "party"


def test_who_lends_a_place_to_talks_of_others_is_a_host():
    talks = [
        deed("T1", "CONSULT", "NOR", "DNK", place_country="FIN"),
        deed("T2", "CONSULT", "ISL", triggers=("hosting",)),
    ]
    roles = {p.country: p.role for p in parties_of([*DEEDS[:2], *talks], ("DNK", "NOR"), settings())}
    assert (roles["FIN"], roles["ISL"]) == ("host", "host")


def test_one_country_is_a_dyad_with_itself_and_a_long_list_is_none():
    assert dyads_of(["NOR"], 6) == (("NOR", "NOR"),)
    assert dyads_of(["NOR", "DNK", "NOR"], 6) == (("DNK", "NOR"),)
    assert dyads_of("ABCDEFG", 6) == ()


def test_a_surname_counts_for_the_one_full_name():
    assert leading_people({"Ann Berg": 2, "Berg": 3, "Ole Lund": 4}) == ("Ann Berg", "Ole Lund")
    assert leading_people({"Ann Berg": 2, "Eva Berg": 2, "Berg": 3})[0] == "Berg"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("ceasefire", True), ("minister", False), ("norway", False), ("oslo", False), ("attacked", False), ("the", False)],
)
def test_what_names_an_issue(word, expected):
    assert names_an_issue(word) is expected


def test_nouns_are_known_by_their_neighbours():
    assert candidates("They discussed the herring quota on Monday.")[1] == {"quota"}
    (found,) = issue_nouns([("Quota dispute", ["They fished the herring.", "It is about herring, and the quota."])])
    assert found == {"herring": 2, "quota": 3}
    assert leading_terms(found, {}, frozenset({"quota"}), 3) == ("herring",)
