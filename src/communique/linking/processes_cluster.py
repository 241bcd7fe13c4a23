"""Which stories are about one negotiation or crisis.

A story is what its reports are between (countries), whom they name, and the telling words of their sentences, each weighed by
how seldom it is in the record. Stories are taken in the order of their days, and each goes to the process most like it among
those that share a dyad with it and were still heard of lately, or opens a new one; at last, processes that turn out to be alike
are made one. This is a function of the set of stories: the order of reading plays no part, and stories of later days leave the
earlier ones where they are, but for what their words do to the weights.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from communique.linking.days import stretch
from communique.linking.processes_terms import Settings, idf

KINDS = ("countries", "names", "words")
# More dyads of a story than this say little of what it is about.
DYADS_OF_A_STORY = 8
Dyad = tuple[str, str]
Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StoryTraits:
    """What a story is compared by: for each kind of feature how often it occurs, and its dyads, the commonest first."""

    id: str
    day: str | None
    counts: Mapping[str, Counter[str]]
    dyads: tuple[Dyad, ...]


@dataclass(slots=True)
class Gathering:
    """A process in the making: its stories, the sum of their vectors by kind, its dyads, first and last day (ordinals).

    `squares` holds the square of the length of each sum.
    """

    stories: list[str]
    sums: dict[str, dict[str, float]]
    dyads: Counter[Dyad]
    first: int | None
    last: int | None
    squares: dict[str, float]


def dyads_of(countries: Iterable[str], most: int) -> tuple[Dyad, ...]:
    """The pairs of countries; one country alone is a pair with itself; more than `most` are a list and no pairs."""
    found = sorted(set(countries))
    if len(found) == 1:
        return ((found[0], found[0]),)
    return tuple(combinations(found, 2)) if len(found) <= most else ()


def leading_dyads(counts: Counter[Dyad]) -> tuple[Dyad, ...]:
    """The commonest dyads; those of a country with itself only where there is no other."""
    ranked = sorted(counts, key=lambda d: (d[0] == d[1], -counts[d], d))[:DYADS_OF_A_STORY]
    between = tuple(d for d in ranked if d[0] != d[1])
    return between or tuple(ranked)


def unit(counts: Counter[str], spread: Vector, most: int | None) -> dict[str, float]:
    """A vector of length 1 of the `most` telling features."""
    weighed = {f: (1 + math.log(n)) * spread[f] for f, n in counts.items() if n > 0}
    kept = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:most]
    length = math.sqrt(sum(v * v for _, v in kept))
    return {f: v / length for f, v in kept} if length else {}


def vectors(stories: Sequence[StoryTraits], chosen: Settings) -> dict[str, dict[str, dict[str, float]]]:
    """The vectors of every story, by kind."""
    found: dict[str, dict[str, dict[str, float]]] = {s.id: {} for s in stories}
    for kind in KINDS:
        spread = idf([s.counts[kind] for s in stories])
        for s in stories:
            found[s.id][kind] = unit(s.counts[kind], spread, chosen.terms_of_a_story if kind == "words" else None)
    return found


def product(a: Vector, b: Vector) -> float:
    """The dot product."""
    if len(a) > len(b):
        a, b = b, a
    total = 0.0
    for feature, value in a.items():
        other = b.get(feature)
        if other is not None:
            total += value * other
    return total


def likeness(a: Gathering, b: Gathering, weights: Mapping[str, float]) -> float:
    """How alike two gatherings are, 0 to 1: the weighed mean of cosines; a kind of which one has nothing does not count."""
    score = total = 0.0
    for kind in KINDS:
        square = a.squares[kind] * b.squares[kind]
        if square > 0:
            score += weights[kind] * product(a.sums[kind], b.sums[kind]) / math.sqrt(square)
            total += weights[kind]
    return score / total if total else 0.0


def opened(story: StoryTraits, vector: Mapping[str, dict[str, float]]) -> Gathering:
    """A gathering of one story."""
    sums = {kind: dict(vector[kind]) for kind in KINDS}
    span = stretch(story.day)
    first, last = span or (None, None)
    dyads = Counter(dict.fromkeys(story.dyads, 1))
    return Gathering([story.id], sums, dyads, first, last, {kind: product(v, v) for kind, v in sums.items()})


def absorb(into: Gathering, other: Gathering) -> None:
    """Put `other` into `into`."""
    into.stories += other.stories
    into.dyads.update(other.dyads)
    for kind in KINDS:
        sums, more = into.sums[kind], other.sums[kind]
        into.squares[kind] += 2 * product(sums, more) + other.squares[kind]
        for feature, value in more.items():
            sums[feature] = sums.get(feature, 0.0) + value
    into.first = min((d for d in (into.first, other.first) if d is not None), default=None)
    into.last = max((d for d in (into.last, other.last) if d is not None), default=None)


def within(a: Gathering, b: Gathering, gap_days: int) -> bool:
    """Is there no silence between the two longer than `gap_days`? Where a day is not known, nothing speaks against it."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return True
    return max(a.first - b.last, b.first - a.last) <= gap_days


