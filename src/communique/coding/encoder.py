"""From text to the vectors a small fine-tuned encoder gives: cutting into windows, word pieces, onnxruntime.

Words are the tokenizer's pre-tokens (runs of letters or digits; every punctuation mark alone). A window is
`[CLS] paragraph [SEP] paragraph [SEP] ...`, whole paragraphs while they fit; a paragraph too long for one window
is cut after a sentence. Two features per word say what the uncased vocabulary cannot see: its shape and whether
it stands inside quotation marks. The same code prepares the training data.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

CLS, SEP, PAD = 101, 102, 0
OPENING, CLOSING, STRAIGHT = "“„«", "”»", '"‟'
SENTENCE_END = frozenset(".!?")

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]


class WeightsError(RuntimeError):
    """The weights on disk are missing or are not the ones this version was released with."""


@dataclass(frozen=True)
class Network:
    """A fine-tuned encoder with its heads as exported: an onnxruntime session, its tokenizer and the folder's config."""

    folder: Path

    @cached_property
    def config(self) -> dict[str, Any]:
        """What `config.json` says; under "sha256" the hashes of the other files."""
        config: dict[str, Any] = json.loads((self.folder / "config.json").read_text(encoding="utf8"))
        return config

    def verified(self, name: str) -> Path:
        """Path of a file of the folder, after its hash was compared with the one in `config.json`."""
        path = self.folder / name
        if not path.is_file():
            raise WeightsError(f"{path} is missing; install the package again")
        if hashlib.sha256(path.read_bytes()).hexdigest() != self.config["sha256"][name]:
            raise WeightsError(f"{path} is not the file this version was released with; install the package again")
        return path

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The WordPiece tokenizer."""
        return load_tokenizer(self.verified("tokenizer.json"))

    @cached_property
    def session(self) -> InferenceSession:
        """The network, on one thread."""
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return InferenceSession(str(self.verified("model.onnx")), options, providers=["CPUExecutionProvider"])

    def windows(self, text: str) -> list[Window]:
        """The text's paragraphs (its lines) cut into windows of the size the network was trained on."""
        limit = int(self.config["limit"])
        return list(windows_of(cut(self.tokenizer, text, paragraphs_of(text), limit), limit))

    def run(self, windows: Sequence[Window], budget: int = 2048) -> Iterator[tuple[list[int], list[FloatArray]]]:
        """For batches of up to `budget` pieces: numbers of the windows, and each output as [windows, words, size]."""
        for numbers in batches(windows, budget):
            chosen = [windows[k] for k in numbers]
            inputs = {name: padded(getattr(w, name) for w in chosen) for name in ("ids", "shapes", "quotes")}
            firsts = padded(w.firsts for w in chosen)
            rows = np.arange(len(chosen))[:, None]
            yield numbers, [output[rows, firsts] for output in self.session.run(None, inputs)]


@dataclass(frozen=True)
class Piecewise:
    """One stretch of text as word pieces. `word` numbers the words from 0; `starts`, `ends` are offsets in the text."""

    ids: tuple[int, ...]
    words: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    shapes: tuple[int, ...]
    quotes: tuple[int, ...]

    def part(self, first: int, last: int) -> Piecewise:
        """The words `first` to `last` (not included) alone, numbered from 0 again."""
        keep = [i for i, word in enumerate(self.words) if first <= word < last]
        return Piecewise(
            tuple(self.ids[i] for i in keep),
            tuple(self.words[i] - first for i in keep),
            self.starts[first:last],
            self.ends[first:last],
            self.shapes[first:last],
            self.quotes[first:last],
        )


@dataclass(frozen=True)
class Window:
    """What the encoder sees at once: piece ids and features [pieces]; `firsts` is each word's first piece [words]."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    quotes: tuple[int, ...]
    firsts: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: tuple[int, ...]
    """Number of the paragraph, counted within the window, of each word [words]."""

    @property
    def pieces(self) -> int:
        """Length in word pieces, the marks [CLS] and [SEP] among them."""
        return len(self.ids)


def even_quotes(text: str) -> str:
    """The text at the same length with two-character quotation marks ('' and ``) as one mark and a filler."""
    return text.replace("``", "“\u200b").replace("''", '"\u200b')


def shape_of(word: str) -> int:
    """Shape of a word: 0 lower case, 1 Capitalised, 2 UPPER, 3 one capital letter, 4 miXed, 5 digits, 6 other."""
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[:1].isupper() and word[1:].islower():
        return 1
    if word.isalpha():
        return 4
    return 5 if word[:1].isdigit() else 6


def quote_states(words: Sequence[str]) -> tuple[int, ...]:
    """State per word of one paragraph: 0 outside quotation marks, 1 opening mark, 2 inside, 3 closing mark."""
    inside, states = False, []
    for word in words:
        mark = word[:1]
        if mark in OPENING or (mark in STRAIGHT and not inside):
            inside = True
            states.append(1)
        elif mark in CLOSING or mark in STRAIGHT:
            inside = False
            states.append(3)
        else:
            states.append(2 if inside else 0)
    return tuple(states)


def load_tokenizer(path: Path) -> Tokenizer:
    """The WordPiece tokenizer in `tokenizer.json`, without padding or truncation."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def pieces_of(tokenizer: Tokenizer, paragraphs: Sequence[tuple[int, str]]) -> list[Piecewise]:
    """Word pieces of paragraphs given as (offset of the paragraph, its text)."""
    evened = [even_quotes(text) for _, text in paragraphs]
    encodings = tokenizer.encode_batch(evened, add_special_tokens=False)
    return [
        _piecewise(encoding.ids, encoding.word_ids, encoding.offsets, evened[k], paragraphs[k][0])
        for k, encoding in enumerate(encodings)
    ]


