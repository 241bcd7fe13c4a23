"""How words hang on the clause of a trigger, where its sentence stands, and a choice among candidates by weighed features.

Shared by the dates (`communique.language.time_attach`) and the places (`communique.language.place_attach`) of acts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from spacy.tokens import Doc, Span, Token

from communique.language.extensions import Piece

CLAUSES = frozenset({"ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "csubj", "parataxis"})
SPEECH = frozenset(
    {
        "say",
        "tell",
        "add",
        "note",
        "report",
        "announce",
        "state",
        "write",
        "claim",
        "explain",
        "tweet",
        "speak",
        "address",
        "warn",
        "urge",
        "accuse",
        "call",
        "ask",
        "respond",
        "reply",
        "stress",
        "emphasize",
        "insist",
        "declare",
        "argue",
        "condemn",
        "criticize",
    }
)
FEW = 3
# What is no sentence ("and ... and ...", ten thousand words) is parsed as deep as it is long; nothing people write is.
MOST_ABOVE, MOST_CLAUSES = 40, 12


def clause_head(token: Token) -> Token:
    """The head word of the clause that `token` stands in: the nearest verb above it that opens one, or the root."""
    for above in chain((token,), islice(token.ancestors, MOST_ABOVE)):
        if above.dep_ in CLAUSES or (above.dep_ == "conj" and above.pos_ in {"VERB", "AUX"}):
            return above
    return token


def clause_chain(token: Token) -> list[Token]:
    """The clause heads from `token`'s own upwards to the root, no more than a person would nest."""
    heads = [clause_head(token)]
    while heads[-1].head != heads[-1] and heads[-1].dep_ != "ROOT" and len(heads) < MOST_CLAUSES:
        heads.append(clause_head(heads[-1].head))
    return heads


def relation(time: Token, trigger: Token) -> str:
    """How a time expression (its head word) hangs on a trigger, in words: ``own``, ``noun``, ``up:ccomp``, ``down:relcl`` ..."""
    for above in time.ancestors:
        if above == trigger:
            return "own"
        if above.dep_ in CLAUSES and above.pos_ in {"VERB", "AUX"}:
            break
    place, act = clause_chain(time), clause_chain(trigger)
    if place[0] == act[0]:
        return "clause" if act[0] == trigger else "noun"
    if place[0] in act:
        return "up:" + act[act.index(place[0]) - 1].dep_
    if act[0] in place:
        return "down:" + place[place.index(act[0]) - 1].dep_
    return "aside"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a sentence stands: the kind of its piece, the piece's number among paragraphs, its number in the story."""

    kind: str
    paragraph: int
    first_in_piece: bool


def position(doc: Doc, sentence: Span) -> Position:
    """Where `sentence` stands in the story; a doc without pieces is one paragraph after another by line breaks."""
    pieces: tuple[Piece, ...] = doc._.pieces
    start = sentence.start_char
    if not pieces:
        before = doc.text[:start]
        return Position("paragraph", before.strip().count("\n"), not before.strip(" ") or before.endswith("\n"))
    index = max(0, bisect_right(pieces, start, key=lambda p: p.start) - 1)
    number = sum(1 for p in pieces[:index] if p.kind == "paragraph")
    return Position(pieces[index].kind, number, start - pieces[index].start < FEW)


def subjects(trigger: Token) -> frozenset[str]:
    """Names that are subjects of the trigger's clause or of a clause above it, lower case; ``he`` and the like as they are."""
    names: set[str] = set()
    for head in clause_chain(trigger):
        for child in head.children:
            if child.dep_ in {"nsubj", "nsubjpass"}:
                names.update(t.lower_ for t in child.subtree if t.pos_ == "PROPN" or (t == child and t.pos_ == "PRON"))
    return frozenset(names)


def shares_subject(names: frozenset[str], other: frozenset[str]) -> str:
    """Whether `other`, the names of a sentence, has one of a clause's subjects (``same``), or only a pronoun stands there."""
    if not names.isdisjoint(other):
        return "same"
    return "pronoun" if names & {"he", "she", "they", "it", "we", "i"} else "other" if names else "none"


def speech_clause(token: Token) -> bool:
    """Whether the clause of `token` or one above it is headed by a verb of speech."""
    return any(t.lemma_ in SPEECH for t in clause_chain(token))


def lead_end(doc: Doc) -> int:
    """Where the lead ends: the headline and the first two paragraphs, or the first 600 characters without pieces."""
    body = [p for p in doc._.pieces if p.kind == "paragraph"]
    return body[min(1, len(body) - 1)].end if body else 600


def weigh(features: frozenset[str], weights: Mapping[str, float]) -> float:
    """The sum of the weights of `features`; those without a weight count nothing."""
    return sum(weights.get(f, 0.0) for f in features)


def inside_quotes(sentence: Span, trigger: Token) -> bool:
    text = sentence.doc[sentence.start : trigger.i].text
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def act_features(sentence: Span, trigger: Token, place: Position, type_: str, status: str) -> Iterator[str]:
    """What is known about the act itself, the same for every candidate."""
    chain = clause_chain(trigger)
    auxiliaries = {c.lower_ for c in chain[0].children if c.dep_ in {"aux", "auxpass"}}
    kind = place.kind if place.kind != "paragraph" else f"paragraph{min(place.paragraph, 4)}"
    yield from (
        "bias",
        f"kind:{kind}",
        f"type:{type_}",
        f"status:{status}",
        f"tag:{trigger.tag_}",
        f"dep:{chain[0].dep_}",
    )
    yield f"verb:{chain[0].tag_}"
    yield f"first:{place.first_in_piece}"
    if auxiliaries & {"has", "have", "'s", "'ve", "’ve", "’s"}:
        yield "perfect"
    if auxiliaries & {"will", "would", "could", "can", "should", "must", "may", "might"}:
        yield "modal"
    if auxiliaries & {"had"}:
        yield "pluperfect"
    if inside_quotes(sentence, trigger):
        yield "quoted"
    above = [t for t in chain[1:] if t.lemma_ in SPEECH]
    if above:
        yield f"said:{above[-1].tag_}"
