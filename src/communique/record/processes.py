"""Events and stories as processes see them, read from the record; and the processes of a record."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from communique.language.countries import country_word
from communique.linking.processes import processes_of
from communique.linking.processes_model import Deed, Process, StoryWords
from communique.linking.words import WORD
from communique.record.account_rows import batches, marks
from communique.record.schema import RecordError

if TYPE_CHECKING:
    from communique.record.store import Record

PARTICIPANTS = """
    SELECT r.event_id, p.role, p.country, p.name, p.text FROM participants p JOIN reports r ON r.id = p.report_id
    WHERE r.event_id IS NOT NULL
"""
TELLINGS = """
    SELECT r.event_id, r.story_id, r.trigger, substr(s.published, 1, 10) AS day FROM reports r JOIN stories s ON s.id = r.story_id
    WHERE r.event_id IS NOT NULL
"""


def limited(sql: str, column: str, events: Sequence[str] | None) -> Iterator[tuple[str, Sequence[str]]]:
    """`sql` as it is, or once for each batch of `events` with the condition that `column` is one of them."""
    if events is None:
        yield sql, ()
        return
    for part in batches(events):
        yield f"{sql} {'AND' if 'WHERE' in sql else 'WHERE'} {column} IN ({marks(part)})", part


@lru_cache(maxsize=4096)
def states_in(text: str) -> frozenset[str]:
    """The states whose adjectives stand in words for several parties ("Russian and Ukrainian negotiators")."""
    found = (country_word(word) for word in WORD.findall(text[:200]) if word[0].isupper())
    return frozenset(w.code for w in found if w is not None and w.kind == "adjective")


def deeds(db: sqlite3.Connection, events: Sequence[str] | None = None) -> list[Deed]:
    """All events, or these, in no order that matters."""
    sides: dict[tuple[str, str], set[str]] = defaultdict(set)
    names: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for sql, values in limited(PARTICIPANTS, "r.event_id", events):
        for event, role, country, name, text in db.execute(sql, values):
            if country:
                sides[event, role].add(country)
            if name:
                names[event].add((name, country))
            else:
                sides[event, role] |= states_in(text)
    stories: dict[str, set[str]] = defaultdict(set)
    triggers: dict[str, set[str]] = defaultdict(set)
    told: dict[str, str] = {}
    for sql, values in limited(TELLINGS, "r.event_id", events):
        for event, story, trigger, day in db.execute(sql, values):
            stories[event].add(story)
            triggers[event].add(trigger)
            if day and day < told.get(event, "9999"):
                told[event] = day
    found = []
    columns = "SELECT id, type, mode, status, date, place, place_country FROM events"
    for sql, values in limited(columns, "id", events):
        for row in db.execute(sql, values):
            ident, type_, mode, status, date, place, country = tuple(row)
            found.append(
                Deed(
                    ident,
                    type_,
                    mode,
                    status,
                    date,
                    place,
                    country,
                    tuple(sorted(triggers[ident])),
                    frozenset(sides[ident, "actor"]),
                    frozenset(sides[ident, "recipient"]),
                    tuple(sorted(names[ident], key=lambda n: (n[0], n[1] or ""))),
                    tuple(sorted(stories[ident])),
                    told.get(ident),
                )
            )
    return found


def story_words(db: sqlite3.Connection, stories: Sequence[str] | None = None) -> list[StoryWords]:
    """All coded stories, or these, with the sentences of their reports."""
    spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for sql, values in limited("SELECT story_id, sentence_start, sentence_end FROM reports", "story_id", stories):
        for story, start, end in db.execute(sql, values):
            spans[story].add((start, end))
    found = []
    columns = "SELECT id, substr(published, 1, 10), headline, text FROM stories"
    for sql, values in limited(columns, "id", stories):
        for ident, day, headline, text in db.execute(sql, values):
            found.append(StoryWords(ident, day, headline, tuple(text[a:b] for a, b in sorted(spans[ident]))))
    return found


def processes(record: Record) -> tuple[Process, ...]:
    """The processes that the graph of parties and issues shows, those with most events first."""
    return processes_of(deeds(record.db), story_words(record.db))


def matching(found: Sequence[Process], name: str) -> Process | None:
    """The process of this id or name; of a leading part of an id where only one begins so."""
    wanted = name.casefold().strip()
    exact = [p for p in found if wanted in {p.id.casefold(), p.name.casefold()}]
    begins = [p for p in found if p.id.casefold().startswith(wanted + "-")]
    if exact or len(begins) == 1:
        return (exact or begins)[0]
    return None


def process(record: Record, name: str) -> Process:
    """One process by its id or name.

    Raises:
        RecordError: there is none of this name.
    """
    found = matching(processes(record), name)
    if found is None:
        raise RecordError(f"no process {name!r} in the record: `communique processes` lists what there is")
    return found
