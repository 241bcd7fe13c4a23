"""Proposals and where each party stands, as typed values.

`proposals` and `proposal` answer for the whole record; `course` turns stances into a party's stance over time. Copies of one
text count once everywhere: only stories that are nobody's copy (the view ``tellings``) speak.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from communique.model import Span
from communique.record.schema import RecordError

if TYPE_CHECKING:
    from communique.record.store import Record


@dataclass(frozen=True, slots=True)
class StanceView:
    """One stance of one party by one sentence; spans count in the story's text.

    `day` is the ISO day told or else the story's (`day_from` says which), null where neither is known. `changed` is true
    where it differs from the party's stance before it.
    """

    party: str
    country: str | None
    sector: str | None
    stance: str
    words: Span
    sentence: Span
    day: str | None
    day_from: str | None
    story_id: str
    headline: str | None
    statement_id: str | None
    report_id: str | None
    rule: str
    changed: bool = False

    @property
    def side(self) -> str:
        """For whom the party speaks: its country, or else its name."""
        return self.country or self.party


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status of a proposal at a day, with the story and the words (offsets in its text) that say so."""

    status: str
    day: str | None
    words: Span
    story_id: str


@dataclass(frozen=True, slots=True)
class TellingView:
    """What one story tells of a proposal."""

    story_id: str
    name: Span
    status: str
    day: str | None
    headline: str | None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal of the record: a row of `proposals`, with its tellings, statuses and stances by day."""

    id: str
    name: str
    kind: str
    proposer: str | None
    proposer_country: str | None
    parties: tuple[str, ...]
    duration: str | None
    begins: str | None
    terms: str | None
    status: str
    first_day: str | None
    last_day: str | None
    stories: int
    tellings: tuple[TellingView, ...] = ()
    statuses: tuple[StatusView, ...] = ()
    stances: tuple[StanceView, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalQuery:
    """What to look for: all given conditions hold.

    `parties` are codes of the codebook, each of which proposes, is bound by or takes a stance on it; `about` words of which
    each occurs in a name or in the terms; `since` and `until` ISO days of publication.
    """

    parties: tuple[str, ...] = ()
    about: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 50


COLUMNS = """p.id, p.name, p.kind, p.proposer, p.proposer_country, p.parties, p.duration, p.begins, p.terms, p.status,
             p.first_day, p.last_day, p.stories"""
STANCES = """
    SELECT s.party, s.country, s.sector, s.stance, s.start, s.end, s.sentence_start, s.sentence_end, s.day, s.day_from, s.story_id,
           s.statement_id, s.report_id, s.rule, t.headline, substr(t.text, s.start + 1, s.end - s.start) AS words,
           substr(t.text, s.sentence_start + 1, s.sentence_end - s.sentence_start) AS sentence
    FROM stances s JOIN tellings t ON t.id = s.story_id WHERE s.proposal_id = ?
    ORDER BY s.day IS NULL, s.day, s.story_id, s.start, s.end, s.party
"""
STATUSES = """
    SELECT m.status, m.day, substr(t.text, m.start + 1, m.end - m.start), m.start, m.end, p.story_id
    FROM proposal_tellings p JOIN proposal_statuses m ON m.telling_id = p.id JOIN tellings t ON t.id = p.story_id
    WHERE p.proposal_id = ? ORDER BY m.day IS NULL, m.day, p.story_id, m.start, m.end, m.status
"""
TELLINGS = """
    SELECT p.id, p.story_id, substr(t.text, p.start + 1, p.end - p.start), p.start, p.end, p.status, p.day, t.headline
    FROM proposal_tellings p JOIN tellings t ON t.id = p.story_id
    WHERE p.proposal_id = ? ORDER BY p.day IS NULL, p.day, p.story_id, p.start
"""
TAKES_PART = """(p.proposer_country = ? OR EXISTS (SELECT 1 FROM json_each(p.parties) WHERE value = ?)
                OR EXISTS (SELECT 1 FROM stances s WHERE s.proposal_id = p.id AND s.country = ?))"""


def course(stances: Iterable[StanceView]) -> dict[str, tuple[StanceView, ...]]:
    """Each side's stances in the order of their days, those that differ from the one before marked as changed."""
    by_side: dict[str, list[StanceView]] = {}
    for stance in stances:
        by_side.setdefault(stance.side, []).append(stance)
    return {side: with_changes(held) for side, held in by_side.items()}


