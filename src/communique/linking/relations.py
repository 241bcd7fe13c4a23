"""Promised and held: which event is the one that another announced, and which called it off.

A promise, the act and its cancellation are events of their own by the codebook's types. They are tied only where much
agrees: the same states, the act that the promise's own words name, people who do not contradict each other, and a day. A tie
that is missing does less harm than a wrong one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from communique.linking.days import apart, shifted
from communique.linking.series import day_told, day_words
from communique.linking.words import stem, stems

# Characters after a trigger in which what is promised or called off is named.
AHEAD = 100
CLAUSE_END = re.compile(r"[.;:!?—“”\"]|,\s+(?:and|but|while|after|before)\b|\b(?:after|because|while|although|but)\b")


class Tie(StrEnum):
    """How another event stands to this one."""

    ANNOUNCED_BY = "announced by"
    HELD_AS = "held as"
    CALLED_OFF_BY = "called off by"
    CALLS_OFF = "calls off"


@dataclass(frozen=True, slots=True)
class Wording:
    """A report of an event: its sentence, where the trigger stands in it (characters), the ISO day of publication or null."""

    sentence: str
    trigger_start: int
    trigger_end: int
    published: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as relations ask: `day` is an ISO day or null, `made` the day it is known from at the latest.

    `people` are the names of those who take part, with their states.
    """

    id: str
    type: str
    mode: str | None
    status: str
    day: str | None
    made: str | None
    countries: frozenset[str]
    people: frozenset[tuple[str, str]]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """`event` stands to `other` as `tie` says: ``held as`` is read "the promise `event` was held as `other`"."""

    event: str
    tie: Tie
    other: str


@dataclass(frozen=True)
class Words:
    """``relations.json``: the types of the act that a word names."""

    types: Mapping[str, frozenset[str]]
    window_days: int
    between: frozenset[str]
    pattern: re.Pattern[str]


@cache
def words() -> Words:
    """The words of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/linking/relations.json").read_text(encoding="utf-8"))
    types: dict[str, set[str]] = {}
    for type_, named in raw["acts"].items():
        for word in named:
            types.setdefault(word, set()).add(type_)
    longest = sorted(types, key=lambda w: (-len(w), w))
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in longest) + r")\b", re.IGNORECASE)
    return Words({w: frozenset(t) for w, t in types.items()}, raw["window_days"], frozenset(raw["between"]), pattern)


@dataclass(frozen=True, slots=True)
class Named:
    """The act that words promise: the word, the types under which it is told once it happens, the ISO day given for it."""

    word: str
    types: frozenset[str]
    day: str | None


def named_ahead(wording: Wording) -> Named | None:
    """The act that a trigger promises: the trigger itself ("will meet"), or what follows at once ("agreed to hold a new round")."""
    ahead = wording.sentence[wording.trigger_end : wording.trigger_end + AHEAD]
    end = CLAUSE_END.search(ahead)
    clause = ahead[: end.start()] if end else ahead
    own = words().pattern.fullmatch(wording.sentence[wording.trigger_start : wording.trigger_end])
    found = own or words().pattern.search(clause)
    if found is None:
        return None
    if own is None and not all(w.lower() in words().between for w in clause[: found.start()].split()):
        return None
    day = day_words().search(clause)
    word = found[0].lower()
    return Named(word, words().types[word], day_told(day, wording.published) if day else None)


def promised(one: Happening) -> Named | None:
    """What `one` promises or announces, with the day given for it; null where it is no promise, or an unclear one."""
    if one.status == "planned" and one.type not in {"AGREE", "REJECT", "REQUEST"}:
        return Named("", frozenset({one.type}), one.day)
    if one.type != "AGREE" or one.status != "actual":
        return None
    found = [n for w in one.wordings if (n := named_ahead(w)) is not None]
    # Words that name different acts leave open which one is promised.
    if not found or any(n.types != found[0].types for n in found):
        return None
    days = sorted({n.day for n in found if n.day})
    return Named(found[0].word, found[0].types, days[0] if len(days) == 1 else None)


def same_parties(a: Happening, b: Happening) -> bool:
    """The same states, two or more, and no state whose people are all others."""
    if a.countries != b.countries or len(a.countries) < 2:
        return False
    for country in a.countries:
        left = {name for name, c in a.people if c == country}
        right = {name for name, c in b.people if c == country}
        if left and right and not left & right:
            return False
    return True


def in_time(promise: Happening, day: str | None, act: Happening) -> bool:
    """Is the act of the day promised, or else within the weeks after the promise?"""
    if act.day is None or promise.made is None or act.day < promise.made:
        return False
    if day is not None:
        return (apart(day, act.day) or 0) <= 1
    return promise.made < act.day <= shifted(promise.made, words().window_days)


def tells(act: Happening, named: Named) -> bool:
    """Is `act` of the sort promised? A meeting is one by its type; of other acts a report must have the promise's word."""
    if act.type not in named.types:
        return False
    if act.type == "CONSULT" or not named.word:
        return True
    return any(stem(named.word) in stems(w.sentence) for w in act.wordings)


def held_as(promise: Happening, others: Iterable[Happening]) -> str | None:
    """The event that is the act promised: the first in time, if it is one alone; null where none or several fit."""
    named = promised(promise)
    if named is None:
        return None
    fits = [
        o
        for o in others
        if o.id != promise.id
        and o.status == "actual"
        and tells(o, named)
        and same_parties(promise, o)
        and in_time(promise, named.day, o)
    ]
    first = min((o.day or "" for o in fits), default=None)
    of_first = [o for o in fits if o.day == first]
    return of_first[0].id if len(of_first) == 1 else None


def calls_off(act: Happening, promise: Happening) -> bool:
    """Does `act` call off what `promise` announced, or tell of its day that it was not held?"""
    named = promised(promise)
    if act.id == promise.id or named is None or promise.made is None or not same_parties(act, promise):
        return False
    if act.status == "negated" and act.type in named.types:
        return act.day is not None and named.day is not None and (apart(act.day, named.day) or 0) <= 1
    when = act.day or act.made
    until = named.day or shifted(promise.made, words().window_days)
    if act.type != "REJECT" or act.mode != "meet" or act.status != "actual" or when is None:
        return False
    if not promise.made <= when <= shifted(until, 1):
        return False
    return any(n is not None and n.types & named.types for n in map(named_ahead, act.wordings))


def relations(one: Happening, others: Sequence[Happening]) -> tuple[Relation, ...]:
    """How `one` stands to `others`: a pure function of them all, in no order."""
    found = set[Relation]()
    held = held_as(one, others)
    if held is not None:
        found.add(Relation(one.id, Tie.HELD_AS, held))
    for other in others:
        if held_as(other, [one, *(o for o in others if o.id != other.id)]) == one.id:
            found.add(Relation(one.id, Tie.ANNOUNCED_BY, other.id))
        if calls_off(other, one):
            found.add(Relation(one.id, Tie.CALLED_OFF_BY, other.id))
        if calls_off(one, other):
            found.add(Relation(one.id, Tie.CALLS_OFF, other.id))
    return tuple(sorted(found, key=lambda r: (r.tie, r.other)))
