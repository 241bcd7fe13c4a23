"""Coded stories as training windows for the report model.

A story becomes a spaCy doc; its words (tokens that are not white space) are cut into word pieces; windows hold whole
sentences. A window starts with the headline and the sentences just before as context, which carry no labels of their own.

Labels come from three files with one meaning: the training gold (words only, located here), and the project's own
stand-off labels (offsets).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from tokenizers import Tokenizer

from communique.coding.features import ROLES, STATUSES, dependency_path, mode_names, type_names
from communique.coding.reading import DocWindow, candidates, doc_windows
from communique.language.document import build_doc
from communique.model import Span as TextSpan
from communique.model import Story

IGNORE = -100


@dataclass(frozen=True)
class Argument:
    trigger: int
    word: int
    role: int
    path: str


@dataclass(frozen=True)
class Label:
    """One report on the words of a doc: token indices."""

    trigger: int
    extra: tuple[int, ...]
    type: int
    status: int
    mode: int
    arguments: tuple[tuple[int, int], ...]


@dataclass
class Example:
    """A window with the labels of its own sentences, in positions of the window's words."""

    window: DocWindow
    types: list[int]
    triggers: list[tuple[int, int, int]] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)


def plain_story(ident: str, text: str, published: str | None) -> Story:
    """A story whose every line is a piece; the first one is the headline."""
    spans, at = [], 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped)
            spans.append(TextSpan(stripped, start, start + len(stripped)))
        at += len(line) + 1
    headline = spans[0] if len(spans) > 1 else None
    body = tuple(spans[1:] if headline else spans)
    return Story(ident, ident, text, 0, len(text), headline=headline, paragraphs=body, published=published)


