"""The place of an act: which of the places a story names is where the clause with a given trigger takes place.

Candidates are the places of the story, one a name, and "no place". Features tell how the name hangs on the trigger's clause,
with which preposition, how near it is, whether dateline, caption, headline or lead name it; a small log-linear model fitted
on hand-coded reports (``data/places/attach.json``, made by ``training/places/fit_places.py``) chooses.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Span, Token

from communique.language.place_gazetteer import own_places
from communique.language.place_names import fold
from communique.language.time_clauses import FEW, Position, act_features, lead_end, position, relation, weigh
from communique.model import Place, ReportPlace

LOCATIVE = frozenset({"in", "at", "near", "outside", "around", "across", "inside", "throughout", "over"})
DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w. ]{1,20})?(?: ?\([\w /]{2,20}\))? ?(?:—|–|-|:)")


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A possible place of an act (null: none), where it comes from, and the features that speak for or against it."""

    place: Place | None
    source: str
    features: frozenset[str]


@cache
def _weights() -> Mapping[str, float]:
    path = files("communique") / "data/places/attach.json"
    weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


def place_kind(place: Place) -> str:
    """Whether a place is a ``country``, an ``adjective`` of one, a state, region or site of our lists, or a ``town``."""
    own = own_places().get(fold(place.text), ())
    fitting = [s for s in own if s.name == place.name and s.country == place.country]
    return fitting[0].kind if fitting else "town"


def _root(doc: Doc, place: Place) -> Token | None:
    span = doc.char_span(place.start, place.end, alignment_mode="expand")
    return None if span is None else span.root


def _role(token: Token) -> str:
    """The preposition a name hangs on, or else its grammatical role (``nsubj``: a government, ``compound``, ``poss`` ...)."""
    for above in (token, *token.ancestors):
        if above.dep_ == "pobj":
            return above.head.lower_
        if above.dep_ not in {"compound", "appos", "conj", "nmod", "amod", "poss"}:
            return above.dep_
    return "ROOT"


def _told_here(doc: Doc, sentence: Span, trigger: Token, place: Place) -> Iterator[str]:
    root = _root(doc, place)
    if root is None:
        return
    how, role = relation(root, trigger), _role(root)
    locative = "in" if role in LOCATIVE else role
    distance = abs(root.i - trigger.i)
    yield from ("here", f"here:{how}", f"here:role:{role}", f"here:{how}:{locative}", f"here:dep:{root.dep_}")
    yield f"here:{'before' if root.i < trigger.i else 'after'}"
    yield f"here:{'near' if distance <= 4 else 'mid' if distance <= 12 else 'far'}"
    if root.ent_type_ in {"ORG", "PERSON"}:
        yield f"here:in:{root.ent_type_}"


def _told_elsewhere(doc: Doc, sentence: Span, place: Place, lead: int) -> Iterator[str]:
    root = _root(doc, place)
    if root is None:
        return
    locative = _role(root) in LOCATIVE
    mark = ":in" if locative else ""
    where = position(doc, root.sent)
    if where.kind != "paragraph":
        yield f"else:{where.kind}{mark}"
    elif place.start < lead:
        yield f"else:lead{mark}"
    gap = doc.text.count("\n\n", place.end, sentence.start_char) if place.end <= sentence.start_char else -1
    if gap >= 0:
        yield f"else:gap:{min(gap, FEW)}{mark}"
        if root.sent.end == sentence.start:
            yield f"else:previous{mark}"
    elif place.start >= sentence.end_char:
        yield "else:later"


def _is_dateline(doc: Doc, place: Place) -> bool:
    starts = {p.start for p in doc._.pieces} or {0}
    opening = next((s for s in starts if 0 <= place.start - s < 25), None)
    if opening is None:
        return False
    match = DATELINE.match(doc.text, opening, opening + 90)
    return match is not None and place.end <= match.end()


def _groups(doc: Doc) -> dict[tuple[str | None, str | None], list[Place]]:
    groups: dict[tuple[str | None, str | None], list[Place]] = defaultdict(list)
    for place in doc._.places:
        if place_kind(place) != "adjective":
            groups[place.name, place.country].append(place)
    return groups


def _story_marks(doc: Doc, group: list[Place], counts: Counter[tuple[str | None, str | None]]) -> Iterator[str]:
    """What holds of a place in the whole story: its kind, how often it is told, whether the dateline names it."""
    kind = place_kind(group[0])
    yield from ("bias", f"kind:{kind}", f"count:{min(len(group), 4)}")
    top = max(counts.values())
    if counts[group[0].name, group[0].country] == top:
        yield "most"
        yield f"most:{kind}"
    inside = sum(1 for p in group if (root := _root(doc, p)) is not None and _role(root) in LOCATIVE)
    yield f"in:{min(inside, FEW)}"
    if any(_is_dateline(doc, p) for p in group):
        yield "dateline"


def candidates(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> list[PlaceCandidate]:
    """All places the act of `trigger` could have, the null place first."""
    sentence, lead = trigger.sent, lead_end(doc)
    stand: Position = position(doc, sentence)
    act = list(act_features(doc, sentence, trigger, stand, type_, status))
    context = [a for a in act if a.startswith(("type", "status", "kind", "quoted"))]
    groups = _groups(doc)
    counts = Counter({key: len(group) for key, group in groups.items()})
    done = []
    here_any = False
    for group in groups.values():
        here = [p for p in group if sentence.start_char <= p.start < sentence.end_char]
        marks = {*_story_marks(doc, group, counts)}
        for place in here:
            marks.update(_told_here(doc, sentence, trigger, place))
        for place in group:
            if place not in here:
                marks.update(_told_elsewhere(doc, sentence, place, lead))
        family = "here" if here else "away"
        here_any = here_any or bool(here)
        marks.update(f"{family}:{c}" for c in context)
        marks.update(f"{family}:{m}" for m in list(marks) if m.startswith(("kind", "most", "in:", "dateline")))
        root = _root(doc, here[0]) if here else None
        source = f"here:{relation(root, trigger)}" if root is not None else "dateline" if "dateline" in marks else "story"
        done.append(PlaceCandidate(here[0] if here else group[0], source, frozenset(marks)))
    act.append(f"here:{here_any}")
    return [PlaceCandidate(None, "none", frozenset(f"none:{a}" for a in act)), *done]


def place_of(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> tuple[ReportPlace | None, str]:
    """The place of the act whose trigger word is `trigger`, and the rule that decided.

    Reads ``doc._.places`` and ``doc._.pieces``; `type_` and `status` are codebook names, empty if not known. The offsets of the
    place are characters of ``doc.text``. The rule is how the place's name hangs on the clause (``here:own``, ``here:up:ccomp``,
    ...), ``dateline``, ``story`` (named elsewhere) or ``none``.
    """
    weights = _weights()
    best = max(candidates(doc, trigger, type_, status), key=lambda c: weigh(c.features, weights))
    place = best.place
    return (None if place is None else ReportPlace(place.text, place.start, place.end, place.country)), best.source