def gather(stories: Sequence[StoryTraits], chosen: Settings) -> list[Gathering]:
    """The stories, each in one gathering; those without any party are in none."""
    ordered = sorted((s for s in stories if s.dyads), key=lambda s: (s.day is None, s.day or "", s.id))
    found: list[Gathering] = []
    by_dyad: dict[Dyad, list[int]] = defaultdict(list)
    all_vectors = vectors(ordered, chosen)
    for story in ordered:
        new = opened(story, all_vectors[story.id])
        best, best_score = None, chosen.join
        for at in sorted({n for d in story.dyads for n in by_dyad[d]}):
            if within(found[at], new, chosen.gap_days):
                score = likeness(found[at], new, chosen.weights)
                if score >= best_score and (best is None or score > best_score):
                    best, best_score = at, score
        if best is None:
            best = len(found)
            found.append(new)
        else:
            absorb(found[best], new)
        for d in story.dyads:
            if best not in by_dyad[d]:
                by_dyad[d].append(best)
    return merged(found, chosen)


def merged(found: list[Gathering], chosen: Settings) -> list[Gathering]:
    """Gatherings with a leading dyad in common that are alike are made one, the most alike first."""
    open_ = dict(enumerate(found))
    scores = {pair: s for pair in pairs(open_) if (s := pair_score(open_, pair, chosen)) >= chosen.merge}
    while scores:
        a, b = min(scores, key=lambda pair: (-scores[pair], pair))
        absorb(open_[a], open_.pop(b))
        scores = {pair: s for pair, s in scores.items() if not {a, b}.intersection(pair)}
        for pair in pairs(open_, a):
            if (s := pair_score(open_, pair, chosen)) >= chosen.merge:
                scores[pair] = s
    return list(open_.values())


def main_dyads(of: Gathering) -> tuple[Dyad, ...]:
    """The three commonest dyads of a gathering."""
    return tuple(sorted(of.dyads, key=lambda d: (-of.dyads[d], d))[:3])


def pairs(open_: Mapping[int, Gathering], only: int | None = None) -> list[tuple[int, int]]:
    """The pairs of gatherings that share a main dyad, of all or of `only`."""
    by_dyad: dict[Dyad, list[int]] = defaultdict(list)
    for at, one in open_.items():
        for d in main_dyads(one):
            by_dyad[d].append(at)
    if only is not None:
        near = {n for d in main_dyads(open_[only]) for n in by_dyad[d]} - {only}
        return sorted((min(n, only), max(n, only)) for n in near)
    return sorted({pair for members in by_dyad.values() for pair in combinations(members, 2)})


def pair_score(open_: Mapping[int, Gathering], pair: tuple[int, int], chosen: Settings) -> float:
    """How alike two gatherings are, 0 where a long silence lies between them."""
    a, b = open_[pair[0]], open_[pair[1]]
    return likeness(a, b, chosen.weights) if within(a, b, chosen.gap_days) else 0.0
