"""Who is a party of a process, who mediates, and who lends a place to its talks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from communique.codebook import load as load_codebook
from communique.language.countries import short_name
from communique.linking.processes_cluster import Dyad, dyads_of
from communique.linking.processes_model import Deed, ProcessParty
from communique.linking.processes_terms import Settings, stemmed
from communique.linking.words import WORD

# How many names stand beside a party.
PEOPLE = 3


def is_conflict(type_: str) -> bool:
    """Is this type of an act one of conflict, in words or deeds?"""
    held = load_codebook().types.get(type_)
    return held is not None and held.quad.endswith("conflict")


def core_dyad(deeds: Sequence[Deed], chosen: Settings) -> Dyad | None:
    """The two whose process it is: most events, those of conflict counted twice."""
    weights: Counter[Dyad] = Counter()
    for deed in deeds:
        for dyad in dyads_of(deed.countries, chosen.most_countries_of_a_dyad):
            weights[dyad] += 2 if is_conflict(deed.type) else 1
    between = {d: w for d, w in weights.items() if d[0] != d[1]} or weights
    return min(between, key=lambda d: (-between[d], d)) if between else None


def does(deed: Deed, kinds: Sequence[str]) -> bool:
    """Does a word that tells the deed begin like one of `kinds`?"""
    stems = [stemmed(w.lower()) or "" for trigger in deed.triggers for w in WORD.findall(trigger)]
    return any(s.startswith(tuple(kinds)) for s in stems)


def go_betweens(deeds: Sequence[Deed], core: Dyad, chosen: Settings) -> dict[str, str]:
    """Countries beside the core that mediate between others, or lend a place to their talks."""
    found: dict[str, str] = {}
    for deed in deeds:
        if deed.status == "negated":
            continue
        others = deed.actors - set(core)
        if deed.mode == "third-party" or does(deed, chosen.mediation):
            found |= dict.fromkeys(others, "mediator")
        elif does(deed, chosen.hosting) and (deed.countries <= others or deed.countries & set(core)):
            found |= {c: found.get(c, "host") for c in others}
        if deed.type == "CONSULT" and deed.status == "actual" and len(deed.countries) >= 2 and deed.place_country:
            venue = deed.place_country
            if venue not in deed.countries and venue not in core:
                found.setdefault(venue, "host")
    return found


def parties_of(deeds: Sequence[Deed], core: Dyad, chosen: Settings) -> tuple[ProcessParty, ...]:
    """Parties, mediators and hosts. Who quarrels with one of the core as well as mediating, or is in most of it, is a party."""
    met = Counter(c for deed in deeds for c in deed.countries)
    quarrels = Counter(
        c for deed in deeds if is_conflict(deed.type) for c in deed.countries if deed.countries & set(core)
    )
    between = go_betweens(deeds, core, chosen)
    least = max(2.0, chosen.party_share * len(deeds))
    found: dict[str, str] = dict.fromkeys(core, "party")
    for country, n in sorted(met.items(), key=lambda item: (-item[1], item[0])):
        mediates = between.get(country)
        if country in found or (n < least and mediates is None):
            continue
        mild = 4 * quarrels[country] < n < chosen.principal_share * len(deeds)
        if mediates == "mediator" and mild:
            found[country] = "mediator"
        elif n >= least and list(found.values()).count("party") < chosen.most_parties:
            found[country] = "party"
        elif mediates:
            found[country] = mediates
    found |= {c: role for c, role in sorted(between.items()) if c not in found}
    return tuple(with_people(found, deeds))


def with_people(roles: Mapping[str, str], deeds: Sequence[Deed]) -> list[ProcessParty]:
    """Parties with how many of the events they have part in, and who acts for them."""
    met = Counter(c for deed in deeds for c in {*deed.countries, *(n for n, _ in deed.names)})
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for deed in deeds:
        for name, country in deed.names:
            if country is not None and country in roles and short_name(country) != name:
                people[country][name] += 1
    return [ProcessParty(c, role, met[c], leading_people(people[c])) for c, role in roles.items()]


def leading_people(met: Mapping[str, int]) -> tuple[str, ...]:
    """The three names met most; a surname alone counts for the one full name that ends with it."""
    counts = Counter(met)
    for name in sorted(met):
        full = [n for n in met if n != name and n.endswith(f" {name}")]
        if len(full) == 1:
            counts[full[0]] += counts.pop(name)
    return tuple(sorted(counts, key=lambda n: (-counts[n], n))[:PEOPLE])


def name_words(deeds: Sequence[Deed]) -> frozenset[str]:
    """The words of all names and of the places of talks, in lower case: they name parties and venues, not issues."""
    venues = (d.place or "" for d in deeds if d.type == "CONSULT")
    names = (name for d in deeds for name, _ in d.names)
    return frozenset(w.lower() for words in (*names, *venues) for w in WORD.findall(words))
