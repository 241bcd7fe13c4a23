"""Windows, word pieces and features, and the check of the weights' hashes."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.coding.encoder import (
    CLS,
    SEP,
    Network,
    WeightsError,
    batches,
    cut,
    even_quotes,
    padded,
    paragraphs_of,
    quote_states,
    shape_of,
    windows_of,
)

FOLDER = Path(str(files("communique").joinpath("data/models/statements")))
NETWORK = Network(FOLDER)


def test_shapes_tell_case_and_digits() -> None:
    words = ["talks", "Kremlin", "NATO", "A", "McKay", "2025", "—"]
    assert [shape_of(w) for w in words] == [0, 1, 2, 3, 4, 5, 6]


def test_straight_and_curly_marks_give_the_same_states() -> None:
    straight = quote_states(["he", "said", '"', "no", "deal", '"', "again"])
    assert straight == (0, 0, 1, 2, 2, 3, 0)
    assert straight == quote_states(["he", "said", "“", "no", "deal", "”", "again"])


def test_two_character_marks_keep_the_length() -> None:
    text = "''No deal,'' he said, ``none''"
    assert len(even_quotes(text)) == len(text)
    assert even_quotes(text).count('"') == 3


def test_paragraphs_are_lines_that_hold_something() -> None:
    assert paragraphs_of("One.\n\n  \nTwo.") == [(0, "One."), (9, "Two.")]


def test_a_window_holds_whole_paragraphs_between_marks() -> None:
    (window,) = NETWORK.windows("The envoy left.\n\nTalks went on.")
    assert window.ids[0] == CLS
    assert window.ids.count(SEP) == 2
    assert window.breaks == (0, 0, 0, 0, 1, 1, 1, 1)


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "The minister spoke about the plan for the border. " * 40
    windows = list(windows_of(cut(NETWORK.tokenizer, text, paragraphs_of(text), 64), 64))
    assert len(windows) > 5
    assert all(w.pieces <= 64 for w in windows)
    assert all(text[w.starts[-1]] == "." for w in windows)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=400))
def test_every_word_of_any_text_is_in_exactly_one_window(text: str) -> None:
    windows = NETWORK.windows(text)
    starts = [a for w in windows for a in w.starts]
    assert starts == sorted(starts)
    assert all(0 <= a < b <= len(text) for w in windows for a, b in zip(w.starts, w.ends, strict=True))
    assert all(len(w.firsts) == len(w.starts) == len(w.breaks) for w in windows)
    assert all(len(w.ids) == len(w.shapes) == len(w.quotes) for w in windows)


def test_batches_hold_every_window_once_within_the_budget() -> None:
    windows = NETWORK.windows("\n".join("The talks in Geneva went on. " * (1 + k % 7) for k in range(40)))
    groups = list(batches(windows, 400))
    assert sorted(k for group in groups for k in group) == list(range(len(windows)))
    assert all(len(g) * max(windows[k].pieces for k in g) <= 400 for g in groups)


def test_padding_fills_with_zeros() -> None:
    assert np.array_equal(padded([[1, 2], [3]]), [[1, 2], [3, 0]])


def test_what_a_window_gives_does_not_depend_on_its_batch() -> None:
    text = "Short talks.\n" + "The envoy of the president met the foreign minister in Geneva on Friday. " * 8
    windows = [w for line in text.split("\n") for w in NETWORK.windows(line)]
    together = {k: outputs[0][row] for numbers, outputs in NETWORK.run(windows) for row, k in enumerate(numbers)}
    (_, alone) = next(NETWORK.run(windows[:1]))
    words = len(windows[0].firsts)
    # int8 scales are set by the whole batch, so the numbers differ a little, the choice does not
    assert np.array_equal(together[0][:words].argmax(1), alone[0][0].argmax(1))


def test_other_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    with (folder / "heads.npz").open("ab") as handle:
        handle.write(b"x")
    with pytest.raises(WeightsError, match="not the file"):
        Network(folder).verified("heads.npz")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(WeightsError, match="missing"):
        _ = Network(folder).tokenizer
