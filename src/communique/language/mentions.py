"""Asking a doc who is meant: the participants of a report, the mention at a token, the speaker of a statement.

All need a doc that ``communique_actors`` has read. Offsets are characters of ``doc.text``.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import lexicon
from communique.language.actor_reference import StoryReader
from communique.language.actors import READER, mention_of, read_story
from communique.model import Actor, ActorKind, Mention, Participant

UNKNOWN = Actor(None, ActorKind.GROUP)


def reader_of(doc: Doc) -> StoryReader:
    """The doc's reader; a doc that came back from disk without one is read again."""
    reader = getattr(doc._, READER, None) if Doc.has_extension(READER) else None
    if isinstance(reader, StoryReader) and reader.doc is doc:
        return reader
    return read_story(doc, lexicon())


def participants(doc: Doc, head: Token) -> tuple[Participant, ...]:
    """Who the phrase headed by `head` and those coordinated with it stand for, one for each actor and country."""
    reader = reader_of(doc)
    if head.pos_ == "ADP" and head.head.pos_ in ("NOUN", "PROPN") and head.head.i < head.i:
        head = head.head  # the root of "facilities in Russia" may be the preposition
    found: list[Participant] = []
    for token in (head, *(t for t in head.conjuncts if t.i > head.i)):
        resolved = reader.resolve(token)
        mention = mention_of(reader, resolved)
        found.extend(
            Participant(mention.text, mention.start, mention.end, actor.name, actor.country, actor.sector)
            for actor in resolved.actors or (UNKNOWN,)
        )
    return tuple(dict.fromkeys(found))


def mention_at(doc: Doc, token: Token) -> Mention | None:
    """The mention headed by `token`, else the shortest one that covers it; null where there is none."""
    mentions: tuple[Mention, ...] = doc._.mentions
    headed = next((m for m in mentions if m.head == token.i), None)
    covering = [m for m in mentions if m.start <= token.idx < m.end]
    return headed or min(covering, key=lambda m: m.end - m.start, default=None)


def speaker(doc: Doc, start: int, end: int) -> Actor | None:
    """The actor that the words from character `start` to `end` stand for, null where they name none."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    reader = reader_of(doc)
    resolved = reader.resolve(span.root)
    return resolved.actors[0] if resolved.actors else None
