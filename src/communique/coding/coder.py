"""Coding one story: a pure function of its text, the data files and the weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from communique.language.document import build_doc, story_span, story_start
from communique.language.pipeline import DEFAULT_MODEL, load_pipeline, pipeline_info
from communique.model import (
    Actor,
    CodedStory,
    Coder,
    Participant,
    Place,
    ProposalTelling,
    Report,
    ReportPlace,
    Span,
    Stance,
    Statement,
    StatusMark,
    Story,
    TimeExpression,
)

Placed = TypeVar("Placed", Participant, Place, TimeExpression, ReportPlace)
Mark = TypeVar("Mark", Stance, StatusMark)

CODED_LANGUAGES = frozenset({"en"})
# spaCy's own limit for a doc is a million characters, where its memory passes some gigabytes; no news story comes near.
MAX_CHARS = 200_000


def why_not_coded(story: Story) -> str | None:
    """The reason not to code `story`, or null. A text too short to tell its language is taken for English."""
    if story.language is not None and story.language not in CODED_LANGUAGES:
        return f"language_{story.language}"
    if len(story.text) > MAX_CHARS:
        return "too_long"
    return None if story.coded_pieces() else "no_text"


def in_story(doc: Doc, span: Span) -> Span:
    """A span of the doc as a span of its story."""
    return story_span(doc, span.start, span.end)


def statement_in_story(doc: Doc, s: Statement) -> Statement:
    """A statement with offsets into the story."""
    return replace(
        s,
        content=tuple(in_story(doc, x) for x in s.content),
        cue=tuple(in_story(doc, x) for x in s.cue),
        source=tuple(in_story(doc, x) for x in s.source),
        addressee=None if s.addressee is None else in_story(doc, s.addressee),
        occasion=None if s.occasion is None else in_story(doc, s.occasion),
    )


def moved(doc: Doc, part: Placed) -> Placed:
    """The same value with offsets into the story."""
    start = story_start(doc, part.start)
    return replace(part, start=start, end=start + part.end - part.start)


def report_in_story(doc: Doc, r: Report) -> Report:
    """A report with offsets into the story."""
    return replace(
        r,
        sentence=in_story(doc, r.sentence),
        trigger=in_story(doc, r.trigger),
        attribution=None if r.attribution is None else in_story(doc, r.attribution),
        actors=tuple(moved(doc, p) for p in r.actors),
        recipients=tuple(moved(doc, p) for p in r.recipients),
        place=None if r.place is None else moved(doc, r.place),
    )


def proposal_in_story(doc: Doc, p: ProposalTelling) -> ProposalTelling:
    """A proposal with offsets into the story."""

    def mark(held: Mark) -> Mark:
        return replace(held, words=in_story(doc, held.words), sentence=in_story(doc, held.sentence))

    return replace(
        p,
        name=in_story(doc, p.name),
        mentions=tuple(in_story(doc, m) for m in p.mentions),
        proposer=None if p.proposer is None else moved(doc, p.proposer),
        parties=tuple(moved(doc, x) for x in p.parties),
        terms=None if p.terms is None else in_story(doc, p.terms),
        statuses=tuple(mark(s) for s in p.statuses),
        stances=tuple(replace(mark(s), party=moved(doc, s.party)) for s in p.stances),
    )


def actors_of(doc: Doc) -> tuple[Actor, ...]:
    """The actors mentioned in the doc, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(actor for mention in doc._.mentions for actor in mention.actors))


@dataclass(frozen=True, slots=True)
class StoryCoder:
    """A loaded pipeline that codes stories. Make one with `load_coder` and keep it: loading takes seconds."""

    nlp: Language
    coder: Coder

    def code(self, story: Story) -> CodedStory:
        """All that is read out of `story`, or the story with the reason why it was not coded."""
        return next(self.code_all([story]))

    def code_all(self, stories: Iterable[Story]) -> Iterator[CodedStory]:
        """Code `stories` one after another, in their order."""
        for story in stories:
            reason = why_not_coded(story)
            if reason is not None:
                yield CodedStory(story, not_coded=reason)
            else:
                yield self.read_out(story, self.nlp(build_doc(self.nlp, story)))

    def read_out(self, story: Story, doc: Doc) -> CodedStory:
        """The values that the components left on the doc, with offsets into the story."""
        return CodedStory(
            story,
            statements=tuple(statement_in_story(doc, s) for s in doc._.statements),
            reports=tuple(report_in_story(doc, r) for r in doc._.reports),
            proposals=tuple(proposal_in_story(doc, p) for p in doc._.proposals),
            places=tuple(moved(doc, p) for p in doc._.places),
            times=tuple(moved(doc, t) for t in doc._.times),
            actors=actors_of(doc),
            coder=self.coder,
        )


def shipped_weights() -> tuple[str, ...]:
    """Name and SHA-256 of each network of the package, as the record keeps them; the networks check them when loaded."""
    folders = sorted(
        (f for f in files("communique").joinpath("data/models").iterdir() if f.is_dir()), key=lambda f: f.name
    )
    configs = ((f.name, json.loads(f.joinpath("config.json").read_text(encoding="utf-8"))) for f in folders)
    return tuple(f"{name}:{config['sha256']['model.onnx']}" for name, config in configs)


def load_coder(model: str = DEFAULT_MODEL) -> StoryCoder:
    """Load spaCy pipeline `model` and communique's components and weights.

    Raises:
        PipelineError: the pipeline is not installed or not usable.
        WeightsError: the weights of the package are missing or damaged.
    """
    nlp = load_pipeline(model)
    info = pipeline_info(nlp)
    return StoryCoder(nlp, Coder(version("communique"), info.name, info.version, shipped_weights()))
