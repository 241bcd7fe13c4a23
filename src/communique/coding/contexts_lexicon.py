"""The words by which contexts are known (``data/contexts``), ready to look up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Token

# What a "/n", "/v" or "/a" behind a word asks of its part of speech.
PARTS_OF_SPEECH = {"n": frozenset({"NOUN", "PROPN"}), "v": frozenset({"VERB"}), "a": frozenset({"ADJ"})}
HISTORICAL = "historical"
ANY_PART: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase: its words as lemmas or lower-case words, and the contexts it tells with their weights.

    `parts` are the parts of speech its last word may have, empty for any. A phrase that tells nothing has no `tells`: it
    hides the words inside it.
    """

    words: tuple[str, ...]
    parts: frozenset[str]
    tells: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of ``settings.json``, which says what each is."""

    zones: Mapping[str, float]
    enough: float
    share: float
    always: float
    most: int
    reach: int
    headline_words: int
    past_years: int
    sectors: Mapping[str, tuple[str, float]]
    types: Mapping[str, tuple[str, float]]
    between_states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word, those of most words first, and the settings they are weighed by."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found in a text, and the tokens that are its words."""

    phrase: Phrase
    tokens: tuple[Token, ...]


def read(name: str) -> dict[str, Any]:
    """A data file of contexts."""
    raw: dict[str, Any] = json.loads((files("communique") / "data/contexts" / name).read_text("utf-8"))
    return raw


def entry(written: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """A phrase as written in the lexicon: its words, and the parts of speech asked for.

    Raises:
        KeyError: what stands behind the slash is none of the letters the lexicon knows.
    """
    words, slash, part = written.partition("/")
    if slash and len(part) > 1:  # a slash within a word
        return tuple(written.split()), ANY_PART
    return tuple(words.split()), PARTS_OF_SPEECH[part] if slash else ANY_PART


def phrases_by_first_word(raw: Mapping[str, Any], weights: Mapping[str, float]) -> dict[str, tuple[Phrase, ...]]:
    """All phrases of the lexicon, each once with all contexts it tells."""
    tells: dict[tuple[tuple[str, ...], frozenset[str]], list[tuple[str, float]]] = {entry(w): [] for w in raw["none"]}
    for context, groups in (*raw["contexts"].items(), (HISTORICAL, {"past": raw["past"]})):
        for group, written in groups.items():
            for w in written:
                tells.setdefault(entry(w), []).append((context, weights[group]))
    by_first: dict[str, list[Phrase]] = {}
    for (words, parts), told in tells.items():
        by_first.setdefault(words[0], []).append(Phrase(words, parts, tuple(told)))
    return {first: tuple(sorted(found, key=lambda p: -len(p.words))) for first, found in by_first.items()}


@cache
def lexicon() -> Lexicon:
    """The lexicon of this version of the package, read once."""
    raw, numbers = read("lexicon.json"), read("settings.json")
    settings = Settings(
        zones=numbers["zones"],
        enough=numbers["enough"],
        share=numbers["share"],
        always=numbers["always"],
        most=numbers["most"],
        reach=numbers["reach"],
        headline_words=numbers["headline_words"],
        past_years=numbers["past_years"],
        sectors={sector: (context, weight) for sector, (context, weight) in numbers["sectors"].items()},
        types={type_: (context, weight) for type_, (context, weight) in numbers["types"].items()},
        between_states={t: context for context, types in numbers["between_states"].items() for t in types},
    )
    return Lexicon(phrases_by_first_word(raw, {**numbers["weights"], "past": settings.enough}), settings)


def forms(token: Token) -> tuple[str, str]:
    """The two forms of a token that the lexicon may know: its lower-case word and its lemma.

    A word written with a capital is often taken for a name, whose lemma keeps the plural ("Demonstrators"): without its s.
    """
    lower, lemma = token.lower_, token.lemma_.lower()
    return lower, lemma.removesuffix("s") if lemma == lower and token.pos_ == "PROPN" else lemma


def matched(tokens: Sequence[Token], spelt: Sequence[tuple[str, str]], at: int, phrase: Phrase) -> bool:
    """Do the words from number `at` on make `phrase`?"""
    end = at + len(phrase.words)
    if end > len(tokens) or (phrase.parts and tokens[end - 1].pos_ not in phrase.parts):
        return False
    return all(word in spelt[at + n] for n, word in enumerate(phrase.words))


def look_up(tokens: Sequence[Token], phrases: Mapping[str, tuple[Phrase, ...]]) -> Iterator[Found]:
    """The phrases in `tokens` in their order, none inside another; at each word the longest wins.

    White space and punctuation must have been left out, so that "peace-keeping" and "peace keeping" are the same.
    """
    spelt = [forms(t) for t in tokens]
    at = 0
    while at < len(tokens):
        lower, lemma = spelt[at]
        tried = phrases.get(lower, ()) if lower == lemma else (*phrases.get(lower, ()), *phrases.get(lemma, ()))
        hits = [p for p in tried if matched(tokens, spelt, at, p)]
        if not hits:
            at += 1
            continue
        longest = max(len(p.words) for p in hits)
        for phrase in dict.fromkeys(p for p in hits if len(p.words) == longest):
            yield Found(phrase, tuple(tokens[at : at + longest]))
        at += longest
