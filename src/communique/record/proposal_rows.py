"""Proposals as rows: what a story tells, and the proposals that tellings add up to.

`insert_proposals` writes a story's tellings; `link_proposals` pairs those that are not linked yet with the tellings that share a
key with them within some weeks, and tells anew the proposals that this touches. What is done for a story depends on what was told
of the same parties and terms at that time, not on the size of the record.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from communique.linking.days import day_of, shifted
from communique.linking.proposals import (
    WINDOW_DAYS,
    Proposal,
    ProposalTraits,
    Told,
    is_same,
    keys_of,
    make_proposal,
    proposal_id,
    traits_of,
)
from communique.model import CodedStory, Participant, ProposalTelling, Stance
from communique.record.account_rows import batches, marks
from communique.record.rows import insert, statement_id

if TYPE_CHECKING:
    from communique.record.store import Record

ENCODER = msgspec.json.Encoder(order="deterministic")
DECODER = msgspec.json.Decoder(ProposalTraits)
# Tellings linked in one transaction: others may write in between.
TELLINGS_AT_ONCE = 200
# A proposal of more tellings than this is summed up from the first and the last of them; its stories are all counted.
SUMMED_UP = 40
NEXT_TO = """
    SELECT other_id FROM proposal_pairs WHERE telling_id = :id UNION SELECT telling_id FROM proposal_pairs WHERE other_id = :id
"""
TOLD = """
    SELECT id, story_id, day, name, kind, proposer, proposer_country, parties, duration, begins, terms FROM proposal_tellings
"""


def telling_id(story_id: str, telling: ProposalTelling) -> str:
    """An id that is the same whenever the same words of the same story are read as the same proposal."""
    spans = ",".join(f"{m.start}-{m.end}" for m in telling.mentions)
    return "T" + hashlib.blake2b(f"{story_id}|{telling.kind}|{spans}".encode(), digest_size=6).hexdigest()


def stance_id(telling: str, stance: Stance) -> str:
    """An id that is the same whenever the same words are read as the same party's stance."""
    party = f"{stance.party.name or stance.party.text}|{stance.party.country}|{stance.party.start}"
    words = f"{stance.words.start}-{stance.words.end}"
    return "X" + hashlib.blake2b(f"{telling}|{party}|{stance.stance}|{words}".encode(), digest_size=6).hexdigest()


def label(participant: Participant) -> str:
    """The name, or else the words."""
    return participant.name or participant.text


def telling_row(coded: CodedStory, telling: ProposalTelling) -> dict[str, object]:
    """The row of `proposal_tellings`."""
    story, ident = coded.story, telling_id(coded.story.id, telling)
    day = day_of(story.published)
    proposer, terms = telling.proposer, telling.terms
    return {
        "id": ident,
        "story_id": story.id,
        "name": telling.name.text,
        "kind": telling.kind,
        "start": telling.name.start,
        "end": telling.name.end,
        "proposer": label(proposer) if proposer else None,
        "proposer_country": proposer.country if proposer else None,
        "parties": json.dumps([{"name": label(p), "country": p.country} for p in telling.parties], ensure_ascii=False),
        "duration": telling.duration,
        "begins": telling.begins,
        "terms": terms.text if terms else None,
        "terms_start": terms.start if terms else None,
        "terms_end": terms.end if terms else None,
        "status": telling.status.value,
        "day": day,
        "traits": ENCODER.encode(traits_of(ident, story.id, day, telling)).decode(),
    }


