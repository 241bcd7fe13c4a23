"""Do two reports tell of one happening? A pure function of the two: features of the pair and a fitted logistic model.

The weights (``data/linking/pairs.json``) were fitted by ``training/linking/fit.py``; no text is in them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from communique.linking.days import apart, is_day
from communique.linking.model import Party, Told, Traits
from communique.linking.words import jaccard, overlap, stems, union

# Types under which one act is told now so, now so (codebook: a future CONSULT, SUPPORT, COOPERATE, AID is AGREE).
SISTERS = frozenset({
    frozenset({"AGREE", "SUPPORT"}), frozenset({"AGREE", "CONSULT"}), frozenset({"AGREE", "AID"}),
    frozenset({"AGREE", "COOPERATE"}), frozenset({"CONCEDE", "RETREAT"}), frozenset({"AGREE", "CONCEDE"}),
    frozenset({"REJECT", "SANCTION"}), frozenset({"COERCE", "SANCTION"}), frozenset({"ASSAULT", "COERCE"}),
})  # fmt: skip


def names_of(parties: tuple[Party, ...]) -> frozenset[str]:
    """The stems of the names, or of the words where there is no name."""
    return union(stems(p.label) for p in parties)


def countries_of(parties: tuple[Party, ...]) -> frozenset[str]:
    """The countries of the parties."""
    return frozenset(p.country for p in parties if p.country)


def traits(told: Told) -> Traits:
    """What `told` is compared by."""
    party_words = union(stems(f"{p.text} {p.name or ''}") for p in told.parties)
    trigger = stems(told.trigger)
    return Traits(
        told.report_id,
        told.story_id,
        told.published,
        told.position,
        told.type,
        told.status,
        told.mode,
        told.date,
        names_of(told.actors),
        names_of(told.recipients),
        countries_of(told.actors),
        countries_of(told.recipients),
        stems(told.place) if told.place else frozenset(),
        told.place_country,
        trigger,
        stems(told.sentence) - party_words - trigger,
        stems(told.attribution) if told.attribution else frozenset(),
        told.sentence_start,
        frozenset(p.name.casefold() for p in told.parties if p.name),
    )


def may_pair(a: Traits, b: Traits) -> bool:
    """Could the two be one event at all? Types that agree, and dates that do not speak against it."""
    if a.type != b.type and frozenset({a.type, b.type}) not in SISTERS:
        return False
    return (apart(a.date, b.date) or 0) <= 1


def presence(name: str, a: frozenset[str], b: frozenset[str]) -> dict[str, float]:
    """How two sets agree: overlap where both are there, and whether one or both are missing."""
    if a and b:
        same = overlap(a, b)
        return {f"{name}_overlap": same, f"{name}_apart": float(same == 0), f"{name}_equal": float(a == b)}
    return {f"{name}_missing": float(not a and not b), f"{name}_half": float(bool(a) != bool(b))}


def date_features(a: Traits, b: Traits) -> dict[str, float]:
    """How the days agree."""
    gap = apart(a.date, b.date)
    if gap is None:
        return {"date_missing": float(not a.date and not b.date), "date_half": float(bool(a.date) != bool(b.date))}
    sharp = is_day(a.date) and is_day(b.date)
    return {
        "date_same_day": float(gap == 0 and sharp),
        "date_overlap": float(gap == 0 and not sharp),
        "date_near": float(gap > 0),
    }


def features(a: Traits, b: Traits) -> dict[str, float]:
    """What speaks for and against one event, as named numbers; the same whichever comes first."""
    crossed = overlap(a.actor_names | a.recipient_names, b.actor_names | b.recipient_names)
    found = {
        "bias": 1.0,
        "same_type": float(a.type == b.type),
        f"type_{a.type if a.type == b.type else 'mixed'}": 1.0,
        "same_status": float(a.status == b.status),
        "negation_differs": float((a.status == "negated") != (b.status == "negated")),
        "possible_differs": float((a.status == "possible") != (b.status == "possible")),
        "both_possible": float(a.status == b.status == "possible"),
        "mode_equal": float(a.mode is not None and a.mode == b.mode),
        "mode_differs": float(a.mode is not None and b.mode is not None and a.mode != b.mode),
        "trigger_equal": float(a.trigger == b.trigger),
        "trigger_overlap": overlap(a.trigger, b.trigger),
        "trigger_in_words": float(bool(a.trigger & b.words or b.trigger & a.words)),
        "words_overlap": overlap(a.words, b.words),
        "words_jaccard": jaccard(a.words, b.words),
        "words_common": min(6, len(a.words & b.words)) / 6,
        "crossed_parties": crossed,
        "same_sentence": float(a.story_id == b.story_id and a.sentence_start == b.sentence_start),
        "place_country_differs": float(
            bool(a.place_country and b.place_country) and a.place_country != b.place_country
        ),
        **presence("actor", a.actor_names, b.actor_names),
        **presence("recipient", a.recipient_names, b.recipient_names),
        **presence("actor_country", a.actor_countries, b.actor_countries),
        **presence("recipient_country", a.recipient_countries, b.recipient_countries),
        **presence("place", a.place, b.place),
        **presence("attribution", a.attribution, b.attribution),
        **date_features(a, b),
    }
    return found | story_features(a, b)


def story_features(a: Traits, b: Traits) -> dict[str, float]:
    """Whether the two stand in one story, and how far apart."""
    if a.story_id != b.story_id:
        gap = apart(a.published, b.published)
        return {
            "cross": 1.0,
            "published_near": float(gap is not None and gap <= 2),
            "published_far": float(gap is None or gap > 10),
        }
    gap_in_text = abs(a.sentence_start - b.sentence_start)
    first = min(a.sentence_start, b.sentence_start)
    return {
        "within": 1.0,
        "headline": float(first == 0 and gap_in_text > 0),
        "next_sentence": float(0 < gap_in_text <= 300),
    }


@dataclass(frozen=True)
class PairModel:
    """Fitted weights, and from what score on two reports are linked: within a story, across stories."""

    weights: Mapping[str, float]
    within: float
    across: float

    def score(self, a: Traits, b: Traits) -> float:
        """Probability (0 to 1) that the two are one event; 0 where they may not be paired."""
        if not may_pair(a, b):
            return 0.0
        total, weight_of = 0.0, self.weights.get
        for name, value in features(a, b).items():
            if value:
                total += weight_of(name, 0.0) * value
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@cache
def load_pair_model() -> PairModel:
    """The fitted model of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/linking/pairs.json").read_text(encoding="utf-8"))
    return PairModel(raw["weights"], raw["within"], raw["across"])
