"""Gold reports as `Told` values: stories as JSON lines with the fields of docs/codebook.md and an `event` per report."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from communique.linking.model import Party, Told


def parties(raw: list[dict[str, Any]]) -> tuple[Party, ...]:
    return tuple(Party(p["text"], p["name"], p["country"], p["sector"]) for p in raw)


def told_of(story: dict[str, Any]) -> list[tuple[Told, str]]:
    """The story's reports with the names of their events. Offsets are counted over the sentences given, in their order."""
    starts: dict[str, int] = {}
    at = 0
    found = []
    for number, r in enumerate(story["reports"]):
        if r["sentence"] not in starts:
            starts[r["sentence"]] = at
            at += len(r["sentence"]) + 1
        start = starts[r["sentence"]]
        place = r["place"] or {}
        told = Told(
            f"{story['id']}/{number}", story["id"], story["published"], start + max(0, r["sentence"].find(r["trigger"])),
            r["type"], r["status"], r["mode"], r["attribution"], parties(r["actors"]), parties(r["recipients"]), r["date"],
            place.get("text"), place.get("country"), r["trigger"], r["sentence"], start,
        )  # fmt: skip
        found.append((told, r["event"]))
    return found


def load(path: Path) -> list[list[tuple[Told, str]]]:
    """All stories of a file."""
    return [told_of(json.loads(line)) for line in path.open(encoding="utf-8")]


def b_cubed(gold: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of clusters, averaged over reports."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for item, name in gold.items():
        by_gold[name].add(item)
        by_found[found[item]].add(item)
    common = [len(by_gold[gold[i]] & by_found[found[i]]) for i in gold]
    precision = sum(c / len(by_found[found[i]]) for c, i in zip(common, gold, strict=True)) / len(gold)
    recall = sum(c / len(by_gold[gold[i]]) for c, i in zip(common, gold, strict=True)) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)
