"""The same copy on several sites: one story with several appearances, told by the words they share.

A story's fingerprint is a MinHash of the runs of five words in its paragraphs; two stories are the same copy where their
fingerprints agree on most of them. Boilerplate around the text does not count, since only paragraphs are looked at, and
neither does the order in which stories are met: groups are the connected ones, named after their smallest id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash, MinHashLSH

from communique.model import Story

PERMUTATIONS = 128
"""Numbers in a fingerprint; the error of a likeness is about one over their root."""
RUN = 5
"""Words in a run; shorter ones are shared by unlike stories, longer ones lost to every small edit."""
ALIKE = 0.5
"""Share of runs two stories have in common (Jaccard) from which they are the same copy.

An editor who cuts the last third of wire copy and rewrites the first sentence leaves about this much.
"""
SHORTEST = 30
"""Words: what is shorter has too few runs to be compared."""
SEED = 1
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A story's id and the MinHash values of its text, `PERMUTATIONS` of them."""

    story_id: str
    values: tuple[int, ...]


def runs_of(text: str) -> frozenset[str]:
    """All runs of `RUN` words of `text`, in lower case."""
    words = WORD.findall(text.lower())
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def fingerprint(story: Story) -> Fingerprint | None:
    """The fingerprint of a story's paragraphs, or null for a story too short to be compared."""
    text = " ".join(paragraph.text for paragraph in story.paragraphs)
    if len(WORD.findall(text)) < SHORTEST:
        return None
    sketch = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update_batch([run.encode() for run in runs_of(text)])
    return Fingerprint(story.id, tuple(int(value) for value in sketch.hashvalues))


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated share of word runs that two stories have in common, 0 to 1."""
    same = sum(a == b for a, b in zip(one.values, other.values, strict=True))
    return same / PERMUTATIONS


def sketch_of(print_: Fingerprint) -> MinHash:
    """The fingerprint as datasketch has it."""
    sketch = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    # Set and not passed: how values are passed to the constructor changed between releases.
    sketch.hashvalues = np.asarray(print_.values, dtype=sketch.hashvalues.dtype)
    return sketch


def same_copy(prints: Iterable[Fingerprint], alike: float = ALIKE) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more stories that are the same copy, as sorted ids; the result does not depend on the order.

    Ids must differ. Only candidates that share a band of their fingerprints are compared, so that the time grows with the
    number of stories, not with its square.
    """
    by_id = {each.story_id: each for each in prints}
    index = MinHashLSH(threshold=max(0.05, alike - 0.1), num_perm=PERMUTATIONS)
    parent = {story_id: story_id for story_id in by_id}
    for story_id in sorted(by_id):
        sketch = sketch_of(by_id[story_id])
        for other in index.query(sketch):
            if likeness(by_id[story_id], by_id[str(other)]) >= alike:
                join(parent, story_id, str(other))
        index.insert(story_id, sketch)
    return grouped(parent)


def root(parent: dict[str, str], story_id: str) -> str:
    """The id that stands for a story's group."""
    while parent[story_id] != story_id:
        story_id = parent[story_id]
    return story_id


def join(parent: dict[str, str], one: str, other: str) -> None:
    """Put two stories into one group, the smaller id on top."""
    low, high = sorted((root(parent, one), root(parent, other)))
    parent[high] = low


def grouped(parent: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """The groups of two or more."""
    groups: dict[str, list[str]] = {}
    for story_id in sorted(parent):
        groups.setdefault(root(parent, story_id), []).append(story_id)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def appearances(stories: Sequence[Story]) -> tuple[tuple[str, ...], ...]:
    """Groups of ids of `stories` that are the same copy."""
    return same_copy(each for story in stories if (each := fingerprint(story)) is not None)
