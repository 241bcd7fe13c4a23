"""What the own words of a noun phrase say: countries from adjectives, owners and prepositions; sector; nobody at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Lexicon
from communique.language.actor_people import Named, People
from communique.language.actor_phrases import Phrase, own_hits, phrase_of, possessor, prepositional
from communique.language.actor_quotes import Quotation
from communique.language.actor_scan import Hit, Scan
from communique.language.countries import PLACES_OF_BODIES
from communique.model import ActorKind

GROUP_KINDS = frozenset({"organisation", "group"})
BESIDE_JOINTS = frozenset({"to", "with", "against", "for"})  # what follows them is somebody else


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a doc before its phrases are read."""

    doc: Doc
    scan: Scan
    people: People
    lexicon: Lexicon
    quotes: tuple[Quotation, ...] = ()


class PhraseWords:
    """Reads single phrases. `owner_codes` and `country_of` ask the story who an owner is and where somebody is from."""

    def __init__(
        self,
        reading: Reading,
        owner_codes: Callable[[Token], list[str]],
        country_of: Callable[[Named], str | None],
    ) -> None:
        self.doc, self.scan, self.people, self.lexicon = reading.doc, reading.scan, reading.people, reading.lexicon
        self.rel = reading.lexicon.relations
        self.owner_codes, self.country_of = owner_codes, country_of

    def before(self, phrase: Phrase) -> set[str]:
        """The lower-case words of `phrase` in front of its head."""
        return {self.doc[i].lower_ for i in range(phrase.start, phrase.head)}

    def hits(self, phrase: Phrase) -> list[Hit]:
        """Names of states and bodies in front of the head and at it."""
        return list(own_hits(self.doc, self.scan, self.lexicon, phrase))

    # --- countries ---

    def codes(self, head: Token, phrase: Phrase) -> list[str]:
        """Countries that the phrase's own words give, in their order; empty where they give none."""
        away = head.lower_ in self.rel["away"]
        owner = possessor(head)
        hits = [h for h in self.hits(phrase) if h.entry.country and not self._is_aside(h, head, phrase, owner)]
        codes = self._hyphened(hits)
        if codes == ["EUR"] and head.lower_ in self.rel["of_europe"] and hits[0].entry.kind == "adjective":
            return []  # "European countries" are not the Union
        if codes or away:
            return codes
        return self._owners(phrase, owner) or ([] if head.lower_ in self.rel["abroad"] else self.after(head))

    def _is_aside(self, hit: Hit, head: Token, phrase: Phrase, owner: Token | None) -> bool:
        """Whether a name in the phrase does not say whose the head is ("Ukraine's allies", "a Post columnist")."""
        if head.lower_ in self.rel["away"] and hit.entry.kind not in GROUP_KINDS:
            owned = owner is not None and owner.left_edge.i <= hit.start <= owner.i
            # "Russian invaders" are Russian, "Ukraine's invaders" and "American adversaries" are not
            if owned or head.lower_ not in self.rel["invader"]:
                return True
        return hit.entry.sector == "JRN" and not (phrase.role and phrase.role.role.sector in ("JRN", "BUS"))

    def _hyphened(self, hits: Sequence[Hit]) -> list[str]:
        """An "Iranian-American pastor" is an American; a "French-German council" is of both."""
        codes = [h.entry.country for h in hits if h.entry.country]
        if (
            len(hits) == 2
            and codes[-1] == "USA"
            and hits[1].start == hits[0].end + 1
            and self.doc[hits[0].end].text in "-–"
        ):
            return codes[1:]
        return list(dict.fromkeys(codes))

    def _owners(self, phrase: Phrase, owner: Token | None) -> list[str]:
        codes: list[str] = []
        for i in range(phrase.start, phrase.head):
            run = self.scan.run_at.get(i)
            named = self.people.of_run.get(run.start) if run and run.start == i else None
            opposed = i > 1 and self.doc[i - 1].text in "-–" and self.doc[i - 2].lower_ in ("anti", "pro", "ex")
            if named is not None and not opposed:
                country = self.country_of(named) if named.is_person else named.country
                codes.extend([country] if country else [])
        if not codes and owner is not None:
            codes = self.owner_codes(owner)
        return list(dict.fromkeys(codes))

    def after(self, head: Token, depth: int = 0) -> list[str]:
        """Countries in what follows "of", "in", "at", "from", two phrases deep."""
        for joint, noun in prepositional(head):
            if joint in BESIDE_JOINTS and not (joint == "for" and noun.i in self.scan.hit_at):
                continue
            codes = self._codes_after(joint, noun, depth)
            if codes:
                more = [h.entry.country for c in noun.conjuncts if c.i > noun.i and (h := self.scan.hit_at.get(c.i))]
                return list(dict.fromkeys((*codes, *(code for code in more if code))))
        return []

    def _codes_after(self, joint: str, noun: Token, depth: int) -> list[str]:
        phrase = phrase_of(self.doc, self.scan, noun)
        hits = [h for h in self.hits(phrase) if h.entry.country]
        codes = [h.entry.country or "" for h in hits]
        if joint in ("in", "at", "from"):  # in Brussels is in Belgium
            codes = [PLACES_OF_BODIES.get(h.entry.name, code) for h, code in zip(hits, codes, strict=True)]
        if not codes and phrase.run and (named := self.people.of_run.get(phrase.run.start)) and named.country:
            codes = [named.country]
        if not codes and depth < 2:
            codes = self._owners(phrase, possessor(noun)) or self.after(noun, depth + 1)
        return codes

    # --- sector and kind ---

    def sector(self, head: Token, phrase: Phrase) -> str | None:
        """The PLOVER sector that the phrase's words give, null where they give none."""
        role = phrase.role
        if role is None:
            return self._sector_after(head)
        words = self.before(phrase)
        if words & self.rel["former"] and role.role.kind == "title":
            return "ELI"
        if words & self.rel["opposition"] and role.role.sector in ("GOV", "CVL", "LEG", "PTY"):
            return "PTY"
        if role.role.words in self.rel["generic"] or role.role.kind == "person":
            for hit in self.hits(phrase):
                if hit.entry.sector and hit.entry.kind in GROUP_KINDS:
                    return hit.entry.sector
        return role.role.sector

    def _sector_after(self, head: Token) -> str | None:
        for _, noun in prepositional(head):
            if (inner := self.scan.role_at.get(noun.i)) is not None:
                return inner.role.sector
            if (hit := self.scan.hit_at.get(noun.i)) is not None and hit.entry.kind == "people":
                return "CVL"
        return None

    def kind(self, phrase: Phrase) -> ActorKind:
        """What sort of actor the phrase is."""
        if phrase.role is None or phrase.role.plural:
            return ActorKind.GROUP
        kinds = {
            "title": ActorKind.OFFICE,
            "person": ActorKind.PERSON,
            "body": ActorKind.ORGANISATION,
            "state": ActorKind.STATE,
        }
        return kinds.get(phrase.role.role.kind, ActorKind.GROUP)

    # --- nobody in particular ---

    def is_open(self, head: Token, phrase: Phrase) -> bool:
        """Whether nobody in particular is meant ("Western countries", "refugees")."""
        nobody = any(
            h.entry.kind == "nobody" for i in range(phrase.start, phrase.head) if (h := self.scan.hit_at.get(i))
        )
        if head.lower_ in self.rel["open_states"] and (nobody or self.before(phrase) & self.rel["open"]):
            return True
        plural = head.tag_ in ("NNS", "NNPS") or head.lower_ == "others"
        return nobody if not plural or phrase.definite else head.lower_ in self.rel["open_people"]

    def is_pair(self, head: Token, phrase: Phrase) -> bool:
        """Whether the phrase means two parties named before ("both sides", "the leaders of the two countries")."""
        pairs, two = self.rel["pair"], {"two", "both", "either"}
        if head.lower_ not in pairs:
            return False
        if self.before(phrase) & two:
            return True
        inner = next((noun for joint, noun in prepositional(head) if joint == "of"), None) or possessor(head)
        return (
            inner is not None
            and inner.lower_ in pairs
            and any(self.doc[i].lower_ in two for i in range(max(0, inner.i - 3), inner.i))
        )
