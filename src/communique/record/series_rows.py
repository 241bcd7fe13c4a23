"""Occurrences as rows: read from a story of the record, kept, and put together into series."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from communique.language.countries import country_word
from communique.linking.blocking import joined
from communique.linking.days import day_of
from communique.linking.ordinals import Kind, lexicon
from communique.linking.series import Occurrence, occurrences_of
from communique.linking.series_group import KnownEvent, Series, SeriesKey, person_key, series_of
from communique.linking.series_text import Act, Named, SeriesParty, StoryText, state
from communique.record.account_rows import batches, marks

CODE_LENGTH = 3
# Sectors (PLOVER) of those who act for themselves and not for a state.
GROUPS = frozenset({"REB", "PRM", "UAF", "CRM", "PTY", "NGO", "LAB", "REL", "BUS", "CVL"})

# Pieces of a story in which acts are numbered; furniture and bylines are not read.
PIECES = ("headline", "standfirst", "caption", "paragraph", "key_point")
COLUMNS = "o.story_id, o.kind, o.family, o.start, o.end, o.sentence_start, o.sentence_end, o.status, o.first, o.last, o.parties, o.report_id, o.day"


def names_of(db: sqlite3.Connection, story_id: str) -> dict[str, SeriesParty]:
    """For every name of the story's people and bodies who that is; a name of two is left out."""
    rows = db.execute(
        """SELECT a.name, a.kind, a.country, a.sector, p.names FROM appearances p JOIN actors a ON a.id = p.actor_id
           WHERE p.story_id = ? AND a.kind IN ('person', 'organisation', 'group') AND a.country IS NOT NULL ORDER BY a.id""",
        (story_id,),
    )
    found: dict[str, set[SeriesParty]] = {}
    for name, kind, country, sector, names in rows:
        person = kind == "person"
        if not person and sector not in GROUPS and kind == "group":
            continue
        party = SeriesParty(name, country, person, group=not person and sector in GROUPS)
        for words in (name, *json.loads(names)):
            found.setdefault(words, set()).add(party)
    return {
        words: next(iter(parties)) for words, parties in sorted(found.items()) if len(parties) == 1 and len(words) > 2
    }


def party_of(name: str | None, country: str | None, sector: str | None, people: frozenset[str]) -> SeriesParty | None:
    """A participant of a report as a party: a person or a group by name, else the state; null for one who is none."""
    if name is not None and name in people:
        return SeriesParty(name, country, person=True)
    if name is not None and sector in GROUPS:
        return SeriesParty(name, country, person=False, group=True)
    if country is not None:
        return state(country)
    return None


def acts_of(db: sqlite3.Connection, story_id: str, people: frozenset[str]) -> tuple[Act, ...]:
    """The story's reports."""
    parties: dict[str, list[Named]] = {}
    rows = db.execute(
        """SELECT p.report_id, p.start, p.end, p.name, p.country, p.sector FROM participants p JOIN reports r ON r.id = p.report_id
           WHERE r.story_id = ? ORDER BY p.report_id, p.role, p.position""",
        (story_id,),
    )
    for report_id, start, end, name, country, sector in rows:
        party = party_of(name, country, sector, people)
        if party is not None:
            parties.setdefault(report_id, []).append(Named(start, end, party))
    reports = db.execute(
        """SELECT id, type, status, mode, date, trigger_start, trigger_end, sentence_start, sentence_end
           FROM reports WHERE story_id = ? ORDER BY trigger_start, id""",
        (story_id,),
    )
    return tuple(
        Act(r[0], r[1], r[2], r[3], r[4], (r[5], r[6]), (r[7], r[8]), tuple(parties.get(r[0], ()))) for r in reports
    )


def story_text(db: sqlite3.Connection, story_id: str) -> StoryText:
    """A story of the record as series are read from it."""
    text, published = db.execute("SELECT text, published FROM stories WHERE id = ?", (story_id,)).fetchone()
    marks = ", ".join("?" * len(PIECES))
    pieces = db.execute(
        f"SELECT start, end FROM pieces WHERE story_id = ? AND kind IN ({marks}) ORDER BY start, end",  # noqa: S608
        (story_id, *PIECES),
    ).fetchall()
    names = names_of(db, story_id)
    people = frozenset(p.name for p in names.values() if p.person)
    stretches = tuple((p[0], p[1]) for p in pieces) or ((0, len(text)),)
    return StoryText(story_id, day_of(published), text, stretches, names, acts_of(db, story_id, people))


