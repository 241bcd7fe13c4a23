"""Do two reports tell of one happening? A pure function of the two: features of the pair and a fitted logistic model.

Within a story and across stories the model is not the same one: where a report stands in its story tells much, and a story
has its own ways of naming; across stories it is the day, the place and who took part that count.

The weights (``data/linking/pairs.json``) were fitted by ``training/linking/fit.py``; no text is in them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from communique.language.countries import short_name
from communique.linking.days import apart, is_day, width
from communique.linking.model import Party, Told, Traits
from communique.linking.words import jaccard, overlap, stems, union

# Types under which one act is told now so, now so (codebook: a future CONSULT, SUPPORT, COOPERATE, AID is AGREE).
SISTERS = frozenset({
    frozenset({"AGREE", "SUPPORT"}), frozenset({"AGREE", "CONSULT"}), frozenset({"AGREE", "AID"}),
    frozenset({"AGREE", "COOPERATE"}), frozenset({"CONCEDE", "RETREAT"}), frozenset({"AGREE", "CONCEDE"}),
    frozenset({"REJECT", "SANCTION"}), frozenset({"COERCE", "SANCTION"}), frozenset({"ASSAULT", "COERCE"}),
})  # fmt: skip

# What those who take part do together: which of them a story puts first says nothing (codebook: a visit has a host, a meeting none).
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
# A date wider than this many days tells hardly more than none.
VAGUE_DAYS = 7
# How sure it is that two meetings are one with nothing against it (`one_meeting`).
ONE_MEETING = 0.9


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


def other_company(a: Traits, b: Traits) -> bool:
    """Did somebody of the first do it with one state, and of the second with another? Then it was done twice."""
    if a.type not in MUTUAL or a.story_id == b.story_id:
        return False
    one, other = a.actor_countries | a.recipient_countries, b.actor_countries | b.recipient_countries
    return len(one) > 1 and len(other) > 1 and len(one & other) < 2


def one_meeting(a: Traits, b: Traits) -> bool:
    """Did the same two or more states meet on the same day with nothing against its being one meeting?

    Not where other persons are named on both sides, where only one was a telephone call, or where it was in two countries.
    Hand-coded stories tell hardly any meeting in two stories, so that a fitted weight cannot know this. B-cubed F1 of the development
    gold is 0.929 with and without it, of the training gold 0.919 and 0.918.
    """
    if not a.type == b.type == "CONSULT" or a.status != b.status or not (is_day(a.date) and a.date == b.date):
        return False
    if (a.mode == "phone") != (b.mode == "phone"):
        return False
    if (a.place and b.place and not a.place & b.place) and a.place_country and b.place_country:
        return False
    one, other = a.actor_countries | a.recipient_countries, b.actor_countries | b.recipient_countries
    persons = [t.names - {(short_name(code) or "").casefold() for code in one | other} for t in (a, b)]
    strangers = all(persons) and not persons[0] & persons[1]
    return len(one & other) > 1 and (one <= other or other <= one) and not strangers


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
    if max(width(a.date), width(b.date)) > VAGUE_DAYS:
        return {"date_vague": 1.0}
    sharp = is_day(a.date) and is_day(b.date)
    return {
        "date_same_day": float(gap == 0 and sharp),
        "date_overlap": float(gap == 0 and not sharp),
        "date_near": float(gap > 0),
    }


def features(a: Traits, b: Traits) -> dict[str, float]:
    """What speaks for and against one event, as named numbers; the same whichever comes first."""
    if a.story_id == b.story_id:
        return within_features(a, b)
    return across_features(a, b)


def deed_features(a: Traits, b: Traits) -> dict[str, float]:
    """How type, status, mode and words agree."""
    return {
        "bias": 1.0,
        "same_type": float(a.type == b.type),
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
        **presence("attribution", a.attribution, b.attribution),
    }


def shared_features(a: Traits, b: Traits) -> dict[str, float]:
    """How who, where and when agree, the two sides taken together, and each side where the deed has two."""
    countries_a, countries_b = a.actor_countries | a.recipient_countries, b.actor_countries | b.recipient_countries
    same_place = bool(a.place & b.place)
    days = date_features(a, b)
    found = {
        **days,
        **presence("party", a.actor_names | a.recipient_names, b.actor_names | b.recipient_names),
        **presence("country", countries_a, countries_b),
        "place_same": float(same_place),
        "place_country_differs": float(
            bool(a.place_country and b.place_country) and a.place_country != b.place_country
        ),
        "day_and_place": float(same_place and days.get("date_same_day", 0.0)),
    }
    if a.type in MUTUAL and b.type in MUTUAL:
        return found | {"mutual": 1.0}
    return {
        **found,
        **presence("actor_country", a.actor_countries, b.actor_countries),
        **presence("recipient_country", a.recipient_countries, b.recipient_countries),
        **presence("actor", a.actor_names, b.actor_names),
        **presence("recipient", a.recipient_names, b.recipient_names),
    }


def within_features(a: Traits, b: Traits) -> dict[str, float]:
    """Features of two reports of one story."""
    gap_in_text = abs(a.sentence_start - b.sentence_start)
    first = min(a.sentence_start, b.sentence_start)
    return {
        **deed_features(a, b),
        **shared_features(a, b),
        **presence("place", a.place, b.place),
        f"type_{a.type if a.type == b.type else 'mixed'}": 1.0,
        "crossed_parties": overlap(a.actor_names | a.recipient_names, b.actor_names | b.recipient_names),
        "same_sentence": float(gap_in_text == 0),
        "headline": float(first == 0 and gap_in_text > 0),
        "next_sentence": float(0 < gap_in_text <= 300),
    }


def across_features(a: Traits, b: Traits) -> dict[str, float]:
    """Features of two reports of different stories.

    The type is none of them: some are told twice more often than others within a story, which says nothing of two stories.
    """
    countries_a, countries_b = a.actor_countries | a.recipient_countries, b.actor_countries | b.recipient_countries
    same_day = is_day(a.date) and is_day(b.date) and apart(a.date, b.date) == 0
    both = len(countries_a & countries_b) > 1
    return {
        **deed_features(a, b),
        **shared_features(a, b),
        "countries_jaccard": jaccard(countries_a, countries_b),
        "two_countries": float(both),
        "one_name": float(bool(a.names & b.names)),
        "two_names": float(len(a.names & b.names) > 1),
        "place_apart": float(bool(a.place and b.place) and not a.place & b.place),
        "place_half": float(bool(a.place) != bool(b.place)),
        "day_and_two_countries": float(both and same_day),
    }


@dataclass(frozen=True)
class PairModel:
    """Fitted weights, and from what score on two are linked: within a story, across stories, and where a day is not known.

    What is told without a day may have been done on any: across stories, the same words are then less sure to be the same act.
    """

    within_weights: Mapping[str, float]
    across_weights: Mapping[str, float]
    within: float
    across: float
    undated: float

    def score(self, a: Traits, b: Traits) -> float:
        """Probability (0 to 1) that the two are one event; 0 where they may not be paired."""
        if not may_pair(a, b) or other_company(a, b):
            return 0.0
        if one_meeting(a, b):
            return ONE_MEETING
        weights = self.within_weights if a.story_id == b.story_id else self.across_weights
        total, weight_of = 0.0, weights.get
        for name, value in features(a, b).items():
            if value:
                total += weight_of(name, 0.0) * value
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@cache
def load_pair_model() -> PairModel:
    """The fitted model of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/linking/pairs.json").read_text(encoding="utf-8"))
    return PairModel(raw["within_weights"], raw["across_weights"], raw["within"], raw["across"], raw["undated"])
