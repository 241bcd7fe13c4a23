"""The words of stories as features of what they are about, and as names of issues."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from communique.language.countries import city_country, country_word
from communique.linking.words import stem, stop_words

# Words of letters alone, at least four, with inner hyphens ("ceasefire", "cease-fire").
TERM = re.compile(r"[^\W\d_]{3,30}(?:-[^\W\d_]{2,30}){0,2}")
# What stands before a noun far more often than before a verb, and what stands after it.
BEFORE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "on",
        "in",
        "its",
        "their",
        "his",
        "her",
        "no",
        "any",
        "all",
        "over",
        "about",
        "from",
        "into",
        "against",
        "under",
        "new",
        "lasting",
        "permanent",
        "by",
        "with",
    ]
)
AFTER = frozenset(
    [
        "of",
        "in",
        "on",
        "for",
        "to",
        "with",
        "between",
        "by",
        "at",
        "and",
        "or",
        "from",
        "that",
        "which",
        "was",
        "were",
        "is",
        "are",
        "will",
        "would",
        "had",
        "has",
        "have",
        "as",
        "after",
        "before",
        "until",
        "over",
        "but",
        "if",
        "while",
        "when",
    ]
)
TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+){0,3}|[,.;:!?()”\"]")


# Endings of participles, adverbs and adjectives.
NO_NOUN = ("ed", "ly", "ful", "less", "ous", "able", "ible", "iest")


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers and word lists of ``data/linking/processes.json``."""

    weights: Mapping[str, float]
    join: float
    merge: float
    gap_days: int
    terms_of_a_story: int
    headline_counts: int
    most_countries_of_a_dyad: int
    party_share: float
    named_share: float
    principal_share: float
    most_parties: int
    least_events: int
    issue_terms: int
    stories_of_a_name: int
    mediation: tuple[str, ...]
    hosting: tuple[str, ...]


@cache
def settings() -> Settings:
    """The settings of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/linking/processes.json").read_text(encoding="utf-8"))
    return msgspec.convert(raw, Settings)


@cache
def no_issue() -> frozenset[str]:
    """Words that name no issue (``data/linking/issue_stopwords.txt``)."""
    lines = files("communique").joinpath("data/linking/issue_stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@cache
def stemmed(word: str) -> str | None:
    """The stem of a telling word, null for one that says nothing."""
    return None if word in stop_words() else stem(word)


def word_counts(headline: str | None, sentences: Iterable[str], headline_counts: int) -> Counter[str]:
    """How often each stem occurs, words of the headline `headline_counts` times."""
    counts: Counter[str] = Counter()
    for text, times in ((headline or "", headline_counts), *((s, 1) for s in sentences)):
        for word in TERM.findall(text):
            if found := stemmed(word.lower()):
                counts[found] += times
    return counts


def idf(documents: Sequence[Iterable[str]]) -> dict[str, float]:
    """How telling each feature is: ``log(1 + N / n)``, for the `n` of `N` documents that have it."""
    seen: Counter[str] = Counter()
    for document in documents:
        seen.update(set(document))
    return {feature: math.log(1 + len(documents) / n) for feature, n in seen.items()}


@cache
def names_an_issue(word: str) -> bool:
    """May this word (in lower case) name an issue: no function word, no office, no country, no plain verb form?"""
    if len(word) < 4 or word in no_issue() or word in stop_words() or word.endswith(NO_NOUN):
        return False
    return country_word(word) is None and country_word(word.title()) is None and city_country(word.title()) is None


def candidates(text: str) -> tuple[set[str], set[str]]:
    """The words of `text` (its first 2,000 characters, in lower case) that may name an issue, and those of them that stand like nouns.

    Like a noun is at most three words after an article or a preposition, before a sign or a word that ends a noun phrase.
    """
    tokens = [t.lower() for t in TOKEN.findall(text[:2000])]
    words, nouns = set(), set()
    for at, word in enumerate(tokens):
        if not TERM.fullmatch(word) or not names_an_issue(word):
            continue
        words.add(word)
        after = tokens[at + 1] if at + 1 < len(tokens) else "."
        if (after in AFTER or not after[0].isalnum()) and BEFORE.intersection(tokens[max(0, at - 3) : at]):
            nouns.add(word)
    return words, nouns


def issue_nouns(stories: Sequence[tuple[str | None, Sequence[str]]]) -> list[Counter[str]]:
    """For each story (headline, sentences) in how many of these texts it uses each noun, the headline counting twice.

    A noun is a word that in a third of the record's texts that use it stands like one.
    """
    used: Counter[str] = Counter()
    as_noun: Counter[str] = Counter()
    found = []
    for headline, sentences in stories:
        counts: Counter[str] = Counter()
        for text, times in ((headline or "", 2), *((s, 1) for s in sentences)):
            words, nouns = candidates(text)
            counts.update(dict.fromkeys(words, times))
            if text != headline:
                used.update(words)
                as_noun.update(nouns)
        found.append(counts)
    return [Counter({w: n for w, n in counts.items() if 3 * as_noun[w] >= used[w] > 0}) for counts in found]


def leading_terms(
    inside: Counter[str], spread: Mapping[str, float], excluded: frozenset[str], most: int
) -> tuple[str, ...]:
    """The nouns that tell this process best: often here, seldom elsewhere; one of each stem, no part of a party's name."""
    # What is said but once is left out where anything is said more often; the root keeps rare words from going before common ones.
    least = 2 if max(inside.values(), default=0) > 1 else 1
    often = {word: n for word, n in inside.items() if n >= least}
    ranked = sorted(often.items(), key=lambda item: (-item[1] * math.sqrt(spread.get(item[0], 1.0)), item[0]))
    chosen: dict[str, str] = {}
    for word, _ in ranked:
        key = stem(word).replace("-", "")
        if key not in chosen and not excluded.intersection(word.split("-")):
            chosen[key] = word
        if len(chosen) == most:
            break
    return tuple(chosen.values())
