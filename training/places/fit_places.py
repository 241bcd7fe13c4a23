"""Fit the weights of `communique.language.place_attach` on hand-coded reports.

The same log-linear choice as for dates (``training/times/fit_dates.py``): each example is the features of the candidate
places of one report and the numbers of those whose words agree with the coder's place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from communique.language.place_candidates import candidates


def examples(
    reports: Sequence[tuple[Any, Any, str, str, str | None]], agree: Callable[[str, str], bool]
) -> list[tuple[list[frozenset[str]], list[int]]]:
    """Features and right candidates of (doc, trigger, type, status, words of the place or null), with and without type."""
    made = []
    for doc, trigger, type_, status, gold in reports:
        for t, s in ((type_, status), ("", "")):
            options = candidates(doc, trigger, t, s)
            right = [
                i
                for i, c in enumerate(options)
                if (c.place is None and gold is None) or (c.place and gold and agree(gold, c.place.text))
            ]
            if right:
                made.append(([c.features for c in options], right))
    return made
