"""Which phrases of one story stand for one proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from communique.coding.proposals_lexicon import ProposalNouns, proposal_nouns
from communique.coding.proposals_phrases import Phrase, countries_of

# Share of the smaller set of telling words that two indefinite phrases must have in common.
ALIKE = 0.34
GENERIC_ALIKE = 0.5
# Kinds that may contain another proposal ("a proposal for a truce", "a deal on a ceasefire"): the two are one.
HOLDERS = frozenset({"plan", "offer", "deal"})
# Kinds of which a story may tell several that differ by their parties only.
BY_PARTIES = frozenset({"talks", "meeting", "deal", "exchange", "body"})


@dataclass(slots=True)
class Cluster:
    """Phrases of one proposal while a story is read."""

    phrases: list[Phrase] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """The kinds of its phrases, without those that take up anything."""
        return {p.kind for p in self.phrases if p.kind not in {"period", "pronoun"}}

    @property
    def telling(self) -> frozenset[str]:
        """All its telling words."""
        return frozenset().union(*(p.telling for p in self.phrases))

    def countries(self, what: str) -> frozenset[str]:
        """Countries of its owners, parties or those it is about."""
        if what == "owner":
            return countries_of(p.owner for p in self.phrases if p.owner)
        if what == "parties":
            return frozenset().union(*(countries_of(p.parties) for p in self.phrases))
        return frozenset().union(*(p.about for p in self.phrases))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set that the other holds; 0 where one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def disjoint(a: frozenset[str], b: frozenset[str]) -> bool:
    """Do both say something, and nothing in common?"""
    return bool(a) and bool(b) and not a & b


def conflict(p: Phrase, group: Cluster) -> bool:
    """Do the terms say that these are two?"""
    durations = {x.duration for x in group.phrases if x.duration}
    lasting = {x.lasting for x in group.phrases if x.lasting is not None}
    if p.dated and not any(x.dated for x in group.phrases):
        return True
    if p.duration and durations and p.duration not in durations:
        return True
    if (p.lasting and (durations or False in lasting)) or (True in lasting and (p.duration or p.lasting is False)):
        return True
    if disjoint(countries_of([p.owner] if p.owner else []), group.countries("owner")):
        return True
    if p.kind in BY_PARTIES and disjoint(countries_of(p.parties), group.countries("parties")):
        return True
    return disjoint(p.about, group.countries("about"))


def is_same_family(p: Phrase, group: Cluster, nouns: ProposalNouns) -> bool:
    """Is the phrase of a kind that the group is of?"""
    return any(nouns.family.get(p.kind) == nouns.family.get(kind) for kind in group.kinds)


def likeness(p: Phrase, group: Cluster, nouns: ProposalNouns) -> float:  # noqa: PLR0911 - cases, the first that fits
    """How well a phrase fits a group of earlier ones; 0 where it does not."""
    if conflict(p, group):
        return 0.0
    if p.kind == "period":
        return 1.0 if any(x.duration == p.duration for x in group.phrases) else 0.0
    same = is_same_family(p, group, nouns)
    common = overlap(p.telling, group.telling)
    same_owner = p.owner is not None and bool(countries_of([p.owner]) & group.countries("owner"))
    generic = p.noun in nouns.generic or any(x.noun in nouns.generic for x in group.phrases)
    if not same:
        if not generic:
            return 0.0
        takes_up = p.definite and p.noun in nouns.generic and not p.telling
        if takes_up and p.owner is None:
            return 0.7 if any(x.noun == p.noun for x in group.phrases) else 0.6
        return common if common >= GENERIC_ALIKE else 0.0
    if p.telling and group.telling and not common:
        # "The US plan to end the war" and "the US proposals for how to settle the conflict".
        return 0.5 if same_owner and p.kind == "plan" and p.definite else 0.0
    if common:
        return 1.0 + common if common >= ALIKE or p.definite else 0.0
    if p.definite and any(x.noun == p.noun for x in group.phrases):
        return 0.95
    if p.definite or same_owner or any(x.noun == p.noun for x in group.phrases) or p.kind == "ceasefire":
        return 0.9
    return 0.0


def holder_of(p: Phrase, groups: Sequence[Cluster]) -> Cluster | None:
    """The group with a phrase that contains this one ("a proposal for a truce")."""
    for group in groups:
        for x in group.phrases:
            if x.kind in HOLDERS and x.head < p.head < x.end and not conflict(p, group):
                return group
    return None


def clustered(licensed: Sequence[Phrase], others: Sequence[Phrase]) -> list[list[Phrase]]:
    """Phrases by proposal: the `licensed` ones found proposals, definite ones among the `others` may take them up again."""
    nouns = proposal_nouns()
    groups: list[Cluster] = []
    founding = {p.head for p in licensed}
    for p in sorted((*licensed, *others), key=lambda p: p.head):
        scored = [(likeness(p, g, nouns), n) for n, g in enumerate(groups)]
        score, best = max(
            ((s, max(x.head for x in groups[n].phrases), n) for s, n in scored if s > 0), default=(0, 0, -1)
        )[::2]
        held = holder_of(p, groups)
        if held is not None:
            held.phrases.append(p)
        elif score > 0:
            if p.head in founding or p.definite:
                groups[best].phrases.append(p)
        elif p.head in founding and p.kind != "period":
            groups.append(Cluster([p]))
    return [g.phrases for g in groups]
