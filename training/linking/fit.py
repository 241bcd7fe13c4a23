"""Fit the pair model's weights on training reports.

    python training/linking/fit.py TRAIN.jsonl [--within X] [--across Y] [--undated Z]

Needs scikit-learn. Pairs within a story are all taken; of those across stories, all that may be one event, and pairs within
a story as if two had told them.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from gold import load
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from communique.linking.days import apart
from communique.linking.model import Party, Told, Traits
from communique.linking.pairs import MUTUAL, across_features, may_pair, traits, within_features

WEIGHTS = Path(__file__).parents[2] / "src/communique/data/linking/pairs.json"


# How often a copy of a report loses or changes a part, about as often as reports read by the program do.
LOST = {"name": 0.25, "country": 0.15, "party": 0.2, "place": 0.2, "date": 0.1, "mode": 0.3, "status": 0.03}

Data = list[tuple[dict[str, float], bool]]


def shares_party(a: Traits, b: Traits) -> bool:
    return bool((a.actor_names | a.recipient_names) & (b.actor_names | b.recipient_names))


def within_pairs(stories: list[list[tuple[Told, str]]], copies: int) -> Data:
    """All pairs within a story: as they are, and `copies` times with parts lost."""
    chance = random.Random(5)
    found: Data = []
    for story in stories:
        for (told_a, x), (told_b, y) in combinations(story, 2):
            if may_pair(traits(told_a), traits(told_b)):
                pairs = [(told_a, told_b), *((worn(told_a, chance), worn(told_b, chance)) for _ in range(copies))]
                found += [(within_features(traits(a), traits(b)), x == y) for a, b in pairs]
    return found


def across_pairs(stories: list[list[tuple[Told, str]]], copies: int) -> Data:
    """Pairs of stories, and those of one story as if another had told the second: there are few events told in several.

    Each pair is taken `copies` times with parts lost, for the program does not read everything that a person does.
    """
    chance = random.Random(5)
    found: Data = []
    flat = [(told, traits(told), event) for story in stories for told, event in story]
    for (told_a, a, x), (told_b, b, y) in combinations(flat, 2):
        if a.story_id == b.story_id:
            if a.sentence_start == b.sentence_start:
                continue
        elif (apart(a.published, b.published) or 0) > 30 or not shares_party(a, b):
            continue
        if may_pair(a, b):
            for _ in range(copies):
                one, other = traits(worn(told_a, chance)), traits(worn(told_b, chance))
                found.append((across_features(one, other), x == y))
    return found


def worn(told: Told, chance: random.Random) -> Told:
    """A copy with parts lost, as they are when the program reads a story."""

    def lose(part: str) -> bool:
        return chance.random() < LOST[part]

    def some(parties: tuple[Party, ...]) -> tuple[Party, ...]:
        kept = [p for p in parties if not (len(told.parties) > 1 and lose("party"))]
        return tuple(
            replace(p, name=None if lose("name") else p.name, country=None if lose("country") else p.country)
            for p in kept
        )

    swap = told.type in MUTUAL and chance.random() < 0.3
    actors, recipients = some(told.actors), some(told.recipients)
    return replace(
        told,
        actors=recipients if swap else actors,
        recipients=actors if swap else recipients,
        place=None if lose("place") else told.place,
        date=None if lose("date") else told.date,
        mode=None if lose("mode") else told.mode,
        status="actual" if lose("status") else told.status,
    )


def fitted(data: Data, c: float) -> dict[str, float]:
    """Weights by feature name."""
    vectors = DictVectorizer()
    x = vectors.fit_transform([f for f, _ in data])
    model = LogisticRegression(C=c, max_iter=2000, fit_intercept=False)
    model.fit(x, [y for _, y in data])
    names = vectors.get_feature_names_out()
    return {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}


def fit(stories: list[list[tuple[Told, str]]], copies: int = 3) -> tuple[dict[str, float], dict[str, float]]:
    """Weights within a story and across stories."""
    return fitted(within_pairs(stories, copies - 1), 1.0), fitted(across_pairs(stories, copies), 0.3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("train", type=Path)
    parser.add_argument("--within", type=float, default=0.5)
    parser.add_argument("--across", type=float, default=0.45)
    parser.add_argument("--undated", type=float, default=0.6)
    args = parser.parse_args()
    within, across = fit(load(args.train))
    document = {
        "about": "Weights of a logistic model on pairs of reports; made by training/linking/fit.py from hand-coded reports.",
        "source": "fitted for this project; no text in it",
        "licence": "Apache-2.0",
        "within": args.within,
        "across": args.across,
        "undated": args.undated,
        "within_weights": dict(sorted(within.items())),
        "across_weights": dict(sorted(across.items())),
    }
    WEIGHTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{len(within)} weights within, {len(across)} across")


if __name__ == "__main__":
    main()