def read_texts(*paths: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as f:
            texts |= {d["id"]: d["text"] for d in map(json.loads, f)}
    return texts


def head_of(span: Span) -> Token:
    """The word of a trigger that carries it: its syntactic root, or the first content word under an auxiliary root."""
    root = span.root
    if root.pos_ in {"AUX", "PART", "ADP"}:
        return next((t for t in span if t.pos_ in {"VERB", "NOUN", "PROPN", "ADJ"}), root)
    return root


def locate(doc: Doc, words: str, start: int, end: int) -> Span | None:
    """The tokens of `words` within characters `start` to `end` of the doc, or null."""
    at = doc.text.find(words, start, end)
    while at >= 0:
        span = doc.char_span(at, at + len(words), alignment_mode="expand")
        inside = not (at and doc.text[at - 1].isalnum() and words[0].isalnum())
        if span is not None and inside:
            return span
        at = doc.text.find(words, at + 1, end)
    return None


def text_of(x: object) -> str:
    return str(x["text"]) if isinstance(x, dict) else str(x or "")


def sentence_bounds(doc: Doc, report: dict[str, object]) -> tuple[int, int] | None:
    """Characters of the report's sentence in the doc."""
    sentence = report["sentence"]
    if isinstance(sentence, dict):
        shift = {p.story_start: p.start for p in doc._.pieces}
        owner = max((s for s in shift if s <= sentence["start"]), default=None)
        return (
            None
            if owner is None
            else (sentence["start"] - owner + shift[owner], sentence["end"] - owner + shift[owner])
        )
    at = doc.text.find(str(sentence))
    if at < 0:
        return None
    return at, at + len(str(sentence))


def within(doc: Doc, part: object, bounds: tuple[int, int], report: dict[str, object]) -> Span | None:
    """The tokens of a trigger or party; offsets are used where the label has them."""
    sentence = report["sentence"]
    if isinstance(part, dict) and "start" in part and isinstance(sentence, dict):
        start = bounds[0] + part["start"] - sentence["start"]
        return doc.char_span(start, start + part["end"] - part["start"], alignment_mode="expand")
    words = text_of(part)
    return locate(doc, words, *bounds) if words else None


def in_doc(doc: Doc, start: int) -> int | None:
    """Where character `start` of the story stands in the doc."""
    return next(
        (p.start + start - p.story_start for p in doc._.pieces if 0 <= start - p.story_start < p.end - p.start), None
    )


def attribution_word(doc: Doc, source: object, bounds: tuple[int, int]) -> int | None:
    """The head word of an attribution: in the sentence, else its nearest place before it, else none."""
    if isinstance(source, dict) and "start" in source:
        start = in_doc(doc, source["start"])
        span = (
            None
            if start is None
            else doc.char_span(start, start + source["end"] - source["start"], alignment_mode="expand")
        )
        return None if span is None else span.root.i
    words = text_of(source)
    span = locate(doc, words, *bounds)
    if span is None:
        at = doc.text.rfind(words, 0, bounds[0])
        span = doc.char_span(at, at + len(words), alignment_mode="expand") if at >= 0 else None
    return None if span is None else span.root.i


def labels_of(doc: Doc, reports: Iterable[dict[str, object]], lost: Counter[str]) -> Iterator[Label]:
    types, modes = type_names(), mode_names()
    for r in reports:
        bounds = sentence_bounds(doc, r)
        trigger = within(doc, r["trigger"], bounds, r) if bounds else None
        if bounds is None or trigger is None:
            lost["sentence" if bounds is None else "trigger"] += 1
            continue
        arguments = []
        for role, key in (("actor", "actors"), ("recipient", "recipients")):
            for party in r[key]:  # type: ignore[attr-defined]
                span = within(doc, party, bounds, r)
                if span is None:
                    lost["party"] += 1
                else:
                    arguments.append((span.root.i, ROLES.index(role)))
        if source := r["attribution"]:
            at = attribution_word(doc, source, bounds)
            if at is None:
                lost["attribution"] += 1
            else:
                arguments.append((at, ROLES.index("attribution")))
        head = head_of(trigger)
        mode = modes.index(f"{r['type']}:{r['mode'] or ''}")
        yield Label(
            head.i,
            tuple(t.i for t in trigger if t.i != head.i),
            types.index(str(r["type"])) + 1,
            STATUSES.index(str(r["status"])),
            mode,
            tuple(dict.fromkeys(arguments)),
        )


def example_of(doc: Doc, window: DocWindow, labels: list[Label]) -> Example:
    """The window's training example: the type of each word, triggers, and the roles of words toward each trigger."""
    place = {token: n for n, token in enumerate(window.tokens)}
    example = Example(window, [0] * len(window.tokens))
    inside = [label for label in labels if label.trigger in place]
    for token in (t for label in inside for t in label.extra if t in place):
        example.types[place[token]] = IGNORE
    for label in inside:
        n = place[label.trigger]
        if example.types[n] > 0:
            continue
        example.types[n] = label.type
        example.triggers.append((n, label.status, label.mode))
        roles = dict(reversed(label.arguments))
        for token in candidates(doc, doc[label.trigger]):
            if token.i in place:
                path = dependency_path(doc[label.trigger], token)
                example.arguments.append(Argument(n, place[token.i], roles.get(token.i, 0), path))
    return example


def story_examples(
    nlp: Language, tokenizer: Tokenizer, record: dict[str, object], text: str, lost: Counter[str]
) -> list[Example]:
    coded = int(record.get("coded_chars") or len(text))  # type: ignore[call-overload]
    story = plain_story(str(record["id"]), text[:coded], record.get("published"))  # type: ignore[arg-type]
    doc = nlp(build_doc(nlp, story))
    labels = list(labels_of(doc, record["reports"], lost))  # type: ignore[arg-type]
    lost["kept"] += len(labels)
    return [example_of(doc, w, labels) for w in doc_windows(doc, tokenizer)]


def load_examples(nlp: Language, tokenizer: Tokenizer, labels: Path, texts: dict[str, str]) -> dict[str, list[Example]]:
    """Examples by story id; what could not be placed is counted on stderr."""
    lost: Counter[str] = Counter()
    out: dict[str, list[Example]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get("text") or texts.get(record["id"]) or texts.get(str(record["id"]).removeprefix("polnear-"))
        if text is None:
            lost["story"] += 1
            continue
        out[record["id"]] = story_examples(nlp, tokenizer, record, text, lost)
    print(f"{labels.name}: {len(out)} stories, {dict(lost)}", file=sys.stderr)
    return out
