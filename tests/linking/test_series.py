"""Occurrences of one story and series of several, on sentences of our own."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import pytest

from communique.linking.ordinals import Kind
from communique.linking.series import Occurrence, occurrences_of
from communique.linking.series_group import KnownEvent, key_of, series_of
from communique.linking.series_text import Act, Named, SeriesParty, StoryText, piece_sentences, state

ARCHER = SeriesParty("Ann Archer", "USA", person=True)
DAHL = SeriesParty("Per Dahl", "NOR", person=True)
NORWAY, CHILE = state("NOR"), state("CHL")


def story(text: str, acts: tuple[Act, ...] = (), published: str | None = "2031-06-20") -> StoryText:
    names = {"Ann Archer": ARCHER, "Archer": ARCHER, "Per Dahl": DAHL, "Dahl": DAHL}
    pieces = tuple((text.index(line), text.index(line) + len(line)) for line in text.split("\n") if line)
    return StoryText("s", published, text, pieces, names, acts)


def act(
    text: str, trigger: str, *parties: tuple[str, SeriesParty], ident: str = "R1", type_: str = "CONSULT", **more
) -> Act:
    at = text.index(trigger)
    named = tuple(Named(text.index(w), text.index(w) + len(w), p) for w, p in parties)
    base = Act(ident, type_, "actual", None, None, (at, at + len(trigger)), (0, len(text)), named)
    return replace(base, **more)


def told(text: str, *acts: Act, **more) -> list[tuple[str, str | None, str, str, str | None, list[str]]]:
    return [
        (o.kind.value, o.ordinal, o.family, o.status, o.day, [p.name for p in o.parties])
        for o in occurrences_of(story(text, acts, **more))
    ]


def test_the_report_of_the_act_is_tied_and_gives_parties_and_day():
    text = "Archer meets Dahl for 4th time in Oslo"
    report = act(text, "meets", ("Archer", ARCHER), ("Dahl", DAHL), date="2031-06-20")
    (one,) = occurrences_of(story(text, (report,)))
    assert (one.report_id, one.first, one.day, one.status, one.family) == ("R1", 4, "2031-06-20", "actual", "meetings")
    assert one.parties == (ARCHER, DAHL)
    assert text[one.start : one.end] == "for 4th time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegian and Chilean negotiators held a third round of talks in Oslo.", ("ordinal", "3", "meetings", "actual", None, ["Chile", "Norway"])),
        ("A fifth meeting between Archer and Dahl is planned for July 3.", ("ordinal", "5", "meetings", "planned", "2031-07-03", ["Ann Archer", "Per Dahl"])),
        ("Norway and Chile have not held direct talks since the dispute began.", ("since", None, "meetings", "negated", None, ["Chile", "Norway"])),
        ("A second Norway-Chile summit did not take place.", ("ordinal", "2", "summits", "negated", None, ["Chile", "Norway"])),
        ("The new Norwegian-Chilean council is to meet regularly.", ("regular", None, "meetings", "planned", None, ["Chile", "Norway"])),
        ("Norwegian President Per Dahl has already had two meetings with Ann Archer.", ("count", "1-2", "meetings", "actual", None, ["Ann Archer", "Per Dahl"])),
        ("Norway doubted that Chile would keep a truce. It will be broken like the previous ones.", ("previous", None, "truces", "actual", None, ["Chile"])),
    ],
)  # fmt: skip
def test_without_a_report_the_clause_names_the_parties(text, expected):
    assert told(text) == [expected]


def test_those_who_bring_others_together_are_no_party():
    text = "Norway and Chile held their second round of talks, mediated by Oman."
    assert told(text)[0][5] == ["Chile", "Norway"]
    hosted = "Ann Archer brought Norway and Chile together for a second round of talks."
    assert told(hosted)[0][5] == ["Chile", "Norway"]


def test_a_round_without_parties_takes_those_of_the_nearest_one():
    text = "Second round ends\nNorway and Chile held a second round of talks.\nNo date has been set for a third round."
    assert [(t[1], t[3], t[5]) for t in told(text)] == [
        ("2", "actual", ["Chile", "Norway"]),
        ("2", "actual", ["Chile", "Norway"]),
        ("3", "planned", ["Chile", "Norway"]),
    ]


def test_days_stand_with_their_own_round():
    text = "Norway and Chile held the first round of talks on April 12, the second in Rome a week later and the third on May 2."
    assert [(t[1], t[4]) for t in told(text)] == [("1", "2031-04-12"), ("2", "2031-04-19"), ("3", "2031-05-02")]


def test_a_promise_made_at_a_round_is_not_the_round():
    text = "At the second round of talks between Norway and Chile they agreed to share data."
    promise = act(text, "agreed", ("Norway", NORWAY), ("Chile", CHILE), type_="AGREE")
    (one,) = occurrences_of(story(text, (promise,)))
    assert (one.report_id, one.status) == (None, "actual")


@pytest.mark.parametrize(("words", "count"), [("third", 1), ("first", 0)])
def test_an_act_that_is_not_listed_is_counted_by_its_report_from_the_second_time_on(words, count):
    text = f"Norway vetoed the plan of Chile for the {words} time."
    veto = act(text, "vetoed", ("Norway", NORWAY), ("Chile", CHILE), type_="REJECT")
    assert [o.family for o in occurrences_of(story(text, (veto,)))] == ["refusals"] * count


def test_sentences_end_where_they_end():
    text = "Gen. A. Berg met U.S. envoys. “It went well.” They left."
    assert [text[a:b].strip() for a, b in piece_sentences(text, 0, len(text))] == [
        "Gen. A. Berg met U.S. envoys.", "“It went well.”", "They left.",
    ]  # fmt: skip


def test_a_long_hostile_story_is_read_in_time():
    text = "Norway and Chile held a third round of talks, and the fourth in Oslo for the first time since. " * 400
    began = time.perf_counter()
    assert len(occurrences_of(story(text))) <= 200
    assert time.perf_counter() - began < 10


# --- series ----------------------------------------------------------------------------------------------------------


def occurrence(story_id: str, number: int | None, day: str | None = None, **more) -> Occurrence:
    kind = Kind.ORDINAL if number else Kind.SINCE
    base = Occurrence(
        story_id, kind, "meetings", 0, 5, 0, 9, "actual", number, number, (ARCHER, DAHL), f"R{story_id}", day
    )
    return replace(base, **more)


def nothing(*_args: object) -> tuple[KnownEvent, ...]:
    return ()


def test_gaps_are_told_in_numbers():
    events = {"Ra": KnownEvent("E4", "actual", "2031-06-20"), "Rb": KnownEvent("E2", "actual", "2031-03-02")}
    found = [occurrence("a", 4, "2031-06-20"), occurrence("b", 2, "2031-03-02")]
    (one,) = series_of(found, events, nothing)
    assert [(a.ordinal, a.events) for a in one.numbered] == [(2, ("E2",)), (4, ("E4",))]
    assert (one.reported, one.known, one.missing, one.contradictions) == (3, 1, (1, 3), ())


def test_a_count_of_earlier_ones_is_a_range():
    three = occurrence("a", None, kind=Kind.COUNT, first=1, last=3)
    (one,) = series_of([three], {}, lambda *_: (KnownEvent("E9", "actual", "2031-01-05"),))
    assert three.ordinal == "1-3"
    assert (one.reported, one.known, one.counts) == (3, 1, (three,))


def test_of_those_counted_the_last_numbered_one_is_known_too():
    found = [occurrence("a", 2, "2031-06-20"), occurrence("b", None, kind=Kind.COUNT, first=1, last=3)]
    (one,) = series_of(found, {"Ra": KnownEvent("E2", "actual", "2031-06-20")}, nothing)
    assert (one.reported, one.known) == (3, 1)


def test_an_event_of_the_day_is_tied_to_a_round_without_a_report():
    found = [occurrence("a", 2, "2031-03-02", report_id=None)]
    (one,) = series_of(
        found, {}, lambda *_: (KnownEvent("E2", "actual", "2031-03-02"), KnownEvent("E7", "actual", "2031-02-02"))
    )
    assert one.numbered[0].events == ("E2",)
    assert [e.id for e in one.unnumbered] == ["E7"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([occurrence("a", 2, "2031-03-02"), occurrence("b", 3, "2031-02-01")], "before"),
        (
            [occurrence("a", 2, "2031-03-02"), occurrence("b", 2, "2031-05-01")],
            "is told of 2031-03-02 and of 2031-05-01",
        ),
        ([occurrence("a", 2), occurrence("b", 3, report_id="Ra")], "one event is told as"),
        ([occurrence("a", 2), occurrence("b", 2, status="negated")], "held and as not held"),
    ],
)
def test_contradictions_are_told(found, words):
    (one,) = series_of(found, {"Ra": KnownEvent("E1", "actual", None)}, nothing)
    assert len(one.contradictions) == 1
    assert words in one.contradictions[0]


def test_the_first_since_long_is_told_of_the_first_round():
    found = [occurrence("a", 1, "2031-03-02"), occurrence("b", None, "2031-03-02")]
    (one,) = series_of(found, {}, nothing)
    assert len(one.numbered[0].occurrences) == 2
    assert one.mentions == ()


def test_people_and_states_are_series_of_their_own_and_short_names_are_the_same_people():
    short = replace(occurrence("a", 2), parties=(SeriesParty("Archer", "USA", person=True), DAHL))
    states = replace(occurrence("b", 2), parties=(state("USA"), NORWAY))
    assert key_of(short) == key_of(occurrence("c", 3))
    assert key_of(states) != key_of(short)
    assert len(series_of([short, states], {}, nothing)) == 2


def test_the_order_of_stories_does_not_matter():
    found = [occurrence("a", 4, "2031-06-20"), occurrence("b", 2, "2031-03-02"), occurrence("c", None, "2031-03-02")]
    results = [series_of(order, {}, nothing) for order in itertools.permutations(found)]
    assert all(r == results[0] for r in results)


def test_a_group_counts_by_its_name_and_not_by_its_country():
    army, rebels = state("NOR"), SeriesParty("Fjord Front", "NOR", person=False, group=True)
    one = replace(occurrence("a", 2), parties=(rebels, army))
    assert key_of(one).parties == ("Fjord Front", "NOR")
    (made,) = series_of([one], {}, nothing)
    assert made.name == "Fjord Front–Norway meetings"
