"""Whose the words of a party are ("we", "its neighbours", "the ministers"): the countries they may stand for, and what speaks for each.

An auxiliary task of the report model: it learns to tell the country of words whose own name does not tell it, from the words of
the story that do. At run time the rules of `communique.language` decide: on stories left out they were right for 0.785 of such
words, the model for 0.71 to 0.76, and neither decision rule tried that put the two together did better than the rules.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.coding.features import distance_bucket
from communique.language.mentions import participants, reader_of
from communique.model import MentionKind

CLUE_KINDS = ("rule", "name", "seat", "adjective")
HOW = ("other", "own words", "home", "earlier", "pair", "pronoun", "nobody", "known")
FLAGS = 4
# Clues beyond this many before or after a word have no vector in its window, or say little.
MOST_CLUES = 160

_KIND_OF = {MentionKind.NAME: 1, MentionKind.SEAT: 2, MentionKind.ADJECTIVE: 3}
_NAMED = frozenset(_KIND_OF)


@dataclass(frozen=True, slots=True)
class Clue:
    """The word at token index `token` names something of the country `code`; `kind` counts in `CLUE_KINDS`."""

    token: int
    code: str
    kind: int


@dataclass(frozen=True, slots=True)
class Witness:
    """What speaks for one country: `word` is a position in the window, `group` counts in the referent's codes.

    `flags`: do the rules say so, is it the country the story is about here, that of its people here, how often is it named.
    """

    group: int
    word: int
    kind: int
    gap: int
    flags: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Referent:
    """A word that stands for somebody whose country must be told; `word` is its position in the window."""

    word: int
    how: int
    codes: tuple[str, ...]
    witnesses: tuple[Witness, ...]


def clues_of(doc: Doc) -> tuple[Clue, ...]:
    """The words of a doc that name somebody or something of a known country."""
    return tuple(
        Clue(m.head, a.country, _KIND_OF[m.kind])
        for m in doc._.mentions
        if m.kind in _NAMED
        for a in m.actors[:3]
        if a.country
    )


def is_open(doc: Doc, token: Token) -> bool:
    """Does `token` head a phrase whose country its own name does not tell?"""
    resolved = reader_of(doc).resolve(token)
    return resolved.kind not in _NAMED or (resolved.kind is MentionKind.NAME and resolved.how == "home")


def referent(doc: Doc, token: Token, clues: Sequence[Clue], place: Mapping[int, int]) -> Referent | None:
    """The witnesses for the countries of the phrase headed by `token`; null where its own name tells, or nothing does.

    `place` gives the window's position of each token in it.
    """
    if token.i not in place or not is_open(doc, token):
        return None
    reader = reader_of(doc)
    how = reader.resolve(token).how
    by_rule = tuple(dict.fromkeys(p.country for p in participants(doc, token) if p.country))
    near = sorted((c for c in clues if c.token in place), key=lambda c: abs(c.token - token.i))[:MOST_CLUES]
    codes = tuple(dict.fromkeys((*by_rule, *(c.code for c in near))))
    if not codes:
        return None
    counts = Counter(c.code for c in clues)
    home, people = reader.home.at(token.i), reader.home.of_people(token.i, None)

    def witness(code: str, at: int, kind: int) -> Witness:
        flags = (float(code in by_rule), float(code == home), float(code == people), math.log1p(counts[code]) / 3)
        return Witness(codes.index(code), place[at], kind, distance_bucket(token.i, at), flags)

    found = [witness(code, token.i, 0) for code in by_rule]
    found += [witness(c.code, c.token, c.kind) for c in near if c.token != token.i]
    own = [witness(c.code, c.token, c.kind) for c in near if c.token == token.i and c.code not in by_rule]
    return Referent(place[token.i], HOW.index(how) if how in HOW else 0, codes, tuple(found + own))
