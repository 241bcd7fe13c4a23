"""Words that number an act, on sentences of our own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.linking.ordinals import Kind, count_of, numberings, ordinal_of


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Norway and Chile held a fourth round of fishery talks.", [("ordinal", "4-4", "meetings", "fourth round of fishery talks")]),
        ("Archer saw Dahl for the 12th time.", [("ordinal", "12-12", None, "for the 12th time")]),
        ("It was the twenty-first meeting of the two.", [("ordinal", "21-21", "meetings", "twenty-first meeting")]),
        ("The EU adopted its ninth sanctions package.", [("ordinal", "9-9", "sanctions", "ninth sanctions package")]),
        (
            "The first round took place in May, the second in Rome and the third in Oslo.",
            [("ordinal", "1-1", None, "first round"), ("ordinal", "2-2", None, "second"), ("ordinal", "3-3", None, "third")],
        ),
        ("The second day of the third round was calm.", [("ordinal", "3-3", None, "third round")]),
        ("Monday's meeting was the fourth between them.", [("ordinal", "4-4", "meetings", "meeting was the fourth")]),
        ("The first-ever summit opened.", [("ordinal", "1-1", "summits", "first-ever summit")]),
        ("They have met several times.", [("again", None, "meetings", "have met several times")]),
        ("A second wave of attacks followed.", [("ordinal", "2-2", "attacks", "second wave of attacks")]),
        ("The two have already held five rounds of talks.", [("count", "1-5", "meetings", "have already held five rounds of talks")]),
        ("After two earlier visits he stayed home.", [("count", "1-2", "visits", "two earlier visits")]),
        ("They have met three times this year.", [("count", "1-3", "meetings", "have met three times")]),
        ("She had spoken twice with Dahl.", [("count", "1-2", "calls", "had spoken twice")]),
        ("The envoys will meet again in June.", [("again", None, "meetings", "meet again")]),
        ("Another round of negotiations is due.", [("again", None, "meetings", "Another round of negotiations")]),
        ("The ministers are to meet every two months.", [("regular", None, "meetings", "meet every two months")]),
        ("It lasted longer than previous truces.", [("previous", None, "truces", "previous truces")]),
        ("They have not met since 2019.", [("since", None, "meetings", "have not met since 2019")]),
        ("They have not met since their second meeting, in May.", [("since", None, "meetings", "have not met since their"), ("ordinal", "2-2", "meetings", "second meeting")]),
        ("It was the first summit of the two in six years.", [("since", None, "summits", "first summit of the two in six years")]),
    ],
)  # fmt: skip
def test_what_numbers_an_act(sentence, expected):
    found = [
        (n.kind.value, f"{n.first}-{n.last}" if n.first else None, n.family, sentence[n.start : n.end])
        for n in numberings(sentence)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Third-party mediators spoke.",
        "On the second day of talks, they left.",
        "The first round of the election was won by Berg.",
        "The first lady met the queen.",
        "They held two meetings on Friday.",
        "He has since agreed to a ceasefire.",
        "The third country rejected it.",
        "On the 24th local time differs.",
        "Second World War talks were commemorated.",
    ],
)
def test_what_numbers_something_else(sentence):
    assert numberings(sentence) == ()


@pytest.mark.parametrize(
    ("words", "value"), [("4th", 4), ("third", 3), ("thirty-second", 32), ("zeroth", None), ("0th", None)]
)
def test_ordinals(words, value):
    assert ordinal_of(words) == value


@pytest.mark.parametrize(("words", "value"), [("twice", 2), ("three times", 3), ("a dozen", 12), ("one", None)])
def test_counts(words, value):
    assert count_of(words) == value


@given(
    st.text(
        alphabet=st.sampled_from("first second 4th round of talks have met again since the previous ones, 'é\n"),
        max_size=200,
    )
)
def test_words_stand_where_they_are_said_to_and_do_not_overlap(text):
    found = numberings(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(n.kind in Kind for n in found)


@pytest.mark.parametrize(
    "piece", ["first ", "have met ", "the third in ", "twenty-", "previous ", "round of ", "met again, ", "no talks "]
)
def test_long_input_does_not_hang(piece):
    began = time.perf_counter()
    numberings(piece * 5000)
    assert time.perf_counter() - began < 2
