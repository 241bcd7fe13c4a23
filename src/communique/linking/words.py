"""Words as linking compares them: lower case, without endings, without those that every sentence has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+){0,3}")
# Longest first: the first that fits is taken off, so long as three letters stay.
ENDINGS = (
    "ization", "isation", "ations", "ation", "ements", "ement", "ingly", "ments", "ment", "ions", "ings", "ers", "ies",
    "ion", "ing", "ed", "es", "ly", "al", "er", "s", "e", "y",
)  # fmt: skip
POSSESSIVE = re.compile(r"['’]s?$")


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing of what happened (``data/linking/stopwords.txt``)."""
    lines = files("communique").joinpath("data/linking/stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """`word` in lower case without its endings: rough, but alike for "visit", "visited" and "visiting"."""
    low = POSSESSIVE.sub("", word.lower())
    for _ in range(2):
        for ending in ENDINGS:
            if low.endswith(ending) and len(low) - len(ending) >= 3:
                low = low.removesuffix(ending)
                break
    if len(low) > 3 and low[-1] == low[-2]:
        low = low[:-1]
    return low


def stems(text: str) -> frozenset[str]:
    """The stems of the telling words of `text`; of all its words if none tells."""
    words = [w.lower() for w in WORD.findall(text)]
    telling = [w for w in words if POSSESSIVE.sub("", w) not in stop_words()]
    return frozenset(stem(w) for w in telling or words)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that the other holds too; 0 where one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Common share of two sets; 0 where both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """All that is in any of `sets`."""
    return frozenset().union(*sets)
