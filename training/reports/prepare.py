"""Make training examples of coded stories: what the language pipeline and the tokenizer say of them, once for all runs.

python -m training.reports.prepare OUT.pkl LABELS.jsonl... [--texts TEXTS.jsonl.gz ...]
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

from spacy.language import Language
from training.encoder import base_folder
from training.reports.dataset import Example, load_examples, read_texts

from communique.coding.encoder import load_tokenizer
from communique.language.pipeline import load_pipeline


def pipeline() -> Language:
    """The language pipeline without the report coder itself."""
    nlp = load_pipeline()
    nlp.remove_pipe("communique_reports")
    return nlp


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("labels", type=Path, nargs="*")
    p.add_argument("--texts", type=Path, nargs="*", default=[])
    o = p.parse_args()
    nlp, tokenizer = pipeline(), load_tokenizer(base_folder() / "tokenizer.json")
    texts = read_texts(*o.texts)
    stories: dict[str, list[Example]] = {}
    for labels in o.labels:
        stories |= load_examples(nlp, tokenizer, labels, texts)
    o.out.write_bytes(pickle.dumps(stories))
    print(f"{len(stories)} stories, {sum(len(e.triggers) for es in stories.values() for e in es)} reports")


if __name__ == "__main__":
    main()
