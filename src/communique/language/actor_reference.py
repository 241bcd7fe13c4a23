"""Which actor a phrase of a story stands for: names, nominals ("the minister", "both sides") and pronouns, in reading order.

`StoryReader` reads a doc once from left to right. What has been read so far is a list of `Seen`; a nominal or pronoun
looks back into it. What cannot be told from the phrase or from what was seen falls to the story's own country
(`StoryReader.home`), as a reader does with "the police" in a story about one country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Entry, Lexicon
from communique.language.actor_people import Named, People
from communique.language.actor_phrases import Phrase, own_hits, phrase_of, possessor, prepositional, turned
from communique.language.actor_quotes import Quotation
from communique.language.actor_scan import Hit, Scan
from communique.language.countries import PLACES_OF_BODIES, short_name
from communique.model import Actor, ActorKind, MentionKind, Role

BODIES = frozenset({"EUR", "UNO", "IGO", "NGO", "MNC", "IMG"})
SINGULAR_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
FIRST = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
THIRD_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
IT = frozenset({"it", "its", "itself"})
RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
NOBODY_PRONOUNS = frozenset({"what", "there", "this", "something", "nothing", "everything", "anything", "someone", "anyone", "nobody", "whatever"})
STATE_KINDS = frozenset({"name", "seat"})
ENTRY_KINDS = {"organisation": ActorKind.ORGANISATION, "group": ActorKind.GROUP, "people": ActorKind.GROUP, "nobody": ActorKind.GROUP}
LOOK_BACK = 60  # entries of the discourse that a pronoun may look back over


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a phrase stands for: one actor for each country, and with what sort of words."""

    phrase: Phrase
    kind: MentionKind
    actors: tuple[Actor, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An actor met while reading: where, as what, and how prominent it was there."""

    head: int
    sentence: int
    actors: tuple[Actor, ...]
    person: bool
    plural: bool
    state: bool
    subject: bool
    gender: str | None
    role: str | None
    quoted: bool
    kind: MentionKind


def state_actor(code: str) -> Actor:
    """The state or union with this code, as an actor."""
    name = short_name(code)
    sector = "IGO" if code in ("EUR", "UNO", "IGO") else "GOV"
    return Actor(name, ActorKind.STATE if code not in BODIES else ActorKind.ORGANISATION, code, sector, (name,) if name else ())


def named_actor(named: Named, home: str | None) -> Actor:
    """The actor of a group of names; `home` is the country it falls to when nothing says otherwise."""
    country = named.country or home
    roles = tuple(dict.fromkeys(Role(title, code or country) for title, code in named.titles))
    kind = ActorKind.PERSON if named.is_person else ActorKind.ORGANISATION
    return Actor(named.name, kind, country, named.sector, tuple(named.spellings), roles[:8])


class StoryReader:
    """Reads one story; `resolve` may be asked for any token, in any order, once `read` is done."""

    def __init__(self, doc: Doc, scan: Scan, people: People, lexicon: Lexicon, quotes: Sequence[Quotation]) -> None:
        self.doc, self.scan, self.people, self.lexicon = doc, scan, people, lexicon
        self.seen: list[Seen] = []
        self.done: dict[int, Resolved] = {}
        self.sentence_of = {t.i: n for n, sent in enumerate(doc.sents) for t in sent}
        self.quote_at = {i: q for q in quotes for i in range(q.start, q.end)}
        self.rel = lexicon.relations
        self._weigh()
        self._actors: dict[int, Actor] = {}

    # --- the story's own country ---

    def _weigh(self) -> None:
        """How much each state weighs in the story, and where it is named."""
        self.total: Counter[str] = Counter()
        self.places: list[tuple[int, str, float]] = []
        self.ground: Counter[str] = Counter()
        self.firm: Counter[str] = Counter()
        self.grounds: list[tuple[int, str, float]] = []
        head_of_story = min(80, len(self.doc) // 4)
        for hit in self.scan.hits:
            code = PLACES_OF_BODIES.get(hit.entry.name, hit.entry.country)
            if not code or code in BODIES or hit.entry.sector == "JRN":
                continue
            # a country named only in passing, as the maker or friend of something, is hardly where the story is
            if turned(self.doc, hit, self.lexicon):
                continue
            weight = 2.0 if hit.start < head_of_story else 1.0
            self.total[code] += weight  # type: ignore[assignment]
            if hit.entry.sector != "PTY":
                self.firm[code] += 1
            ground = hit.entry.kind in ("name", "seat", "region")
            self.places.append((hit.start, code, 1.0))
            if ground:
                at_it = hit.start > 0 and self.doc[hit.start - 1].lower_ in ("in", "near", "at", "outside", "across", "throughout")
                self.ground[code] += weight * (2.0 if at_it else 0.5 if hit.entry.kind == "name" else 1.0)  # type: ignore[assignment]
                self.grounds.append((hit.start, code, 2.0 if at_it else 0.7))
        for group in self.people.groups:
            if group.country and group.country not in BODIES:
                if group.country_from != "party":
                    self.firm[group.country] += 1
                self.total[group.country] += 0.7 * len(group.runs)  # type: ignore[assignment]
                self.places.extend((run.start, group.country, 0.6) for run in group.runs)
        for role in self.scan.roles:
            if role.role.words in self.rel["usa_titles"]:
                self.total["USA"] += 0.4  # type: ignore[assignment]
        self.places.sort()
        self.dominant = self.total.most_common(1)[0][0] if self.total else None

    def home(self, at: int) -> str | None:
        """The country that words at token `at` fall to when they do not tell their own: near, and heavy in the story."""
        return self._heaviest(at, self.total, self.places)

    def home_of_people(self, head: Token) -> str | None:
        """The same for people who live where the story is: places count, not adjectives, nor who attacks them."""
        scores_total, places = self.total + self.ground + self.ground, [*self.places, *self.grounds, *self.grounds]
        attacker = self._attacker(head)
        if attacker and len(scores_total) > 1:
            scores_total = Counter({c: w for c, w in scores_total.items() if c != attacker})
            places = [p for p in places if p[1] != attacker]
        return self._heaviest(head.i, scores_total, places)

    def _attacker(self, head: Token) -> str | None:
        """The country of the armed force that does what `head` bears, null where no force is told."""
        verb = head.head
        for _ in range(3):
            if verb.pos_ == "VERB":
                break
            verb = verb.head
        for child in verb.children:
            doer = child if child.dep_ == "nsubj" else next((c for c in child.children if c.dep_ == "pobj"), None) if child.dep_ == "agent" else None
            if doer is not None and doer.i != head.i and doer.i in self.done:
                actor = next(iter(self.done[doer.i].actors), None)
                if actor and actor.sector in ("MIL", "REB", "PRM") and self.done[doer.i].how != "home":
                    return actor.country
        return None

    def _heaviest(self, at: int, total: Counter[str], places: Sequence[tuple[int, str, float]]) -> str | None:
        if not total:
            return None
        whole = sum(total.values())
        scores = Counter({code: 2.0 * weight / whole for code, weight in total.items()})
        sentence = self.sentence_of.get(at, 0)
        local: Counter[str] = Counter()
        for start, code, weight in places:
            gap = sentence - self.sentence_of.get(start, 0)
            if -1 < gap < 4:
                local[code] += weight / (1 + gap)  # type: ignore[assignment]
        near = sum(local.values())
        for code, weight in local.items():
            scores[code] += 0.8 * weight / near  # type: ignore[assignment]
        return scores.most_common(1)[0][0]

    # --- reading ---

    def read(self, heads: Iterable[int]) -> None:
        """Resolve the phrases at `heads`, which are in the order of the text, and remember them."""
        for i in heads:
            self.resolve(self.doc[i])

    def resolve(self, head: Token) -> Resolved:
        """What the phrase headed by `head` stands for."""
        if head.i in self.done:
            return self.done[head.i]
        phrase = phrase_of(self.doc, self.scan, head)
        resolved = self._resolve(head, phrase)
        self.done[head.i] = resolved
        self._remember(head, resolved)
        return resolved

    def _resolve(self, head: Token, phrase: Phrase) -> Resolved:
        if head.text in ("North", "South") and head.i and self.doc[head.i - 1].lower_ == "the" and self.total["PRK"]:
            return Resolved(phrase, MentionKind.NAME, (state_actor("PRK" if head.text == "North" else "KOR"),), "known")
        if phrase.run is not None and (named := self.people.of_run.get(phrase.run.start)):
            return self._name(head, phrase, named)
        if phrase.hit is not None:
            return self._known(head, phrase, phrase.hit)
        if head.pos_ == "PRON" or head.tag_ in ("PRP$", "WP$"):
            return self._pronoun(head, phrase)
        return self._nominal(head, phrase)

    def _remember(self, head: Token, resolved: Resolved) -> None:
        actors = resolved.actors
        if not actors or resolved.how == "nobody":
            return
        first = actors[0]
        run = resolved.phrase.run
        named = self.people.of_run.get(run.start) if run else None
        role = resolved.phrase.role
        person = first.kind is ActorKind.PERSON or (role is not None and role.role.kind in ("title", "person") and not role.plural)
        state = first.kind is ActorKind.STATE and resolved.kind in (MentionKind.NAME, MentionKind.SEAT, MentionKind.NOMINAL)
        gender = named.gender if named else (SINGULAR_HE.get(head.lower_) if resolved.kind is MentionKind.PRONOUN else None)
        plural = len(actors) > 1 or resolved.phrase.plural or first.kind is ActorKind.GROUP
        self.seen.append(
            Seen(
                head.i, self.sentence_of.get(head.i, 0), actors, person and not plural, plural, state,
                head.dep_ in ("nsubj", "nsubjpass"), gender, role.role.words if role else None, head.i in self.quote_at, resolved.kind,
            )
        )  # fmt: skip
        self._remember_pair(head, resolved)

    def _remember_pair(self, head: Token, resolved: Resolved) -> None:
        """A coordination is an actor of its own for a later "they": "X and Y"."""
        if head.dep_ != "conj" or head.head.i not in self.done:
            return
        before = self.done[head.head.i]
        actors = tuple(dict.fromkeys((*before.actors, *resolved.actors)))
        if len(actors) > 1:
            last = self.seen[-1]
            self.seen.append(replace(last, actors=actors, person=False, plural=True, state=False, gender=None, role=None, subject=self._root_subject(head)))

    def _root_subject(self, head: Token) -> bool:
        current = head
        for _ in range(6):
            if current.dep_ != "conj":
                return current.dep_ in ("nsubj", "nsubjpass")
            current = current.head
        return False

    # --- names ---

    def actor_of(self, named: Named) -> Actor:
        """The actor of `named`, the same one wherever it is mentioned."""
        key = id(named)
        if key not in self._actors:
            country = named.country
            foreign_party = named.country_from == "party" and self.firm and country not in self.firm
            if country is None or foreign_party:
                country = self._home_of(named)
            self._actors[key] = named_actor(named, country)
        return self._actors[key]

    def _home_of(self, named: Named) -> str | None:
        votes = Counter(code for run in named.runs[:6] if (code := self.home(run.start)))
        return votes.most_common(1)[0][0] if votes else None

    def _name(self, head: Token, phrase: Phrase, named: Named) -> Resolved:
        actor = self.actor_of(named)
        if not named.is_person and named.country is None:
            codes = self._codes(head, phrase)
            if codes:
                actor = replace(actor, country=codes[0])
            if (last := self.lexicon.role(named.name.split()[-1].lower())) and actor.sector is None:
                actor = replace(actor, sector=last.sector)
        return Resolved(phrase, MentionKind.NAME, (actor,), named.country_from or "home")

    def _known(self, head: Token, phrase: Phrase, hit: Hit) -> Resolved:
        entry = hit.entry
        kind = MentionKind.SEAT if entry.kind == "seat" else MentionKind.NAME
        if entry.kind in ("adjective", "people") and head.pos_ != "PROPN" or head.dep_ in ("amod", "compound", "nmod"):
            kind = MentionKind.ADJECTIVE
        if entry.kind == "nobody":
            return Resolved(phrase, kind, (Actor(entry.name, ActorKind.GROUP, None, entry.sector, (entry.name,)),), "nobody")
        actor = self._entry_actor(entry)
        if entry.sector in ("LEG", "GOV", "JUD", "IGO", "MIL", "COP", "SPY") and entry.kind == "organisation":
            # "Egypt's House of Representatives", "the Russian Security Council": the words beside it know better
            beside = [h.entry.country for h in own_hits(self.doc, self.scan, self.lexicon, phrase) if h is not hit]
            following = self.doc[hit.end : hit.end + 3]
            if len(following) > 1 and following[0].lower_ == "of" and (after := self.scan.hit_at.get(following[-1].i) or self.scan.hit_at.get(following[1].i)):
                beside.append(after.entry.country)
            if beside and beside[0] and beside[0] not in BODIES and beside[0] != entry.country:
                return Resolved(phrase, kind, (replace(actor, country=beside[0], sector="GOV" if entry.sector == "IGO" else entry.sector),), "own words")
        foreign_party = entry.sector == "PTY" and self.firm and entry.country not in self.firm
        if entry.own or foreign_party:
            codes = [c for c in self._codes(head, phrase) if c] or [self.home(head.i)]
            actor = replace(actor, country=codes[0])
        return Resolved(phrase, kind, (actor,), "known")

    def _entry_actor(self, entry: Entry) -> Actor:
        if entry.kind in ("name", "seat", "adjective") and entry.country:
            return state_actor(entry.country)
        kind = ENTRY_KINDS.get(entry.kind, ActorKind.ORGANISATION)
        name = None if entry.kind == "people" else entry.name
        return Actor(name, kind, entry.country, entry.sector, (entry.name,))

    # --- what the words of a phrase say ---

    def _codes(self, head: Token, phrase: Phrase) -> list[str]:
        """Countries that the phrase's own words give: adjectives, possessors, what follows "of", "in", "from"."""
        away = head.lower_ in self.rel["away"]
        hard_away = head.lower_.rstrip("s") in ("invader", "occupier", "aggressor", "attacker")
        owner = possessor(head)
        hits = [h for h in own_hits(self.doc, self.scan, self.lexicon, phrase) if h.entry.country]
        codes: list[str] = []
        for hit in hits:
            owned = owner is not None and owner.left_edge.i <= hit.start <= owner.i
            party = hit.entry.kind in ("organisation", "group")
            if away and not party and (owned or not hard_away):
                continue
            if hit.entry.sector == "JRN" and not (phrase.role and phrase.role.role.sector in ("JRN", "BUS")):
                continue
            codes.append(hit.entry.country or "")
        codes = self._hyphened(hits, codes)
        if codes == ["EUR"] and head.lower_ in self.rel["of_europe"] and hits[0].entry.kind == "adjective":
            return []
        if codes:
            return list(dict.fromkeys(codes))
        if not away:
            codes = self._owner_codes(head, phrase, owner)
        # an embassy in a country is never that country's
        abroad = head.lower_ in ("embassy", "embassies", "consulate", "consulates", "ambassador", "ambassadors", "envoy", "envoys", "mission")
        return codes or ([] if away or abroad else self._prepositional_codes(head))

    def _hyphened(self, hits: Sequence[Hit], codes: list[str]) -> list[str]:
        """An "Iranian-American pastor" is an American; a "French-German council" is of both."""
        if len(codes) == 2 and len(hits) == 2 and codes[1] == "USA" and hits[1].start == hits[0].end + 1 and self.doc[hits[0].end].text in "-–":
            return codes[1:]
        return codes

    def _owner_codes(self, head: Token, phrase: Phrase, owner: Token | None) -> list[str]:
        codes: list[str] = []
        for i in range(phrase.start, phrase.head):
            run = self.scan.run_at.get(i)
            if run and run.start == i and (named := self.people.of_run.get(run.start)):
                if i > 1 and self.doc[i - 1].text in "-–" and self.doc[i - 2].lower_ in ("anti", "pro", "ex"):
                    continue
                country = self.actor_of(named).country if named.is_person else named.country
                codes.extend([country] if country else [])
        if not codes and owner is not None and owner.i not in (head.i,):
            codes = [a.country for a in self.resolve(owner).actors if a.country]
        return list(dict.fromkeys(codes))

    def _prepositional_codes(self, head: Token, depth: int = 0) -> list[str]:
        for joint, noun in prepositional(head):
            if joint in ("to", "with", "against", "for") and not (joint == "for" and noun.i in self.scan.hit_at):
                continue
            phrase = phrase_of(self.doc, self.scan, noun)
            hits = [h for h in own_hits(self.doc, self.scan, self.lexicon, phrase) if h.entry.country]
            codes = [PLACES_OF_BODIES.get(h.entry.name, h.entry.country or "") if joint in ("in", "at", "from") else h.entry.country or "" for h in hits]
            if not codes and phrase.run and (named := self.people.of_run.get(phrase.run.start)) and named.country:
                codes = [named.country]
            if not codes and depth < 2:
                codes = self._owner_codes(noun, phrase, possessor(noun)) or self._prepositional_codes(noun, depth + 1)
            if codes:
                more = [h.entry.country for c in noun.conjuncts if (h := self.scan.hit_at.get(c.i)) and h.entry.country and c.i > noun.i]
                return list(dict.fromkeys((*codes, *more)))
        return []

    # --- nominals ---

    def _quantity(self, head: Token, phrase: Phrase) -> Resolved | None:
        """ "Thousands of Moldovans", "one of the senators": whoever stands after "of"."""
        if head.lower_ not in self.rel["quantity"]:
            return None
        inner = next((noun for joint, noun in prepositional(head) if joint == "of"), None)
        if inner is None or inner.i <= head.i:
            return None
        found = self.resolve(inner)
        return Resolved(replace(phrase, role=phrase.role or found.phrase.role), MentionKind.NOMINAL, found.actors, found.how)

    def _enemy(self, head: Token) -> str | None:
        """Whose the invaders are: the state most often named with armed forces, where the story is not at home."""
        if head.lower_ not in ("invaders", "occupiers", "enemy", "occupants", "aggressor", "invader", "occupier", "foe"):
            return None
        ground = self.home_of_people(head)
        forces: Counter[str] = Counter()
        for n, role in enumerate(self.scan.roles):
            if role.role.sector == "MIL" and role.start and (hit := self.scan.hit_at.get(role.start - 1)) and hit.entry.country not in (None, ground):
                forces[hit.entry.country or ""] += 1
        others = forces or Counter({c: int(10 * w) for c, w in self.total.items() if c != ground})
        return others.most_common(1)[0][0] if others else None

    def _nominal(self, head: Token, phrase: Phrase) -> Resolved:
        if quantity := self._quantity(head, phrase):
            return quantity
        codes = self._codes(head, phrase)
        sector = self._sector(head, phrase)
        if not codes and self._is_open(head, phrase):
            return Resolved(phrase, MentionKind.NOMINAL, (Actor(None, ActorKind.GROUP, None, sector),), "nobody")
        pair = self._pair(head, phrase) if not codes or phrase.definite else ()
        if pair:
            return Resolved(phrase, MentionKind.NOMINAL, pair, "pair")
        if known := self._earlier(head, phrase, codes):
            return Resolved(phrase, MentionKind.NOMINAL, known, "earlier")
        name = None
        role = phrase.role
        if codes and role and role.role.kind in ("body", "state") and role.role.sector == "GOV" and head.lower_ in ("government", "administration", "regime", "country", "state", "republic", "side", "authorities", "leadership"):
            return Resolved(phrase, MentionKind.NOMINAL, tuple(state_actor(c) for c in codes), "own words")
        how = "own words" if codes else "home"
        if not codes:
            people = sector in ("CVL", "REF", "COP", "MED", "LAB", "EDU", None)
            home = self._enemy(head) or (self.home_of_people(head) if people else self.home(head.i))
            codes = [home] if home else []
        kind = self._kind(phrase)
        actors = tuple(Actor(name, kind, code, "IGO" if code in ("UNO", "IGO") and sector == "GOV" else sector) for code in codes)
        return Resolved(phrase, MentionKind.NOMINAL, actors or (Actor(name, kind, None, sector),), how)

    def _kind(self, phrase: Phrase) -> ActorKind:
        if phrase.role is None:
            return ActorKind.GROUP
        kinds = {"title": ActorKind.OFFICE, "person": ActorKind.PERSON, "body": ActorKind.ORGANISATION, "state": ActorKind.STATE}
        return ActorKind.GROUP if phrase.role.plural else kinds.get(phrase.role.role.kind, ActorKind.GROUP)

    def _sector(self, head: Token, phrase: Phrase) -> str | None:
        words = {self.doc[i].lower_ for i in range(phrase.start, phrase.head)}
        role = phrase.role
        if role is None:
            for _, noun in prepositional(head):
                if (inner := self.scan.role_at.get(noun.i)) is not None:
                    return inner.role.sector
                if (hit := self.scan.hit_at.get(noun.i)) is not None and hit.entry.kind == "people":
                    return "CVL"
            return None
        if words & self.rel["former"] and role.role.kind == "title":
            return "ELI"
        if words & self.rel["opposition"] and role.role.sector in ("GOV", "CVL", "LEG", "PTY"):
            return "PTY"
        if role.role.words in self.rel["generic"] or role.role.kind == "person":
            for hit in own_hits(self.doc, self.scan, self.lexicon, phrase):
                if hit.entry.sector and hit.entry.kind in ("organisation", "group"):
                    return hit.entry.sector
        return role.role.sector

    def _is_open(self, head: Token, phrase: Phrase) -> bool:
        """Whether nobody can be told from the words, and nobody is meant in particular ("Western countries", "refugees")."""
        words = {self.doc[i].lower_ for i in range(phrase.start, phrase.head)}
        nobody = any(h.entry.kind == "nobody" for i in range(phrase.start, phrase.head) if (h := self.scan.hit_at.get(i)))
        if head.lower_ in self.rel["open_states"] and (words & self.rel["open"] or nobody):
            return True
        plural = head.tag_ in ("NNS", "NNPS") or head.lower_ in ("others",)
        if not plural or phrase.definite:
            return nobody
        return head.lower_ in ("countries", "nations", "states", "governments", "allies", "partners", "powers", "others", "capitals", "refugees", "migrants", "donors", "neighbours", "neighbors", "muslims", "christians", "jews", "kurds", "historians", "hackers", "terrorists")

    def _pair(self, head: Token, phrase: Phrase) -> tuple[Actor, ...]:
        """ "The two leaders", "both sides": the two actors of different states met last."""
        words = {self.doc[i].lower_ for i in range(phrase.start, phrase.head)}
        if head.lower_ not in self.rel["pair"] or not words & {"two", "both", "either"}:
            inner = next((noun for joint, noun in prepositional(head) if joint == "of"), None) or possessor(head)
            if inner is None or head.lower_ not in self.rel["pair"] or inner.lower_ not in self.rel["pair"]:
                return ()
            before = {self.doc[i].lower_ for i in range(max(0, inner.i - 3), inner.i)}
            if not before & {"two", "both"}:
                return ()
        persons = head.lower_ in ("leaders", "presidents", "ministers", "men", "women", "politicians", "candidates", "premiers", "chancellors", "counterparts", "diplomats", "senators", "contenders")
        return self._last_two(persons)

    def _last_two(self, persons: bool) -> tuple[Actor, ...]:
        found: dict[str, Actor] = {}
        for seen in reversed(self.seen[-LOOK_BACK:]):
            fits = seen.person if persons else seen.state or (seen.person and not seen.plural)
            if not fits or not seen.actors[0].country:
                continue
            actor = seen.actors[0] if persons else state_actor(seen.actors[0].country or "")
            key = actor.name or "" if persons else actor.country or ""
            found.setdefault(key, actor)
            if len(found) == 2:
                return tuple(reversed(found.values()))
        return ()

    def _earlier(self, head: Token, phrase: Phrase, codes: list[str]) -> tuple[Actor, ...]:
        """A definite phrase that takes up somebody met before: "the Russian leader", "the chancellor", "the group"."""
        role = phrase.role
        if role is None or role.plural or not (phrase.definite or codes):
            return ()
        if role.role.kind == "title":
            return self._same_office(role.role.words, codes, phrase)
        if codes:
            return ()
        if role.role.kind == "state":
            return next((s.actors for s in reversed(self.seen[-LOOK_BACK:]) if s.state and len(s.actors) == 1), ())
        if role.role.kind == "body" and head.lower_ in ("group", "party", "company", "organization", "organisation", "alliance", "bloc", "movement", "agency", "militia", "firm", "newspaper", "committee", "bank", "union", "court", "network"):
            sectors = {"party": {"PTY"}, "company": {"BUS"}, "firm": {"BUS"}, "alliance": {"IGO", "PTY"}, "bloc": {"IGO", "PTY"}, "committee": {"LEG", "PTY"}, "court": {"JUD"}, "newspaper": {"JRN"}}.get(head.lower_)
            for seen in reversed(self.seen[-LOOK_BACK:]):
                first = seen.actors[0]
                if first.kind in (ActorKind.ORGANISATION, ActorKind.GROUP) and first.name and (sectors is None or first.sector in sectors) and seen.kind is MentionKind.NAME:
                    return seen.actors
        return ()

    def _same_office(self, title: str, codes: list[str], phrase: Phrase) -> tuple[Actor, ...]:
        leaders = self.rel["leader"]
        words = {self.doc[i].lower_ for i in range(phrase.start, phrase.head)}
        if words & self.rel["former"]:
            return ()
        best: tuple[float, Named] | None = None
        for n, named in enumerate(self.people.groups):
            if not named.is_person or (codes and named.country not in codes):
                continue
            titles = {t for t, _ in named.titles} | ({named.office.title} if named.office and named.country_from != "home" else set())
            same = any(title == t or t.endswith(" " + title) or title.endswith(" " + t) for t in titles)
            alike = title in leaders and any(t in leaders for t in titles)
            if not (same or alike):
                continue
            before = [r.start for r in named.runs if r.start < phrase.head]
            if not before and not codes:
                continue
            recency = 1.0 / (1 + phrase.head - before[-1]) if before else 0.0
            score = 2.0 * same + recency + 0.01 * len(named.runs) - 0.0001 * n
            if best is None or score > best[0]:
                best = (score, named)
        return (self.actor_of(best[1]),) if best else ()

    # --- pronouns ---

    def _pronoun(self, head: Token, phrase: Phrase) -> Resolved:
        word = head.lower_
        actors: tuple[Actor, ...] = ()
        if word in SINGULAR_HE:
            actors = self._he(head, SINGULAR_HE[word])
        elif word in FIRST:
            actors = self._speaker(head)
        elif word in FIRST_PLURAL:
            actors = self._bracketed(head) or tuple(self._own_side(a) for a in self._speaker(head))
        elif word in THIRD_PLURAL:
            actors = self._they(head)
        elif word in IT:
            actors = self._it(head)
        elif word in RELATIVE:
            actors = self._antecedent(head)
        elif word in NOBODY_PRONOUNS:
            return Resolved(phrase, MentionKind.PRONOUN, (), "nobody")
        if actors:
            return Resolved(phrase, MentionKind.PRONOUN, actors, "pronoun")
        home = self._prepositional_codes(head) or [self.home(head.i)]
        return Resolved(phrase, MentionKind.PRONOUN, tuple(Actor(None, ActorKind.GROUP, code) for code in home), "home")

    def _bracketed(self, head: Token) -> tuple[Actor, ...]:
        """ "We (France and Germany)": whom the editor says is meant."""
        if head.i + 1 >= len(self.doc) or self.doc[head.i + 1].text not in "([":
            return ()
        found: list[Actor] = []
        for i in range(head.i + 2, min(len(self.doc), head.i + 14)):
            if self.doc[i].text in ")]":
                break
            if (hit := self.scan.hit_at.get(i)) and hit.start == i:
                found.append(self._entry_actor(hit.entry))
        return tuple(found)

    def _speaker(self, head: Token) -> tuple[Actor, ...]:
        quote = self.quote_at.get(head.i)
        if quote is None or quote.speaker is None:
            return ()
        speaker = self.doc[quote.speaker]
        if speaker.i not in self.done and speaker.lower_ in SINGULAR_HE:
            return self._he(speaker, SINGULAR_HE[speaker.lower_])
        return self.resolve(speaker).actors

    def _own_side(self, actor: Actor) -> Actor:
        """Whom somebody means by "we": the state of an official, the body of its spokesman, else those of his kind."""
        if actor.kind is ActorKind.PERSON and actor.sector == "GOV" and actor.country and actor.country not in BODIES:
            return state_actor(actor.country)
        return actor

    def _he(self, head: Token, gender: str) -> tuple[Actor, ...]:
        quote = self.quote_at.get(head.i)
        sentence = self.sentence_of.get(head.i, 0)
        ancestors = {a.i for a in head.ancestors}
        best: tuple[float, Seen] | None = None
        for n, seen in enumerate(reversed(self.seen[-LOOK_BACK:])):
            if not seen.person or (seen.gender and seen.gender != gender) or seen.head == head.i:
                continue
            gap = sentence - seen.sentence
            if gap > 6 or seen.head > head.i:
                continue
            subject_head = self.doc[seen.head].head.i
            score = {0: 3.0, 1: 2.4, 2: 1.4}.get(gap, 0.8 - 0.1 * gap) - 0.02 * n
            score += 1.3 * seen.subject
            score += 1.2 * (gap == 0 and seen.subject and subject_head in ancestors)
            score -= 2.5 * (gap == 0 and subject_head == head.head.i and head.tag_ != "PRP$" and not head.lower_.endswith("self"))
            score -= 1.5 * (seen.quoted and quote is None)
            score += 0.5 * (seen.gender == gender)
            score -= 0.7 * (seen.kind is MentionKind.NOMINAL and seen.actors[0].name is None)
            if quote is not None and quote.speaker == seen.head:
                score -= 3.0
            if best is None or score > best[0]:
                best = (score, seen)
        return best[1].actors if best else ()

    def _they(self, head: Token) -> tuple[Actor, ...]:
        return self._latest(head, lambda s: s.plural or (not s.person and s.actors[0].kind in (ActorKind.ORGANISATION, ActorKind.GROUP)))

    def _it(self, head: Token) -> tuple[Actor, ...]:
        return self._latest(head, lambda s: not s.person and not s.plural and (s.state or s.actors[0].kind in (ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.GROUP)))

    def _latest(self, head: Token, fits) -> tuple[Actor, ...]:  # type: ignore[no-untyped-def]
        sentence = self.sentence_of.get(head.i, 0)
        best: tuple[float, Seen] | None = None
        for n, seen in enumerate(reversed(self.seen[-LOOK_BACK:])):
            gap = sentence - seen.sentence
            if gap > 4 or seen.head >= head.i or not fits(seen):
                continue
            score = {0: 2.2, 1: 2.0, 2: 1.0}.get(gap, 0.4) + 1.2 * seen.subject - 0.03 * n - 0.8 * (seen.kind is MentionKind.ADJECTIVE)
            score -= 1.0 * (seen.quoted and head.i not in self.quote_at)
            score -= 0.5 * (seen.kind is MentionKind.NOMINAL and seen.actors[0].country is None)
            if best is None or score > best[0]:
                best = (score, seen)
        return best[1].actors if best else ()

    def _antecedent(self, head: Token) -> tuple[Actor, ...]:
        verb = head.head
        for _ in range(4):
            if verb.dep_ == "relcl":
                return self.resolve(verb.head).actors if verb.head.i != head.i and verb.head.i < head.i else ()
            verb = verb.head
        return ()
