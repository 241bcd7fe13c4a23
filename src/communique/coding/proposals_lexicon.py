"""The words by which proposals and stances are known (``data/proposals``), ready to look up."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # the record reads these lists too, and must not load the language pipeline
    from spacy.tokens import Token

# A predicate's entry: the words that must stand with it (particles, then the preposition before the proposal), and its class.
Entry = tuple[tuple[str, ...], str]
Table = Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class ProposalNouns:
    """Nouns that can head a proposal, with their kinds, and the words that tell one proposal from another."""

    kinds: Mapping[str, str]
    inherent: frozenset[str]
    generic: frozenset[str]
    family: Mapping[str, int]
    lasting: frozenset[str]
    passing: frozenset[str]
    not_telling: frozenset[str]
    transparent: frozenset[str]
    weak_kinds: frozenset[str]
    weak: frozenset[str]
    needs_complement: frozenset[str]
    participation: frozenset[str]
    founding: frozenset[str]
    hostile: frozenset[str]
    prefixes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Predicates:
    """Predicates by first lemma; `sets` holds the plain word lists (``says``, ``factive``, ``conditions``, ...)."""

    verbs: Table
    actor_adjectives: Table
    proposal_adjectives: Table
    nouns: Table
    subject_verbs: Table
    statuses: Table
    sets: Mapping[str, frozenset[str]]
    progress: tuple[str, ...]
    conditional_phrases: tuple[str, ...]
    lemmas: Mapping[str, str]

    def lemma(self, token: Token) -> str:
        """The lemma of a token in lower case, corrected where the lemmatiser is known to err."""
        low = token.lower_
        return self.lemmas.get(low) or token.lemma_.lower()


WORD_LISTS = ("inherent", "generic", "lasting", "passing", "not_telling", "transparent", "weak_kinds", "weak", "needs_complement", "participation", "founding", "hostile")  # fmt: skip
# Classes of verbs that are looked up by themselves, not as what a verb says of the proposal.
PLAIN = (
    "factive",
    "says",
    "asks",
    "refusing",
    "trying",
    "joint",
    "people",
    "receives",
    "evidence",
    "occurs",
    "desires",
)


def read(name: str) -> dict[str, Any]:
    """A data file of proposals."""
    raw: dict[str, Any] = json.loads((files("communique") / "data/proposals" / name).read_text("utf-8"))
    return raw


def table(groups: Mapping[str, Iterable[str]]) -> Table:
    """Entries by their first word, those of most words first."""
    found: dict[str, list[Entry]] = {}
    for class_, entries in groups.items():
        for entry in entries:
            first, *rest = entry.split()
            found.setdefault(first, []).append((tuple(rest), class_))
    return {first: tuple(sorted(entries, key=lambda e: -len(e[0]))) for first, entries in found.items()}


@cache
def proposal_nouns() -> ProposalNouns:
    """The nouns, read once."""
    raw = read("nouns.json")
    kinds = {noun: kind for kind, nouns in raw["kinds"].items() for noun in nouns}
    split = [noun.rpartition(" ") for noun in kinds if " " in noun]
    prefixes = {last: tuple(first for first, _, other in split if other == last) for _, _, last in split}
    words = {key: frozenset(raw[key]) for key in WORD_LISTS}
    family = {kind: n for n, members in enumerate(raw["families"]) for kind in members}
    return ProposalNouns(kinds=kinds, family=family, prefixes=prefixes, **words)


@cache
def predicates() -> Predicates:
    """The predicates, read once."""
    raw = read("predicates.json")
    plain = {name: frozenset(raw["verbs"][name]) for name in PLAIN}
    return Predicates(
        table({c: e for c, e in raw["verbs"].items() if c not in PLAIN}),
        table(raw["actor_adjectives"]),
        table(raw["proposal_adjectives"]),
        table(raw["nouns"]),
        table(raw["subject_verbs"]),
        table(raw["statuses"]),
        {**plain, "conditions": frozenset(raw["conditions"]), "outcomes": frozenset(raw["outcomes"])},
        tuple(raw["progress"]),
        tuple(raw["conditional_phrases"]),
        raw["lemmas"],
    )


def looked_up(entries: Table, lemma: str, near: Collection[str], preposition: str | None) -> str | None:
    """The class of a predicate that governs the proposal through `preposition` (null: as its object), or null.

    `near` are the words that stand with it: particles, adverbs, prepositions. The entry of most words that fits wins. With a
    preposition it must be the entry's last word; without one the entry may hold particles only, which `near` must hold.
    """
    for rest, class_ in entries.get(lemma, ()):
        if preposition is not None:
            if rest and rest[-1] == preposition and all(w in near for w in rest[:-1]):
                return class_
        elif all(w in near for w in rest):
            return class_
    return None
