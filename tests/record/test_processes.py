"""Processes and followed processes of a record: the same whatever the order of reading."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from communique.record.follows import (
    Follow,
    followed_process,
    follows,
    get_follow,
    keep_follow,
    make_follow,
    party_key,
    remove_follow,
    unknown_parties,
)
from communique.record.processes import matching, process, processes, states_in
from communique.record.schema import RecordError
from communique.record.store import Record
from tests.acts import NOR, Act, border, coded_story, fishery, keep


def found(path: Path, stories) -> object:
    with Record.open(path) as record:
        keep(record, *stories)
        return processes(record)


def test_two_crises_appear_whatever_the_order_of_reading(tmp_path):
    stories = [*fishery(), *border()]
    orders = [stories, stories[::-1], *itertools.islice(itertools.permutations(stories), 5, 60, 11)]
    results = [found(tmp_path / f"{n}.db", order) for n, order in enumerate(orders)]
    assert all(r == results[0] for r in results)
    parties = sorted(p.countries for p in results[0])
    assert parties == [("CHL", "PER"), ("DNK", "NOR")]
    herring = next(p for p in results[0] if "NOR" in p.countries)
    assert [p.country for p in herring.of_role("mediator")] == ["SWE"]
    assert len(herring.rounds) == 1
    assert herring.stories == ("f1", "f2", "f3")


def test_reading_and_asking_change_nothing(record):
    keep(record, *fishery())
    before = list(record.db.iterdump())
    processes(record)
    keep(record, *fishery())
    assert list(record.db.iterdump()) == before


def test_a_process_is_found_by_id_by_name_and_by_the_head_of_its_id(record):
    keep(record, *fishery(), *border())
    held = processes(record)
    for p in held:
        assert (
            process(record, p.id)
            == process(record, p.name.upper())
            == matching(held, "-".join(p.id.split("-")[:2]))
            == p
        )
    with pytest.raises(RecordError, match="no process 'nothing'"):
        process(record, "nothing")


def test_an_empty_record_has_no_process(record):
    assert processes(record) == ()


def test_words_for_several_parties_name_their_states():
    assert states_in("Russian and Ukrainian negotiators") == {"RUS", "UKR"}
    assert states_in("the polish on the table") == frozenset()


def test_a_follow_is_kept_replaced_and_removed(record):
    made = make_follow(" Herring  talks ", ["Norway", "dnk"], ["Quota"])
    assert made == Follow("Herring talks", ("NOR", "DNK"), ("quota",))
    assert keep_follow(record, made)
    assert not keep_follow(record, made)
    assert get_follow(record, "herring TALKS") == made
    other = make_follow("herring talks", ["NOR", "DNK", "SWE"])
    assert keep_follow(record, other)
    assert follows(record) == (other,)
    record.unfollow("Herring Talks")
    assert follows(record) == ()
    with pytest.raises(RecordError, match="followed"):
        remove_follow(record, "Herring Talks")


@pytest.mark.parametrize(
    ("name", "parties", "about"),
    [
        ("", ["NOR"], ["fish"]),
        ("x" * 201, ["NOR", "DNK"], []),
        ("a", [], ["fish"]),
        ("a", ["NOR"], []),
        ("a", ["NOR", "DNK"], ["…"]),
    ],
)
def test_a_follow_that_could_find_nothing_is_refused(name, parties, about):
    with pytest.raises(ValueError, match=r".+"):
        make_follow(name, parties, about)


def test_a_followed_process_is_between_two_of_its_parties_in_stories_about_its_words(record):
    keep(record, *fishery(), *border())
    held = followed_process(record, make_follow("Herring", ["NOR", "DNK", "SWE"], ["herring"]))
    assert held.followed
    assert held.stories == ("f1", "f2", "f3")
    assert set(held.countries) == {"NOR", "DNK", "SWE"}
    nothing = followed_process(record, make_follow("Cod", ["NOR", "DNK"], ["cod"]))
    assert nothing.events == ()
    everything = followed_process(record, make_follow("All", ["CHL", "PER"]))
    assert len(everything.events) == len(next(p for p in processes(record) if "CHL" in p.countries).events)


def test_one_party_is_enough_where_the_sentence_has_the_words(record):
    sentences = ("Norway criticised the whaling ban on Friday.", "Norway thanked its sailors on Friday.")
    acts = [Act(sentences[0], "criticised", "ACCUSE", (NOR,)), Act(sentences[1], "thanked", "SUPPORT", (NOR,))]
    keep(record, coded_story("w1", "Whaling ban in dispute", "2031-03-02", acts))
    held = followed_process(record, make_follow("Whales", ["NOR"], ["whaling ban"]))
    assert len(held.events) == 1


def test_an_actor_by_name_can_be_a_party(record):
    who = ("Ann Berg", "Ann Berg", "NOR")
    act = Act("Ann Berg met Denmark on Friday.", "met", "CONSULT", (who,), (("Denmark", "Denmark", "DNK"),))
    keep(record, coded_story("a1", "Berg in talks", "2031-03-02", [act]))
    follow = make_follow("Berg", ["ann berg", "Denmark", "Nobody Else"])
    assert len(followed_process(record, follow).events) == 1
    assert unknown_parties(record, follow) == ("Nobody Else",)


@pytest.mark.parametrize(
    ("words", "key"), [("rus", "RUS"), ("Russia", "RUS"), ("eur", "EUR"), ("Ann Berg", "Ann Berg")]
)
def test_party_keys(words, key):
    assert party_key(words) == key


def test_operators_of_the_search_are_words_and_nothing_else(record):
    keep(record, *fishery())
    for words in ('" OR "', "herring*", "NEAR(a b)", "headline:herring"):
        followed_process(record, make_follow("x", ["NOR", "DNK"], [words, "herring"]))
