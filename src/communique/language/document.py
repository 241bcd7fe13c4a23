"""From a story to a spaCy `Doc` and back: only what is coded is read, and every offset finds its way home."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from communique.language.extensions import Piece, register
from communique.model import Span, Story

JOINT = "\n\n"


def piece_kinds(story: Story) -> dict[tuple[int, int], str]:
    """What each coded piece of `story` is, by its span."""
    kinds = {(c.start, c.end): "caption" for c in story.captions}
    kinds |= {(k.start, k.end): "key_point" for k in story.key_points}
    for name, piece in (("headline", story.headline), ("standfirst", story.standfirst)):
        if piece is not None:
            kinds[piece.start, piece.end] = name
    return kinds


def build_doc(nlp: Language, story: Story) -> Doc:
    """An unparsed doc of the coded pieces of `story`, two line breaks between them; run ``nlp(doc)`` on it.

    Sets ``doc._.published`` and ``doc._.pieces``, and a sentence start at the first token of each piece.
    """
    register()
    kinds, pieces, texts, at = piece_kinds(story), [], [], 0
    for span in story.coded_pieces():
        pieces.append(Piece(at, at + len(span.text), span.start, kinds.get((span.start, span.end), "paragraph")))
        texts.append(span.text)
        at += len(span.text) + len(JOINT)
    doc = nlp.make_doc(JOINT.join(texts))
    doc._.published = story.published
    doc._.pieces = tuple(pieces)
    doc.user_data["story_id"] = story.id
    starts = {p.start for p in pieces}
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
    for before, token in pairwise(doc):
        if before.is_space and "\n" in before.text:
            token.is_sent_start = True
    return doc


def story_start(doc: Doc, at: int) -> int:
    """Where character `at` of the doc stands in its story."""
    pieces: tuple[Piece, ...] = doc._.pieces
    if not pieces:
        return at
    piece = pieces[max(0, bisect_right(pieces, at, key=lambda p: p.start) - 1)]
    return piece.story_start + at - piece.start


def story_span(doc: Doc, start: int, end: int) -> Span:
    """The span of the doc's characters `start` to `end`, counted in the story. It must lie within one piece."""
    return Span(doc.text[start:end], story_start(doc, start), story_start(doc, start) + end - start)
