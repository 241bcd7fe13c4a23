"""Statements in a story: who said, thought or would not say what, in which words, to whom and where.

A fine-tuned tagger finds spans of sources, cues and contents and links them; rules on the text then join quotations
that run on over paragraphs, mark silence ("declined to comment"), and tell kind, sort, addressee and occasion. The
spaCy component `communique_statements` sets `doc._.statements`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from communique.coding.encoder import Network, paragraphs_of
from communique.coding.statements_rules import (
    addressee_of,
    clipped,
    is_silence,
    kind_of,
    mended,
    occasion_of,
    outside,
    plain_sentences,
    quoted_mask,
    silences,
    sort_of,
)
from communique.coding.statements_spans import Attribution, CharSpans, Heads, Pair, attributions_of
from communique.language.extensions import register
from communique.model import Actor, ActorKind, Mention, Span, Statement, StatementKind, StatementSort

MODEL = "data/models/statements"
OPENS_QUOTED = re.compile(r"\s*[\"“„«]|\s*''")
MOSTLY = 0.9
# Of a paragraph that only its quotation marks and its place give away.
RULE_CONFIDENCE = 0.5
QUOTED = frozenset({StatementKind.DIRECT, StatementKind.MIXED})


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution and, where its words run on from another, the number of that other in the list."""

    attribution: Attribution
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class StatementTagger:
    """The loaded network with its heads. Make one with `load_tagger` and keep it: loading takes a tenth of a second."""

    network: Network
    heads: Heads

    def attributions(self, text: str) -> list[Attribution]:
        """Attributions in a text whose paragraphs are its lines."""
        return attributions_of(self.network, self.heads, text)

    def statements(self, text: str, sentences: Sequence[Pair] | None = None) -> tuple[Statement, ...]:
        """All statements in the text; `sentences` are their offsets, in order, if somebody has found them already."""
        layout = Layout.of(text)
        found = with_continuations(layout, self.attributions(text))
        return build_statements(layout, found, sentences or plain_sentences(text))


@cache
def load_tagger(folder: Path | None = None) -> StatementTagger:
    """The tagger of the package, or of another folder written by the export script.

    Raises:
        WeightsError: a file is missing or is not the one whose hash `config.json` holds.
    """
    network = Network(folder or Path(str(files("communique").joinpath(MODEL))))
    return StatementTagger(network, Heads.load(network.verified("heads.npz")))


@dataclass(frozen=True, slots=True)
class Layout:
    """A text with its paragraphs (its lines) and, for each character, whether it is quoted."""

    text: str
    paragraphs: tuple[Pair, ...]
    quoted: Sequence[bool]

    @classmethod
    def of(cls, text: str) -> Layout:
        """The layout of a text."""
        return cls(text, tuple((at, at + len(line)) for at, line in paragraphs_of(text)), quoted_mask(text))

    def line_of(self, position: int) -> int:
        """Number of the paragraph that holds a position."""
        return bisect_right(self.paragraphs, position, key=lambda p: p[0]) - 1

    def has_quote(self, span: Pair) -> bool:
        """Whether any of the span is quoted."""
        return any(self.quoted[span[0] : span[1]])


def split_lines(text: str, spans: Iterable[Pair]) -> CharSpans:
    """The spans cut at line breaks, so that each lies within one paragraph, without white space at the edges."""
    parts = (
        (start + m.start(), start + m.end()) for start, end in spans for m in re.finditer(r"\S[^\n]*", text[start:end])
    )
    return tuple((a, a + len(text[a:b].rstrip())) for a, b in parts)


def place_of(found: Attribution) -> Pair:
    """Where an attribution stands in the text: its first content, or its cue if it has none."""
    return (*found.content, *found.cue)[0]


