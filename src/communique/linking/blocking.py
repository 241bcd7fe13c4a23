"""By which keys an account finds those that may tell of the same event."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from communique.linking.model import Account, Traits

# Of an account with more parties than this, the first ones (by name) find it: a list of signatories says little.
MOST_PARTIES = 6
# Of a place or list of countries with more words than this, the first ones find it.
MOST_PLACES = 3
UNDATED = ""


def joined(values: Iterable[str]) -> str:
    """A set as one word of a key."""
    return "+".join(sorted(values)[:MOST_PARTIES])


def keys_of_traits(t: Traits) -> set[str]:
    """Type with each name; with the countries of both sides; with country and place; else with the one country or the words, and what was done."""
    keys = {f"{t.type}|{name}" for name in sorted(t.names)[:MOST_PARTIES]}
    countries = t.actor_countries | t.recipient_countries
    if len(countries) > 1:
        keys.add(f"{t.type}|{joined(countries)}")
    if t.type == "CONSULT":  # a story names the host of two, another the two alone
        keys |= {f"{t.type}|{joined(two)}" for two in combinations(sorted(countries)[:MOST_PLACES], 2)}
    deeds = sorted(t.trigger)[:2]
    # Of two who met, one story names both, another only one; where it was, both tell.
    keys |= {f"{t.type}|{c}|@{w}" for c in sorted(countries)[:MOST_PLACES] for w in sorted(t.place)[:MOST_PLACES]}
    # One country alone is too wide a key, and so are words like "officials".
    keys |= {f"{t.type}|{c}|{deed}" for c in countries for deed in deeds if len(countries) == 1}
    if not t.names and not countries:
        keys |= {
            f"{t.type}|{w}|{deed}" for w in sorted(t.actor_names | t.recipient_names)[:MOST_PARTIES] for deed in deeds
        }
    return keys


def keys_of(account: Account) -> tuple[str, ...]:
    """The account's keys, in order."""
    return tuple(sorted(set().union(*(keys_of_traits(t) for t in account.members))))


def key_day(account: Account) -> str:
    """The day under which an account's keys are kept: of the act, or else of publication; empty where none is known."""
    return account.day or account.published or UNDATED
