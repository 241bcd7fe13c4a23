"""Linking in the record: what has not been linked yet is, and what that touches is told anew.

Every account knows its antecedent, the earlier account most like it (`communique.linking.clusters`). A new account can only
change the antecedent of accounts after it that share a key with it within a few days, so the work for a story depends on what
was told at that time of those parties, not on the size of the record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from communique.linking.blocking import key_day, keys_of
from communique.linking.clusters import Link, account, clustered, link_score, may_link
from communique.linking.days import shifted
from communique.linking.model import Account
from communique.linking.pairs import PairModel, load_pair_model, traits
from communique.linking.sources import packed, sketch_of
from communique.record.account_rows import ACCOUNT, ENCODER, account_of_row, batches, marks, told_where
from communique.record.event_rows import write_events
from communique.record.proposal_rows import link_proposals
from communique.record.series_rows import number_story, to_number
from communique.record.windows import candidates, mark_closed_up, mark_parted

if TYPE_CHECKING:
    from communique.record.store import Record

# Stories linked in one transaction: others may write in between.
STORIES_AT_ONCE = 50


def sides_of(db: sqlite3.Connection, reports: Sequence[str]) -> dict[str, str]:
    """The sides of splits by hand on which reports are."""
    found: dict[str, str] = {}
    for part in batches(reports):
        found |= dict(
            db.execute(f"SELECT report_id, side FROM event_sides WHERE report_id IN ({marks(part)})", part).fetchall()  # noqa: S608
        )
    return found


def story_accounts(db: sqlite3.Connection, story_id: str, model: PairModel) -> list[Account]:
    """The accounts of a story: reports of one side of a split are one account, the others are clustered."""
    reports = [traits(t) for t in told_where(db, "r.story_id", [story_id])]
    sides = sides_of(db, [t.report_id for t in reports])
    free = clustered([t for t in reports if t.report_id not in sides], model)
    by_side = [[t for t in reports if sides.get(t.report_id) == side] for side in sorted(set(sides.values()))]
    ordered = [sorted(members, key=lambda t: (t.position, t.type, t.report_id)) for members in by_side]
    return [account(m) for m in free] + [account(m, sides[m[0].report_id]) for m in ordered]


def neighbours(db: sqlite3.Connection, of: Account, near: Sequence[str]) -> list[tuple[Account, Link | None]]:
    """The accounts of `near`, less those of other days: of two accounts with a day, only those a day apart at most may link."""
    days = (shifted(of.day, -1), shifted(of.day, 1)) if of.day else ("0000", "9999")
    found = []
    for part in batches(near):
        sql = f"""{ACCOUNT} WHERE a.id IN ({marks(part)})
                  AND (a.day IS NULL OR a.side IS NOT NULL OR a.day BETWEEN ? AND ?)"""
        found += [account_of_row(r) for r in db.execute(sql, (*part, *days))]
    return found


def pair_link(later: Account, earlier: Account, model: PairModel) -> float | None:
    """How good an antecedent `earlier` is for `later`, or null where it is none. Within a side of a split, all are one."""
    if not earlier.order < later.order:
        return None
    if later.side is not None:
        return 1.0 if later.side == earlier.side else None
    if not may_link(later, earlier):
        return None
    return link_score(later, earlier, model)


def set_antecedent(
    db: sqlite3.Connection, account_id: str, antecedent_id: str | None, score: float | None, *, final: bool
) -> None:
    """Keep an account's antecedent; `final` where all its candidates have been looked at, so that it need not be placed anew."""
    sql = "UPDATE accounts SET antecedent_id = ?, score = ?, stale = min(stale, ?) WHERE id = ?"
    db.execute(sql, (antecedent_id, score, 0 if final else 1, account_id))


def better(score: float, candidate: Account, held: Link | None, held_account: Account | None) -> bool:
    """Does `candidate` go before the antecedent held? The higher score does, then the earlier account."""
    if held is None or held_account is None:
        return True
    return (-score, candidate.order) < (-held.score, held_account.order)


def load_account(db: sqlite3.Connection, account_id: str) -> Account | None:
    """One account."""
    row = db.execute(f"{ACCOUNT} WHERE a.id = ?", (account_id,)).fetchone()
    return account_of_row(row)[0] if row else None


