"""Processes that somebody follows: named, with their parties and their words, and what the record holds of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from communique.language.countries import code_of, short_name
from communique.linking.processes import followed
from communique.linking.processes_model import Process
from communique.linking.words import stems
from communique.record.account_rows import marks
from communique.record.processes import deeds, story_words
from communique.record.schema import RecordError

if TYPE_CHECKING:
    from communique.record.store import Record

BODIES = frozenset({"EUR", "UNO", "IGO", "NGO", "MNC", "IMG"})
CODE = re.compile(r"[A-Za-z]{3}")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Follow:
    """A followed process: `parties` are codes of countries or names of actors, `about` words or phrases."""

    name: str
    parties: tuple[str, ...]
    about: tuple[str, ...] = ()


def party_key(words: str) -> str:
    """The code for a country's code or name ("rus", "Russia"), else the words as an actor's name."""
    plain = " ".join(words.split())
    if CODE.fullmatch(plain) and (plain.upper() in BODIES or short_name(plain.upper())):
        return plain.upper()
    return code_of(plain) or plain


def is_code(key: str) -> bool:
    """Is this party a country (or a body with a code), not an actor by name?"""
    return bool(CODE.fullmatch(key)) and key.isupper() and (key in BODIES or short_name(key) is not None)


def make_follow(name: str, parties: Sequence[str], about: Sequence[str] = ()) -> Follow:
    """A follow from a user's words.

    Raises:
        ValueError: no name, one longer than 200 characters, no party, or a word that holds no letter or figure.
    """
    plain = " ".join(name.split())
    keys = tuple(dict.fromkeys(party_key(p) for p in parties if p.strip()))
    words = tuple(dict.fromkeys(" ".join(w.lower().split()) for w in about if w.strip()))
    if not plain or len(plain) > LONGEST_NAME:
        raise ValueError(f"a followed process needs a name of 1 to {LONGEST_NAME} characters")
    if not keys:
        raise ValueError("name the parties: --parties RUS,UKR")
    if len(keys) == 1 and not words:
        raise ValueError("one party alone needs words too: --about ceasefire")
    if bad := [w for w in words if not re.search(r"\w", w)]:
        raise ValueError(f"{bad[0]!r} is no word to look for")
    return Follow(plain, keys, words)


def keep_follow(record: Record, follow: Follow) -> bool:
    """Keep it, in place of one of the same name; returns whether that changed anything."""
    if get_follow(record, follow.name) == follow:
        return False
    with record.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO follows (name, parties, about, made_at) VALUES (?, ?, ?, ?)",
            (
                follow.name,
                json.dumps(follow.parties, ensure_ascii=False),
                json.dumps(follow.about, ensure_ascii=False),
                datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )
    return True


def remove_follow(record: Record, name: str) -> None:
    """Follow it no more.

    Raises:
        RecordError: nothing of this name is followed.
    """
    with record.writing() as db:
        gone = db.execute("DELETE FROM follows WHERE name = ?", (name,)).rowcount
    if not gone:
        raise RecordError(f"nothing called {name!r} is followed: `communique follow --list` lists what is")


def follows(record: Record) -> tuple[Follow, ...]:
    """What is followed, by name."""
    rows = record.db.execute("SELECT name, parties, about FROM follows ORDER BY name")
    return tuple(Follow(r[0], tuple(json.loads(r[1])), tuple(json.loads(r[2]))) for r in rows)


def get_follow(record: Record, name: str) -> Follow | None:
    """The follow of this name, or null."""
    wanted = " ".join(name.split()).casefold()
    return next((f for f in follows(record) if f.name.casefold() == wanted), None)


def matched_parties(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, set[str]]:
    """For each event in which some of these take part, which."""
    found: dict[str, set[str]] = defaultdict(set)
    codes = [k for k in keys if is_code(k)]
    sql = f"""SELECT r.event_id, p.country FROM participants p JOIN reports r ON r.id = p.report_id
              WHERE p.country IN ({marks(codes)}) AND r.event_id IS NOT NULL"""  # noqa: S608 - question marks only
    for event, country in db.execute(sql, codes):
        found[event].add(country)
    for name in (k for k in keys if not is_code(k)):
        sql = """SELECT r.event_id FROM participants p JOIN reports r ON r.id = p.report_id
                 WHERE p.name = ? COLLATE NOCASE AND r.event_id IS NOT NULL"""
        for (event,) in db.execute(sql, (name,)):
            found[event].add(name)
    return found


def any_of(about: Sequence[str]) -> str:
    """Words and phrases as an FTS5 query: one of them must occur; signs are dropped, so none is obeyed as an operator."""
    phrases = (" ".join(re.findall(r"\w+", words)) for words in about)
    return " OR ".join(f'"{p}"' for p in phrases if p)


def stories_about(db: sqlite3.Connection, about: Sequence[str]) -> set[str]:
    """The stories in which one of these words or phrases occurs."""
    sql = """SELECT s.id FROM story_search f JOIN stories s ON s.number = f.rowid WHERE story_search MATCH ?"""
    return {r[0] for r in db.execute(sql, (any_of(about),))}


def sentence_about(sentences: Sequence[str], about: Sequence[str]) -> bool:
    """Does one of the sentences hold all stems of one of the phrases?"""
    wanted = [stems(words) for words in about]
    return any(w <= stems(s) for s in sentences for w in wanted)


def sentences_of(db: sqlite3.Connection, event: str) -> list[str]:
    """The sentences that tell an event."""
    sql = """SELECT substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start) FROM reports r
             JOIN stories s ON s.id = r.story_id WHERE r.event_id = ?"""
    return [r[0] for r in db.execute(sql, (event,))]


def events_of(db: sqlite3.Connection, follow: Follow) -> list[str]:
    """The events between two of the parties that a story about the words tells, and those of one party whose sentence has them.

    Without words: whatever is between two of the parties.
    """
    matched = matched_parties(db, follow.parties)
    if not follow.about:
        return sorted(e for e, parties in matched.items() if len(parties) > 1)
    stories = stories_about(db, follow.about)
    sql = "SELECT DISTINCT event_id FROM reports WHERE story_id = ? AND event_id IS NOT NULL"
    told = {r[0] for s in stories for r in db.execute(sql, (s,))} & set(matched)
    return sorted(e for e in told if len(matched[e]) > 1 or sentence_about(sentences_of(db, e), follow.about))


def followed_process(record: Record, follow: Follow) -> Process:
    """What the record holds of a followed process."""
    found = deeds(record.db, events_of(record.db, follow))
    stories = sorted({s for d in found for s in d.stories})
    if follow.about:
        about = stories_about(record.db, follow.about)
        stories = [s for s in stories if s in about]
    return followed(follow.name, follow.parties, follow.about, found, story_words(record.db, stories))


def unknown_parties(record: Record, follow: Follow) -> tuple[str, ...]:
    """The parties that take part in nothing in the record."""
    matched = matched_parties(record.db, follow.parties)
    met = {key for keys in matched.values() for key in keys}
    return tuple(key for key in follow.parties if key not in met)
