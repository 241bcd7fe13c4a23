"""Events as rows: which accounts belong together now, and the event that they tell of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from communique.linking.clusters import Link
from communique.linking.events import Event, Evidence, event_id, make_event
from communique.linking.model import Account
from communique.linking.sources import Teller, independent, unpacked
from communique.record.account_rows import ACCOUNT, account_of_row, batches, marks, told_where

# An event told by more accounts than this is summed up from the first and the last of them; all of them are counted.
SUMMED_UP = 120
NEXT_TO = """
    SELECT antecedent_id FROM accounts WHERE id = :id AND antecedent_id IS NOT NULL
    UNION SELECT id FROM accounts WHERE antecedent_id = :id
    UNION SELECT o.account_id FROM reports r JOIN event_joins j ON j.report_id = r.id JOIN reports o ON o.id = j.other_id
          WHERE r.account_id = :id AND o.account_id IS NOT NULL
    UNION SELECT o.account_id FROM reports r JOIN event_joins j ON j.other_id = r.id JOIN reports o ON o.id = j.report_id
          WHERE r.account_id = :id AND o.account_id IS NOT NULL
"""


def tree_of(db: sqlite3.Connection, account_id: str) -> set[str]:
    """All accounts that hang together with this one."""
    seen, open_ = {account_id}, [account_id]
    while open_:
        for row in db.execute(NEXT_TO, {"id": open_.pop()}):
            if row[0] not in seen:
                seen.add(row[0])
                open_.append(row[0])
    return seen


def touched_events(db: sqlite3.Connection, changed: Iterable[str]) -> set[str]:
    """The events in which changed accounts were, and those that lost one."""
    events = {r[0] for r in db.execute("SELECT event_id FROM stale_events")}
    for account_id in changed:
        row = db.execute("SELECT event_id FROM accounts WHERE id = ?", (account_id,)).fetchone()
        if row and row[0]:
            events.add(row[0])
    return events


def events_of(db: sqlite3.Connection, accounts: Iterable[str]) -> set[str]:
    """The events in which accounts are."""
    found: set[str] = set()
    for part in batches(sorted(accounts)):
        sql = f"SELECT DISTINCT event_id FROM accounts WHERE event_id IS NOT NULL AND id IN ({marks(part)})"  # noqa: S608
        found |= {r[0] for r in db.execute(sql, part)}
    return found


def write_events(db: sqlite3.Connection, changed: set[str]) -> set[str]:
    """Tell anew the events that `changed` accounts are or were in. Returns the ids of the events written."""
    before = touched_events(db, changed)
    members = {r[0] for e in before for r in db.execute("SELECT id FROM accounts WHERE event_id = ?", (e,))}
    present = {a for a in changed if db.execute("SELECT 1 FROM accounts WHERE id = ?", (a,)).fetchone()}
    written, done = set(), set[str]()
    for account_id in sorted(members | present):
        if account_id not in done:
            tree = tree_of(db, account_id)
            done |= tree
            # A join by hand can tie in accounts that did not change and were an event of their own.
            before |= events_of(db, tree)
            written.add(write_event(db, sorted(tree)))
    remove_empty(db, before - written)
    db.execute("DELETE FROM stale_events")
    return written


def remove_empty(db: sqlite3.Connection, events: Iterable[str]) -> None:
    """Events that no account tells any more."""
    for event in events:
        if not db.execute("SELECT 1 FROM accounts WHERE event_id = ? LIMIT 1", (event,)).fetchone():
            db.execute("UPDATE reports SET event_id = NULL WHERE event_id = ?", (event,))
            db.execute("DELETE FROM events WHERE id = ?", (event,))


def ordered(db: sqlite3.Connection, accounts: Sequence[str]) -> list[tuple[Account, Link | None]]:
    """Accounts with their antecedents, in the one order of all accounts."""
    found = []
    for part in batches(accounts):
        found += [account_of_row(r) for r in db.execute(f"{ACCOUNT} WHERE a.id IN ({marks(part)})", part)]
    return sorted(found, key=lambda pair: pair[0].order)


def tellers(db: sqlite3.Connection, stories: Sequence[str]) -> list[Teller]:
    """Stories as sources."""
    found = []
    for part in batches(stories):
        sql = f"""SELECT s.id, s.agency, s.outlet, k.sketch FROM stories s JOIN story_sketches k ON k.story_id = s.id
                  WHERE s.id IN ({marks(part)})"""  # noqa: S608 - question marks only
        found += [Teller(r[0], r[1], r[2], unpacked(r[3])) for r in db.execute(sql, part)]
    return found


def evidence_of(db: sqlite3.Connection, held: Sequence[tuple[Account, Link | None]]) -> Evidence:
    """What the event of these accounts is made from."""
    half = SUMMED_UP // 2
    heard = held if len(held) <= SUMMED_UP else (*held[:half], *held[-half:])
    reports = told_where(db, "r.id", [m.report_id for a, _ in heard for m in a.members])
    confidences: dict[str, float] = {}
    for part in batches([t.report_id for t in reports]):
        sql = f"SELECT id, confidence FROM reports WHERE id IN ({marks(part)})"  # noqa: S608 - question marks only
        confidences |= dict(db.execute(sql, part).fetchall())
    stories = list(dict.fromkeys(a.story_id for a, _ in heard))
    return Evidence(
        reports,
        confidences,
        independent(tellers(db, stories)),
        min((link.score for _, link in held if link), default=1.0),
        sum(len(a.members) for a, _ in held),
        len({a.story_id for a, _ in held}),
    )


def write_event(db: sqlite3.Connection, accounts: Sequence[str]) -> str:
    """Write the event of accounts that hang together, and say so on its accounts and reports. Returns its id."""
    held = ordered(db, accounts)
    root = held[0][0].id
    event = make_event(root, evidence_of(db, held))
    insert_event(db, event)
    ident = event_id(root)
    for a, _ in held:
        db.execute("UPDATE accounts SET event_id = ? WHERE id = ? AND event_id IS NOT ?", (ident, a.id, ident))
        db.execute("UPDATE reports SET event_id = ? WHERE account_id = ? AND event_id IS NOT ?", (ident, a.id, ident))
    return ident


def insert_event(db: sqlite3.Connection, event: Event) -> None:
    """The row of `events`."""
    values = (
        event.id,
        event.type,
        event.mode,
        event.status,
        event.date,
        event.place,
        event.place_country,
        json.dumps(event.account_json(), ensure_ascii=False),
    )
    db.execute(
        """INSERT INTO events (id, type, mode, status, date, place, place_country, account) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET type = excluded.type, mode = excluded.mode, status = excluded.status,
           date = excluded.date, place = excluded.place, place_country = excluded.place_country, account = excluded.account""",
        values,
    )
