"""Promised and held: what is tied, and above all what is not."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from communique.linking.relations import Happening, Tie, Wording, named_ahead, relations

STATES = frozenset({"NOR", "CHL"})


def wording(sentence: str, trigger: str, published: str | None = "2031-05-01") -> Wording:
    at = sentence.index(trigger)
    return Wording(sentence, at, at + len(trigger), published)


PROMISE = Happening(
    "E1", "AGREE", None, "actual", "2031-05-01", "2031-05-01", STATES, frozenset(),
    (wording("Norway and Chile agreed to hold a third round of talks on May 10.", "agreed"),),
)  # fmt: skip
HELD = Happening(
    "E2", "CONSULT", None, "actual", "2031-05-10", "2031-05-10", STATES, frozenset(),
    (wording("Norway and Chile held talks on Saturday.", "held", "2031-05-11"),),
)  # fmt: skip
OFF = Happening(
    "E3", "REJECT", "meet", "actual", "2031-05-08", "2031-05-08", STATES, frozenset(),
    (wording("Norway called off the talks with Chile.", "called off", "2031-05-08"),),
)  # fmt: skip


def ties(one: Happening, *others: Happening) -> list[tuple[Tie, str]]:
    return [(r.tie, r.other) for r in relations(one, others)]


def test_a_promise_and_the_act_are_tied_both_ways():
    assert ties(PROMISE, HELD) == [(Tie.HELD_AS, "E2")]
    assert ties(HELD, PROMISE) == [(Tie.ANNOUNCED_BY, "E1")]


def test_what_is_called_off_is_tied_both_ways():
    assert ties(PROMISE, OFF) == [(Tie.CALLED_OFF_BY, "E3")]
    assert ties(OFF, PROMISE) == [(Tie.CALLS_OFF, "E1")]


def test_a_planned_act_is_tied_to_the_act_of_its_day():
    planned = replace(HELD, id="E4", type="PROTEST", status="planned", made="2031-05-02")
    strike = replace(HELD, id="E5", type="PROTEST", day="2031-05-10")
    assert ties(planned, strike) == [(Tie.HELD_AS, "E5")]
    assert ties(planned, replace(strike, day="2031-05-14")) == []


def test_an_act_that_was_not_held_calls_off_what_was_promised_for_its_day():
    not_held = replace(HELD, status="negated")
    assert ties(PROMISE, not_held) == [(Tie.CALLED_OFF_BY, "E2")]
    assert ties(PROMISE, replace(not_held, day=None)) == []


@pytest.mark.parametrize(
    "act",
    [
        replace(HELD, day="2031-05-20"),
        replace(HELD, day=None),
        replace(HELD, countries=frozenset({"NOR", "PER"})),
        replace(HELD, countries=STATES | {"PER"}),
        replace(HELD, type="AID"),
        replace(HELD, status="possible"),
        replace(HELD, id="E1"),
    ],
)
def test_what_does_not_agree_is_not_tied(act):
    assert ties(PROMISE, act) == []


def test_other_people_of_the_same_states_are_others():
    promise = replace(PROMISE, people=frozenset({("per dahl", "NOR")}))
    assert ties(promise, replace(HELD, people=frozenset({("ole berg", "NOR")}))) == []
    assert ties(promise, replace(HELD, people=frozenset({("per dahl", "NOR"), ("eva rojas", "CHL")}))) == [
        (Tie.HELD_AS, "E2")
    ]


def test_two_that_fit_leave_it_open():
    assert ties(PROMISE, HELD, replace(HELD, id="E9")) == []


def test_without_a_day_the_first_in_the_next_weeks_counts():
    promise = replace(PROMISE, wordings=(wording("Norway and Chile agreed to meet.", "agreed"),))
    assert ties(promise, HELD, replace(HELD, id="E9", day="2031-05-12")) == [(Tie.HELD_AS, "E2")]
    assert ties(promise, replace(HELD, day="2031-05-01")) == []
    assert ties(promise, replace(HELD, day="2031-06-10")) == []


def test_an_act_other_than_a_meeting_needs_the_promised_word():
    promise = replace(PROMISE, wordings=(wording("Norway and Chile agreed to exchange prisoners.", "agreed"),))
    act = replace(HELD, type="RETREAT", wordings=(wording("Norway and Chile exchanged prisoners.", "exchanged"),))
    assert ties(promise, act) == [(Tie.HELD_AS, "E2")]
    assert ties(promise, replace(act, wordings=(wording("Norway handed over a list.", "handed"),))) == []


@pytest.mark.parametrize(
    ("sentence", "trigger", "word", "day"),
    [
        ("They agreed to hold new talks on 3 June.", "agreed", "talks", "2031-06-03"),
        ("They will meet in Oslo on June 3.", "meet", "meet", "2031-06-03"),
        ("They agreed to name teams for talks.", "agreed", None, None),
        ("They agreed after talks.", "agreed", None, None),
        ("They agreed.", "agreed", None, None),
    ],
)
def test_the_act_promised_stands_close_to_the_promise(sentence, trigger, word, day):
    found = named_ahead(wording(sentence, trigger))
    assert (found and found.word, found and found.day) == (word, day)


def test_the_order_of_events_does_not_matter():
    others = [HELD, OFF, replace(HELD, id="E7", day="2031-05-11")]
    results = {relations(PROMISE, order) for order in itertools.permutations(others)}
    assert len(results) == 1
