"""What the report model sees of words: paths through the parse, distances, windows that hold every word once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from communique.coding.features import (
    LONGEST_LIST,
    MAX_PATH,
    coordination,
    dependency_path,
    distance_bucket,
    mode_names,
    type_names,
)
from communique.coding.reading import doc_windows


def parsed():
    words = ["The", "envoy", "met", "the", "president", "in", "Oslo"]
    heads = [1, 2, 2, 4, 2, 2, 5]
    deps = ["det", "nsubj", "ROOT", "det", "dobj", "prep", "pobj"]
    return Doc(Vocab(), words, heads=heads, deps=deps)


def test_paths_go_up_to_the_common_word_and_down_again():
    doc = parsed()
    assert dependency_path(doc[2], doc[1]) == "nsubj"
    assert dependency_path(doc[2], doc[6]) == "prep pobj"
    assert dependency_path(doc[1], doc[4]) == "^nsubj dobj"
    assert dependency_path(doc[2], doc[2]) == "self"


def test_a_long_path_is_far():
    n = MAX_PATH + 2
    doc = Doc(Vocab(), ["w"] * n, heads=[max(0, i - 1) for i in range(n)], deps=["ROOT", *["dep"] * (n - 1)])
    assert dependency_path(doc[0], doc[n - 1]) == "far"
    assert dependency_path(doc[0], doc[MAX_PATH]) == "dep dep dep dep"


def test_a_coordination_is_known_by_its_first_word_and_a_list_without_end_is_not_walked():
    n = LONGEST_LIST + 5
    doc = Doc(Vocab(), ["w"] * n, heads=[max(0, i - 1) for i in range(n)], deps=["ROOT", *["conj"] * (n - 1)])
    assert coordination(doc[0]) == 0
    assert coordination(doc[LONGEST_LIST]) == 0
    assert coordination(doc[n - 1]) == n - 1 - LONGEST_LIST


@given(a=st.integers(0, 500), b=st.integers(0, 500))
def test_distances_mirror_each_other(a, b):
    assert 0 <= distance_bucket(a, b) <= 16
    assert distance_bucket(a, b) + distance_bucket(b, a) == 16


def test_there_are_16_types_and_each_has_its_no_mode():
    assert len(type_names()) == 16
    assert {f"{t}:" for t in type_names()} <= set(mode_names())


@settings(max_examples=25, deadline=None)
@given(
    paragraphs=st.lists(st.text(alphabet="ab .,'“”’-\u00e9\u4e2d9", min_size=1, max_size=400), min_size=1, max_size=8)
)
def test_windows_hold_every_token_at_most_once_and_all_plain_words(coder, paragraphs):
    tokenizer = coder.nlp.get_pipe("communique_reports").models[0].network.tokenizer
    doc = coder.nlp.make_doc("\n\n".join(paragraphs))
    placed = [i for w in doc_windows(doc, tokenizer) for i in w.tokens]
    assert len(placed) == len(set(placed))
    words = {t.i for t in doc if t.text.isascii() and t.text.isalpha()}
    assert words <= set(placed)
