"""What the report model sees of a word beside its word pieces, and the names of what it decides.

Used alike in training and at run time, so that both see the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from spacy.tokens import Doc, Token

from communique import codebook
from communique.language.place_survey import survey
from communique.model import MentionKind, StatementSort

ROLES = ("none", "actor", "recipient", "attribution")
STATUSES = ("actual", "planned", "possible", "negated")
POS = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
# What a word that heads a mention is; 0 is no mention.
MENTION_KINDS = (None, *MentionKind)
# How a word stands to what is said where the trigger is: the source of the innermost words said, of wider ones, of others.
SAID = ("none", "innermost", "wider", "elsewhere")
# How many countries a word that heads a mention stands for; 0 is no mention.
SIDES = ("no mention", "no country", "one country", "several")
# How two words that may take part in one act stand to each other.
TIES = ("none", "other country", "same country", "coordinated", "same entity")
# What a word that may be a place is: no place that the gazetteer knows, one of the story, one of its dateline.
SPOTS = ("word", "place", "dateline")
# Words of these parts of speech take no part in an act.
NO_PARTY = frozenset({"ADP", "AUX", "CCONJ", "SCONJ", "PART", "INTJ", "PUNCT", "SPACE"})
# Words of a coordination that are followed to its first: walking all of a list without an end costs its length squared.
LONGEST_LIST = 40
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
    """The token and its heads, as far up as a path that is kept can lead."""
    chain_ = [token]
    while chain_[-1].head.i != chain_[-1].i and len(chain_) <= MAX_PATH:
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


def spots(doc: Doc) -> dict[int, int]:
    """The tokens that head a place or venue of the doc, each with its number in `SPOTS`."""
    return {t.root.i: 2 if t.dateline else 1 for group in survey(doc).groups for t in group.told}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a word that may take part in an act, as numbers.

    `kind` counts in `MENTION_KINDS`, `side` in `SIDES`. `entity` and `country` are alike for words that stand for the same
    actors and the same countries, 0 where unknown; `group` is the first word of the coordination that the word belongs to.
    """

    kind: int
    side: int
    entity: int
    country: int
    group: int


def standings(doc: Doc) -> dict[int, Standing]:
    """The standing of each token that heads a mention."""
    entities: dict[tuple[object, ...], int] = {}
    countries: dict[tuple[str, ...], int] = {}
    found = {}
    for m in doc._.mentions:
        token = doc[m.head]
        codes = tuple(sorted({a.country for a in m.actors if a.country}))
        names = tuple((a.name, a.country) for a in m.actors if a.name)
        key = names if names and len(names) == len(m.actors) else ((token.lower_, *codes),)
        entity = entities.setdefault(key, len(entities) + 1) if m.actors else 0
        country = countries.setdefault(codes, len(countries) + 1) if codes else 0
        found[m.head] = Standing(
            MENTION_KINDS.index(m.kind), 1 + min(2, len(codes)), entity, country, coordination(token)
        )
    return found


def coordination(token: Token) -> int:
    """The index of the first word of the coordination that `token` belongs to; its own where it is alone.

    Of one longer than `LONGEST_LIST` words that of a word so far before it: a parser gives such lists only to what is no sentence.
    """
    for _ in range(LONGEST_LIST):
        if token.dep_ != "conj" or token.head.i == token.i:
            break
        token = token.head
    return token.i


def standing_of(token: Token, known: Mapping[int, Standing]) -> Standing:
    """The standing of any token."""
    return known.get(token.i) or Standing(0, 0, 0, 0, coordination(token))


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one statement, as stretches of the doc's characters, and the tokens that are its source.

    `speech` is false where somebody is only said to think, want or doubt them.
    """

    content: tuple[tuple[int, int], ...]
    size: int
    source: frozenset[int]
    speech: bool = True

    def covers(self, at: int) -> bool:
        """Does character `at` stand in the words said?"""
        return any(start <= at < end for start, end in self.content)


def sayings(doc: Doc) -> tuple[Saying, ...]:
    """The statements of a doc that have both words and a source, the shortest first."""
    found = []
    for s in doc._.statements:
        spans = [doc.char_span(x.start, x.end, alignment_mode="expand") for x in s.source]
        source = frozenset(t.i for span in spans if span is not None for t in span)
        content = tuple((x.start, x.end) for x in s.content)
        if source and content:
            size = sum(end - start for start, end in content)
            found.append(Saying(content, size, source, s.sort is StatementSort.SPEECH))
    return tuple(sorted(found, key=lambda s: (s.size, s.content)))


def said(trigger: Token, word: Token, statements: Sequence[Saying]) -> int:
    """How `word` stands to what is said where `trigger` is, as a number in `SAID`."""
    covering = [s for s in statements if s.covers(trigger.idx)]
    for n, saying in enumerate(covering):
        if word.i in saying.source:
            return 1 if n == 0 else 2
    return 3 if any(word.i in s.source for s in statements) else 0