def place_account(db: sqlite3.Connection, of: Account, model: PairModel, *, is_new: bool) -> set[str]:
    """Find the antecedent of `of`, and, if it is new, make it that of later ones. Returns the accounts that changed."""
    best: tuple[float, Account] | None = None
    changed = {of.id}
    for other, held in neighbours(db, of, candidates(db, of)):
        score = pair_link(of, other, model)
        if score is not None and (best is None or (-score, other.order) < (-best[0], best[1].order)):
            best = (score, other)
        if not is_new:
            continue
        score = pair_link(other, of, model)
        if score is not None:
            before = load_account(db, held.antecedent_id) if held and held.score == score else None
            if held is None or score > held.score or (before is not None and better(score, of, held, before)):
                set_antecedent(db, other.id, of.id, score, final=False)
                changed.add(other.id)
    set_antecedent(db, of.id, best[1].id if best else None, best[0] if best else None, final=True)
    return changed


def insert_account(db: sqlite3.Connection, new: Account) -> None:
    """The rows of a new account, without its antecedent."""
    db.execute(
        "INSERT INTO accounts (id, story_id, published, day, side, traits) VALUES (?, ?, ?, ?, ?, ?)",
        (new.id, new.story_id, new.published, new.day, new.side, ENCODER.encode(new.members).decode()),
    )
    day = key_day(new)
    if day:
        db.executemany(
            "INSERT INTO account_keys (key, day, account_id) VALUES (?, ?, ?)", [(k, day, new.id) for k in keys_of(new)]
        )
    reports = [(new.id, t.report_id) for t in new.members]
    db.executemany("UPDATE reports SET account_id = ? WHERE id = ?", reports)


def link_story(db: sqlite3.Connection, story_id: str, model: PairModel) -> set[str]:
    """Make the accounts of a story and link them. Returns the accounts that changed."""
    text = db.execute("SELECT text FROM stories WHERE id = ?", (story_id,)).fetchone()[0]
    db.execute(
        "INSERT OR REPLACE INTO story_sketches (story_id, sketch) VALUES (?, ?)", (story_id, packed(sketch_of(text)))
    )
    made = story_accounts(db, story_id, model)
    for new in made:
        insert_account(db, new)
    changed = set[str]().union(*(place_account(db, new, model, is_new=True) for new in made))
    for new in made:
        mark_parted(db, new, len(made))
    return changed


def stale_accounts(db: sqlite3.Connection) -> list[Account]:
    """The accounts that lost their antecedent."""
    return [account_of_row(r)[0] for r in db.execute(f"{ACCOUNT} WHERE a.stale = 1")]


def to_link(db: sqlite3.Connection) -> list[str]:
    """The stories with reports that are in no account, in the order of the record."""
    return [r[0] for r in db.execute("SELECT DISTINCT story_id FROM reports WHERE account_id IS NULL")]


def clear_story(db: sqlite3.Connection, story_id: str) -> None:
    """Take a story's accounts away, so that it is linked anew."""
    db.execute("UPDATE reports SET account_id = NULL WHERE story_id = ?", (story_id,))
    db.execute("DELETE FROM accounts WHERE story_id = ?", (story_id,))


def grown(stories: Iterable[str], db: sqlite3.Connection) -> None:
    """Clear stories of which only some reports are in accounts: they were read again or reviewed."""
    for story in stories:
        if db.execute("SELECT 1 FROM accounts WHERE story_id = ? LIMIT 1", (story,)).fetchone():
            clear_story(db, story)


def link_record(record: Record) -> int:
    """Link what is not linked yet: accounts, their antecedents, events. Returns how many stories that were.

    Safe to break off: what is committed stays, and the next call goes on.
    """
    model = load_pair_model()
    stories = to_link(record.db)
    for at in range(0, max(1, len(stories)), STORIES_AT_ONCE):
        part = stories[at : at + STORIES_AT_ONCE]
        if not part and not needs_work(record.db):
            break
        with record.writing() as db:
            grown(part, db)
            mark_closed_up(db)
            changed: set[str] = set()
            for story in part:
                changed |= link_story(db, story, model)
            for stale in stale_accounts(db):
                changed |= place_account(db, stale, model, is_new=False)
            write_events(db, changed)
    number_record(record)
    link_proposals(record)
    return len(stories)


def number_record(record: Record) -> None:
    """Read what stories that are new tell of acts as one of several."""
    while part := to_number(record.db, STORIES_AT_ONCE):
        with record.writing() as db:
            for story in part:
                number_story(db, story)


def needs_work(db: sqlite3.Connection) -> bool:
    """Has an account lost its antecedent, an event an account, or a key one of its accounts?"""
    sql = """SELECT EXISTS (SELECT 1 FROM accounts WHERE stale = 1) OR EXISTS (SELECT 1 FROM stale_events)
                 OR EXISTS (SELECT 1 FROM gone_keys)"""
    return bool(db.execute(sql).fetchone()[0])
