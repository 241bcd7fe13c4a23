"""Word lists about political actors, read once from ``data/actors``: bodies, roles, relations, given names, the register.

Nothing here names the actors of a story by itself: the lists say what *kind* of words stand in it. Only the register
(`Office`) knows persons; it helps and is never needed (`Lexicon.without_register`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz

from communique.language.countries import country_word, is_abbreviation, items, normal, rows

OWN_COUNTRY = "*"  # in the data: the country of the story


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name known beforehand is: `kind` is that of a `CountryWord`, or ``organisation``, ``group``, ``nobody``.

    `own` says that it belongs to the story's own country ("Congress"), which the words alone do not tell.
    """

    name: str
    country: str | None
    sector: str | None
    kind: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class RoleWord:
    """What a title or noun is: its PLOVER sector, and ``title``, ``person``, ``body``, ``people``, ``thing``, ``state``."""

    words: str
    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Office:
    """One row of the register: who held what for whom, from and to (ISO days, months or years; empty while open)."""

    name: str
    country: str | None
    sector: str
    title: str
    since: str
    until: str

    def held(self, day: str | None) -> bool:
        """Whether the office was held on `day` (ISO); true where the day is not known."""
        return not day or (
            self.since <= day[: len(self.since)] and (not self.until or day[: len(self.until)] <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists. Mappings are keyed by normalised words; `relations` by what the words do (see ``relations.txt``)."""

    bodies: Mapping[str, Entry]
    folded_bodies: Mapping[str, Entry]
    lower_firsts: frozenset[str]
    roles: Mapping[str, RoleWord]
    relations: Mapping[str, frozenset[str]]
    genders: Mapping[str, str]
    register: Mapping[str, tuple[Office, ...]]

    def entry(self, words: str) -> Entry | None:
        """What `words` are if they are known by name: a body, a group, or a word for a state."""
        key = normal(words)
        found = self.bodies.get(key)
        # "TALIBAN" is the group; "Solidarity" in small letters or "Met" are words, so one word needs all its capitals
        if found is None and key[:1].isupper() and (" " in key or (key.isupper() and len(key) > 5)):
            found = self.folded_bodies.get(key.casefold())
        if found:
            return found
        state = country_word(words)
        if state is None:
            return None
        return Entry(key, state.code, "CVL" if state.kind == "people" else "GOV", state.kind)

    def role(self, words: str) -> RoleWord | None:
        """The role that lower-case `words` (singular or plural) name, null where they name none."""
        for form in (words, *singulars(words)):
            if found := self.roles.get(form):
                return found
        return None

    def without_register(self) -> Lexicon:
        """The same lists, knowing nobody beforehand."""
        return replace(self, register=MappingProxyType({}))


def singulars(words: str) -> tuple[str, ...]:
    """Possible singulars of the lower-case noun or phrase `words`; heads before "of" and "in" are changed too."""
    for joint in (" of ", " in "):
        head, found, rest = words.partition(joint)
        if found:
            return tuple(f"{one}{joint}{rest}" for one in singulars(head))
    if words.endswith("men"):
        return (words[:-3] + "man",)
    if words.endswith("ies"):
        return (words[:-3] + "y", words[:-1])
    if words.endswith("es"):
        return (words[:-1], words[:-2])
    if words.endswith("s") and not words.endswith("ss"):
        return (words[:-1],)
    return {"children": ("child",), "police": ("police",), "wives": ("wife",)}.get(words, ())


def plain(name: str) -> str:
    """`name` in lower case without accents, dots and hyphens: the form in which spellings are compared."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'").casefold().removesuffix("'s"))
    kept = (" " if c in "-‐–" else c for c in decomposed if not unicodedata.combining(c) and c not in ".'`ʻʼ‘")
    return " ".join("".join(kept).split())


def _same_body(name: str, first: str) -> bool:
    """Whether `name` is a spelling or the initials of `first` ("OSCE", "al Shabaab" for "al-Shabaab")."""
    initials = "".join(word[0] for word in plain(first).split() if word not in ("of", "the", "and", "for"))
    letters, other = plain(name).replace(" ", ""), plain(first).replace(" ", "")
    return letters in (initials, other) or fuzz.ratio(letters, other) >= 80


def _bodies() -> tuple[dict[str, Entry], dict[str, Entry], frozenset[str]]:
    exact: dict[str, Entry] = {}
    for code, sector, kind, column in rows("organisations.txt"):
        names = items(column)
        own, unknown = code == OWN_COUNTRY, code == "?"
        for marked in names:
            name = marked.removeprefix("~")
            state = country_word(name)
            is_seat = state is not None and state.kind == "seat" and state.code == code
            usual = names[0] if marked != name or _same_body(name, names[0]) else name
            exact[normal(name)] = Entry(
                name=usual,
                country=None if own or unknown else code,
                sector=None if sector == "null" else sector,
                kind="nobody" if unknown else "seat" if is_seat else kind,
                own=own,
            )
    folded = {key.casefold(): entry for key, entry in exact.items() if not is_abbreviation(key)}
    firsts = frozenset(key.replace("-", " ").split()[0] for key in exact if key[:1].islower())
    return exact, folded, firsts


def _register() -> dict[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for names, country, sector, title, since, until in rows("register.txt"):
        spellings = items(names)
        code = None if country == "null" else country
        office = Office(spellings[0], code, sector, title, since, until)
        for spelling in spellings:
            key = plain(spelling)
            found.setdefault(key, []).append(office)
            surname = key.split()[-1]
            if surname != key:
                found.setdefault(surname, []).append(office)
    return {key: tuple(offices) for key, offices in found.items()}


@cache
def lexicon() -> Lexicon:
    """The lists that come with the package."""
    exact, folded, firsts = _bodies()
    roles = {
        words: RoleWord(words, None if sector == "null" else sector, kind)
        for sector, kind, column in rows("roles.txt")
        for words in items(column)
    }
    relations: dict[str, frozenset[str]] = {}
    for what, column in rows("relations.txt"):
        relations[what] = relations.get(what, frozenset()) | frozenset(items(column))
    genders = {name: gender for gender, column in rows("given_names.txt") for name in items(column)}
    return Lexicon(
        MappingProxyType(exact),
        MappingProxyType(folded),
        firsts,
        MappingProxyType(roles),
        MappingProxyType(relations),
        MappingProxyType(genders),
        MappingProxyType(_register()),
    )