def with_changes(stances: Sequence[StanceView]) -> tuple[StanceView, ...]:
    """One side's stances; silence changes nothing, and what is told of one day is no change within that day.

    A day's stances are compared with the last day on which the side took any: those found there are no change.
    """
    done: list[StanceView] = []
    before: set[str] = set()
    for _, group in groupby(stances, key=lambda s: s.day):
        held = list(group)
        done += [replace(s, changed=bool(before) and s.stance != "silent" and s.stance not in before) for s in held]
        before = {s.stance for s in held if s.stance != "silent"} or before
    return tuple(done)


def stances_of(db: sqlite3.Connection, proposal_id: str) -> tuple[StanceView, ...]:
    """All stances on a proposal by day, changes marked side by side; copies of a text once."""
    found = [
        StanceView(
            r["party"],
            r["country"],
            r["sector"],
            r["stance"],
            Span(r["words"], r["start"], r["end"]),
            Span(r["sentence"], r["sentence_start"], r["sentence_end"]),
            r["day"],
            r["day_from"],
            r["story_id"],
            r["headline"],
            r["statement_id"],
            r["report_id"],
            r["rule"],
        )
        for r in db.execute(STANCES, (proposal_id,))
    ]
    marked = [s for held in course(found).values() for s in held]
    return tuple(
        sorted(marked, key=lambda s: (s.day is None, s.day or "", s.story_id, s.words.start, s.words.end, s.party))
    )


def tellings_of(db: sqlite3.Connection, proposal_id: str) -> tuple[TellingView, ...]:
    """What each story tells of a proposal, by day."""
    found = []
    for ident, story, words, start, end, status, day, headline in db.execute(TELLINGS, (proposal_id,)).fetchall():
        sql = """SELECT substr(t.text, m.start + 1, m.end - m.start), m.start, m.end FROM proposal_mentions m
                 JOIN proposal_tellings p ON p.id = m.telling_id JOIN stories t ON t.id = p.story_id
                 WHERE m.telling_id = ? ORDER BY m.start"""
        mentions = tuple(Span(*row) for row in db.execute(sql, (ident,)))
        found.append(TellingView(story, Span(words, start, end), status, day, headline, mentions))
    return tuple(found)


def statuses_of(db: sqlite3.Connection, proposal_id: str) -> tuple[StatusView, ...]:
    """The statuses a proposal went through, by day."""
    rows = db.execute(STATUSES, (proposal_id,))
    return tuple(
        StatusView(status, day, Span(words, start, end), story) for status, day, words, start, end, story in rows
    )


def view_of(db: sqlite3.Connection, row: sqlite3.Row) -> ProposalView:
    """The proposal of a row of `COLUMNS`, with its parts."""
    ident, name, kind, proposer, country, parties, duration, begins, terms, status, first_day, last_day, stories = row
    head = (ident, name, kind, proposer, country, tuple(json.loads(parties)), duration, begins, terms, status)
    parts = (tellings_of(db, ident), statuses_of(db, ident), stances_of(db, ident))
    return ProposalView(*head, first_day, last_day, stories, *parts)


def proposals(record: Record, query: ProposalQuery | None = None) -> tuple[ProposalView, ...]:
    """Proposals that meet all conditions of `query`, those told by most stories first."""
    asked = query or ProposalQuery()
    conditions, values = ["1"], list[object]()
    for party in asked.parties:
        conditions.append(TAKES_PART)
        values += [party] * 3
    for word in re.findall(r"\w+", asked.about or ""):
        conditions.append("""EXISTS (SELECT 1 FROM proposal_tellings t WHERE t.proposal_id = p.id
                             AND instr(lower(t.name || ' ' || t.kind || ' ' || ifnull(t.terms, '')), ?))""")
        values.append(word.lower())
    for column, sign, day in (("p.last_day", ">=", asked.since), ("p.first_day", "<=", asked.until)):
        if day:
            conditions.append(f"{column} {sign} ?")
            values.append(day)
    sql = f"""SELECT {COLUMNS} FROM proposals p WHERE {" AND ".join(conditions)}
              ORDER BY p.stories DESC, p.first_day IS NULL, p.first_day, p.id LIMIT ?"""  # noqa: S608 - values are bound
    return tuple(view_of(record.db, row) for row in record.db.execute(sql, (*values, asked.limit)).fetchall())


def proposal(record: Record, proposal_id: str) -> ProposalView:
    """One proposal.

    Raises:
        RecordError: there is none of this id.
    """
    sql = f"SELECT {COLUMNS} FROM proposals p WHERE p.id = ?"  # noqa: S608 - column names of this module
    row = record.db.execute(sql, (proposal_id,)).fetchone()
    if row is None:
        raise RecordError(f"no proposal {proposal_id!r} in the record: `communique proposals` lists what there is")
    return view_of(record.db, row)
