"""Who speaks inside quotation marks: what "I" and "we" stand for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

OPENING = frozenset("“«„")
CLOSING = frozenset("”»")
STRAIGHT = '"'
FARTHEST = 14  # tokens between a quotation and the verb that gives it


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens `start` to `end` between quotation marks, and the token that heads its speaker's words, or null."""

    start: int
    end: int
    speaker: int | None


def _regions(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches between quotation marks; one that is never closed ends with its paragraph."""
    opened: int | None = None
    for token in doc:
        if opened is not None and token.is_space and "\n" in token.text:
            yield opened, token.i
            opened = None
        elif token.text in OPENING or (token.text == STRAIGHT and opened is None) or token.text == "``":
            opened = token.i if opened is None else opened
        elif opened is not None and (token.text in CLOSING or token.text in (STRAIGHT, "''")):
            yield opened, token.i + 1
            opened = None
    if opened is not None:
        yield opened, len(doc)


def subject_of(verb: Token) -> Token | None:
    """The subject of `verb`, or of the verb it is coordinated with."""
    current = verb
    for _ in range(4):
        for child in current.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        if current.dep_ not in ("conj", "xcomp"):
            return None
        current = current.head
    return None


def quotations(doc: Doc, sayings: frozenset[str]) -> tuple[Quotation, ...]:
    """The quotations of `doc` with their speakers; one without a verb of its own takes the speaker of the one before."""
    regions = list(_regions(doc))
    inside = {i for start, end in regions for i in range(start, end)}
    verbs = [t.i for t in doc if t.pos_ in ("VERB", "AUX") and t.i not in inside and t.lemma_.lower() in sayings]
    found: list[Quotation] = []
    for start, end in regions:
        near = verbs[bisect_left(verbs, start - FARTHEST) : bisect_left(verbs, end + FARTHEST)]
        speakers = [speaker for i in near if (speaker := _speaker(doc, i, start, end, inside))]
        before = found[-1].speaker if found else None
        found.append(Quotation(start, end, min(speakers)[1] if speakers else before))
    return tuple(found)


def _speaker(doc: Doc, verb: int, start: int, end: int, inside: set[int]) -> tuple[int, int] | None:
    """How far the verb is from the quotation, and its subject; null where it has none, or is in another paragraph."""
    subject = subject_of(doc[verb])
    low, high = (verb, start) if verb < start else (end, verb)
    if subject is None or subject.i in inside or any("\n" in doc[i].text for i in range(low, high)):
        return None
    return high - low, subject.i
