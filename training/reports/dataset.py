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
from training.reports.reference import Clue, Referent, clues_of, referent

from communique.coding.features import (
    NO_PARTY,
    ROLES,
    STATUSES,
    Saying,
    Standing,
    dependency_path,
    mode_names,
    said,
    sayings,
    spots,
    standing_of,
    standings,
    type_names,
)
from communique.coding.reading import DocWindow, candidates, doc_windows, spot_words
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
    kind: int
    said: int
    standing: Standing | None = None


@dataclass(frozen=True)
class Label:
    """One report on the words of a doc: token indices."""

    trigger: int
    extra: tuple[int, ...]
    type: int
    status: int
    mode: int
    arguments: tuple[tuple[int, int], ...]
    countries: tuple[tuple[int, frozenset[str]], ...]
    places: frozenset[int]


@dataclass
class Example:
    """A window with the labels of its own sentences, in positions of the window's words."""

    window: DocWindow
    types: list[int]
    triggers: list[tuple[int, int, int]] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    referents: list[tuple[Referent, frozenset[str]]] = field(default_factory=list)
    spots: list[Argument] = field(default_factory=list)


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


def anywhere(doc: Doc, part: object, bounds: tuple[int, int]) -> Span | None:
    """The tokens of words that may stand outside the sentence: by their offsets, else in the sentence, else nearest before it."""
    if isinstance(part, dict) and "start" in part:
        start = in_doc(doc, part["start"])
        if start is None:
            return None
        return doc.char_span(start, start + part["end"] - part["start"], alignment_mode="expand")
    words = text_of(part)
    span = locate(doc, words, *bounds)
    if span is not None:
        return span
    at = doc.text.rfind(words, 0, bounds[0])
    return doc.char_span(at, at + len(words), alignment_mode="expand") if at >= 0 else None


def place_words(doc: Doc, place: object, bounds: tuple[int, int]) -> frozenset[int]:
    """The head words of a report's place, and of wherever else the same words name a place."""
    span = anywhere(doc, place, bounds) if place else None
    if span is None:
        return frozenset()
    places = (doc.char_span(p.start, p.end, alignment_mode="expand") for p in doc._.places)
    alike = {p.root.i for p in places if p is not None and p.text.lower() == span.text.lower()}
    return frozenset(alike | {span.root.i})


def hostless(report: dict[str, object]) -> bool:
    """Is it a meeting that nobody hosts? All who take part are actors then; coders who wrote otherwise are put right."""
    return report["type"] == "CONSULT" and report["mode"] != "visit"


def labels_of(doc: Doc, reports: Iterable[dict[str, object]], lost: Counter[str]) -> Iterator[Label]:
    types, modes = type_names(), mode_names()
    for r in reports:
        bounds = sentence_bounds(doc, r)
        trigger = within(doc, r["trigger"], bounds, r) if bounds else None
        if bounds is None or trigger is None:
            lost["sentence" if bounds is None else "trigger"] += 1
            continue
        arguments = []
        countries: dict[int, frozenset[str]] = {}
        bearer = "actor" if hostless(r) else "recipient"
        for role, key in (("actor", "actors"), (bearer, "recipients")):
            for party in r[key]:  # type: ignore[attr-defined]
                span = within(doc, party, bounds, r)
                if span is None:
                    lost["party"] += 1
                else:
                    arguments.append((span.root.i, ROLES.index(role)))
                    code = frozenset({party["country"]} if party["country"] else ())
                    countries[span.root.i] = countries.get(span.root.i, frozenset()) | code
        if source := r["attribution"]:
            at = anywhere(doc, source, bounds)
            if at is None:
                lost["attribution"] += 1
            else:
                arguments.append((at.root.i, ROLES.index("attribution")))
        head = head_of(trigger)
        mode = modes.index(f"{r['type']}:{r['mode'] or ''}")
        yield Label(
            head.i,
            tuple(t.i for t in trigger if t.i != head.i),
            types.index(str(r["type"])) + 1,
            STATUSES.index(str(r["status"])),
            mode,
            tuple(dict.fromkeys(arguments)),
            tuple(countries.items()),
            place_words(doc, r["place"], bounds),
        )


