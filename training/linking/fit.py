"""Fit the pair model's weights on training reports.

    python training/linking/fit.py TRAIN.jsonl [--write]

Needs scikit-learn. Pairs within a story are all taken; of those across stories, all that may be one event.
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path

from gold import load
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from communique.linking.days import apart
from communique.linking.model import Traits
from communique.linking.pairs import features, may_pair, traits

WEIGHTS = Path(__file__).parents[2] / "src/communique/data/linking/pairs.json"


def pairs(stories: list[list[tuple[Traits, str]]]) -> list[tuple[dict[str, float], bool]]:
    found = []
    flat = [x for story in stories for x in story]
    for (a, x), (b, y) in combinations(flat, 2):
        if a.story_id != b.story_id and ((apart(a.published, b.published) or 0) > 30 or not shares_party(a, b)):
            continue
        if may_pair(a, b):
            found.append((features(a, b), x == y))
    return found


def shares_party(a: Traits, b: Traits) -> bool:
    return bool((a.actor_names | a.recipient_names) & (b.actor_names | b.recipient_names))


def fit(stories: list[list[tuple[Traits, str]]], c: float = 1.0) -> dict[str, float]:
    """Weights by feature name."""
    data = pairs(stories)
    vectors = DictVectorizer()
    x = vectors.fit_transform([f for f, _ in data])
    model = LogisticRegression(C=c, max_iter=2000, fit_intercept=False)
    model.fit(x, [y for _, y in data])
    names = vectors.get_feature_names_out()
    return {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("train", type=Path)
    parser.add_argument("--within", type=float, default=0.5)
    parser.add_argument("--across", type=float, default=0.3)
    args = parser.parse_args()
    stories = [[(traits(t), event) for t, event in story] for story in load(args.train)]
    weights = fit(stories)
    document = {
        "about": "Weights of a logistic model on pairs of reports; made by training/linking/fit.py from hand-coded reports.",
        "source": "fitted for this project; no text in it",
        "licence": "Apache-2.0",
        "within": args.within,
        "across": args.across,
        "weights": dict(sorted(weights.items())),
    }
    WEIGHTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{len(weights)} weights")


if __name__ == "__main__":
    main()
