"""Fit the weights of `communique.language.time_attach` on hand-coded reports.

    fit_dates.py STORIES.pkl OUT.json     (STORIES: pickled list of (doc, [(trigger, type, status, gold date)]))

A log-linear choice among the candidates of each report, by gradient descent with an L2 penalty.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from communique.language.time_candidates import candidates

# Features of the candidates of one report, and the numbers of those that are right (several can be, for places).
Example = tuple[list[frozenset[str]], list[int]]


def examples(reports: Sequence[tuple[object, object, str, str, str | None]]) -> list[Example]:
    """Candidates' features and the index of the right one; reports whose date is no candidate are left out.

    Each report is also seen without its type and status, so that the weights serve `date_of` too.
    """
    made = []
    for doc, trigger, type_, status, gold in reports:
        for t, s in ((type_, status), ("", "")):
            options = candidates(doc, trigger, t, s)  # type: ignore[arg-type]
            right = [i for i, c in enumerate(options) if c.value == gold]
            if right:
                made.append(([c.features for c in options], right))
    return made


def fit(
    data: list[Example],
    weights: Sequence[float] | None = None,
    *,
    l2: float = 1.0,
    steps: int = 400,
) -> dict[str, float]:
    """Weights by feature; features seen fewer than three times are left out. `weights` says how much each example counts."""
    rate, least = 0.05, 3
    counts: dict[str, int] = {}
    for options, _ in data:
        for features in options:
            for f in features:
                counts[f] = counts.get(f, 0) + 1
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= least))}
    rows, columns, groups, right = [], [], [], []
    row = 0
    for number, (options, answer) in enumerate(data):
        for i, features in enumerate(options):
            for f in features:
                if f in index:
                    rows.append(row)
                    columns.append(index[f])
            groups.append(number)
            right.append(i in answer)
            row += 1
    r, c, g, y = np.array(rows), np.array(columns), np.array(groups), np.array(right, dtype=float)
    u = np.array(weights if weights is not None else np.ones(len(data)))[g]
    w = np.zeros(len(index))
    m = np.zeros_like(w)
    v = np.zeros_like(w)
    for step in range(1, steps + 1):
        s = np.bincount(r, weights=w[c], minlength=row)
        top = np.full(len(data), -np.inf)
        np.maximum.at(top, g, s)
        e = np.exp(s - top[g])
        p = e / np.bincount(g, weights=e)[g]
        target = e * y / np.bincount(g, weights=e * y)[g]
        gradient = np.bincount(c, weights=((p - target) * u)[r], minlength=len(w)) + l2 * w
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return {f: round(float(w[i]), 3) for f, i in index.items() if abs(w[i]) >= 0.005}


def save(weights: dict[str, float], path: str, script: str = "training/times/fit_dates.py") -> None:
    """Write the weights with their source and licence; what else the file holds is kept."""
    held = json.loads(Path(path).read_text(encoding="utf-8")) if Path(path).exists() else {}
    head = {
        "source": f"Fitted by {script} on reports hand-coded for communique.",
        "licence": "Apache-2.0, as the project",
    }
    with Path(path).open("w", encoding="utf-8") as out:
        json.dump({**held, **head, "weights": weights}, out, indent=0, sort_keys=True)
        out.write("\n")