def stance_row(coded: CodedStory, ident: str, stance: Stance) -> dict[str, object]:
    """The row of `stances`. A report that was left out of the coded story is not pointed to."""
    published = day_of(coded.story.published)
    statement = coded.statements[stance.statement] if stance.statement is not None else None
    reports = {r.id for r in coded.reports}
    return {
        "id": stance_id(ident, stance),
        "telling_id": ident,
        "story_id": coded.story.id,
        "party": label(stance.party),
        "country": stance.party.country,
        "sector": stance.party.sector,
        "stance": stance.stance.value,
        "start": stance.words.start,
        "end": stance.words.end,
        "sentence_start": stance.sentence.start,
        "sentence_end": stance.sentence.end,
        "statement_id": statement_id(coded.story, statement) if statement else None,
        "report_id": stance.report if stance.report in reports else None,
        "day": stance.day or published,
        "day_from": "told" if stance.day else "published" if published else None,
        "rule": stance.rule,
    }


def insert_proposals(db: sqlite3.Connection, coded: CodedStory) -> None:
    """All rows of a story's proposals, not linked yet. The story, its statements and reports must be there.

    The caller holds the transaction.
    """
    for telling in coded.proposals:
        row = telling_row(coded, telling)
        ident = str(row["id"])
        day = day_of(coded.story.published)
        insert(db, "proposal_tellings", [row])
        mentions = dict.fromkeys((m.start, m.end) for m in telling.mentions)
        insert(db, "proposal_mentions", [{"telling_id": ident, "start": a, "end": b} for a, b in mentions])
        statuses: dict[tuple[int, int, str], dict[str, object]] = {
            (s.words.start, s.words.end, s.status.value): {
                "telling_id": ident,
                "status": s.status.value,
                "start": s.words.start,
                "end": s.words.end,
                "sentence_start": s.sentence.start,
                "sentence_end": s.sentence.end,
                "day": s.day or day,
            }
            for s in telling.statuses
        }
        insert(db, "proposal_statuses", statuses.values())
        stances = {str(r["id"]): r for r in (stance_row(coded, ident, s) for s in telling.stances)}
        insert(db, "stances", stances.values())


# --- linking ---


def held_traits(db: sqlite3.Connection, tellings: Sequence[str]) -> list[ProposalTraits]:
    """The traits of tellings that are there still."""
    found = []
    for part in batches(tellings):
        sql = f"SELECT traits FROM proposal_tellings WHERE id IN ({marks(part)}) ORDER BY id"  # noqa: S608 - question marks only
        found += [DECODER.decode(row[0]) for row in db.execute(sql, part)]
    return found


def neighbours(db: sqlite3.Connection, of: ProposalTraits) -> list[ProposalTraits]:
    """The tellings that share a key with `of` within the window, except those of its story."""
    if of.day is None:
        return []
    span = (shifted(of.day, -WINDOW_DAYS), shifted(of.day, WINDOW_DAYS))
    ids: dict[str, None] = {}
    for part in batches(keys_of(of)):
        sql = f"SELECT telling_id FROM proposal_keys WHERE key IN ({marks(part)}) AND day BETWEEN ? AND ?"  # noqa: S608
        ids |= dict.fromkeys(row[0] for row in db.execute(sql, (*part, *span)))
    ids.pop(of.telling_id, None)
    return held_traits(db, list(ids))


def pair_telling(db: sqlite3.Connection, of: ProposalTraits) -> None:
    """Keep a telling's keys and the pairs it makes."""
    pairs = [sorted((of.telling_id, other.telling_id)) for other in neighbours(db, of) if is_same(of, other)]
    db.executemany("INSERT OR IGNORE INTO proposal_pairs (telling_id, other_id) VALUES (?, ?)", pairs)
    if of.day is not None:
        keys = [(key, of.day, of.telling_id) for key in keys_of(of)]
        db.executemany("INSERT OR IGNORE INTO proposal_keys (key, day, telling_id) VALUES (?, ?, ?)", keys)
    db.execute("UPDATE proposal_tellings SET linked = 1 WHERE id = ?", (of.telling_id,))


