"""Captions: told from paragraphs by their end, and taken apart without guessing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.pages.captions import Sureness, parse_caption, sureness
from communique.pages.lexicon import furniture_reason
from communique.pages.lines import look_of


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Ana Costin in Tarsk, Karvia, 17 June 2024. AFP/ANA POPA", "AFP/ANA POPA"),
        ("Ana Costin in Tarsk on June 17, 2024. (EPA/Jan Holm)", "EPA/Jan Holm"),
        ("Ana Costin in Tarsk, 17 June 2024. [Jan Holm/Anadolu]", "Jan Holm/Anadolu"),
        ("Ana Costin in Tarsk, 17 June 2024. Photo: Getty Images", "Getty Images"),
        ("Ana Costin speaks in parliament (Photo by Jan Holm/Getty Images)", "Photo by Jan Holm/Getty Images"),
        ("Ana Costin speaks in parliament. Photograph: Jan Holm/The Lantern", "Jan Holm/The Lantern"),
        ("Ana Costin speaks in parliament, Tarsk, June 17, 2024. REUTERS/Jan Holm", "REUTERS/Jan Holm"),
        ("Ana Costin speaks in parliament in Tarsk © Jan Holm / AFP", "© Jan Holm / AFP"),
        ("Smoke over Tarsk, 3 May 2024. Nobody Knows/Unknown Press", "Nobody Knows/Unknown Press"),
    ],
)
def test_a_credit_makes_a_caption(text, credit):
    assert sureness(text) is Sureness.SURE
    assert parse_caption(text, 0, len(text)).credit in {credit, credit.removeprefix("© ")}


@pytest.mark.parametrize(
    "text",
    [
        "The parliament of Karvia voted down the budget on 17 June 2024.",
        "She was born on May 3, 1970 and studied law in Tarsk.",
        "The talks between Norland/Estavia and the union went on, officials said.",
        "“We saw the photo,” he said.",
        "The agreement was signed in Brevik in 1998 (see box).",
    ],
)
def test_a_paragraph_is_no_caption(text):
    assert sureness(text) is Sureness.NO


def test_an_agency_alone_at_the_end_leaves_it_open():
    assert sureness("The prime minister said after the vote that she would not resign. (AFP)") is Sureness.SIGNED


def test_people_by_their_sides_without_titles():
    text = "US Secretary of State Ann Lee (R) and Norland's Foreign Minister Ilse Brandt (L) at the Summer Palace in Brevik, Norland, 9 March 2023. AFP/Jan Holm"
    caption = parse_caption(text, 0, len(text))
    assert caption.people == ("Ann Lee", "Ilse Brandt")
    assert (caption.place, caption.date) == ("the Summer Palace in Brevik, Norland", "2023-03-09")


def test_what_a_caption_does_not_tell_is_null():
    caption = parse_caption("A border post. Photo: AFP", 0, 25)
    assert (caption.people, caption.place, caption.date) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Share on Facebook", "share"), ("Tweet this", "share"), ("12 comments", "comments"), ("5 min read", "counter"), ("1.2K", "counter"),
        ("Sponsored", "advert"), ("Story continues below advertisement", "advert"), ("You may also like", "related"),
        ("READ MORE: Storm tears roof from school in Hallby", "related"), ("Also read | Ten gardens that bloom", "related"),
        ("Sign up for our daily newsletter", "newsletter"), ("We use cookies to improve your experience.", "cookie"),
        ("© 2023 The Lantern. All rights reserved.", "copyright"), ("Skip to main content", "navigation"),
        ("Reporting by Jane Harper; editing by Tom Okafor", "author"), ("* * *", "ornament"),
    ],
)  # fmt: skip
def test_what_widgets_say(text, reason):
    assert furniture_reason(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Share prices fell in Tarsk on Monday after the vote.",
        "More than forty thousand people have fled, aid groups say.",
        "Related charges against the minister were dropped on Friday.",
        '"Subscribe to our cause," the opposition leader said.',
        "Home Secretary resigns over border dispute",
        "Follow the money: how Karvia hid its debts",
        "The comments came after a week of silence.",
    ],
)
def test_what_newspapers_say(text):
    assert furniture_reason(text) is None


@given(st.text(max_size=400))
def test_any_line_has_a_look(text):
    look_of(text)


@pytest.mark.parametrize(
    "unit", ["a", "A ", "A/", "(", "1 ", "1 May 2025 ", "By A ", "-- ", "A. ", "[", "photo: ", "©", "A, ", "Aa-"]
)
def test_long_lines_take_no_long_time(unit):
    started = time.perf_counter()
    look_of(unit * (200_000 // len(unit)))
    assert time.perf_counter() - started < 2
