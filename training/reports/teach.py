"""What a teacher says of stories, coded or not, as soft targets for the small model.

    python -m training.reports.teach CHECKPOINT.pt MPNET-FOLDER OUT.pkl LABELS.jsonl... [--texts ...] [--unlabelled ... --keep PREFIX...]

Triggers are the words that a coder marked or that the teacher takes for a report with a probability of at least 0.15.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from spacy.language import Language
from torch import Tensor
from training.encoder import base_folder
from training.mpnet import load_wide
from training.reports.dataset import (
    Example,
    Reading,
    arguments_of,
    example_of,
    labels_of,
    read_texts,
    records,
    story_doc,
)
from training.reports.losses import Paths, Soft, argument_columns, encode
from training.reports.model import HeadConfig, ReportModel
from training.reports.prepare import pipeline

from communique.coding.encoder import load_tokenizer
from communique.coding.reading import doc_windows

LEAST = 0.15
Record = tuple[dict[str, object], str]


def load_teacher(checkpoint: Path, folder: Path) -> tuple[ReportModel, Paths]:
    """A trained teacher, in evaluation mode, and its table of paths."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = ReportModel(load_wide(folder, base_folder() / "tokenizer.json"), HeadConfig(**saved["head_config"]))
    model.encoder.load_state_dict(saved["encoder"])
    model.heads.load_state_dict(saved["heads"])
    return model.eval(), saved["paths"]


def taught(model: ReportModel, paths: Paths, reading: Reading, example: Example, wide: Tensor) -> Soft:
    """What the teacher says of one window."""
    heads, window = model.heads, example.window
    types = torch.softmax(heads.types(wide), -1)
    marked = {n for n, _, _ in example.triggers}
    triggers = [n for n in range(len(window.tokens)) if n in marked or 1 - float(types[n, 0]) >= LEAST]
    place = {token: n for n, token in enumerate(window.tokens)}
    rows = tuple(a for n in triggers for a in arguments_of(reading, place, window.tokens[n], {}))
    at = torch.tensor(triggers, dtype=torch.long)
    half = torch.float16
    roles = torch.softmax(heads.role_scores(wide, argument_columns(example, rows, paths)), -1) if rows else types[:0]
    return Soft(
        types.to(half),
        at,
        torch.softmax(heads.statuses(wide[at]), -1).to(half),
        torch.softmax(heads.modes(wide[at]), -1).to(half),
        rows,
        roles.to(half),
    )


def unlabelled(paths: list[Path], keep: tuple[str, ...]) -> Iterator[Record]:
    """Stories without labels."""
    for path in paths:
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if record["id"].startswith(keep):
                yield record | {"reports": []}, record["text"]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("folder", type=Path)
    p.add_argument("out", type=Path, help="soft targets; the examples of unlabelled stories go to OUT.examples")
    p.add_argument("labels", type=Path, nargs="*")
    p.add_argument("--texts", type=Path, nargs="*", default=[])
    p.add_argument("--unlabelled", type=Path, nargs="*", default=[])
    p.add_argument("--keep", nargs="*", default=[""], help="of the unlabelled stories, those whose id begins so")
    o = p.parse_args()
    torch.set_num_threads(1)
    model, paths = load_teacher(o.checkpoint, o.folder)
    tokenizer, texts, lost = load_tokenizer(base_folder() / "tokenizer.json"), read_texts(*o.texts), Counter[str]()
    nlp: Language = pipeline()
    soft: dict[str, list[Soft]] = {}
    examples: dict[str, list[Example]] = {}
    sources = [(r, True) for path in o.labels for r in records(path, texts, lost)]
    sources += [(r, False) for r in unlabelled(o.unlabelled, tuple(o.keep))]
    for (record, text), labelled in sources:
        doc = story_doc(nlp, record, text)
        reading = Reading.of(doc)
        labels = list(labels_of(doc, record["reports"], lost))  # type: ignore[arg-type]
        windows = [example_of(reading, w, labels) for w in doc_windows(doc, tokenizer)]
        with torch.no_grad():
            filled = [encode(model, [e])[0] if e.window.tokens else None for e in windows]
            soft[str(record["id"])] = [
                taught(model, paths, reading, e, w)
                if w is not None
                else Soft(*[torch.zeros(0)] * 4, (), torch.zeros(0))
                for e, w in zip(windows, filled, strict=True)
            ]
        if not labelled:
            examples[str(record["id"])] = [replace(e, labelled=False) for e in windows]
    o.out.write_bytes(pickle.dumps(soft))
    o.out.with_suffix(".examples").write_bytes(pickle.dumps(examples))
    print(f"{len(soft)} stories taught, {len(examples)} without labels, lost {dict(lost)}", file=sys.stderr)


if __name__ == "__main__":
    main()
