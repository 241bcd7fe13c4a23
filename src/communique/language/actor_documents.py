"""Who speaks in the statements, drafts and letters that a story tells of: whoever issued them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from spacy.tokens import Token

from communique.language.actor_phrases import MOST_CHILDREN, possessor, prepositional
from communique.language.actor_quotes import subject_of
from communique.language.actor_seen import BODIES, Resolved, state_actor
from communique.model import Actor, ActorKind

ISSUED_BY = frozenset({"by", "of", "from"})
NOT_TOLD = frozenset({"home", "nobody"})


class Documents:
    """The documents of one story, asked about in the order of the text. `issued`: who issued the one told of last."""

    def __init__(self, relations: Mapping[str, frozenset[str]], resolve: Callable[[Token], Resolved]) -> None:
        self.relations, self.resolve = relations, resolve
        self.issued: tuple[Actor, ...] = ()

    def issuers(self, head: Token, codes: list[str]) -> tuple[Actor, ...]:
        """Whoever issued the document headed by `head`: by its own words, by a verb of issuing, else whoever issued the last one.

        Nobody where `head` names no document, or where its own words give other countries (`codes`).
        """
        if head.lower_ not in self.relations["document"]:
            return ()
        owner = self.owner(head)
        found = self.resolve(owner) if owner is not None and owner.i != head.i else None
        if found and found.how not in NOT_TOLD and any(a.country for a in found.actors):
            self.issued = tuple(own_side(a) for a in found.actors)
            return self.issued
        return () if codes else self.issued

    def owner(self, head: Token) -> Token | None:
        """The word for whoever issued the document.

        "The G7's statement", "a statement by the G7", "the G7 published a statement", "the G7 warned, according to a statement".
        """
        near = possessor(head) or next((noun for joint, noun in prepositional(head) if joint in ISSUED_BY), None)
        if near is not None:
            return near
        verb = head.head
        if verb.lower_ == "to" and verb.head.lower_ == "according":
            return subject_of(verb.head.head)
        if verb.lemma_.lower() not in self.relations["issue"]:
            return None
        if head.dep_ == "dobj":
            return subject_of(verb)
        agents = (c for by in islice(verb.children, MOST_CHILDREN) if by.dep_ == "agent" for c in by.children)
        return next(agents, None) if head.dep_ == "nsubjpass" else None

    def told_in(self, head: Token) -> Token | None:
        """The document in which it is said, where `head` is the "it" of "it says in the statement"; else null."""
        verb = head.head
        if head.dep_ not in ("nsubj", "nsubjpass", "expl") or verb.lemma_.lower() not in self.relations["say"]:
            return None
        nouns = (noun for joint, noun in prepositional(verb) if joint == "in")
        return next((noun for noun in nouns if noun.lower_ in self.relations["document"]), None)


def own_side(actor: Actor) -> Actor:
    """Whom somebody means by "we": the state of an official, else those of his kind."""
    official = actor.kind is ActorKind.PERSON and actor.sector == "GOV"
    return state_actor(actor.country) if official and actor.country and actor.country not in BODIES else actor
