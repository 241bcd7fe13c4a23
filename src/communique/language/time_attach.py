"""The date of an act: which of the days a story tells is that of the clause with a given trigger.

Candidates are the story's own day, the times told in the trigger's sentence, those told just before and in the lead, and
"no date". Each has features from the parse (how the time hangs on the trigger's clause), from where the sentence stands
and from the act itself; a small log-linear model fitted on hand-coded reports (``data/times/attach.json``, made by
``training/times/fit_dates.py``) chooses. What it must weigh is in the codebook: an undated act that is the news of the
day has the story's day, a retelling keeps the lead's date, any other undated act has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from communique.language.time_candidates import candidates
from communique.language.time_clauses import weigh


@cache
def _weights() -> Mapping[str, float]:
    path = files("communique") / "data/times/attach.json"
    weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


def report_date(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> tuple[str | None, str]:
    """The date of an act whose type and status are known (codebook names; empty if not), and the rule that decided.

    Reads ``doc._.times``, ``doc._.published`` and ``doc._.pieces``. The rule is where the date comes from: ``told:own`` (and
    other relations of `relation`), ``before``, ``next``, ``lead``, ``again`` (times of other sentences), ``news`` (the day the lead
    tells), ``story`` (the publication day) or ``none``.
    """
    weights = _weights()
    best = max(candidates(doc, trigger, type_, status), key=lambda c: weigh(c.features, weights))
    return best.value, best.source


def date_of(doc: Doc, trigger: Token) -> tuple[str | None, str]:
    """The date of the act whose trigger word is `trigger`, and the rule that decided; see `report_date`."""
    return report_date(doc, trigger)
