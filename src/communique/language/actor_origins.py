"""Where a person's name is at home: a help to choose a country for somebody of whom a story says no more than the name.

The names are those of ``data/actors/name_origins.txt``. They prove nothing: a name at home in several countries tells none, and
`communique.language.actor_choice` weighs what they say with all else it knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from communique.language.actor_lexicon import plain
from communique.language.countries import items, rows

SHORTEST_STEM = 2  # letters that must stand before an ending


@dataclass(frozen=True, slots=True)
class Origins:
    """Countries by given name, by surname and by ending of a surname, all in plain form."""

    given: Mapping[str, frozenset[str]]
    surnames: Mapping[str, frozenset[str]]
    endings: Mapping[str, frozenset[str]]
    longest: int

    def of(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The countries where the given name of `name` is at home, and those of its surname; empty where not known.

        A name of one word is a surname. Of endings the longest counts.
        """
        words = plain(name).split()
        if not words:
            return frozenset(), frozenset()
        first, last = words[0], words[-1]
        if len(words) > 1 and first in self.surnames and first not in self.given:
            first, last = last, first  # "Wang Yi", "Orban Viktor"
        given = self.given.get(first, frozenset()) if len(words) > 1 else frozenset()
        return given, self.surnames.get(last) or self._ending(last)

    def _ending(self, word: str) -> frozenset[str]:
        sizes = range(min(self.longest, len(word) - SHORTEST_STEM), 0, -1)
        return next((codes for n in sizes if (codes := self.endings.get(word[-n:]))), frozenset())


def _table(column: int) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows("name_origins.txt"):
        for word in items(row[column]) if column < len(row) else ():
            found[word] = found.get(word, frozenset()) | frozenset(row[0].split())
    return MappingProxyType(found)


@cache
def origins() -> Origins:
    """The table that comes with the package."""
    endings = _table(3)
    return Origins(_table(1), _table(2), endings, max(map(len, endings)))