def _piecewise(
    ids: list[int], numbers: list[int | None], offsets: list[tuple[int, int]], text: str, base: int
) -> Piecewise:
    words: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    last: int | None = None
    for number, (start, end) in zip(numbers, offsets, strict=True):
        if number != last or not words:
            last = number
            starts.append(start)
            ends.append(end)
        else:
            ends[-1] = end
        words.append(len(starts) - 1)
    surfaces = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    return Piecewise(
        tuple(ids),
        tuple(words),
        tuple(base + a for a in starts),
        tuple(base + b for b in ends),
        tuple(shape_of(w) for w in surfaces),
        quote_states(surfaces),
    )


def split_long(paragraph: Piecewise, text: str, limit: int) -> list[Piecewise]:
    """Cut a paragraph of more than `limit` pieces after the last sentence that fits, or else where it must be."""
    parts: list[Piecewise] = []
    while len(paragraph.ids) > limit:
        words = paragraph.words[limit]
        cut = next(
            (k + 1 for k in range(words - 1, words // 3, -1) if text[paragraph.starts[k]] in SENTENCE_END),
            max(words, 1),
        )
        parts.append(paragraph.part(0, cut))
        paragraph = paragraph.part(cut, len(paragraph.starts))
    return [*parts, paragraph] if paragraph.ids else parts


def windows_of(paragraphs: Sequence[Piecewise], limit: int, first: int | None = None) -> Iterator[Window]:
    """Fill windows of up to `limit` pieces with whole paragraphs, the first of them up to `first` pieces."""
    held: list[Piecewise] = []
    room, used = first or limit, 1
    for paragraph in paragraphs:
        cost = len(paragraph.ids) + 1
        if held and used + cost > room:
            yield join(held)
            room, held, used = limit, [], 1
        held.append(paragraph)
        used += cost
    if held:
        yield join(held)


def join(paragraphs: Sequence[Piecewise]) -> Window:
    """One window of these paragraphs: `[CLS] p [SEP] p [SEP]`."""
    ids, shapes, quotes, firsts, breaks = [CLS], [0], [0], [], []
    for number, paragraph in enumerate(paragraphs):
        seen = -1
        for piece, word in zip(paragraph.ids, paragraph.words, strict=True):
            if word != seen:
                seen = word
                firsts.append(len(ids))
                breaks.append(number)
            ids.append(piece)
            shapes.append(paragraph.shapes[word])
            quotes.append(paragraph.quotes[word])
        ids.append(SEP)
        shapes.append(0)
        quotes.append(0)
    starts = tuple(a for p in paragraphs for a in p.starts)
    ends = tuple(b for p in paragraphs for b in p.ends)
    return Window(tuple(ids), tuple(shapes), tuple(quotes), tuple(firsts), starts, ends, tuple(breaks))


def paragraphs_of(text: str) -> list[tuple[int, str]]:
    """Lines of the text that hold anything, each with its offset."""
    return [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]


def cut(tokenizer: Tokenizer, text: str, paragraphs: Sequence[tuple[int, str]], limit: int) -> list[Piecewise]:
    """Word pieces of the paragraphs of a text, none of more pieces than fit into a window of `limit`."""
    even = even_quotes(text)
    parts = (split_long(p, even, limit - 2) for p in pieces_of(tokenizer, paragraphs))
    return [part for some in parts for part in some if part.ids]


def batches(windows: Sequence[Window], budget: int) -> Iterator[list[int]]:
    """Numbers of the windows in batches of similar length, each of up to `budget` padded pieces."""
    order = sorted(range(len(windows)), key=lambda k: windows[k].pieces)
    held: list[int] = []
    for number in order:
        if held and (len(held) + 1) * windows[number].pieces > budget:
            yield held
            held = []
        held.append(number)
    if held:
        yield held


def padded(rows: Iterable[Sequence[int]]) -> IntArray:
    """Rows of different length as one array [rows, longest], padded with 0."""
    lines = list(rows)
    array = np.zeros((len(lines), max(map(len, lines))), dtype=np.int64)
    for number, line in enumerate(lines):
        array[number, : len(line)] = line
    return array
