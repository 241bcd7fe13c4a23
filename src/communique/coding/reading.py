"""A doc's words as the report model reads them: windows of word pieces, with the doc's tokens placed in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token
from tokenizers import Tokenizer

from communique.coding.encoder import Window, cut, paragraphs_of, windows_of
from communique.coding.features import NO_PARTY, pos_index

# Word pieces a window holds. Most stories fit into two; attention beyond a few paragraphs did not pay in time.
WINDOW_PIECES = 320
# How many sentences before the trigger's own a source may stand.
SENTENCES_BACK = 2


@dataclass(frozen=True, slots=True)
class DocWindow:
    """A window and the doc's tokens in it.

    `tokens[n]` is an index in the doc, `words[n]` the number of the window's word it begins in, `pos[n]` its part of speech.
    """

    window: Window
    tokens: tuple[int, ...]
    words: tuple[int, ...]
    pos: tuple[int, ...]


def place_tokens(window: Window, tokens: list[Token]) -> DocWindow:
    """The doc's tokens that begin within the window's words, each with the word it begins in."""
    placed = []
    for token in tokens:
        word = bisect_right(window.starts, token.idx) - 1
        if word >= 0 and token.idx < max(window.ends[word], window.starts[word] + 1):
            placed.append((token.i, word, pos_index(token)))
    tokens_, words, pos = zip(*placed, strict=True) if placed else ((), (), ())
    return DocWindow(window, tokens_, words, pos)


def doc_windows(doc: Doc, tokenizer: Tokenizer) -> list[DocWindow]:
    """Windows over all of `doc`, each token that is not white space in exactly one of them."""
    text = doc.text
    pieces = cut(tokenizer, text, paragraphs_of(text), WINDOW_PIECES)
    windows = list(windows_of(pieces, WINDOW_PIECES))
    bounds = [w.starts[0] for w in windows]
    groups: list[list[Token]] = [[] for _ in windows]
    for token in doc:
        if not token.is_space and windows:
            groups[max(0, bisect_right(bounds, token.idx) - 1)].append(token)
    return [place_tokens(w, g) for w, g in zip(windows, groups, strict=True)]


def near_by(doc: Doc, trigger: Token, start: int, end: int) -> Span:
    """The doc's tokens `start` to `end` as far as they can share a window with the trigger: a sentence may have no end."""
    return doc[max(start, trigger.i - WINDOW_PIECES) : min(end, trigger.i + WINDOW_PIECES)]


def candidates(doc: Doc, trigger: Token) -> Iterator[Token]:
    """Words that may take part in the trigger's act: those of its sentence and, as sources, of the two sentences before."""
    sent = trigger.sent
    start = sent.start
    for _ in range(SENTENCES_BACK):
        start = doc[start - 1].sent.start if start else start
    words = near_by(doc, trigger, start, sent.end)
    return (t for t in words if t.pos_ not in NO_PARTY and not t.is_punct and t.i != trigger.i)


def spot_words(doc: Doc, trigger: Token, known: Iterable[int]) -> Iterator[Token]:
    """Words that may tell where the trigger's act took place: nouns of its sentence, and the heads of the doc's places."""
    sent = trigger.sent
    words = near_by(doc, trigger, sent.start, sent.end)
    yield from (t for t in words if t.pos_ in {"NOUN", "PROPN"} and t.i != trigger.i)
    yield from (doc[i] for i in known if not sent.start <= i < sent.end)
