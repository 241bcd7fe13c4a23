"""Reports and accounts as linking reads them from the record, and as it writes accounts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from communique.linking.clusters import Link
from communique.linking.model import Account, Party, Told, Traits

ENCODER = msgspec.json.Encoder(order="deterministic")
DECODER = msgspec.json.Decoder(tuple[Traits, ...])
# SQLite allows 999 values in a statement on old builds.
BATCH = 500
TOLD = """
    SELECT r.id, r.story_id, substr(s.published, 1, 10), r.trigger_start, r.type, r.status, r.mode, r.attribution, r.date, r.place,
           r.place_country, r.trigger, substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start), r.sentence_start
    FROM reports r JOIN stories s ON s.id = r.story_id
"""
ACCOUNT = "SELECT a.id, a.story_id, a.published, a.day, a.side, a.traits, a.antecedent_id, a.score FROM accounts a"


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """`values` in parts that fit into one statement."""
    return (values[at : at + BATCH] for at in range(0, len(values), BATCH))


def marks(values: Sequence[str]) -> str:
    """As many question marks as values."""
    return ", ".join("?" * len(values))


def told_of_row(row: sqlite3.Row, actors: tuple[Party, ...], recipients: tuple[Party, ...]) -> Told:
    """The report of a row of `TOLD`."""
    ident, story, published, position, type_, status, mode, attribution = tuple(row)[:8]
    day, place, country, trigger, sentence, start = tuple(row)[8:]
    head = (ident, story, published, position, type_, status, mode, attribution)
    return Told(*head, actors, recipients, day, place, country, trigger, sentence, start)


def told_where(db: sqlite3.Connection, column: str, values: Sequence[str]) -> list[Told]:
    """The reports whose `column` (of this package, never a user's words) has one of `values`, with their parties."""
    found: list[Told] = []
    for part in batches(values):
        rows = db.execute(f"{TOLD} WHERE {column} IN ({marks(part)})", part).fetchall()
        sides = parties_of(db, [r[0] for r in rows])
        for row in rows:
            actors, recipients = sides.get((row[0], "actor"), ()), sides.get((row[0], "recipient"), ())
            found.append(told_of_row(row, actors, recipients))
    return sorted(found, key=lambda t: (t.story_id, t.position, t.report_id))


def parties_of(db: sqlite3.Connection, reports: Sequence[str]) -> dict[tuple[str, str], tuple[Party, ...]]:
    """Actors and recipients of reports, by report and role."""
    found: dict[tuple[str, str], tuple[Party, ...]] = {}
    for part in batches(reports):
        rows = db.execute(
            f"""SELECT report_id, role, text, name, country, sector FROM participants WHERE report_id IN ({marks(part)})
                ORDER BY report_id, role, position""",  # noqa: S608 - question marks only
            part,
        )
        for report, role, *party in rows:
            found[report, role] = (*found.get((report, role), ()), Party(*party))
    return found


def account_of_row(row: sqlite3.Row) -> tuple[Account, Link | None]:
    """An account and its antecedent."""
    held = Account(row["id"], row["story_id"], row["published"], row["day"], DECODER.decode(row["traits"]), row["side"])
    link = Link(row["id"], row["antecedent_id"], row["score"]) if row["antecedent_id"] else None
    return held, link
