"""Whom or what a dossier is about: a followed process, a process, a dyad or an actor, by the name a user gives."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process as fuzzy

from communique.language.countries import short_name
from communique.linking.processes import followed
from communique.linking.processes_model import Deed, Process, StoryWords
from communique.linking.processes_parties import with_people
from communique.record.follows import (
    followed_process,
    get_follow,
    is_code,
    matched_parties,
    party_key,
)
from communique.record.processes import deeds, matching, processes, story_words
from communique.record.queries import like
from communique.record.schema import RecordError
from communique.record.store import Record

# "RUS-UKR", "Russia–Ukraine", "Russia / Ukraine", "RUS,UKR"; a hyphen inside a name ("Ban Ki-moon") is tried last.
BETWEEN = re.compile(r"\s*[–—/,]\s*|\s+-\s+|\s+and\s+")
COUNTERPARTS = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name stands for: `kind` is process, followed, dyad or actor; all of them take the shape of a process."""

    kind: str
    process: Process


def subject(record: Record, name: str) -> Subject:
    """What `name` stands for in the record.

    Raises:
        RecordError: nothing in the record has this name; the message names what comes near.
    """
    follow = get_follow(record, name)
    if follow is not None:
        return Subject("followed", followed_process(record, follow))
    if dyad := dyad_of(record.db, name):
        made = between(record, dyad)
        if not made.events:
            raise RecordError(f"nothing in the record is between {dyad[0]} and {dyad[1]}")
        return Subject("dyad", made)
    found = processes(record)
    if one := matching(found, name):
        return Subject("process", one)
    if key := actor_of(record.db, name):
        return Subject("actor", deeds_of_one(record, key))
    near = fuzzy.extract(name, [p.id for p in found] + [p.name for p in found], limit=3, score_cutoff=60)
    hint = f"; near: {', '.join(words for words, _, _ in near)}" if near else ""
    raise RecordError(f"no process, dyad or actor {name!r} in the record{hint}")


def parts_of(name: str) -> list[tuple[str, str]]:
    """The ways to read a name as two parties."""
    found = [tuple(parts) for parts in (BETWEEN.split(name.strip()),) if len(parts) == 2 and all(parts)]
    hyphens = [at for at, sign in enumerate(name) if sign == "-"][:4]
    found += [(name[:at].strip(), name[at + 1 :].strip()) for at in hyphens]
    return [(a, b) for a, b in found if a and b]


def dyad_of(db: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    """The two parties of a name like "RUS-UKR"; codes in small letters are ids of processes, not dyads."""
    if name.islower() and BETWEEN.search(name) is None:
        return None
    for left, right in parts_of(name):
        a, b = known_party(db, left), known_party(db, right)
        if a and b and a != b:
            return (a, b)
    return None


def known_party(db: sqlite3.Connection, words: str) -> str | None:
    """The code of a country, or the name of somebody who takes part in something."""
    key = party_key(words)
    return key if is_code(key) else named(db, key)


def named(db: sqlite3.Connection, words: str) -> str | None:
    """The full name of the one participant or speaker who is called so, or whose name has these words and nobody else's has."""
    exact = "SELECT name FROM participants WHERE name = ? COLLATE NOCASE LIMIT 1"
    row = db.execute(exact, (words,)).fetchone()
    if row is not None:
        return str(row[0])
    sql = r"""SELECT DISTINCT name FROM actors WHERE ' ' || name || ' ' LIKE ? ESCAPE '\' LIMIT 3"""
    found = [str(r[0]) for r in db.execute(sql, (like(f" {words} "),))]
    if len(found) == 1 or (found and all(f.casefold() == words.casefold() for f in found)):
        return found[0]
    return None


def actor_of(db: sqlite3.Connection, name: str) -> str | None:
    """The party that a name alone stands for."""
    return known_party(db, name)


def between(record: Record, dyad: tuple[str, str]) -> Process:
    """All that is between two parties, as a process."""
    matched = matched_parties(record.db, dyad)
    found = deeds(record.db, sorted(e for e, keys in matched.items() if len(keys) == 2))
    name = "–".join(label(key) for key in dyad)
    return replace(followed(name, dyad, (), found, words_of(record, found)), id="-".join(dyad), followed=False)


def label(key: str) -> str:
    """A party's name for a reader."""
    return short_name(key) or key


def words_of(record: Record, found: Sequence[Deed]) -> list[StoryWords]:
    """The stories that tell these events."""
    return story_words(record.db, sorted({s for d in found for s in d.stories}))


def deeds_of_one(record: Record, key: str) -> Process:
    """All that one party takes part in, as a process; those it has most to do with are its counterparts."""
    found = deeds(record.db, sorted(matched_parties(record.db, (key,))))
    own = {key} | {c for d in found for n, c in d.names if n.casefold() == key.casefold() and c}
    met = Counter(c for d in found for c in d.countries - own)
    made = followed(label(key), (key,), (), found, words_of(record, found))
    ranked = sorted(met, key=lambda c: (-met[c], c))[:COUNTERPARTS]
    people = with_people({key: "party"} | dict.fromkeys(ranked, "counterpart"), found)
    return replace(made, id=key, parties=tuple(people), followed=False)