def insert_occurrences(db: sqlite3.Connection, found: Iterable[Occurrence]) -> None:
    """The rows of occurrences."""
    for one in found:
        parties = [{"name": p.name, "country": p.country, "person": p.person, "group": p.group} for p in one.parties]
        db.execute(
            """INSERT INTO occurrences (story_id, start, end, kind, family, first, last, status, sentence_start, sentence_end,
                   report_id, day, parties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                one.story_id, one.start, one.end, one.kind.value, one.family, one.first, one.last, one.status,
                one.sentence_start, one.sentence_end, one.report_id, one.day, json.dumps(parties, ensure_ascii=False),
            ),
        )  # fmt: skip
        keys = set().union(*(keys_of_party(p) for p in one.parties))
        db.executemany(
            "INSERT INTO occurrence_parties (party, story_id, start, end) VALUES (?, ?, ?, ?)",
            [(key, one.story_id, one.start, one.end) for key in sorted(keys)],
        )


def number_story(db: sqlite3.Connection, story_id: str) -> None:
    """Read a story's occurrences anew. The caller holds the transaction."""
    db.execute("DELETE FROM occurrences WHERE story_id = ?", (story_id,))
    insert_occurrences(db, occurrences_of(story_text(db, story_id)))
    db.execute("DELETE FROM stories_to_number WHERE story_id = ?", (story_id,))


def to_number(db: sqlite3.Connection, limit: int) -> list[str]:
    """At most `limit` stories whose occurrences have not been read."""
    return [r[0] for r in db.execute("SELECT story_id FROM stories_to_number ORDER BY story_id LIMIT ?", (limit,))]


def occurrence_of_row(row: sqlite3.Row) -> Occurrence:
    """The occurrence of a row of `COLUMNS`."""
    story, kind, family, start, end, first_char, last_char, status, first, last, parties, report, day = tuple(row)[:13]
    held = tuple(SeriesParty(p["name"], p["country"], p["person"], p["group"]) for p in json.loads(parties))
    return Occurrence(
        story, Kind(kind), family, start, end, first_char, last_char, status, first, last, held, report, day
    )


def last_word(name: str) -> str:
    """The last word of a name in lower case: "Putin" finds "Vladimir Putin"."""
    words = name.casefold().split()
    return words[-1] if words else ""


def keys_of_party(party: SeriesParty) -> set[str]:
    """What a party is found by: a person by the last word of the name, everybody by country and name."""
    keys = {party.name.casefold()} | ({last_word(party.name)} if party.person else set())
    return keys | ({party.country} if party.country else set())


def key_of_words(words: str) -> str:
    """What a user's words for a party are looked up by: a code, a country's name, or the last word of a person's name."""
    plain = " ".join(words.split())
    return code_of_words(plain) or last_word(plain)


def code_of_words(words: str) -> str | None:
    """The codebook's code of words that are one or name a state."""
    if len(words) == CODE_LENGTH and words.isupper():
        return words
    found = country_word(words) or country_word(words.title())
    return found.code if found and found.kind != "seat" else None


def find_occurrences(db: sqlite3.Connection, parties: Iterable[str]) -> tuple[Occurrence, ...]:
    """Occurrences among all of `parties` (a user's words); all of them where none is given."""
    keys = [key_of_words(p) for p in parties]
    conditions = " AND ".join(
        "EXISTS (SELECT 1 FROM occurrence_parties p WHERE p.party = ? AND p.story_id = o.story_id AND p.start = o.start AND p.end = o.end)"
        for _ in keys
    )
    rows = db.execute(
        f"SELECT {COLUMNS} FROM occurrences o WHERE {conditions or '1'} ORDER BY o.story_id, o.start, o.end",  # noqa: S608
        keys,
    )
    return tuple(occurrence_of_row(row) for row in rows)


def events_of_reports(db: sqlite3.Connection, reports: Sequence[str]) -> dict[str, KnownEvent]:
    """The event of each report."""
    found: dict[str, KnownEvent] = {}
    for part in batches(reports):
        rows = db.execute(
            f"""SELECT r.id, e.id, e.status, e.date FROM reports r JOIN events e ON e.id = r.event_id
                WHERE r.id IN ({marks(part)})""",  # noqa: S608 - question marks only
            part,
        )
        found |= {r[0]: KnownEvent(r[1], r[2], day_of(r[3])) for r in rows}
    return found


def known_events(db: sqlite3.Connection, key: SeriesKey, found: Sequence[Occurrence]) -> tuple[KnownEvent, ...]:
    """The actual events of exactly these parties and this sort of act, found by the keys that linking keeps.

    Only for acts that take two: of one party alone, "attacks" would be all that it ever did.
    """
    if len(key.parties) < 2:
        return ()
    accounts: set[str] | None = None
    for condition in account_conditions(key, found):
        rows = db.execute(f"SELECT account_id FROM account_keys WHERE key IN ({marks(condition)})", condition)  # noqa: S608
        ids = {r[0] for r in rows}
        accounts = ids if accounts is None else accounts & ids
    events: dict[str, KnownEvent] = {}
    for part in batches(sorted(accounts or ())):
        rows = db.execute(
            f"""SELECT DISTINCT e.id, e.status, e.date FROM accounts a JOIN events e ON e.id = a.event_id
                WHERE a.id IN ({marks(part)}) AND e.status = 'actual'""",  # noqa: S608 - question marks only
            part,
        )
        events |= {r[0]: KnownEvent(r[0], r[1], day_of(r[2])) for r in rows}
    return tuple(events[e] for e in sorted(events))


def account_conditions(key: SeriesKey, found: Sequence[Occurrence]) -> list[list[str]]:
    """Keys of accounts: one of each list must be there. States are one key together, people one key each."""
    types = sorted(lexicon().types(key.family))
    if not key.people:
        return [[f"{t}|{joined(key.parties)}" for t in types]]
    names: dict[str, set[str]] = {}
    for party in {p for o in found for p in o.parties}:
        names.setdefault(person_key(party), set()).add(party.name.casefold())
    return [[f"{t}|{name}" for t in types for name in sorted(names[k])] for k in key.parties]


def find_series(db: sqlite3.Connection, parties: Iterable[str] = ()) -> tuple[Series, ...]:
    """The series of the record among all of `parties` (codes, countries, names of people); all series where none is given."""
    found = find_occurrences(db, parties)
    events = events_of_reports(db, sorted({o.report_id for o in found if o.report_id}))
    return series_of(found, events, lambda key, group: known_events(db, key, group))
