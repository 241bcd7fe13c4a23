"""Agreement of two independent codings of the same stories.

    python agreement.py labels/corpus.jsonl labels/corpus-second.jsonl

A report of one coder is matched with one of the other in the same sentence with an overlapping trigger, those of the same
type first. Prints F1 of detection, type, dyad (type and both sets of countries), and of those of one type the share with
the same status, mode and attribution (none alike, or overlapping words).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

Report = dict[str, Any]


def overlap(a: Report | None, b: Report | None) -> bool:
    return (a is None and b is None) or bool(a and b and a["start"] < b["end"] and b["start"] < a["end"])


def countries(parties: list[Report]) -> frozenset[str]:
    return frozenset(p["country"] for p in parties if p["country"])


def pairs(first: list[Report], second: list[Report]) -> list[tuple[Report, Report]]:
    near = [(a, b) for a in first for b in second if overlap(a["trigger"], b["trigger"])]
    near.sort(key=lambda p: p[0]["type"] != p[1]["type"])
    used: set[int] = set()
    out = []
    for a, b in near:
        if id(a) not in used and id(b) not in used:
            used |= {id(a), id(b)}
            out.append((a, b))
    return out


def load(path: str) -> dict[str, list[Report]]:
    return {d["id"]: d["reports"] for d in map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())}


def main() -> None:
    first, second = load(sys.argv[1]), load(sys.argv[2])
    c: Counter[str] = Counter()
    shared = sorted(first.keys() & second.keys())
    for ident in shared:
        c["n"] += len(first[ident]) + len(second[ident])
        for a, b in pairs(first[ident], second[ident]):
            c["detect"] += 1
            if a["type"] != b["type"]:
                continue
            c["type"] += 1
            c["dyad"] += all(countries(a[k]) == countries(b[k]) for k in ("actors", "recipients"))
            c["status"] += a["status"] == b["status"]
            c["mode"] += a["mode"] == b["mode"]
            c["attribution"] += overlap(a["attribution"], b["attribution"])
    print(f"{len(shared)} stories, {c['n']} reports by both coders together")
    for k in ("detect", "type", "dyad"):
        print(f"{k:12} F1 {2 * c[k] / c['n']:.2f}")
    for k in ("status", "mode", "attribution"):
        print(f"{k:12} {c[k] / c['type']:.2f} of those of one type")


if __name__ == "__main__":
    main()
