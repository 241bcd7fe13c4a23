"""Compare the proposals, stances and series read from the founding page with those its coders wrote down.

    communique code PAGE > coded.jsonl; communique read PAGE --record page.db; communique series --record page.db --format json > series.json
    python training/linking/founding.py PROCESSES.json coded.jsonl series.json

A proposal is found where its name shares half of the shorter one's words; a stance is right where party, value and words agree (a
coder's "none" is silence); a series where words, ordinal and participants do.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SMALL = frozenset(
    ["the", "a", "an", "of", "to", "for", "in", "on", "and", "by", "s", "his", "its", "with", "at", "that"]
)
SAME = {
    "us": "united states",
    "kremlin": "russia",
    "the russian president": "vladimir putin",
    "trump": "donald trump",
    "macron": "emmanuel macron",
    "merz": "friedrich merz",
    "witkoff": "steve witkoff",
}
Json = dict[str, Any]


def words(text: str) -> frozenset[str]:
    """The stems of a phrase's words."""
    found = re.findall(r"[a-z0-9]+", re.sub("cease[ -]fire", "ceasefire", text.lower()))
    return frozenset(re.sub("(s|ing)$", "", w) for w in found) - SMALL


def alike(a: str, b: str, share: float) -> bool:
    """Do two phrases share so much of the shorter one's words?"""
    x, y = words(a), words(b)
    return bool(x and y) and len(x & y) >= max(share * min(len(x), len(y)), min(2, len(x), len(y)))


def party(name: str | None) -> str:
    return SAME.get((name or "").lower(), (name or "").lower())


def same_party(gold: str, told: Json) -> bool:
    a = party(gold)
    names = [party(told.get("name")), party(told["text"])]
    return any(b and (a in b or b in a or set(a.split()) <= set(b.split())) for b in names)


def same_stance(gold: Json, told: Json) -> bool:
    value = "silent" if gold["stance"] == "none" else gold["stance"]
    return (
        value == told["stance"]
        and same_party(gold["actor"], told["party"])
        and alike(gold["words"], told["words"]["text"], 0.4)
    )


def proposals(gold: list[Json], coded: list[Json]) -> Iterator[str]:
    found = right = wanted = 0
    told = {f"seed-{n}": story["proposals"] for n, story in enumerate(coded, 1)}
    for g in gold:
        own = told[g["stances"][0]["story"]]
        named = [p for p in own if any(alike(g["name"], m["text"], 0.5) for m in (p["name"], *p["mentions"]))]
        found += bool(named)
        wanted += len(g["stances"])
        right += sum(any(same_stance(s, t) for p in named for t in p["stances"]) for s in g["stances"])
    given = sum(len(p["stances"]) for own in told.values() for p in own)
    yield f"proposals {found} of {len(gold)}, {sum(map(len, told.values()))} told; stances {right} of {wanted}, {given} told"


def series(gold: list[Json], told: list[Json]) -> Iterator[str]:
    every = [t for s in told for t in (*(x for n in s["numbered"] for x in n["told"]), *s["counts"], *s["mentions"])]
    there = ordinal = people = 0
    for g in gold:
        near = [
            t
            for t in every
            if len(words(t["words"]["text"]) & words(g["note"])) >= min(2, len(words(t["words"]["text"])))
        ]
        numbered = [t for t in near if t["ordinal"] == g["ordinal"]]
        there, ordinal = there + bool(near), ordinal + bool(numbered)
        people += any({p["name"] for p in t["participants"]} == set(g["participants"]) for t in numbered)
    yield f"series {there} of {len(gold)}, ordinal right {ordinal}, participants right {people}; {len(every)} told"


def main() -> None:
    gold, coded, told = (Path(p).read_text(encoding="utf-8") for p in sys.argv[1:4])
    wanted = json.loads(gold)
    for line in (
        *proposals(wanted["proposals"], [json.loads(x) for x in coded.splitlines()]),
        *series(wanted["series"], json.loads(told)),
    ):
        print(line)


if __name__ == "__main__":
    main()
