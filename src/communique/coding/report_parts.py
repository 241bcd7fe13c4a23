"""The parts of a report as values: participants, the source's words, the sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from spacy.tokens import Doc, Token

from communique.language.mentions import mention_at, participants
from communique.model import Participant, Span

# Probabilities from which a country counts as one of those an open word stands for, and as the one where none is sure.
SURE_COUNTRY, LIKELY_COUNTRY = 0.5, 0.3


def story_key(doc: Doc) -> str:
    """What the ids of a doc's reports are made from: its story's id, or its text where it has none."""
    return str(doc.user_data.get("story_id") or doc.text)


def sentence_span(doc: Doc, token: Token) -> Span:
    """The sentence of `token`, cut at the edges of its piece and without white space around it."""
    start, end = token.sent.start_char, token.sent.end_char
    piece = next((p for p in doc._.pieces if p.start <= token.idx < p.end), None)
    if piece is not None:
        start, end = max(start, piece.start), min(end, piece.end)
    text = doc.text[start:end]
    start += len(text) - len(text.lstrip())
    return Span(text.strip(), start, start + len(text.strip()))


def covered(token: Token, spans: Iterable[Participant]) -> bool:
    """Is the token within one of the participants' words?"""
    return any(p.start <= token.idx < p.end for p in spans)


def same_party(a: Participant, b: Participant) -> bool:
    """Are the two the same actor: one name and country, or where there is no name the same words and country?"""
    if a.country != b.country:
        return False
    return a.name == b.name if a.name and b.name else (a.start, a.end) == (b.start, b.end)


def told_name(doc: Doc, token: Token, code: str) -> str | None:
    """The name of whoever of country `code` was named last before `token`."""
    before = (m for m in reversed(doc._.mentions) if m.start < token.idx)
    return next((a.name for m in before for a in m.actors if a.country == code and a.name), None)


def with_countries(
    doc: Doc, head: Token, found: tuple[Participant, ...], scores: Mapping[str, float]
) -> tuple[Participant, ...]:
    """The participants that `head` stands for, given the probability of each country it may stand for."""
    chosen = {code for code, p in scores.items() if p >= SURE_COUNTRY}
    best = max(scores, key=lambda code: scores[code])
    if not chosen and scores[best] >= LIKELY_COUNTRY:
        chosen = {best}
    by_rule = {p.country: p for p in found if p.country}
    if chosen == set(by_rule):
        return found
    first = found[0]
    if not chosen:
        return (replace(first, name=None, country=None),)
    pronoun = head.pos_ == "PRON" or head.tag_ == "PRP$"
    ordered = [code for code in scores if code in chosen]
    return tuple(
        by_rule.get(code) or replace(first, name=told_name(doc, head, code) if pronoun else None, country=code)
        for code in ordered
    )


def parties(
    doc: Doc, heads: list[Token], trigger: Token, judge: Callable[[Token], Mapping[str, float] | None]
) -> tuple[Participant, ...]:
    """The participants that `heads` stand for, in the order of the text, each once; `judge` tells whose open words are."""
    found: list[Participant] = []
    for head in sorted(heads, key=lambda t: t.i):
        if covered(head, found):
            continue
        those, scores = participants(doc, head), judge(head)
        for p in those if scores is None or not those else with_countries(doc, head, those, scores):
            within = p.start <= trigger.idx < p.end
            if not within and not any(same_party(p, q) for q in found):
                found.append(p)
    return tuple(found)


def attribution_span(doc: Doc, source: Token, actors: tuple[Participant, ...]) -> Span | None:
    """The words of the source; null where the source is the actor itself (codebook, "Attribution")."""
    if covered(source, actors):
        return None
    who = participants(doc, source)
    names = {p.name for p in actors if p.name}
    if any(p.name in names for p in who if p.name):
        return None
    mention = mention_at(doc, source)
    if mention is not None:
        return Span(mention.text, mention.start, mention.end)
    if who:
        return Span(who[0].text, who[0].start, who[0].end)
    return Span(source.text, source.idx, source.idx + len(source.text))
