"""Keeping count of copies: the same text on several sites is one story with several appearances.

Candidates are found by bands of the fingerprint (32 bands of 4 numbers: two stories that share half of their word runs meet
in a band with a probability of 0.87, two that share 0.7 with one of more than 0.999), so that the cost of a story does not
grow with the record. Which stories are copies does not depend on the order in which they were read.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from collections.abc import Sequence

from communique.model import Story
from communique.pages.duplicates import ALIKE, PERMUTATIONS, Fingerprint, fingerprint, likeness

BAND_ROWS = 4
PACKING = f"<{PERMUTATIONS}Q"


def bands(print_: Fingerprint) -> list[str]:
    """The keys under which stories that may be copies of one another meet."""
    values: Sequence[int] = print_.values
    parts = (values[at : at + BAND_ROWS] for at in range(0, PERMUTATIONS, BAND_ROWS))
    return [
        f"{number}:{hashlib.blake2b(struct.pack(f'<{BAND_ROWS}Q', *part), digest_size=8).hexdigest()}"
        for number, part in enumerate(parts)
    ]


def note_copies(db: sqlite3.Connection, story: Story) -> int:
    """Keep the story's fingerprint and the pairs it makes with stories of the record; returns how many.

    The caller holds the transaction. A story too short to be compared is nobody's copy.
    """
    own = fingerprint(story)
    if own is None:
        return 0
    keys = bands(own)
    marks = ", ".join("?" * len(keys))
    rows = db.execute(
        f"""SELECT DISTINCT p.story_id, p.print FROM story_bands b JOIN story_prints p ON p.story_id = b.story_id
            WHERE b.band IN ({marks})""",  # noqa: S608 - only question marks are put in
        keys,
    ).fetchall()
    others = (Fingerprint(row["story_id"], struct.unpack(PACKING, row["print"])) for row in rows)
    pairs = [
        (*sorted((story.id, other.story_id)), alike) for other in others if (alike := likeness(own, other)) >= ALIKE
    ]
    db.executemany("INSERT OR REPLACE INTO copies (story_id, copy_id, likeness) VALUES (?, ?, ?)", pairs)
    db.execute(
        "INSERT INTO story_prints (story_id, print) VALUES (?, ?)", (story.id, struct.pack(PACKING, *own.values))
    )
    db.executemany("INSERT INTO story_bands (band, story_id) VALUES (?, ?)", [(key, story.id) for key in keys])
    return len(pairs)


def copies_of(db: sqlite3.Connection, story_id: str) -> tuple[str, ...]:
    """The stories that are the same copy as `story_id`, by id."""
    rows = db.execute(
        "SELECT copy_id FROM copies WHERE story_id = ? UNION SELECT story_id FROM copies WHERE copy_id = ? ORDER BY 1",
        (story_id, story_id),
    )
    return tuple(row[0] for row in rows)