def by_paragraph(found: Attribution, layout: Layout) -> list[Attribution]:
    """The attribution's own paragraph first (that of its cue), then what it says in others, one for each."""
    home = layout.line_of((found.cue or found.content)[0][0])
    lines: dict[int, list[Pair]] = {}
    for span in found.content:
        lines.setdefault(layout.line_of(span[0]), []).append(span)
    if len(lines) == 1:
        return [found]
    main = home if home in lines else min(lines)
    rest = [Attribution((), (), tuple(own), found.confidence) for line, own in sorted(lines.items()) if line != main]
    return [replace(found, content=tuple(lines[main])), *rest]


def with_continuations(layout: Layout, attributions: Sequence[Attribution]) -> list[Found]:
    """Attributions by paragraph; a quotation without source that follows a quotation goes on from it."""
    text, found = layout.text, list[Found]()
    for attribution in attributions:
        whole = replace(attribution, content=split_lines(text, attribution.content))
        if not whole.content:
            continue
        first, *rest = by_paragraph(whole, layout)
        number = len(found)
        kept, silence = clipped(text, mended(text, first, layout.quoted), layout.quoted)
        found.append(Found(kept))
        found.extend(Found(part, number) for part in rest)
        if silence:
            found.append(Found(silence))
    return joined(layout, [*found, *_untagged(layout, found)])


def _untagged(layout: Layout, found: Sequence[Found]) -> list[Found]:
    """Paragraphs in quotation marks in which the tagger found nothing, right after one that holds a quotation."""
    taken = {layout.line_of(span[0]) for f in found for span in f.attribution.content}
    added: list[Found] = []
    for number, (start, end) in enumerate(layout.paragraphs):
        if number in taken or number - 1 not in taken or not OPENS_QUOTED.match(layout.text, start, end):
            continue
        letters = [layout.quoted[k] for k in range(start, end) if layout.text[k].isalnum()]
        if letters and sum(letters) >= MOSTLY * len(letters):
            taken.add(number)
            added.append(Found(Attribution((), (), ((start, end),), RULE_CONFIDENCE)))
    return added


def joined(layout: Layout, found: Sequence[Found]) -> list[Found]:
    """In the order of the text, quotations without source or cue tied to the quotation before them."""
    order = sorted(range(len(found)), key=lambda k: place_of(found[k].attribution))
    place = {old: new for new, old in enumerate(order)}
    result: list[Found] = []
    for old in order:
        item = found[old]
        if item.follows is not None:
            result.append(replace(item, follows=place[item.follows]))
        elif item.attribution.source or item.attribution.cue:
            result.append(item)
        else:
            result.append(replace(item, follows=_before(layout, result, item)))
    return result


def _before(layout: Layout, result: Sequence[Found], item: Found) -> int | None:
    """Number of the quotation before, if it ends in the same paragraph or the one before, and both are quoted."""
    number = next((k for k in range(len(result) - 1, -1, -1) if result[k].attribution.content), None)
    if number is None or not layout.has_quote(item.attribution.content[0]):
        return None
    last = result[number].attribution.content[-1]
    near = layout.line_of(item.attribution.content[0][0]) - layout.line_of(last[0]) <= 1
    return number if near and layout.has_quote(last) else None


def to_spans(text: str, spans: CharSpans) -> tuple[Span, ...]:
    """Spans of the text."""
    return tuple(Span.of(text, start, end) for start, end in split_lines(text, spans))


def build_statements(layout: Layout, found: Sequence[Found], sentences: Sequence[Pair]) -> tuple[Statement, ...]:
    """Statements of the attributions, then of silences no attribution covers, in the order of the text."""
    text, mask = layout.text, layout.quoted
    made: list[Statement] = []
    for item in found:
        statement = _statement(text, item.attribution, sentences, mask)
        if item.follows is not None and item.follows < len(made):
            origin = made[item.follows]
            statement = replace(statement, addressee=origin.addressee, occasion=origin.occasion, sort=origin.sort)
        made.append(statement)
    taken = [(s.start, s.end) for m in made for s in (*m.cue, *m.content)]
    made.extend(
        _statement(text, silence, sentences, mask, silent=True)
        for silence in silences(text)
        if outside(silence.cue[0], taken) and all(outside(span, taken) for span in silence.content)
    )
    made = [m for m in made if m.cue or m.kind in QUOTED]
    return tuple(sorted(made, key=lambda m: (*m.content, *m.cue)[0].start))


