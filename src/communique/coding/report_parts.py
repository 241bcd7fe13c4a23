"""The parts of a report as values: participants, the source's words, the sentence."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from communique.language.actor_pronouns import IT
from communique.language.actors import PERSONAL
from communique.language.mentions import mention_at, participants
from communique.model import Mention, MentionKind, Participant, Span


def story_key(doc: Doc) -> str:
    """What the ids of a doc's reports are made from: its story's id, or its text where it has none."""
    return str(doc.user_data.get("story_id") or doc.text)


def sentence_span(doc: Doc, token: Token) -> Span:
    """The sentence of `token`, cut at the edges of its piece and without white space around it."""
    whole = token.sent
    start, end = whole.start_char, whole.end_char
    piece = next((p for p in doc._.pieces if p.start <= token.idx < p.end), None)
    if piece is not None:
        start, end = max(start, piece.start), min(end, piece.end)
    # the sentence's own text: that of a doc is put together anew each time it is asked for
    text = whole.text[start - whole.start_char : end - whole.start_char]
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


def parties(doc: Doc, heads: list[Token], trigger: Token) -> tuple[Participant, ...]:
    """The participants that `heads` stand for, in the order of the text, each once."""
    found: list[Participant] = []
    for head in sorted(heads, key=lambda t: t.i):
        if covered(head, found):
            continue
        for p in participants(doc, head):
            within = p.start <= trigger.idx < p.end
            if not within and not any(same_party(p, q) for q in found):
                found.append(p)
    return tuple(found)


def named_before(doc: Doc, source: Token) -> Mention | None:
    """The last name before a pronoun of whoever the pronoun stands for."""
    who = {p.name for p in participants(doc, source) if p.name}
    before = (m for m in reversed(doc._.mentions) if m.end <= source.idx and m.kind is MentionKind.NAME)
    return next((m for m in before if any(a.name in who for a in m.actors)), None)


def attribution_span(doc: Doc, source: Token, actors: tuple[Participant, ...]) -> Span | None:
    """The words of the source, of a pronoun those of the name it takes up.

    Null where the source is the actor itself (codebook, "Attribution").
    """
    if covered(source, actors):
        return None
    who = participants(doc, source)
    names = {p.name for p in actors if p.name}
    taken_up = {(p.name, p.country, p.sector) for p in actors if p.text.lower() in PERSONAL | IT}
    if any(p.name in names if p.name else (p.name, p.country, p.sector) in taken_up for p in who):
        return None
    one = source.pos_ == "PRON" and len(who) == 1  # no name stands for all of "they"
    mention = (named_before(doc, source) if one else None) or mention_at(doc, source)
    if mention is not None:
        return Span(mention.text, mention.start, mention.end)
    if who:
        return Span(who[0].text, who[0].start, who[0].end)
    return Span(source.text, source.idx, source.idx + len(source.text))
