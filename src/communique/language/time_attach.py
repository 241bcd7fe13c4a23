"""The date of an act: which of the days a story tells is that of the clause with a given trigger.

Candidates are the story's own day, the times told in the trigger's sentence, those told just before and in the lead, and
"no date". Each has features from the parse (how the time hangs on the trigger's clause), from where the sentence stands
and from the act itself; a small log-linear model fitted on hand-coded reports (``data/times/attach.json``, made by
``training/times/fit_dates.py``) chooses. What it must weigh is in the codebook: an undated act that is the news of the
day has the story's day, a retelling keeps the lead's date, any other undated act has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Span, Token

from communique.language import time_calendar as cal
from communique.language.time_clauses import FEW, Position, act_features, lead_end, position, relation, weigh
from communique.model import TimeExpression


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible date of an act, where it comes from, and the features that speak for or against it."""

    value: str | None
    source: str
    features: frozenset[str]


@cache
def _weights() -> Mapping[str, float]:
    path = files("communique") / "data/times/attach.json"
    weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


def _preposition(time: Token, start: Token) -> str:
    head = time.head
    if head.dep_ == "prep" or head.pos_ in {"ADP", "SCONJ"}:
        return head.lower_
    before = start.nbor(-1) if start.i > 0 else None
    return before.lower_ if before is not None and before.pos_ in {"ADP", "SCONJ"} else "-"


def _grain(value: str) -> str:
    return "range" if "/" in value else {10: "day", 7: "month", 4: "year"}.get(len(value), "other")


def _when(value: str, published: str | None) -> str:
    if published is None:
        return "unknown"
    if value == published:
        return "today"
    first, last, day = cal.first_day(value), cal.last_day(value), cal.day_of(published)
    if first is None or last is None or day is None:
        return "unknown"
    if first > day:
        return "ahead"
    if last >= day:
        return "around"
    gap = (day - last).days
    return "days" if gap <= 3 else "week" if gap <= 8 else "months" if gap <= 200 else "long"


def _expressions(doc: Doc, span: Span) -> list[TimeExpression]:
    times: tuple[TimeExpression, ...] = doc._.times
    return [t for t in times if span.start_char <= t.start < span.end_char and t.value is not None]


def _opened(value: str, preposition: str, published: str | None) -> str:
    """ "since May" runs up to the publication day."""
    if preposition == "since" and published is not None and "/" not in value:
        return cal.span(value, published[: max(len(value), 4)]) or value
    return value


def _told_in_sentence(doc: Doc, sentence: Span, trigger: Token, published: str | None) -> Iterator[Candidate]:
    told = _expressions(doc, sentence)
    spans = [(t, doc.char_span(t.start, t.end, alignment_mode="expand")) for t in told]
    near = min((abs(s.start - trigger.i) for _, s in spans if s is not None), default=0)
    for expression, span in spans:
        if span is None or expression.value is None or span.start <= trigger.i < span.end:
            continue
        how = relation(span.root, trigger)
        preposition = _preposition(span.root, span[0])
        value = _opened(expression.value, preposition, published)
        distance = abs(span.start - trigger.i)
        features = {
            f"told:{how}",
            f"told:{how}:{_grain(value)}",
            f"told:prep:{preposition}",
            f"told:when:{_when(value, published)}",
            f"told:grain:{_grain(value)}",
            f"told:{'before' if span.start < trigger.i else 'after'}",
            f"told:{'near' if distance <= 4 else 'mid' if distance <= 12 else 'far'}",
            f"told:count:{min(len(told), FEW)}",
        }
        if distance == near:
            features.add("told:nearest")
        yield Candidate(value, f"told:{how}", frozenset(features))


def _told_before(doc: Doc, sentence: Span, place: Position, published: str | None) -> Iterator[Candidate]:
    """The times told last before the sentence, and those of the first sentences of the story."""
    times: tuple[TimeExpression, ...] = doc._.times
    earlier = [t for t in times if t.end <= sentence.start_char and t.value is not None]
    for back, expression in enumerate(reversed(earlier[-FEW:])):
        value = expression.value or ""
        between = doc.text.count("\n\n", expression.end, sentence.start_char)
        yield Candidate(
            value,
            "before",
            frozenset({f"before:{back}", f"before:gap:{min(between, FEW)}", f"before:when:{_when(value, published)}",
                       f"before:grain:{_grain(value)}", f"before:{back}:{min(between, FEW)}"}),
        )
    if place.paragraph > 0 or not place.first_in_piece:
        lead = [t for t in earlier if t.start < lead_end(doc)]
        for number, expression in enumerate(lead[:2]):
            value = expression.value or ""
            yield Candidate(value, "lead", frozenset({f"lead:{number}", f"lead:when:{_when(value, published)}",
                                                      f"lead:grain:{_grain(value)}"}))


def candidates(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> list[Candidate]:
    """All dates the act of `trigger` could have, the null date first, one candidate a value, features put together."""
    sentence, published = trigger.sent, (doc._.published or "")[:10] or None
    place = position(doc, sentence)
    act = [*act_features(doc, sentence, trigger, place, type_, status), f"times:{min(len(_expressions(doc, sentence)), 2)}"]
    merged: dict[str | None, Candidate] = {None: Candidate(None, "none", frozenset(f"none:{a}" for a in act))}
    every = [*_told_in_sentence(doc, sentence, trigger, published), *_told_before(doc, sentence, place, published)]
    if published is not None:
        every.append(Candidate(published, "story", frozenset(f"story:{a}" for a in act)))
    group = {"told": [a for a in act if a.startswith(("type", "status", "kind", "quoted", "dep"))]}
    for one in every:
        family = one.source.split(":")[0]
        extra = {f"{family}:{a}" for a in group.get(family, ("bias", *[a for a in act if a.startswith(("kind", "status", "times", "quoted"))]))}
        known = merged.get(one.value)
        features = one.features | extra
        merged[one.value] = Candidate(one.value, one.source, features) if known is None else Candidate(
            one.value, known.source, known.features | features)
    return list(merged.values())


def report_date(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> tuple[str | None, str]:
    """The date of an act whose type and status are known (codebook names; empty if not), and the rule that decided.

    Reads ``doc._.times``, ``doc._.published`` and ``doc._.pieces``. The rule is where the date comes from: ``told:own`` (and
    other relations of `relation`), ``before``, ``lead``, ``story`` (the publication day) or ``none``.
    """
    weights = _weights()
    best = max(candidates(doc, trigger, type_, status), key=lambda c: weigh(c.features, weights))
    return best.value, best.source


def date_of(doc: Doc, trigger: Token) -> tuple[str | None, str]:
    """The date of the act whose trigger word is `trigger`, and the rule that decided; see `report_date`."""
    return report_date(doc, trigger)
