"""Is one text a copy of another? Bottom-k sketches of word sequences, and how many independent sources tell a thing.

Method: A. Broder, "On the resemblance and containment of documents" (1997); a sketch holds the `SKETCH_SIZE` smallest
hashes of all sequences of `SHINGLE` words.
"""

from __future__ import annotations

import heapq
import re
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHINGLE = 4
SKETCH_SIZE = 64
# Share of common sequences from which on a text is a copy: edited wire copy keeps far more, two reporters on one story far less.
COPY = 0.35
WORD = re.compile(r"[^\W_]+")


def sketch_of(text: str) -> tuple[int, ...]:
    """The sketch of `text`; empty for a text of fewer than `SHINGLE` words."""
    words = WORD.findall(text.lower())
    hashes = {zlib.crc32(" ".join(words[n : n + SHINGLE]).encode()) for n in range(len(words) - SHINGLE + 1)}
    return tuple(heapq.nsmallest(SKETCH_SIZE, hashes))


def packed(sketch: Sequence[int]) -> bytes:
    """A sketch as bytes."""
    return array("I", sketch).tobytes()


def unpacked(data: bytes) -> tuple[int, ...]:
    """A sketch from bytes."""
    found = array("I")
    found.frombytes(data)
    return tuple(found)


def resemblance(a: Sequence[int], b: Sequence[int]) -> float:
    """Estimated share of common sequences (0 to 1) of two texts."""
    if not a or not b:
        return 0.0
    smallest = sorted(set(a) | set(b))[:SKETCH_SIZE]
    common = set(a) & set(b)
    return sum(1 for h in smallest if h in common) / len(smallest)


@dataclass(frozen=True, slots=True)
class Teller:
    """A story as a source: its agency or outlet where known, and its sketch."""

    story_id: str
    agency: str | None
    outlet: str | None
    sketch: tuple[int, ...]


def independent(tellers: Sequence[Teller]) -> Mapping[str, str]:
    """For each story the story that speaks for its source: copies, and stories of one agency, have one source."""
    ordered = sorted(tellers, key=lambda t: t.story_id)
    speaker: dict[str, str] = {}
    for n, teller in enumerate(ordered):
        for other in ordered[:n]:
            same_agency = teller.agency is not None and teller.agency == other.agency
            if same_agency or resemblance(teller.sketch, other.sketch) >= COPY:
                speaker[teller.story_id] = speaker[other.story_id]
                break
        else:
            speaker[teller.story_id] = teller.story_id
    return speaker
