"""Whose the words are that do not tell it: a choice among the countries of the story, and nobody's.

"The police", "residents", "a house", "they" with nothing to take up: each country that the story names, the unions and
world bodies near the phrase, and "none" are candidates. Features say how heavy a country is in the story (`Home`), where it is
named next to the phrase and how both hang in the clause, who speaks, and whom the same word meant before; a small
log-linear model fitted on hand-coded reports (``data/actors/choice.json``, made by ``training/actors/fit_countries.py``) chooses.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from math import fsum

from spacy.tokens import Doc, Token

from communique.language.actor_clues import (
    HIGHEST,
    Asked,
    Cue,
    PhraseClues,
    at_home,
    bucket,
    clause_of,
    group_of,
    hang,
    told,
)
from communique.language.actor_home import Home
from communique.language.actor_people import People
from communique.language.actor_phrases import MOST_CHILDREN, turned
from communique.language.actor_scan import Hit, Scan
from communique.language.actor_seen import BODIES
from communique.language.countries import PLACES_OF_BODIES
from communique.language.places import find_and_locate

MOST_CANDIDATES = 16  # countries; those heaviest in the story and those named nearest
MOST_CUES = 24  # names of countries looked at in one sentence
UNIONS = frozenset({"EUR", "UNO", "IGO"})
HEAVIEST = 6  # of the candidates
RANKS = 3
EARLY = 5  # sentences
PLACE_CUES = frozenset({"site", "name", "seat", "region"})
DASHES = frozenset("-–—")
NEAR, MIDDLE = 4, 12  # tokens


@dataclass(frozen=True, slots=True)
class Option:
    """A country that may be meant (null: none) and the features that speak for or against it."""

    code: str | None
    features: frozenset[str]


@cache
def _weights() -> Mapping[str, float]:
    path = files("communique") / "data/actors/choice.json"
    weights: dict[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


class Choice:
    """Chooses for the phrases of one story. `home` weighs its countries; `sentence_of` numbers sentences by token."""

    def __init__(self, doc: Doc, scan: Scan, people: People, home: Home, sentence_of: Mapping[int, int]) -> None:
        self.doc, self.home, self.sentence_of = doc, home, sentence_of
        cues = [cue for hit in scan.hits if (cue := self._cue(hit))]
        for group in people.groups:
            if group.country:
                kind = "person" if group.is_person else "body"
                cues += [Cue(run.end - 1, sentence_of.get(run.start, 0), group.country, kind) for run in group.runs]
        self.sites: defaultdict[str, float] = defaultdict(float)
        for place in find_and_locate(doc, adjectives=False):
            span = doc.char_span(place.start, place.end) if place.country else None
            if span is None or not place.country:
                continue
            self.sites[place.country] += 1.0
            if span.end - 1 not in scan.hit_at:
                cues.append(Cue(span.end - 1, sentence_of.get(span.start, 0), place.country, "site"))
        self.sum_sites = sum(self.sites.values()) or 1.0
        self.dateline = self._dateline(cues)
        self._subjects: dict[int, tuple[Token, ...]] = {}
        self._scores: dict[int, dict[str, Mapping[str, float]]] = {}
        self.cues: defaultdict[int, list[Cue]] = defaultdict(list)
        for cue in sorted(cues, key=lambda c: (c.token, c.code)):
            self.cues[cue.sentence].append(cue)
        whole = {code: home.total.get(code, 0.0) + self.sites.get(code, 0.0) for code in (*home.total, *self.sites)}
        self.whole = whole
        self.heaviest = sorted(whole, key=lambda code: (-whole[code], code))
        self.sum = sum(home.total.values()) or 1.0
        self.sum_ground = sum(home.ground.values()) or 1.0
        early = [c.code for n in (0, 1, 2) for c in self.cues.get(n, ())]
        self.named = {n: frozenset(c.code for c in found) for n, found in self.cues.items()}
        self.early = {n: self.named.get(n, frozenset()) for n in (0, 1)}
        self.first = early[0] if early else None

    def _cue(self, hit: Hit) -> Cue | None:
        code = PLACES_OF_BODIES.get(hit.entry.name, hit.entry.country)
        if not code or hit.entry.sector == "JRN":
            return None
        kind = "turned" if turned(self.doc, hit, self.home.lexicon) else hit.entry.kind
        return Cue(hit.end - 1, self.sentence_of.get(hit.start, 0), code, kind)

    def _dateline(self, cues: Sequence[Cue]) -> str | None:
        """The country of the place that a paragraph opens with before a dash or a bracketed agency."""
        for cue in sorted(cues, key=lambda c: c.token)[:MOST_CUES]:
            token = self.doc[cue.token]
            opens = all(t.is_title or t.is_upper or t.is_punct for t in self.doc[token.sent.start : cue.token])
            rest = {t.text for t in self.doc[cue.token + 1 : cue.token + 9]}
            if cue.kind in PLACE_CUES and opens and cue.sentence < EARLY and rest & DASHES:
                return cue.code
        return None

    def subjects(self, verb: Token) -> tuple[Token, ...]:
        """The subjects of `verb`; kept, as a verb that a parser gives thousands of children is slow to ask."""
        if verb.i not in self._subjects:
            children = islice(verb.children, MOST_CHILDREN)
            self._subjects[verb.i] = tuple(c for c in children if c.dep_ in ("nsubj", "nsubjpass"))
        return self._subjects[verb.i]

    def choose(self, asked: Asked) -> str | None:
        """The country of the phrase, null for nobody's in particular."""
        weights = _weights()
        # an exact sum: sets have no order, and a sum of floats has one
        return max(self.options(asked), key=lambda o: fsum(weights.get(f, 0.0) for f in o.features)).code

    def options(self, asked: Asked) -> list[Option]:
        """The candidates, heaviest first and none last, with their features."""
        sentence = self.sentence_of.get(asked.head.i, 0)
        near = [c for n in (0, -1, 1, -2) for c in self.cues.get(sentence + n, ())[:MOST_CUES]]
        codes = dict.fromkeys(c.code for c in near if c.code in UNIONS or c.code in self.whole)
        known = sorted(c for codes in asked.known.values() for c in codes if c not in BODIES or c in UNIONS)
        rule = [asked.rule] if asked.rule else []
        codes = dict.fromkeys(list(dict.fromkeys((*self.heaviest[:HEAVIEST], *rule, *codes, *known)))[:MOST_CANDIDATES])
        words = PhraseClues(asked, invader=asked.head.lower_ in self.home.lexicon.relations["invader"])
        ranks = self._ranks(asked, list(codes))
        here = self._here(asked, sentence)
        for code, where in self._stage(asked, sentence).items():
            here[code] += [f"stage:{where}", f"stage:{where}:{words.group}"]
        made = [
            Option(
                code,
                frozenset(
                    feature
                    for part in (
                        self._weight(code, ranks, words),
                        here.get(code, ()),
                        self._around(code, sentence, words),
                        told(code, asked, words),
                        at_home(code, asked),
                    )
                    for feature in part
                ),
            )
            for code in codes
        ]
        return [*made, Option(None, frozenset(words.none(len(self.home.total), near=bool(near))))]

    def _ranks(self, asked: Asked, codes: Sequence[str]) -> dict[str, dict[str, int]]:
        """The place of each country by weight near and in the whole, by grounds, and by who was named last."""
        sentence = self.sentence_of.get(asked.head.i, 0)
        if sentence not in self._scores:
            at, people = (self.home.scores(asked.head.i, ground=ground) for ground in (0.0, 2.0))
            self._scores[sentence] = {"at": at, "people": people, "sites": self.sites, "whole": self.whole}
        tables = {**self._scores[sentence], "last": self._last(asked, sentence)}
        return {
            name: {c: n for n, c in enumerate(sorted(codes, key=lambda c: (-table.get(c, -1.0), c)))}
            for name, table in tables.items()
        }

    def _last(self, asked: Asked, sentence: int) -> dict[str, float]:
        last: dict[str, float] = {}
        for n in (3, 2, 1, 0):
            cues = self.cues.get(sentence - n, [])
            at = bisect_left(cues, asked.head.i, key=lambda cue: cue.token)
            last |= {cue.code: float(cue.token) for cue in cues[max(0, at - MOST_CUES) : at]}
        return last

    def _weight(self, code: str, ranks: dict[str, dict[str, int]], words: PhraseClues) -> Iterator[str]:
        union = "union:" if code in BODIES else ""
        yield f"is:{union}"
        if union:
            yield f"is:{code}"
            yield f"is:{union}{words.lemma}"
        for name, table in ranks.items():
            rank = min(table[code], RANKS)
            yield f"{union}{name}:{rank}"
            yield f"{name}:{rank}:{words.group}"
        share = bucket(self.home.total.get(code, 0.0) / self.sum)
        ground = bucket(self.home.ground.get(code, 0.0) / self.sum_ground)
        sites = bucket(self.sites.get(code, 0.0) / self.sum_sites)
        yield f"sites:{sites}"
        yield f"sites:{sites}:{words.group}"
        if code == self.dateline:
            yield "dateline"
            yield f"dateline:{words.group}"
        yield f"share:{share}"
        yield f"ground:{ground}"
        yield f"share:{share}:{words.group}"
        yield f"ground:{ground}:{words.group}"
        for n, codes in self.early.items():
            if code in codes:
                yield f"early:{n}"
                yield f"early:{n}:{words.group}"
        if code == self.first:
            yield "first"
        if code in self.heaviest[:1]:
            yield f"top:{words.lemma}"

    def _here(self, asked: Asked, sentence: int) -> dict[str, list[str]]:
        """Features of the names in the phrase's own sentence, by code."""
        role, verb = hang(asked.head)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for cue in self.cues.get(sentence, ())[:MOST_CUES]:
            token = self.doc[cue.token]
            theirs, other = hang(token)
            where = clause_of(verb, other)
            gap = abs(cue.token - asked.head.i)
            side = "before" if cue.token < asked.head.i else "after"
            far = "near" if gap <= NEAR else "mid" if gap <= MIDDLE else "far"
            found[cue.code] += (
                "here",
                f"here:{side}:{far}",
                f"here:{cue.kind}",
                f"here:{where}:{theirs}",
                f"here:{where}:{theirs}:{role}",
                f"here:{where}:{side}:{cue.kind}",
                f"here:{where}:{theirs}:{group_of(asked)}",
                f"here:{where}:{role}",
            )
            if any(a.i == asked.head.i for a, _ in zip(token.ancestors, range(HIGHEST), strict=False)):
                found[cue.code].append(f"below:{token.head.lower_ if token.head.dep_ == 'prep' else token.dep_}")
            if token.head.i == asked.head.head.i:
                found[cue.code].append(f"sister:{token.dep_}:{asked.head.dep_}")
        return found

    def _stage(self, asked: Asked, sentence: int) -> dict[str, str]:
        """Which countries a place told with "in" or "at" stands for, and where the last one told so is."""
        found: dict[str, str] = {}
        for n, where in enumerate(("here", "before", "earlier", "earlier")):
            cues = [c for c in self.cues.get(sentence - n, ())[:MOST_CUES] if c.kind in PLACE_CUES and self._at(c)]
            behind = [c for c in cues if c.token < asked.head.i]
            for cue in (*reversed(behind), *(c for c in cues if c.token > asked.head.i)):
                found.setdefault(cue.code, where if found else f"last:{where}")
        return found

    def _at(self, cue: Cue) -> bool:
        above = self.doc[cue.token].head
        return above.dep_ == "prep" and above.lower_ in self.home.lexicon.relations["at"]

    def _around(self, code: str, sentence: int, words: PhraseClues) -> Iterator[str]:
        """How a country is named in the sentences before and after."""
        for n, name in ((-1, "before"), (-2, "earlier"), (1, "next")):
            kinds = [c for c in self.cues.get(sentence + n, ())[:MOST_CUES] if c.code == code]
            if not kinds:
                continue
            yield f"{name}"
            yield f"{name}:{words.group}"
            if name == "before":
                yield f"before:{kinds[0].kind}"
                if any(self.doc[c.token].dep_ in ("nsubj", "nsubjpass") for c in kinds):
                    yield "before:subject"
                if len(self.named[sentence + n]) == 1:
                    yield "before:only"
        window = [c.code for n in range(-2, 3) for c in self.cues.get(sentence + n, ())[:MOST_CUES]]
        if window:
            part = bucket(window.count(code) / len(window))
            yield f"window:{part}"
            yield f"window:{part}:{words.group}"
        if not any(code in self.named.get(sentence - n, ()) for n in range(4)):
            yield "gone"
