"""Words for states and their codes."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.language.countries import city_country, code_of, country_word, country_words, normal, short_name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Kyiv", "UKR"),
        ("Turkish", "TUR"),
        ("the Russians", "RUS"),
        ("Germany's", "DEU"),
        ("Germany’s", "DEU"),
        ("US", "USA"),
        ("U.S.", "USA"),
        ("UK", "GBR"),
        ("Britons", "GBR"),
        ("America", "USA"),
        ("DRC", "COD"),
        ("UAE", "ARE"),
        ("Emirati", "ARE"),
        ("Seoul", "KOR"),
        ("DPRK", "PRK"),
        ("the Soviet Union", "RUS"),
        ("Yugoslavia", "SRB"),
        ("Hong Kong", "CHN"),
        ("Puerto Rico", "USA"),
        ("Greenland", "DNK"),
        ("Crimea", "UKR"),
        ("Gaza", "PSE"),
        ("the Holy See", "VAT"),
        ("Kosovo", "XKX"),
        ("EU", "EUR"),
        ("Brussels", "EUR"),
        ("Downing Street", "GBR"),
        ("the White House", "USA"),
        ("FRANCE", "FRA"),
        ("Danes", "DNK"),
        ("Dutch", "NLD"),
        ("Texas", "USA"),
    ],
)
def test_code_of_names_adjectives_people_and_seats(words: str, code: str) -> None:
    assert code_of(words) == code


@pytest.mark.parametrize("words", ["us", "polish", "turkey", "", "table", "the", "who", "chad"])
def test_small_words_are_no_states(words: str) -> None:
    assert code_of(words) is None


def test_kinds_tell_people_from_states() -> None:
    found = [country_word(w) for w in ("Syria", "Syrian", "Syrians", "Damascus", "Idlib")]
    assert [w.kind if w else None for w in found] == ["name", "adjective", "people", "seat", "region"]


def test_every_state_has_a_name_that_finds_it() -> None:
    codes = {word.code for word in country_words().values()}
    states = {c.alpha_3 for c in pycountry.countries if code_of(c.name) == c.alpha_3}
    assert len(states) > 190
    assert states <= codes


def test_short_names() -> None:
    assert short_name("RUS") == "Russia"
    assert short_name("DEU") == "Germany"
    assert short_name("EUR") == "European Union"
    assert short_name("NGO") is None
    assert short_name(None) is None


def test_large_towns() -> None:
    assert city_country("Lyon") == "FRA"
    assert city_country("Nowhereville") is None


@given(st.text(max_size=200))
def test_any_words_are_taken(words: str) -> None:
    assert len(normal(words)) <= len(words)
    code_of(words)


def test_long_input_is_refused_quickly() -> None:
    assert code_of("Russia" * 100_000) is None
