"""Which actor a phrase of a story stands for: names, nominals ("the minister", "both sides") and pronouns, in reading order.

`StoryReader` reads a doc once from left to right. What has been read so far is a list of `Seen`; a nominal or pronoun
looks back into it. What cannot be told from the phrase or from what was seen is chosen among the story's countries
(`Choice`), as a reader does with "the police" in a story about one country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from spacy.tokens import Token

from communique.language.actor_choice import Choice
from communique.language.actor_clues import Asked, known_around
from communique.language.actor_documents import Documents
from communique.language.actor_home import Home
from communique.language.actor_people import Named
from communique.language.actor_phrases import MOST_CHILDREN, Phrase, phrase_of, prepositional
from communique.language.actor_pronouns import HE, Pronouns
from communique.language.actor_scan import Hit
from communique.language.actor_seen import (
    BODIES,
    LOOK_BACK,
    Pronoun,
    Resolved,
    Seen,
    entry_actor,
    is_group,
    latest,
    named_actor,
    stand_for,
    state_actor,
)
from communique.language.actor_words import PhraseWords, Reading
from communique.model import Actor, ActorKind, MentionKind

NOBODY = frozenset({"what", "there", "this", "something", "nothing", "everything", "anything", "whatever"})
PUBLIC_SECTORS = frozenset({"LEG", "GOV", "JUD", "IGO", "MIL", "COP", "SPY"})
RESIDENT_SECTORS = frozenset({"CVL", "REF", "COP", "MED", "LAB", "EDU", None})
TAKEN_UP = {"party": {"PTY"}, "company": {"BUS"}, "firm": {"BUS"}, "alliance": {"IGO", "PTY"}, "bloc": {"IGO", "PTY"}, "committee": {"LEG", "PTY"}, "court": {"JUD"}, "newspaper": {"JRN"}}  # fmt: skip
ABOVE = ("doer", "above", "third", "speaker")  # who acts upon somebody told of in a clause, or speaks of him
MOST_TOGETHER = 30  # actors of one coordination; keeping all of a list without an end would cost its length squared
DEEPEST = 20  # phrases that may wait for one another ("one of the members of one of ...")


class StoryReader:
    """Reads one story; `resolve` may be asked for any token, in any order, once `read` is done."""

    def __init__(self, reading: Reading) -> None:
        self.doc, self.scan, self.people, self.lexicon = reading.doc, reading.scan, reading.people, reading.lexicon
        doc, people = reading.doc, reading.people
        self.rel = self.lexicon.relations
        self.seen: list[Seen] = []
        self.done: dict[int, Resolved] = {}
        self.sentence_of = {t.i: n for n, sent in enumerate(doc.sents) for t in sent}
        self.quote_at = {i: q for q in reading.quotes for i in range(q.start, q.end)}
        self.home = Home(doc, self.scan, people, self.lexicon, self.sentence_of)
        self.choice = Choice(doc, self.scan, people, self.home, self.sentence_of)
        self.words = PhraseWords(reading, self._codes_of, lambda named: self.actor_of(named).country)
        self._actors: dict[int, Actor] = {}
        self._titled = [g for g in people.groups if g.is_person and (g.titles or g.office)]
        self._depth = 0
        self._reading = True
        self.documents = Documents(self.rel, self.resolve)
        self.pronouns = Pronouns(reading, self.sentence_of, self.seen, self.documents, self.resolve)
        self._together: dict[int, tuple[Actor, ...]] = {}  # of a coordination up to a head
        self._bare: dict[int, Token] = {}  # heads of things, by no word an actor: chosen for only where somebody asks

    def read(self, heads: Iterable[int]) -> None:
        """Resolve the phrases at `heads`, which are in the order of the text, and remember them."""
        for i in heads:
            self.resolve(self.doc[i])
        self._reading = False

    def resolve(self, head: Token) -> Resolved:
        """What the phrase headed by `head` stands for."""
        if not self._reading and (bare := self._bare.pop(head.i, None)) is not None:
            found = self.done[head.i]
            code = self.choice.choose(self.asked(bare, phrase_of(self.doc, self.scan, bare), None))
            self.done[head.i] = replace(found, actors=tuple(replace(a, country=code) for a in found.actors))
        if head.i in self.done:
            return self.done[head.i]
        phrase = phrase_of(self.doc, self.scan, head)
        nobody = Resolved(phrase, MentionKind.NOMINAL, (), "nobody")
        if self._depth > DEEPEST:
            return nobody
        self.done[head.i] = nobody  # what asks for itself on the way finds nobody
        self._depth += 1
        self.done[head.i] = self._resolve(head, phrase)
        self._depth -= 1
        if self._reading:
            self._remember(head, self.done[head.i])
        return self.done[head.i]

    def _resolve(self, head: Token, phrase: Phrase) -> Resolved:
        if (
            head.text in ("North", "South")
            and head.i
            and self.doc[head.i - 1].lower_ == "the"
            and "PRK" in self.home.total
        ):
            korea = state_actor("PRK" if head.text == "North" else "KOR")
            return Resolved(phrase, MentionKind.NAME, (korea,), "known")
        if phrase.run is not None and (named := self.people.of_run.get(phrase.run.start)):
            return self._name(head, phrase, named)
        if phrase.hit is not None:
            return self._known(head, phrase, phrase.hit)
        if head.pos_ == "PRON" or head.tag_ in ("PRP$", "WP$"):
            return self._pronoun(head, phrase)
        return self._nominal(head, phrase)

    def _codes_of(self, owner: Token) -> list[str]:
        return [a.country for a in self.resolve(owner).actors if a.country]

    # --- what was seen ---

    def _remember(self, head: Token, resolved: Resolved) -> None:
        actors, role, run = resolved.actors, resolved.phrase.role, resolved.phrase.run
        if not actors or resolved.how == "nobody" or head.i in self._bare:
            return  # nobody, or a thing: no "they" takes up "relations"
        first = actors[0]
        named = self.people.of_run.get(run.start) if run else None
        one_person = role is not None and role.role.kind in ("title", "person") and not role.plural
        plural = len(actors) > 1 or resolved.phrase.plural or first.kind is ActorKind.GROUP
        seen = Seen(
            head=head.i,
            sentence=self.sentence_of.get(head.i, 0),
            actors=actors,
            person=(first.kind is ActorKind.PERSON or one_person) and not plural,
            plural=plural,
            state=first.kind is ActorKind.STATE and resolved.kind not in (MentionKind.ADJECTIVE, MentionKind.PRONOUN),
            subject=head.dep_ in ("nsubj", "nsubjpass"),
            gender=named.gender if named else HE.get(head.lower_),
            quoted=head.i in self.quote_at,
            kind=resolved.kind,
            guessed=resolved.how == "home",
        )
        self.seen.append(seen)
        self._remember_together(head, seen)

    def _remember_together(self, head: Token, seen: Seen) -> None:
        """A coordination is an actor of its own for a later "they": what `head` ends, and all that it hangs on."""
        before = self.done.get(head.head.i) if head.dep_ == "conj" else None
        if before is None:
            return
        together = tuple(dict.fromkeys((*self._together.get(head.head.i, before.actors), *seen.actors)))
        if not 1 < len(together) <= MOST_TOGETHER:
            return
        self._together[head.i] = together
        group = replace(seen, actors=together, person=False, plural=True, state=False, gender=None)
        self.seen.append(replace(group, subject=_is_subject(head)))

    # --- names ---

    def actor_of(self, named: Named) -> Actor:
        """The actor of `named`, the same one wherever it is mentioned."""
        if id(named) not in self._actors:
            country, firm = named.country, self.home.firm
            if country is None or (named.country_from == "party" and firm and country not in firm):
                country = self.choice.choose(self.asked_name(named)) or country
            self._actors[id(named)] = named_actor(named, country)
        return self._actors[id(named)]

    def asked_name(self, named: Named) -> Asked:
        """What `Choice` is told of a name whose country the story does not tell: where it stands in full first."""
        run = next((r for r in named.runs if r.text == named.name), named.runs[0])
        head = self.doc[run.start : run.end].root
        known = known_around(head, self.done, self.seen, None, self.choice.subjects)
        rule = self.home.at(run.start)
        group = "name" if named.is_person else "body"
        return Asked(
            head,
            phrase_of(self.doc, self.scan, head),
            named.sector,
            open=False,
            rule=rule,
            known=known,
            named=group,
            name=named.name if named.is_person else None,
        )

    def _name(self, head: Token, phrase: Phrase, named: Named) -> Resolved:
        actor = self.actor_of(named)
        if not named.is_person and named.country is None:
            codes = self.words.codes(head, phrase)
            last = self.lexicon.role(named.name.split()[-1].lower())
            sector = actor.sector or (last.sector if last else None)
            actor = replace(actor, country=codes[0] if codes else actor.country, sector=sector)
        return Resolved(phrase, MentionKind.NAME, (actor,), named.country_from or "home")

    def _known(self, head: Token, phrase: Phrase, hit: Hit) -> Resolved:
        entry = hit.entry
        kind = MentionKind.SEAT if entry.kind == "seat" else MentionKind.NAME
        if (entry.kind in ("adjective", "people") and head.pos_ != "PROPN") or head.dep_ in (
            "amod",
            "compound",
            "nmod",
        ):
            kind = MentionKind.ADJECTIVE
        if entry.kind == "nobody":
            return Resolved(
                phrase, kind, (Actor(entry.name, ActorKind.GROUP, None, entry.sector, (entry.name,)),), "nobody"
            )
        actor = entry_actor(entry)
        if entry.sector in PUBLIC_SECTORS and entry.kind == "organisation" and (code := self._beside(phrase, hit)):
            sector = "GOV" if entry.sector == "IGO" else entry.sector
            return Resolved(phrase, kind, (replace(actor, country=code, sector=sector),), "own words")
        firm = self.home.firm
        if entry.own or (entry.sector == "PTY" and firm and entry.country not in firm):
            codes = self.words.codes(head, phrase) if entry.own else []
            actor = replace(actor, country=codes[0] if codes else self.home.at(head.i) or entry.country)
        return Resolved(phrase, kind, (actor,), "known")

    def _beside(self, phrase: Phrase, hit: Hit) -> str | None:
        """The state beside a body's name that many states have ("Egypt's House of Representatives")."""
        codes = [h.entry.country for h in self.words.hits(phrase) if h is not hit]
        if hit.end < len(self.doc) and self.doc[hit.end].lower_ == "of":
            codes += [h.entry.country for i in (hit.end + 1, hit.end + 2) if (h := self.scan.hit_at.get(i))]
        first = codes[0] if codes else None
        return first if first and first not in BODIES and first != hit.entry.country else None

    # --- nominals ---

    def _nominal(self, head: Token, phrase: Phrase) -> Resolved:
        if (quantity := self._quantity(head, phrase)) is not None:
            return quantity
        codes, sector = self.words.codes(head, phrase), self.words.sector(head, phrase)
        if not codes and self.words.is_open(head, phrase):
            return Resolved(phrase, MentionKind.NOMINAL, (Actor(None, ActorKind.GROUP, None, sector),), "nobody")
        if (found := next((way for way in self._ways(head, phrase, codes) if way[1]), None)) is not None:
            return Resolved(phrase, MentionKind.NOMINAL, found[1], found[0])
        if codes and head.lower_ in self.rel["state_body"]:
            return Resolved(phrase, MentionKind.NOMINAL, tuple(state_actor(c) for c in codes), "own words")
        how = "own words" if codes else "home"
        actors = tuple(
            Actor(None, self.words.kind(phrase), code, "IGO" if code in ("UNO", "IGO") and sector == "GOV" else sector)
            for code in (*codes,) or (self._default(head, phrase, sector),)
        )
        return Resolved(phrase, MentionKind.NOMINAL, actors, how)

    def _ways(self, head: Token, phrase: Phrase, codes: list[str]) -> Iterator[tuple[str, tuple[Actor, ...]]]:
        """How a phrase may take up what was read before, and whom it then stands for; the first that finds anybody counts."""
        if self.words.is_pair(head, phrase):
            yield "pair", self._pair(head)
        yield "issuer", self.documents.issuers(head, codes)
        yield "earlier", self._met(head)
        yield "earlier", self._earlier(head, phrase, codes)

    def _pair(self, head: Token) -> tuple[Actor, ...]:
        """Of "both sides" and "the two leaders"."""
        quote = self.quote_at.get(head.i)
        speaker = quote.speaker if quote and quote.speaker != head.i else None
        known = known_around(head, self.done, self.seen, speaker, self.choice.subjects)
        subject = head.dep_ in ("nsubj", "nsubjpass")
        third = frozenset() if subject else frozenset[str]().union(*(known.get(who, ()) for who in ABOVE))
        return stand_for(self.seen, self.home.pair(third), persons=head.lower_ in self.rel["person_pair"])

    def _met(self, head: Token) -> tuple[Actor, ...]:
        """Of "the participants": the group named last, or whoever issued the document told of last."""
        if head.lower_ not in self.rel["participant"]:
            return ()
        pronoun = Pronoun(head, self.sentence_of.get(head.i, 0), quoted=False, speaker=None)
        return self.documents.issued or latest(self.seen, pronoun, is_group)

    def _default(self, head: Token, phrase: Phrase, sector: str | None) -> str | None:
        if phrase.role is None and self._reading and head.pos_ != "PRON":
            self._bare[head.i] = head
            return self._rule(head, sector)
        return self.choice.choose(self.asked(head, phrase, sector))

    def asked(self, head: Token, phrase: Phrase, sector: str | None) -> Asked:
        """What `Choice` is told of a phrase that does not tell its country."""
        quote = self.quote_at.get(head.i)
        speaker = quote.speaker if quote and quote.speaker != head.i else None
        known = known_around(head, self.done, self.seen, speaker, self.choice.subjects)
        is_open = head.pos_ != "PRON" and self.words.is_open(head, phrase)
        return Asked(head, phrase, sector, is_open, self._rule(head, sector), known)

    def _rule(self, head: Token, sector: str | None) -> str | None:
        if head.lower_ in self.rel["invader"]:
            return self.home.enemy(head.i)
        if sector in RESIDENT_SECTORS:
            return self.home.of_people(head.i, self._attacker(head))
        return self.home.at(head.i)

    def _quantity(self, head: Token, phrase: Phrase) -> Resolved | None:
        """ "Thousands of Moldovans", "one of the senators": whoever stands after "of"."""  # noqa: D210
        if head.lower_ not in self.rel["quantity"]:
            return None
        inner = next((noun for joint, noun in prepositional(head) if joint == "of" and noun.i > head.i), None)
        if inner is None:
            return None
        found = self.resolve(inner)
        if inner.i in self._bare:
            self._bare[head.i] = self._bare[inner.i]
        return Resolved(
            replace(phrase, role=phrase.role or found.phrase.role), MentionKind.NOMINAL, found.actors, found.how
        )

    def _attacker(self, head: Token) -> str | None:
        """The country of the armed force that does what `head` bears, null where no force is told."""
        verb = head.head
        for _ in range(3):
            verb = verb if verb.pos_ == "VERB" else verb.head
        children = list(islice(verb.children, MOST_CHILDREN))
        doers = [c for c in children if c.dep_ == "nsubj"]
        doers += [c for by in children if by.dep_ == "agent" for c in by.children if c.dep_ == "pobj"]
        for doer in doers:
            known = self.done.get(doer.i) if doer.i != head.i else None
            if known and known.how != "home" and known.actors and known.actors[0].sector in ("MIL", "REB", "PRM"):
                return known.actors[0].country
        return None

    def _earlier(self, head: Token, phrase: Phrase, codes: list[str]) -> tuple[Actor, ...]:
        """A definite phrase that takes up somebody met before: "the Russian leader", "the chancellor", "the group"."""
        role = phrase.role
        if role is None or role.plural or not (phrase.definite or codes):
            return ()
        if role.role.kind == "title":
            return self._same_office(role.role.words, codes, phrase)
        recent = list(reversed(self.seen[-LOOK_BACK:])) if not codes else []
        if role.role.kind == "state":
            return next((s.actors for s in recent if s.state and len(s.actors) == 1), ())
        if role.role.kind != "body" or head.lower_ not in self.rel["takes_up"]:
            return ()
        sectors = TAKEN_UP.get(head.lower_)
        for seen in recent:
            first = seen.actors[0]
            body = (
                first.kind in (ActorKind.ORGANISATION, ActorKind.GROUP) and first.name and seen.kind is MentionKind.NAME
            )
            if body and (sectors is None or first.sector in sectors):
                return seen.actors
        return ()

    def _same_office(self, title: str, codes: list[str], phrase: Phrase) -> tuple[Actor, ...]:
        if self.words.before(phrase) & self.rel["former"]:
            return ()
        best: tuple[float, Named] | None = None
        for n, named in enumerate(self._titled):
            before = [r.start for r in named.runs if r.start < phrase.head]
            if (codes and named.country not in codes) or not (before or codes):
                continue
            fit = self._title_fit(title, named)
            score = (
                2.0 * fit
                + (1.0 / (1 + phrase.head - before[-1]) if before else 0.0)
                + 0.01 * len(named.runs)
                - 0.0001 * n
            )
            if fit and (best is None or score > best[0]):
                best = (score, named)
        return (self.actor_of(best[1]),) if best else ()

    def _title_fit(self, title: str, named: Named) -> float:
        """1 where the person bears the title, a half where both are heads of state or government, else 0."""
        titles = {t for t, _ in named.titles} | ({named.office.title} if named.office else set())
        if any(title == t or t.endswith(" " + title) or title.endswith(" " + t) for t in titles):
            return 1.0
        return 0.5 if title in self.rel["leader"] and titles & self.rel["leader"] else 0.0

    # --- pronouns ---

    def _pronoun(self, head: Token, phrase: Phrase) -> Resolved:
        if head.lower_ in NOBODY:
            return Resolved(phrase, MentionKind.PRONOUN, (), "nobody")
        if actors := self._pair(head) if head.lower_ == "both" else self.pronouns.taken_up(head):
            return Resolved(phrase, MentionKind.PRONOUN, actors, "pronoun")
        codes: list[str | None] = [*self.words.after(head)] or [self._default(head, phrase, "pron")]
        actors = tuple(Actor(None, ActorKind.GROUP, code) for code in codes)
        return Resolved(phrase, MentionKind.PRONOUN, actors, "home")


def _is_subject(head: Token) -> bool:
    """Whether the coordination that `head` ends is a subject."""
    current = head
    for _ in range(6):
        if current.dep_ != "conj":
            return current.dep_ in ("nsubj", "nsubjpass")
        current = current.head
    return False
