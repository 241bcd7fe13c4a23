"""What the report model sees of a word beside its word pieces, and the names of what it decides.

Used alike in training and at run time, so that both see the same numbers.
"""

from __future__ import annotations

from functools import cache
from itertools import chain

from spacy.tokens import Token

from communique import codebook

ROLES = ("none", "actor", "recipient", "attribution")
STATUSES = ("actual", "planned", "possible", "negated")
POS = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
# Paths longer than this say little and would fill the table with singletons.
MAX_PATH = 4


@cache
def type_names() -> tuple[str, ...]:
    """The 16 types in the order of the codebook; class 0 of the model is "no report", class n is type n - 1."""
    return tuple(codebook.load().types)


@cache
def mode_names() -> tuple[str, ...]:
    """Every ``TYPE:mode`` of the codebook, each type's ``TYPE:`` (no mode) first."""
    types = codebook.load().types.values()
    return tuple(chain.from_iterable([f"{t.code}:", *(f"{t.code}:{m}" for m in t.modes)] for t in types))


def pos_index(token: Token) -> int:
    """The token's universal part of speech as a number; 0 where unknown."""
    return POS.index(token.pos_) if token.pos_ in POS else 0


def climb(token: Token) -> list[Token]:
    """The token and its heads, up to the root."""
    chain_ = [token]
    while chain_[-1].head.i != chain_[-1].i:
        chain_.append(chain_[-1].head)
    return chain_


def dependency_path(trigger: Token, word: Token) -> str:
    """The way from `trigger` to `word` through the parse: ``^`` labels going up, then labels going down.

    ``"nsubj"`` is the trigger's subject, ``"^conj nsubj"`` the subject of the verb it is coordinated with. ``"far"``
    where the way is longer than `MAX_PATH` or leaves the sentence; ``"self"`` for the trigger itself.
    """
    if trigger.i == word.i:
        return "self"
    up, down = climb(trigger), climb(word)
    above = {t.i: n for n, t in enumerate(up)}
    meeting = next((n for n, t in enumerate(down) if t.i in above), None)
    if meeting is None:
        return "far"
    rises = [f"^{t.dep_}" for t in up[: above[down[meeting].i]]]
    falls = [t.dep_ for t in reversed(down[:meeting])]
    return "far" if len(rises) + len(falls) > MAX_PATH else " ".join(rises + falls)


def distance_bucket(from_: int, to: int) -> int:
    """The signed distance between two words of a window as one of 17 numbers; 8 is the word itself."""
    gap = abs(to - from_)
    size = next((n for n, limit in enumerate((0, 1, 2, 4, 7, 12, 20, 40)) if gap <= limit), 8)
    return 8 + size if to > from_ else 8 - size
