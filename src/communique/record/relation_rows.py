"""Relations between events of the record, found by the keys that linking keeps."""

from __future__ import annotations

import json
import sqlite3

from communique.linking.blocking import joined
from communique.linking.days import day_of, shifted
from communique.linking.relations import Happening, Relation, Wording, relations, words
from communique.record.account_rows import batches, marks
from communique.record.schema import RecordError

# Of an event told by more reports than this, the first ones are asked what they promise.
MOST_WORDINGS = 20
# Of the same parties within the weeks looked at, no more events than this are compared: beyond it nothing would be clear.
MOST_EVENTS = 60


def happening(db: sqlite3.Connection, event_id: str) -> Happening | None:
    """An event as relations ask for it; null where there is none."""
    row = db.execute("SELECT id, type, mode, status, date, account FROM events WHERE id = ?", (event_id,)).fetchone()
    if row is None:
        return None
    parties = json.loads(row[5]).get("parties", [])
    reports = db.execute(
        """SELECT substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start), r.trigger_start - r.sentence_start, r.trigger_end - r.sentence_start,
                  s.published
           FROM reports r JOIN stories s ON s.id = r.story_id WHERE r.event_id = ?
           ORDER BY s.published IS NULL, s.published, r.story_id, r.trigger_start, r.id LIMIT ?""",
        (event_id, MOST_WORDINGS),
    ).fetchall()
    wordings = tuple(Wording(r[0], r[1], r[2], day_of(r[3])) for r in reports)
    day = day_of(row[4])
    published = [w.published for w in wordings if w.published]
    people = people_of(db, event_id)
    return Happening(
        row[0], row[1], row[2], row[3], day, min([*published, *([day] if day and row[3] != "planned" else [])], default=None),
        frozenset(p["country"] for p in parties if p["country"]), people, wordings,
    )  # fmt: skip


def people_of(db: sqlite3.Connection, event_id: str) -> frozenset[tuple[str, str]]:
    """The people who take part, by name in lower case and state."""
    rows = db.execute(
        """SELECT DISTINCT p.name, p.country FROM reports r JOIN participants p ON p.report_id = r.id
           WHERE r.event_id = ? AND p.name IS NOT NULL AND p.country IS NOT NULL
           AND EXISTS (SELECT 1 FROM actors a WHERE a.name = p.name AND a.kind = 'person')""",
        (event_id,),
    )
    return frozenset((name.casefold(), country) for name, country in rows)


def near_events(db: sqlite3.Connection, one: Happening) -> list[str]:
    """Events of the same states in the weeks before and after."""
    day = one.day or one.made
    if day is None or len(one.countries) < 2:
        return []
    types = sorted({"AGREE", "REJECT", one.type, *(t for named in words().types.values() for t in named)})
    keys = [f"{t}|{joined(one.countries)}" for t in types]
    found: set[str] = set()
    for part in batches(keys):
        sql = f"""SELECT DISTINCT a.event_id FROM account_keys k JOIN accounts a ON a.id = k.account_id
                  WHERE k.key IN ({marks(part)}) AND k.day BETWEEN ? AND ? AND a.event_id IS NOT NULL LIMIT ?"""  # noqa: S608
        span = (shifted(day, -2 * words().window_days), shifted(day, 2 * words().window_days), MOST_EVENTS + 1)
        found |= {r[0] for r in db.execute(sql, (*part, *span))}
    found.discard(one.id)
    return sorted(found) if len(found) <= MOST_EVENTS else []


def event_relations(db: sqlite3.Connection, event_id: str) -> tuple[Relation, ...]:
    """What announced an event, what it was held as, what called it off.

    Raises:
        RecordError: there is no such event.
    """
    one = happening(db, event_id)
    if one is None:
        raise RecordError(f"no event {event_id!r} in the record: `communique show` lists them")
    others = [h for e in near_events(db, one) if (h := happening(db, e)) is not None]
    return relations(one, others)
