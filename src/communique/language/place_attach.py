"""The place of an act: which of the places a story names is where the clause with a given trigger takes place.

Candidates are the places of the story, one a name, and "no place". Features tell how the name hangs on the trigger's clause,
with which preposition, how near it is, whether dateline, caption, headline or lead name it; a small log-linear model fitted
on hand-coded reports (``data/places/attach.json``, made by ``training/places/fit_places.py``) chooses.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from communique.language.place_candidates import PlaceCandidate, candidates
from communique.language.time_clauses import weigh
from communique.model import Place, ReportPlace


@cache
def _trust() -> tuple[float, float]:
    """How much the log-odds of an encoder count beside the weighed features, and their lift."""
    path = files("communique") / "data/places/attach.json"
    data = json.loads(path.read_text("utf-8"))
    return float(data["trust"]), float(data["lift"])


@cache
def _weights() -> Mapping[str, float]:
    path = files("communique") / "data/places/attach.json"
    weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


def _belief(candidate: PlaceCandidate, seen: Mapping[int, float], lift: float) -> float:
    """What an encoder's probabilities of words to be the place add for a candidate: bounded log-odds, 0 where it saw none.

    `lift` is added: most words that an encoder learns from are no place, and it says less than it knows.
    """
    found = [seen[i] for i in candidate.heads if i in seen]
    if not found:
        return 0.0
    p = min(max(*found, 0.02), 0.98)
    return math.log(p / (1 - p)) + lift


def place_of(
    doc: Doc, trigger: Token, type_: str = "", status: str = "", seen: Mapping[int, float] | None = None
) -> tuple[ReportPlace | None, str]:
    """The place of the act whose trigger word is `trigger`, and the rule that decided.

    `seen` gives, where an encoder has read the story, the probability of each word (token index) to name the place of this act.

    Reads ``doc._.places`` and ``doc._.pieces``; `type_` and `status` are codebook names, empty if not known. The offsets of the
    place are characters of ``doc.text``. The rule is how the place's name hangs on the clause (``here:own``, ``here:up:ccomp``,
    ...), ``dateline``, ``story`` (named elsewhere) or ``none``.
    """
    weights, (trust, lift) = _weights(), _trust()
    best = max(
        candidates(doc, trigger, type_, status),
        key=lambda c: weigh(c.features, weights) + trust * _belief(c, seen or {}, lift),
    )
    place = best.place
    return (None if place is None else _with_area(doc, place)), best.source


def _with_area(doc: Doc, place: Place) -> ReportPlace:
    """The words of the place with the area told after a comma: "Green Bay, Wisconsin"."""
    # a doc puts its text together anew each time it is asked: for most places it need not be
    near = [a for a in doc._.places if a.country == place.country and place.end + 2 <= a.start]
    if len(place.text) == place.end - place.start and not any(a.start == place.end + 2 for a in near):
        return ReportPlace(place.text, place.start, place.end, place.country)
    text, end = doc.text, place.end
    for area in near:
        if text[end : area.start] == ", ":
            end = area.end
    return ReportPlace(text[place.start : end], place.start, end, place.country)