def told(db: sqlite3.Connection, proposal: str) -> list[Told]:
    """The tellings a proposal is summed up from: the first and the last ones by day."""
    rows: dict[str, tuple[Any, ...]] = {}
    for order in ("day, story_id, id", "day DESC, story_id DESC, id DESC"):
        sql = f"{TOLD} WHERE proposal_id = ? ORDER BY {order} LIMIT ?"
        rows |= {row[0]: tuple(row) for row in db.execute(sql, (proposal, SUMMED_UP // 2))}
    statuses: dict[str, tuple[tuple[str | None, str, int, int], ...]] = {}
    for part in batches(list(rows)):
        sql = f"""SELECT telling_id, day, status, start, end FROM proposal_statuses WHERE telling_id IN ({marks(part)})
                  ORDER BY telling_id, start, end, status"""  # noqa: S608 - question marks only
        for ident, *mark in db.execute(sql, part):
            statuses[ident] = (*statuses.get(ident, ()), (mark[0], mark[1], mark[2], mark[3]))
    found = []
    for ident, story, day, name, kind, proposer, country, parties, duration, begins, terms in rows.values():
        names = tuple(p["country"] or p["name"] for p in json.loads(parties))
        head = (ident, story, day, name, kind, proposer, country)
        found.append(Told(*head, names, duration, begins, terms, statuses.get(ident, ())))
    return found


def copies_among(db: sqlite3.Connection, stories: Iterable[str]) -> frozenset[str]:
    """The stories that are copies of one with a smaller id."""
    found: set[str] = set()
    for part in batches(sorted(stories)):
        sql = f"SELECT DISTINCT copy_id FROM copies WHERE copy_id IN ({marks(part)})"  # noqa: S608 - question marks only
        found |= {row[0] for row in db.execute(sql, part)}
    return frozenset(found)


def insert_proposal(db: sqlite3.Connection, p: Proposal) -> None:
    """The row of `proposals`, in the place of one with its id."""
    account = [{"day": d, "status": s, "story": story, "start": a, "end": b} for d, s, story, a, b in p.statuses]
    row = {
        "id": p.id,
        "name": p.name,
        "kind": p.kind,
        "proposer": p.proposer,
        "proposer_country": p.proposer_country,
        "parties": json.dumps(p.parties, ensure_ascii=False),
        "duration": p.duration,
        "begins": p.begins,
        "terms": p.terms,
        "status": p.status,
        "first_day": p.first_day,
        "last_day": p.last_day,
        "stories": p.stories,
        "account": json.dumps({"statuses": account}, ensure_ascii=False),
    }
    columns = list(row)
    updates = ", ".join(f"{c} = excluded.{c}" for c in columns[1:])
    names, places = ", ".join(columns), ", ".join(f":{c}" for c in columns)
    db.execute(f"INSERT INTO proposals ({names}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}", row)  # noqa: S608


def move(db: sqlite3.Connection, old: str, new: str) -> None:
    """Put all tellings and stances of one proposal into another."""
    if old != new:
        db.execute("UPDATE proposal_tellings SET proposal_id = ? WHERE proposal_id = ?", (new, old))
        db.execute("UPDATE stances SET proposal_id = ? WHERE proposal_id = ?", (new, old))


def place(db: sqlite3.Connection, telling: str, proposal: str) -> None:
    """Put one telling and its stances into a proposal."""
    db.execute("UPDATE proposal_tellings SET proposal_id = ? WHERE id = ?", (proposal, telling))
    db.execute("UPDATE stances SET proposal_id = ? WHERE telling_id = ?", (proposal, telling))


def joined(db: sqlite3.Connection, telling: str) -> tuple[str, set[str]]:
    """Put a telling into the proposal of those it is paired with, joining proposals that it brings together.

    Returns that proposal and those that were joined to it.
    """
    sql = f"SELECT DISTINCT proposal_id FROM proposal_tellings WHERE proposal_id IS NOT NULL AND id IN ({NEXT_TO})"  # noqa: S608
    present = sorted(row[0] for row in db.execute(sql, {"id": telling}))
    if not present:
        alone = proposal_id(telling)
        place(db, telling, alone)
        return alone, set()
    # The largest stays where it is, so that a long course is not written anew for each story.
    count = "SELECT count(*) FROM proposal_tellings WHERE proposal_id = ?"
    target = present[0] if len(present) == 1 else max(present, key=lambda p: (db.execute(count, (p,)).fetchone()[0], p))
    for other in present:
        move(db, other, target)
    place(db, telling, target)
    return target, set(present) - {target}


def parted(db: sqlite3.Connection, proposal: str) -> set[str]:
    """Put the tellings of a proposal that lost one into a proposal for each that hang together still."""
    members = [
        r[0] for r in db.execute("SELECT id FROM proposal_tellings WHERE proposal_id = ? ORDER BY id", (proposal,))
    ]
    done, found = set[str](), set[str]()
    for telling in members:
        if telling not in done:
            tree = tree_of(db, telling)
            done |= tree
            for member in tree:
                place(db, member, proposal_id(telling))
            found.add(proposal_id(telling))
    return found


def tree_of(db: sqlite3.Connection, telling: str) -> set[str]:
    """All tellings that hang together with this one."""
    seen, open_ = {telling}, [telling]
    while open_:
        for row in db.execute(NEXT_TO, {"id": open_.pop()}):
            if row[0] not in seen:
                seen.add(row[0])
                open_.append(row[0])
    return seen


def write_proposal(db: sqlite3.Connection, proposal: str) -> str:
    """Sum up a proposal under the id that its earliest telling gives it. Returns that id."""
    held = told(db, proposal)
    made = make_proposal(held, copies_among(db, {t.story_id for t in held}))
    if len(held) >= SUMMED_UP // 2:
        sql = """SELECT count(DISTINCT t.story_id) FROM proposal_tellings t WHERE t.proposal_id = ?
                 AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.copy_id = t.story_id)"""
        made = replace(made, stories=db.execute(sql, (proposal,)).fetchone()[0])
    insert_proposal(db, made)
    move(db, proposal, made.id)
    return made.id


def write_touched(db: sqlite3.Connection, changed: Sequence[str]) -> None:
    """Put `changed` tellings into proposals, and tell anew those that this touches and those that lost a telling."""
    # A telling may stand in a proposal whose row is written a few lines later.
    db.execute("PRAGMA defer_foreign_keys = ON")
    stale = {r[0] for r in db.execute("SELECT proposal_id FROM stale_proposals")}
    touched: set[str] = set().union(*(parted(db, p) for p in sorted(stale)))
    old = set(stale)
    for telling in changed:
        target, gone = joined(db, telling)
        touched = (touched - gone) | {target}
        old |= gone
    old |= touched
    written = {write_proposal(db, p) for p in sorted(touched)}
    for gone in old - written:
        if not db.execute("SELECT 1 FROM proposal_tellings WHERE proposal_id = ? LIMIT 1", (gone,)).fetchone():
            db.execute("DELETE FROM proposals WHERE id = ?", (gone,))
    db.execute("DELETE FROM stale_proposals")


def needs_telling(db: sqlite3.Connection) -> bool:
    """Has a proposal lost a telling?"""
    return db.execute("SELECT 1 FROM stale_proposals LIMIT 1").fetchone() is not None


def link_proposals(record: Record) -> int:
    """Link the tellings that are not linked yet; returns how many those were. Safe to break off."""
    waiting = [r[0] for r in record.db.execute("SELECT id FROM proposal_tellings WHERE linked = 0 ORDER BY id")]
    for at in range(0, max(1, len(waiting)), TELLINGS_AT_ONCE):
        part = waiting[at : at + TELLINGS_AT_ONCE]
        if not part and not needs_telling(record.db):
            break
        with record.writing() as db:
            present = held_traits(db, part)
            for traits in present:
                pair_telling(db, traits)
            write_touched(db, [t.telling_id for t in present])
    return len(waiting)
