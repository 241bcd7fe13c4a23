"""Attributions of news articles as windows with labels and links.

Source of the data: PolNeAR (Newell, Margolin and Ruths, 2018), one JSON object a line:
`{"id", "text", "attributions": [{"source": [[start, end], ..], "cue": .., "content": ..}]}`, offsets in characters.
"""

from __future__ import annotations

import gzip
import json
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from training.statements.model import Spans

from communique.coding.encoder import Piecewise, Window, cut, paragraphs_of, windows_of
from communique.coding.statements_spans import LABELS, RELATIONS, ROLES


@dataclass(frozen=True)
class Document:
    """One article: its id, text, attributions as given and word pieces by paragraph."""

    id: str
    text: str
    attributions: tuple[dict[str, list[list[int]] | None], ...]
    paragraphs: tuple[Piecewise, ...]


@dataclass(frozen=True)
class Example:
    """A window with its gold: labels [words], spans by role, and the attribution number of each span by role."""

    window: Window
    labels: tuple[int, ...]
    spans: Spans
    owners: dict[str, list[frozenset[int]]]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON objects of a file of JSON lines, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as handle:
        for line in handle:
            if line.strip():
                yield json.loads(line)


def read_documents(path: Path, tokenizer: Tokenizer, limit: int) -> list[Document]:
    """Articles with their paragraphs cut into word pieces."""
    return [
        Document(
            line["id"],
            line["text"],
            tuple(line.get("attributions", ())),
            tuple(cut(tokenizer, line["text"], paragraphs_of(line["text"]), limit)),
        )
        for line in read_lines(path)
    ]


def gold_spans(document: Document, role: str) -> dict[tuple[int, int], set[int]]:
    """Spans of a role in characters, each with the numbers of the attributions it belongs to."""
    spans: dict[tuple[int, int], set[int]] = {}
    for number, attribution in enumerate(document.attributions):
        for start, end in attribution.get(role) or ():
            spans.setdefault((start, end), set()).add(number)
    return spans


def word_span(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """First and last word of the window inside a span of characters, None where the window has none of it."""
    first = bisect_left(window.ends, start + 1)
    last = bisect_left(window.starts, end) - 1
    return (first, last) if first <= last else None


def example(document: Document, window: Window) -> Example:
    """The window's labels and spans; a span that leaves the window is cut at its edge."""
    labels = [0] * len(window.firsts)
    first: dict[str, list[int]] = {role: [] for role in ROLES}
    last: dict[str, list[int]] = {role: [] for role in ROLES}
    owners: dict[str, list[frozenset[int]]] = {role: [] for role in ROLES}
    for role in ROLES:
        for (start, end), numbers in sorted(gold_spans(document, role).items()):
            words = word_span(window, start, end)
            if words is None or any(labels[words[0] : words[1] + 1]):
                continue
            paint(labels, words, role)
            first[role].append(words[0])
            last[role].append(words[1])
            owners[role].append(frozenset(numbers))
    return Example(window, tuple(labels), Spans(first, last), owners)


def paint(labels: list[int], words: tuple[int, int], role: str) -> None:
    """Write the BIOES labels of one span."""
    a, b = words
    if a == b:
        labels[a] = LABELS.index(f"S-{role}")
        return
    labels[a] = LABELS.index(f"B-{role}")
    labels[b] = LABELS.index(f"E-{role}")
    for k in range(a + 1, b):
        labels[k] = LABELS.index(f"I-{role}")


def examples(documents: Sequence[Document], limit: int, rng: random.Random | None = None) -> list[Example]:
    """Windows of all documents; with `rng`, the first window of each is filled to a random length."""
    found: list[Example] = []
    for document in documents:
        first = rng.randint(limit // 4, limit) if rng else None
        found.extend(example(document, w) for w in windows_of(document.paragraphs, limit, first))
    return found


def link_targets(item: Example, relation: int, owners: dict[str, list[frozenset[int]]]) -> list[int]:
    """For each span on the relation's left: 1 + number of its target, 0 where the window holds none."""
    source, target = RELATIONS[relation]
    wanted = owners[target]
    return [1 + next((k for k, others in enumerate(wanted) if own & others), -1) for own in item.owners[source]]


def without(item: Example, role: str, rate: float, rng: random.Random) -> tuple[Spans, dict[str, list[frozenset[int]]]]:
    """Spans and owners with each span of `role` left out at `rate`, so that a missing target is seen in training."""
    keep = [k for k in range(len(item.spans.first[role])) if rng.random() >= rate]
    first, last, owners = item.spans.first[role], item.spans.last[role], item.owners[role]
    spans = Spans(
        {**item.spans.first, role: [first[k] for k in keep]}, {**item.spans.last, role: [last[k] for k in keep]}
    )
    return spans, {**item.owners, role: [owners[k] for k in keep]}
