"""Where names are at home, and that the table holds together."""

import pytest

from communique.language.actor_lexicon import plain
from communique.language.actor_origins import origins
from communique.language.countries import items, rows, short_name


@pytest.mark.parametrize(
    ("name", "given", "surname"),
    [
        ("Kenji Murayama", "JPN", "JPN"),
        ("Tomáš Dvořáček", "CZE", "CZE"),
        ("Oleksandr Bondarenko", "UKR", "UKR"),
        ("Wang Xue", "CHN", None),
        ("Orban", None, "HUN"),
        ("Nagy Istvan", "HUN", "HUN"),
    ],
)
def test_a_name_is_at_home_where_its_parts_are(name: str, given: str | None, surname: str | None) -> None:
    first, last = origins().of(name)
    assert given is None or given in first
    assert surname is None or surname in last


def test_what_is_not_known_says_nothing() -> None:
    assert origins().of("") == (frozenset(), frozenset())
    assert origins().of("Qqq Zzz") == (frozenset(), frozenset())
    assert origins().of("Kenji")[0] == frozenset()  # a word alone is a surname


def test_the_longest_ending_counts() -> None:
    assert "GEO" in origins().of("Xyzashvili")[1]
    assert origins().of("Xyzashvili")[1] != origins().of("Xyzili")[1]


def test_rows_are_in_plain_form_of_known_states() -> None:
    for codes, *columns in rows("name_origins.txt"):
        assert all(short_name(code) for code in codes.split())
        for column in columns:
            words = items(column)
            assert words == sorted(set(words))
            assert all(word == plain(word) and " " not in word for word in words)
