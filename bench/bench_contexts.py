"""Contexts against PLOVER's gold-standard sentences: `python bench/bench_contexts.py GOLD.jsonl [--errors]`.

GOLD.jsonl holds a sentence a line: `{"id", "text", "type", "context", "event_text"}`, contexts by the names of 2016, several
with commas between; each stands for those of draft 0.8 in `data/contexts/older.json`. Prints how many sentences get a context
of their label, what share of the contexts given fits a label, what share of the labels is met, the F1 of the two shares, and
how many contexts a sentence gets. Historical and hypothetical, which the gold does not mark, are left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from communique.coding.contexts import contexts_of
from communique.coding.contexts_lexicon import read
from communique.language.document import build_doc
from communique.language.pipeline import load_pipeline
from communique.model import Span, Story

NEEDED_NOT = ("communique_statements", "communique_reports", "communique_proposals", "communique_places")
OLD_TYPES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
SPECIAL = {"historical", "hypothetical"}
FRAMES = {"say", "announce", "declare", "conclude", "will", "would", "have", "be", "must", "may"}


def sentence_story(ident: str, text: str) -> Story:
    return Story(ident, ident, text, 0, len(text), paragraphs=(Span(text, 0, len(text)),))


def trigger_of(doc: Doc, event_text: str) -> Token:
    """The first verb of the gold's words for the event that tells the act, else the first of those words."""
    words = set(event_text.lower().split())
    marked = [t for t in doc if t.lower_ in words] or list(doc)
    verbs = [t for t in marked if t.pos_ in {"VERB", "AUX"} and t.lemma_.lower() not in FRAMES]
    return (verbs or marked)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the sentences whose label is not met")
    args = parser.parse_args()
    older: dict[str, list[str]] = read("older.json")["names"]
    nlp = load_pipeline()
    nlp.select_pipes(disable=[name for name in NEEDED_NOT if name in nlp.pipe_names])
    sentences = in_set = given = fitting = labels_met = labels_all = 0
    for line in args.gold.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        labels = [label.strip() for label in row["context"].split(",") if label.strip()]
        if not labels:
            continue
        doc = nlp(build_doc(nlp, sentence_story(row["id"], row["text"])))
        type_ = OLD_TYPES.get(row["type"], row["type"])
        got = set(contexts_of(doc, trigger_of(doc, row["event_text"]), type_)) - SPECIAL
        met = [label for label in labels if got & set(older[label])]
        sentences, in_set, given = sentences + 1, in_set + bool(met), given + len(got)
        fitting += len(got & {c for label in labels for c in older[label]})
        labels_met, labels_all = labels_met + len(met), labels_all + len(labels)
        if args.errors and not met:
            print(row["id"], labels, sorted(got))
    precision, recall = fitting / max(given, 1), labels_met / max(labels_all, 1)
    print(f"sentences {sentences}, with a context of their label {in_set / max(sentences, 1):.3f}")
    print(
        f"precision {precision:.3f}, recall {recall:.3f}, F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"
    )
    print(f"contexts a sentence {given / max(sentences, 1):.2f}")


if __name__ == "__main__":
    main()
