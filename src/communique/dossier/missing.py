"""What a dossier does not hold or does not know, so that nothing is lost in silence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from communique.dossier.evidence import StatementRow
from communique.dossier.model import Gap, Line, Source
from communique.record.follows import any_of

# Below this an event is called unsure.
UNSURE = 0.5
MOST_IDS = 20


def gap(what: str, ids: Iterable[str]) -> Gap:
    """A gap with its first ids."""
    held = sorted(set(ids))
    return Gap(what, len(held), tuple(held[:MOST_IDS]))


def not_coded(db: sqlite3.Connection, names: Sequence[str]) -> list[Gap]:
    """The stories that were kept but not coded: those that name a party or one of its people, by reason; and how many others."""
    reasons: dict[str, list[str]] = {}
    naming: set[str] = set()
    if words := any_of([n for n in names if len(n) > 2]):
        sql = """SELECT s.id FROM story_search f JOIN stories s ON s.number = f.rowid
                 WHERE story_search MATCH ? AND s.not_coded IS NOT NULL"""
        naming = {r[0] for r in db.execute(sql, (words,))}
    total = 0
    for ident, reason in db.execute("SELECT id, not_coded FROM stories WHERE not_coded IS NOT NULL"):
        total += 1
        if ident in naming:
            reasons.setdefault(reason, []).append(ident)
    found = [
        gap(f"stories kept but not coded ({reason}) that name a party", ids) for reason, ids in sorted(reasons.items())
    ]
    if total > len(naming):
        found.append(
            Gap("other stories of the record that were not coded, whatever they are about", total - len(naming))
        )
    return found


def failed(db: sqlite3.Connection) -> list[Gap]:
    """Inputs of the record that could not be read."""
    rows = db.execute("SELECT name FROM inputs WHERE outcome = 'failed'")
    return [gap("inputs that could not be read (`communique show --inputs`)", (r[0] for r in rows))]


def missing(  # noqa: PLR0913, PLR0917 - what may be missing
    db: sqlite3.Connection,
    lines: Sequence[Line],
    aside: Sequence[str],
    sources: Iterable[Source],
    statements: Sequence[StatementRow],
    names: Sequence[str],
) -> tuple[Gap, ...]:
    """All gaps that there are."""
    nameless = (s.id for s in statements if s.speaker is None)
    stateless = (s.id for s in statements if s.speaker is not None and s.country is None)
    found = [
        gap("events without a date", (line.id for line in lines if line.date is None)),
        gap("events that were read with little certainty (below 0.5)", (x.id for x in lines if x.confidence < UNSURE)),
        gap("events without a place", (line.id for line in lines if not line.place and not line.place_country)),
        gap("stories without a day of publication", (s.story for s in sources if s.day is None)),
        gap("events in the same stories that are between others, left out here", aside),
        gap("statements whose speaker is not named", nameless),
        gap("statements by speakers of unknown country, left out here", stateless),
        *not_coded(db, names),
        *failed(db),
    ]
    return tuple(g for g in found if g.count)
