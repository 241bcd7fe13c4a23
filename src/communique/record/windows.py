"""Which accounts are compared: under each key, the nearest ones by day and id on either side.

Under a key that very many accounts share (the commonest pair of states on a busy day) all of them within ten days would be too
many. So an account is compared under each key with at most `NEAREST` before and `NEAREST` after it in the order of day and id,
as in the sorted-neighbourhood method (M. Hernández and S. Stolfo, "The merge/purge problem for large databases", 1995).
Which these are depends on what is in the record, not on the order in which it came there. An account that comes
between two others can part them, and one that goes can bring two together: whoever loses or may gain so is placed anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from communique.linking.blocking import key_day, keys_of
from communique.linking.clusters import WINDOW_DAYS
from communique.linking.days import shifted
from communique.linking.model import Account
from communique.record.account_rows import batches, marks

# Accounts looked at under one key on each side. An event told by many outlets hangs together through its neighbours.
NEAREST = 60
AFTER = """SELECT account_id FROM account_keys WHERE key = ? AND day <= ? AND (day, account_id) > (?, ?)
           ORDER BY day, account_id LIMIT ?"""
BEFORE = """SELECT account_id FROM account_keys WHERE key = ? AND day >= ? AND (day, account_id) < (?, ?)
            ORDER BY day DESC, account_id DESC LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Under one key, the accounts on both sides of a place, the nearest first."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    def near(self, count: int) -> tuple[str, ...]:
        """At most `count` on each side."""
        return self.before[:count] + self.after[:count]


def stretch(db: sqlite3.Connection, key: str, place: tuple[str, str], count: int) -> Stretch:
    """At most `count` accounts under `key` on each side of a place (day and id), within the days that may fit."""
    day = place[0]
    before = db.execute(BEFORE, (key, shifted(day, -WINDOW_DAYS), *place, count))
    after = db.execute(AFTER, (key, shifted(day, WINDOW_DAYS), *place, count))
    return Stretch(tuple(r[0] for r in before), tuple(r[0] for r in after))


def stretches(db: sqlite3.Connection, of: Account, count: int) -> Iterator[Stretch]:
    """The stretches around an account under each of its keys; none for one without a day."""
    day = key_day(of)
    if day:
        for key in keys_of(of):
            yield stretch(db, key, (day, of.id), count)


def candidates(db: sqlite3.Connection, of: Account) -> list[str]:
    """The accounts that `of` is compared with, and those on its side of a split."""
    found: dict[str, None] = {}
    for one in stretches(db, of, NEAREST):
        found |= dict.fromkeys(one.near(NEAREST))
    if of.side is not None:
        found |= dict.fromkeys(r[0] for r in db.execute("SELECT id FROM accounts WHERE side = ?", (of.side,)))
    found.pop(of.id, None)
    return list(found)


def parted(around: Stretch, antecedents: dict[str, str]) -> Iterator[str]:
    """Those near a new account whose antecedent, on the other side of it, is now too far away under this key."""
    sides = ((around.before, around.after), (around.after, around.before))
    for own, other in sides:
        place = {ident: n for n, ident in enumerate(other)}
        for n, ident in enumerate(own[:NEAREST]):
            there = place.get(antecedents.get(ident, ""))
            # Between them stand `n` and `there` others, and the new one.
            if there is not None and n + there + 2 > NEAREST:
                yield ident


def antecedents_of(db: sqlite3.Connection, accounts: Sequence[str]) -> dict[str, str]:
    """The antecedents of those that have one."""
    found: dict[str, str] = {}
    for part in batches(accounts):
        sql = f"SELECT id, antecedent_id FROM accounts WHERE antecedent_id IS NOT NULL AND id IN ({marks(part)})"  # noqa: S608
        found |= dict(db.execute(sql, part).fetchall())
    return found


def mark_parted(db: sqlite3.Connection, new: Account, together: int) -> None:
    """Mark for placing anew those that `new` parts from their antecedents; `together` accounts came in at once."""
    for around in stretches(db, new, NEAREST + together):
        if len(around.before) + len(around.after) > NEAREST:
            held = antecedents_of(db, around.near(NEAREST))
            mark_stale(db, parted(around, held))


def mark_stale(db: sqlite3.Connection, accounts: Iterable[str]) -> None:
    """Mark accounts for placing anew."""
    db.executemany("UPDATE accounts SET stale = 1 WHERE id = ?", [(a,) for a in accounts])


def mark_closed_up(db: sqlite3.Connection) -> None:
    """Mark for placing anew those that stood near accounts that have gone, where so many stand that others come into view."""
    for key, day, ident in db.execute("SELECT key, day, account_id FROM gone_keys").fetchall():
        around = stretch(db, key, (day, ident), NEAREST)
        if len(around.before) + len(around.after) > NEAREST:
            mark_stale(db, around.near(NEAREST))
    db.execute("DELETE FROM gone_keys")