@dataclass(frozen=True)
class Reading:
    """A doc with what its components say, as the examples of its windows need it."""

    doc: Doc
    standings: dict[int, Standing]
    statements: tuple[Saying, ...]
    clues: tuple[Clue, ...]
    spots: dict[int, int]

    @classmethod
    def of(cls, doc: Doc) -> Reading:
        return cls(doc, standings(doc), sayings(doc), clues_of(doc), spots(doc))


def arguments_of(reading: Reading, place: dict[int, int], trigger: int, roles: dict[int, int]) -> Iterator[Argument]:
    """Every word that may take part in the act of the token `trigger`, with its role by token index."""
    doc = reading.doc
    for token in candidates(doc, doc[trigger]):
        if token.i in place:
            path, how = dependency_path(doc[trigger], token), said(doc[trigger], token, reading.statements)
            own = standing_of(token, reading.standings)
            yield Argument(place[trigger], place[token.i], roles.get(token.i, 0), path, own.kind, how, own)


def spots_of(reading: Reading, place: dict[int, int], trigger: int, right: frozenset[int]) -> Iterator[Argument]:
    """Every word that may tell where the act of the token `trigger` took place; role 1 for those that do."""
    doc = reading.doc
    for token in spot_words(doc, doc[trigger], reading.spots):
        if token.i in place:
            path = dependency_path(doc[trigger], token)
            kind = reading.spots.get(token.i, 0)
            yield Argument(place[trigger], place[token.i], int(token.i in right), path, kind, 0)


def example_of(reading: Reading, window: DocWindow, labels: list[Label]) -> Example:
    """The window's training example: the type of each word, triggers, and the roles of words toward each trigger."""
    place = {token: n for n, token in enumerate(window.tokens)}
    example = Example(window, [0] * len(window.tokens))
    open_words: dict[int, frozenset[str]] = {}
    inside = [label for label in labels if label.trigger in place]
    for token in (t for label in inside for t in label.extra if t in place):
        example.types[place[token]] = IGNORE
    for label in inside:
        n = place[label.trigger]
        if example.types[n] > 0:
            continue
        example.types[n] = label.type
        example.triggers.append((n, label.status, label.mode))
        example.arguments.extend(arguments_of(reading, place, label.trigger, dict(reversed(label.arguments))))
        example.spots.extend(spots_of(reading, place, label.trigger, label.places))
        for token, codes in label.countries:
            open_words[token] = open_words.get(token, frozenset()) | codes
    for token, codes in open_words.items():
        found = referent(reading.doc, reading.doc[token], reading.clues, place)
        if found is not None:
            example.referents.append((found, codes))
    return example


def story_doc(nlp: Language, record: dict[str, object], text: str) -> Doc:
    """The doc of a coded story's coded part."""
    coded = int(record.get("coded_chars") or len(text))  # type: ignore[call-overload]
    story = plain_story(str(record["id"]), text[:coded], record.get("published"))  # type: ignore[arg-type]
    return nlp(build_doc(nlp, story))


def story_examples(
    nlp: Language, tokenizer: Tokenizer, record: dict[str, object], text: str, lost: Counter[str]
) -> list[Example]:
    doc = story_doc(nlp, record, text)
    labels = list(labels_of(doc, record["reports"], lost))  # type: ignore[arg-type]
    lost["kept"] += len(labels)
    kept = {(n, role) for label in labels for n, role in label.arguments}
    lost["argument is no candidate"] += sum(doc[n].pos_ in NO_PARTY or doc[n].is_punct for n, _ in kept)
    reading = Reading.of(doc)
    return [example_of(reading, w, labels) for w in doc_windows(doc, tokenizer)]


def records(labels: Path, texts: dict[str, str], lost: Counter[str]) -> Iterator[tuple[dict[str, object], str]]:
    """Coded stories with their texts; those whose text is missing are counted."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get("text") or texts.get(record["id"]) or texts.get(str(record["id"]).removeprefix("polnear-"))
        if text is None:
            lost["story"] += 1
        else:
            yield record, text


def load_examples(nlp: Language, tokenizer: Tokenizer, labels: Path, texts: dict[str, str]) -> dict[str, list[Example]]:
    """Examples by story id; what could not be placed is counted on stderr."""
    lost: Counter[str] = Counter()
    out = {str(r["id"]): story_examples(nlp, tokenizer, r, text, lost) for r, text in records(labels, texts, lost)}
    print(f"{labels.name}: {len(out)} stories, {dict(lost)}", file=sys.stderr)
    return out
