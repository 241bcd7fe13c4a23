"""Whom a pronoun takes up: somebody met before, whoever speaks in the quotation, whoever issued the document told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from spacy.tokens import Token

from communique.language.actor_documents import Documents, own_side
from communique.language.actor_quotes import Quotation
from communique.language.actor_seen import (
    LOOK_BACK,
    Pronoun,
    Resolved,
    Seen,
    entry_actor,
    is_group,
    is_thing,
    last_person,
    latest,
)
from communique.language.actor_words import Reading
from communique.model import Actor

HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
FIRST = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
THIRD_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
IT = frozenset({"it", "its", "itself"})
RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
MANY = 3  # actors of a group
CLAUSE = 12  # tokens after a verb in which it names those it is done to
TOLD_BACK = 3  # sentences


class Pronouns:
    """The pronouns of one story, asked about in the order of the text; `seen` is what has been read so far and grows."""

    def __init__(
        self,
        reading: Reading,
        sentence_of: Mapping[int, int],
        seen: Sequence[Seen],
        documents: Documents,
        resolve: Callable[[Token], Resolved],
    ) -> None:
        self.doc, self.scan, self.rel = reading.doc, reading.scan, reading.lexicon.relations
        self.sentence_of, self.seen, self.documents, self.resolve = sentence_of, seen, documents, resolve
        self.quote_at = {i: q for q in reading.quotes for i in range(q.start, q.end)}

    def taken_up(self, head: Token) -> tuple[Actor, ...]:
        """Whom the pronoun `head` stands for; empty where nobody is found."""
        word, quote = head.lower_, self.quote_at.get(head.i)
        pronoun = Pronoun(head, self.sentence_of.get(head.i, 0), quote is not None, quote.speaker if quote else None)
        if word in HE:
            return last_person(self.doc, self.seen, pronoun, HE[word])
        if word in FIRST | FIRST_PLURAL:
            return self._first_person(head, quote)
        if word in THIRD_PLURAL:
            return self._others(head, latest(self.seen, pronoun, is_group))
        if word in IT:
            document = self.documents.told_in(head)
            told = self.resolve(document).actors if document is not None else ()
            return told or latest(self.seen, pronoun, is_thing)
        return self._antecedent(head) if word in RELATIVE else ()

    def _others(self, head: Token, group: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Of a group of three and more, those whom the clause of "they" does not name as somebody else."""
        if len(group) < MANY or head.dep_ not in {"nsubj", "nsubjpass"}:
            return group
        verb = head.head
        named = {
            hit.entry.country
            for i in range(head.i, min(verb.i + CLAUSE, verb.sent.end))
            if (hit := self.scan.hit_at.get(i))
        }
        return tuple(actor for actor in group if actor.country not in named) or group

    def _first_person(self, head: Token, quote: Quotation | None) -> tuple[Actor, ...]:
        if head.lower_ in FIRST:
            return self._speaker(quote)
        speaker = self._speaker(quote) if quote else self._teller(head)
        return self._bracketed(head) or tuple(own_side(actor) for actor in speaker)

    def _bracketed(self, head: Token) -> tuple[Actor, ...]:
        """ "We (France and Germany)": whom the editor says is meant."""  # noqa: D210
        if head.i + 1 >= len(self.doc) or self.doc[head.i + 1].text not in "([":
            return ()
        found: list[Actor] = []
        for i in range(head.i + 2, min(len(self.doc), head.i + 14)):
            if self.doc[i].text in ")]":
                break
            hit = self.scan.hit_at.get(i)
            if hit and hit.start == i:
                found.append(entry_actor(hit.entry))
        return tuple(found)

    def _speaker(self, quote: Quotation | None) -> tuple[Actor, ...]:
        return self.resolve(self.doc[quote.speaker]).actors if quote and quote.speaker is not None else ()

    def _teller(self, head: Token) -> tuple[Actor, ...]:
        """Whoever spoke last before a "we" outside quotation marks: quotations lose their marks where pages are cut."""
        here = self.sentence_of.get(head.i, 0)
        for entry in reversed(self.seen[-LOOK_BACK:]):
            if here - entry.sentence > TOLD_BACK:
                break
            verb = self.doc[entry.head].head
            if entry.subject and not entry.guessed and verb.lemma_.lower() in self.rel["say"] and entry.head < head.i:
                return entry.actors
        return ()

    def _antecedent(self, head: Token) -> tuple[Actor, ...]:
        verb = head.head
        for _ in range(4):
            if verb.dep_ == "relcl":
                return self.resolve(verb.head).actors if verb.head.i < head.i else ()
            verb = verb.head
        return ()
