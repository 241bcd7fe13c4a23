"""The country a story is about, as a whole and near a word: what "the police" or "residents" fall to by default."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from spacy.tokens import Doc

from communique.language.actor_lexicon import Lexicon
from communique.language.actor_people import People
from communique.language.actor_phrases import turned
from communique.language.actor_scan import Hit, Scan
from communique.language.actor_seen import BODIES
from communique.language.countries import PLACES_OF_BODIES

BACK = 4  # sentences in which a named state still counts as near
GROUND_KINDS = frozenset({"name", "seat", "region"})
# Weights tried on the training stories; figures change by less than 0.003 between half and double of any of them.
WHOLE, NEAR, PERSON, TITLE = 2.0, 0.8, 0.7, 0.4
THIRD, LIGHTER = 0.5, 0.25

Weights = defaultdict[str, float]


class Home:
    """How much each state weighs in a story. `firm` are the states named by more than the name of a party."""

    def __init__(self, doc: Doc, scan: Scan, people: People, lexicon: Lexicon, sentence_of: dict[int, int]) -> None:
        self.doc, self.scan, self.lexicon, self.sentence_of = doc, scan, lexicon, sentence_of
        self.total: Weights = defaultdict(float)
        self.ground: Weights = defaultdict(float)
        self.near: defaultdict[int, Weights] = defaultdict(lambda: defaultdict(float))
        self.near_ground: defaultdict[int, Weights] = defaultdict(lambda: defaultdict(float))
        self.firm: set[str] = set()
        for hit in scan.hits:
            self._add_hit(hit)
        for group in people.groups:
            if group.country and group.country not in BODIES:
                if group.country_from != "party":
                    self.firm.add(group.country)
                self.total[group.country] += PERSON * len(group.runs)
                for run in group.runs:
                    self.near[sentence_of.get(run.start, 0)][group.country] += PERSON
        for role in scan.roles:
            if role.role.words in lexicon.relations["usa_titles"]:
                self.total["USA"] += TITLE

    def _add_hit(self, hit: Hit) -> None:
        code = PLACES_OF_BODIES.get(hit.entry.name, hit.entry.country)
        # a paper's country, or one named as the maker or friend of something, is hardly where the story is
        if not code or code in BODIES or hit.entry.sector == "JRN" or turned(self.doc, hit, self.lexicon):
            return
        early = hit.start < min(80, len(self.doc) // 4)  # headline and lead say where a story is
        weight = 2.0 if early else 1.0
        sentence = self.sentence_of.get(hit.start, 0)
        self.total[code] += weight
        self.near[sentence][code] += 1.0
        if hit.entry.sector != "PTY":
            self.firm.add(code)
        if hit.entry.kind in GROUND_KINDS:
            at_it = hit.start > 0 and self.doc[hit.start - 1].lower_ in self.lexicon.relations["at"]
            self.ground[code] += weight * (2.0 if at_it else 0.5 if hit.entry.kind == "name" else 1.0)
            self.near_ground[sentence][code] += 2.0 if at_it else 0.7

    def pair(self, third: Collection[str]) -> tuple[str, ...]:
        """The two states that weigh most in the story, where the second is not much lighter; else none.

        `third` are those who speak or act upon the two: they count half. On 191 labelled phrases of the training material ("both
        sides", "the two leaders") this is right for 125, the two named last for 74.
        """
        weights = {code: weight * (THIRD if code in third else 1.0) for code, weight in self.total.items()}
        first, second = (*sorted(weights, key=lambda code: (-weights[code], code))[:2], None, None)[:2]
        if first is None or second is None or weights[second] < LIGHTER * weights[first]:
            return ()
        return first, second

    def at(self, token: int) -> str | None:
        """The state that words at `token` fall to when they do not tell their own: near, and heavy in the story."""
        return self._heaviest(token, ground=0.0, without=None)

    def of_people(self, token: int, attacker: str | None) -> str | None:
        """The same for those who live where the story is: places count thrice, and `attacker` is not theirs."""
        return self._heaviest(token, ground=2.0, without=attacker)

    def enemy(self, token: int) -> str | None:
        """Whose the invaders are: of states other than the ground, the one named most often with armed forces."""
        ground = self.of_people(token, None)
        forces: Counter[str] = Counter()
        for role in self.scan.roles:
            hit = self.scan.hit_at.get(role.start - 1) if role.role.sector == "MIL" else None
            if hit and hit.entry.country and hit.entry.country != ground:
                forces[hit.entry.country] += 1
        if forces:
            return forces.most_common(1)[0][0]
        others = {code: weight for code, weight in self.total.items() if code != ground}
        return max(others, key=lambda code: others[code]) if others else None

    def scores(self, token: int, ground: float, without: str | None = None) -> dict[str, float]:
        """How much each state weighs for words at `token`; places count `ground` times more, `without` is left out."""
        whole = {code: weight + ground * self.ground.get(code, 0.0) for code, weight in self.total.items()}
        if without in whole and len(whole) > 1:
            del whole[without]
        near: Weights = defaultdict(float)
        sentence = self.sentence_of.get(token, 0)
        for gap in range(BACK):
            for table, factor in ((self.near, 1.0), (self.near_ground, ground)):
                for code, weight in table.get(sentence - gap, {}).items():
                    near[code] += factor * weight / (1 + gap) if code in whole else 0.0
        sum_whole, sum_near = sum(whole.values()), sum(near.values()) or 1.0
        return {code: WHOLE * weight / sum_whole + NEAR * near[code] / sum_near for code, weight in whole.items()}

    def _heaviest(self, token: int, ground: float, without: str | None) -> str | None:
        scores = self.scores(token, ground, without)
        return max(scores, key=lambda code: scores[code], default=None)
