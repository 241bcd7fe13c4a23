"""The dates that an act could have, each with the features that speak for or against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from communique.language import time_calendar as cal
from communique.language.time_clauses import (
    FEW,
    Position,
    act_features,
    lead_end,
    position,
    relation,
    shares_subject,
    subjects,
)
from communique.language.time_tense import tense_at
from communique.model import TimeExpression

# A day this many days before publication can still be the news of the day: papers print it on the morrow, weeklies later.
NEWS_DAYS = 7
# A long story tells many times; of those in other sentences only the nearest are looked at.
MOST_TIMES = 60
CONTEXT = ("type", "status", "kind", "quoted", "dep", "tense", "perfect")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible date of an act, where it comes from, and the features that speak for or against it."""

    value: str | None
    source: str
    features: frozenset[str]


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
    """For "since May" runs up to the publication day."""
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
        tense = tense_at(trigger)
        preposition = _preposition(span.root, span[0])
        value = _opened(expression.value, preposition, published)
        distance = abs(span.start - trigger.i)
        features = {
            f"told:{how}",
            f"told:{how}:{_grain(value)}",
            f"told:{how}:{tense}",
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


@dataclass(frozen=True, slots=True)
class _Around:
    """What the times of other sentences are seen from: the doc, the subjects of the act's clause, the publication day."""

    doc: Doc
    names: frozenset[str]
    published: str | None

    def candidate(self, source: str, number: int, expression: TimeExpression, gap: int) -> Candidate:
        """The value of `expression`, the `number`-th of its kind, `gap` paragraphs away."""
        value = expression.value or ""
        span = self.doc.char_span(expression.start, expression.end, alignment_mode="expand")
        others = (
            frozenset(t.lower_ for t in span.root.sent if t.pos_ == "PROPN") if span is not None else frozenset[str]()
        )
        shared = shares_subject(self.names, others)
        features = {
            f"{source}:subject:{shared}",
            f"{source}:subject:{shared}:{gap}",
            f"{source}:{number}",
            f"{source}:gap:{gap}",
            f"{source}:{number}:{gap}",
            f"{source}:when:{_when(value, self.published)}",
            f"{source}:grain:{_grain(value)}",
        }
        return Candidate(value, source, frozenset(features))


def _told_around(trigger: Token, place: Position, published: str | None) -> Iterator[Candidate]:
    """The times told last before the sentence; those told next, where it stands in the lead; those of the lead."""
    doc, sentence = trigger.doc, trigger.sent
    times: tuple[TimeExpression, ...] = doc._.times
    around, lead = _Around(doc, subjects(trigger), published), lead_end(doc)
    earlier = [t for t in times if t.end <= sentence.start_char and t.value is not None]
    if len(earlier) == sum(t.value is not None for t in times) == 0:
        return
    text = doc.text  # put together anew each time a doc is asked
    for back, expression in enumerate(reversed(earlier[-FEW:])):
        gap = min(text.count("\n\n", expression.end, sentence.start_char), FEW)
        yield around.candidate("before", back, expression, gap)
    if sentence.start_char < lead:
        later = [t for t in times if t.start >= sentence.end_char and t.value is not None]
        for ahead, expression in enumerate(later[:FEW]):
            gap = min(text.count("\n\n", sentence.end_char, expression.start), FEW)
            yield around.candidate("next", ahead, expression, gap)
    if place.paragraph > 0 or not place.first_in_piece:
        for number, expression in enumerate([t for t in earlier if t.start < lead][:2]):
            yield around.candidate("lead", number, expression, 0)


def news_day(doc: Doc, published: str | None) -> str | None:
    """The day the lead tells, if it lies within a week before publication: of a story printed later, the day of its news."""
    today = cal.day_of(published)
    if today is None:
        return None
    lead = lead_end(doc)
    for expression in doc._.times:
        day = cal.day_of(expression.value) if expression.value and len(expression.value) == 10 else None
        if expression.start < lead and day is not None and 0 <= (today - day).days <= NEWS_DAYS:
            return str(expression.value)
    return None


def _told_again(doc: Doc, sentence: Span, trigger: Token, published: str | None) -> Iterator[Candidate]:
    """The times that other sentences tell of an act in the same words: a retelling keeps its date."""
    names = {t.lemma_ for t in sentence if t.pos_ == "PROPN"}
    told = [t for t in doc._.times if t.value is not None]
    if len(told) > MOST_TIMES:
        told = sorted(told, key=lambda t: abs(t.start - trigger.idx))[:MOST_TIMES]
    spans = [(t, doc.char_span(t.start, t.end, alignment_mode="expand")) for t in told]
    for expression, span in spans:
        if span is None or sentence.start <= span.start < sentence.end:
            continue
        other = span.root.sent
        same = [
            t
            for t in other
            if t.lemma_.lower() == trigger.lemma_.lower() and t.pos_ in {"VERB", "NOUN", "ADJ", "PROPN"}
        ]
        shared = min(len(names & {t.lemma_ for t in other if t.pos_ == "PROPN"}), FEW)
        value = expression.value or ""
        features = {f"again:names:{shared}", f"again:when:{_when(value, published)}"}
        if same:
            how = relation(span.root, same[0]).split(":")[0]
            features |= {"again:word", f"again:word:{how}", f"again:word:names:{shared}"}
        if same or shared > 1:
            yield Candidate(value, "again", frozenset(features))


def _story_days(doc: Doc, published: str | None, act: list[str]) -> Iterator[Candidate]:
    """The publication day, and the day of the news where the lead tells an earlier one."""
    if published is None:
        return
    news = news_day(doc, published)
    lead = "none" if news is None else "today" if news == published else "earlier"
    yield Candidate(
        published,
        "story",
        frozenset({f"story:lead:{lead}", *(f"story:{a}" for a in act), *(f"story:{lead}:{a}" for a in act)}),
    )
    if news is not None and news != published:
        yield Candidate(news, "news", frozenset(f"news:{a}" for a in act))


def _counts(doc: Doc) -> Counter[str]:
    return Counter(t.value for t in doc._.times if t.value is not None)


def candidates(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> list[Candidate]:
    """All dates the act of `trigger` could have, the null date first, one candidate a value, features put together."""
    sentence, published = trigger.sent, (doc._.published or "")[:10] or None
    place = position(doc, sentence)
    act = [
        *act_features(sentence, trigger, place, type_, status),
        f"times:{min(len(_expressions(doc, sentence)), 2)}",
        f"tense:{tense_at(trigger)}",
    ]
    context = [a for a in act if a.startswith(CONTEXT)]
    merged: dict[str | None, Candidate] = {None: Candidate(None, "none", frozenset(f"none:{a}" for a in act))}
    every = [
        *_told_in_sentence(doc, sentence, trigger, published),
        *_story_days(doc, published, act),
        *_told_around(trigger, place, published),
        *_told_again(doc, sentence, trigger, published),
    ]
    counts = _counts(doc)
    for one in every:
        family = one.source.split(":")[0]
        features = one.features
        if family in {"told", "before", "next"}:
            features |= {f"{family}:{a}" for a in context}
        if one.value is not None:
            features |= {f"count:{min(counts[one.value], FEW)}"}
        known = merged.get(one.value)
        source = one.source if known is None else known.source
        merged[one.value] = Candidate(one.value, source, features if known is None else known.features | features)
    return list(merged.values())