def _statement(
    text: str, found: Attribution, sentences: Sequence[Pair], mask: Sequence[bool], *, silent: bool = False
) -> Statement:
    silent = silent or not found.content or is_silence(text, found)
    kind = StatementKind.NONE if silent else kind_of(text, found.content, mask)
    sort = StatementSort.SPEECH if silent else sort_of(text, found, kind)
    told = sort is StatementSort.SPEECH and not silent
    addressee = addressee_of(text, found, sentences) if told else None
    occasion = occasion_of(text, found, sentences) if told else None
    return Statement(
        kind=kind,
        sort=sort,
        content=to_spans(text, found.content),
        cue=to_spans(text, found.cue),
        source=to_spans(text, found.source),
        addressee=Span.of(text, *addressee) if addressee else None,
        occasion=Span.of(text, *occasion) if occasion else None,
        confidence=found.confidence,
    )


def tag_statements(text: str, sentences: Sequence[Pair] | None = None) -> tuple[Statement, ...]:
    """All statements in a text whose paragraphs are its lines, without speakers resolved."""
    return load_tagger().statements(text, sentences)


def bearer_of(doc: Doc, words: str) -> Actor | None:
    """The one person of the doc whose name ends with the last word of `words`, a name the mentions may have missed."""
    last = re.sub(r"\s*\([^)]*\)$|[’']s?$", "", words).rpartition(" ")[2]
    if not last[:1].isupper():
        return None
    people = {actor for m in doc._.mentions for actor in m.actors if actor.kind is ActorKind.PERSON and actor.name}
    bearers = [actor for actor in people if (actor.name or "").rpartition(" ")[2] == last]
    return bearers[0] if len(bearers) == 1 else None


def speaker_of(doc: Doc, statement: Statement) -> Actor | None:
    """Whom the source's words stand for: the mention at their head, else who bears the name, else the first mention."""
    if not statement.source:
        return None
    start, end = statement.source[0].start, statement.source[0].end
    inside: list[Mention] = [m for m in doc._.mentions if m.start < end and m.end > start and m.actors]
    span = doc.char_span(start, end, alignment_mode="expand")
    head = span.root.i if span is not None and doc.has_annotation("DEP") else -1
    first = next(iter(sorted(inside, key=lambda m: (m.head != head, m.start))), None)
    if first is not None and first.head == head:
        return first.actors[0]
    return bearer_of(doc, statement.source[0].text) or (first.actors[0] if first else None)


def with_speakers(doc: Doc, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with their speakers; one without source and cue has the speaker of the one it follows."""
    done: list[Statement] = []
    for statement in statements:
        speaker = speaker_of(doc, statement)
        if speaker is None and not statement.source and not statement.cue and statement.kind in QUOTED:
            speaker = next((s.speaker for s in reversed(done) if s.kind in QUOTED), None)
        done.append(replace(statement, speaker=speaker))
    return tuple(done)


@dataclass(frozen=True, slots=True)
class StatementsComponent:
    """The spaCy component: reads the doc's text, sentences and mentions, and sets `doc._.statements`."""

    tagger: StatementTagger

    def __call__(self, doc: Doc) -> Doc:
        """Set the doc's statements."""
        parsed = doc.has_annotation("SENT_START")
        sentences = [(s.start_char, s.end_char) for s in doc.sents] if parsed else None
        doc._.statements = with_speakers(doc, self.tagger.statements(doc.text, sentences))
        return doc


@Language.factory("communique_statements", assigns=["doc._.statements"])
def make_statements(nlp: Language, name: str) -> StatementsComponent:  # noqa: ARG001 - spaCy's factory signature
    """Make the component; declared as `communique_statements` among spaCy's factories."""
    register()
    return StatementsComponent(load_tagger())
