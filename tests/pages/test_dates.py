"""Publication days: found where a page says them, the surer sign before the weaker, none invented."""

from __future__ import annotations

import pytest

from communique.model import Page, PublishedFrom
from communique.pages.datelines import find_dateline, is_byline, is_dated_line, is_name_line
from communique.pages.dates import url_evidence
from communique.pages.moments import iso_moment, moments_in
from communique.pages.stories import read_stories

BODY = (
    "\nThe parliament of Karvia voted down the budget on Monday.\nThe prime minister said that she would not resign.\n"
)


def story(text: str, **metadata: str):
    return read_stories(Page("p", "test", "text/plain", text, "", metadata)).stories[0]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("25 April 2025", "2025-04-25"), ("April 25, 2025", "2025-04-25"), ("25 Apr. 2025", "2025-04-25"), ("Sept 3rd, 2024", "2024-09-03"),
        ("2025-04-25", "2025-04-25"), ("25.04.2025", "2025-04-25"), ("04/25/2025", "2025-04-25"), ("25/04/2025", "2025-04-25"),
        ("2025/4/5", "2025-04-05"), ("7 mai 2025", "2025-05-07"), ("7. März 2025", "2025-03-07"), ("7 de mayo de 2025", "2025-05-07"),
        ("7 мая 2025", "2025-05-07"), ("2025年5月7日", "2025-05-07"),
    ],
)  # fmt: skip
def test_dates_as_printed(words, day):
    assert [m.value for m in moments_in(f"Published {words} at noon")] == [day]


@pytest.mark.parametrize(
    "words",
    [
        "04/05/2025",
        "31 February 2025",
        "May 2025",
        "3 Mary 2025",
        "room 2025-13-45",
        "1 May 1066",
        "version 1.2.2025.7x",
    ],
)
def test_no_day_where_there_is_none_or_two(words):
    assert [m for m in moments_in(words) if m.value != "2025-02-01"] == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2024-06-21T09:00:00Z", "2024-06-21T09:00:00+00:00"), ("2024-06-21", "2024-06-21"), ("Thu, 09 Mar 2023 10:00:00 GMT", "2023-03-09"),
        ("2023-03-09 10:00:00", "2023-03-09T10:00:00"), ("yesterday", None), ("", None), ("0001-01-01", None),
    ],
)  # fmt: skip
def test_machine_dates(words, value):
    assert iso_moment(words) == value


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://lantern.example/2025/04/25/talks", "2025-04-25"), ("https://lantern.example/world/2025/apr/25/talks", "2025-04-25"),
        ("https://lantern.example/news-20250425-talks", "2025-04-25"), ("https://lantern.example/2025/04/talks", None),
        ("https://lantern.example/article/20259999", None),
    ],
)  # fmt: skip
def test_addresses(url, day):
    found = url_evidence(url)
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    "line",
    ["Published 3 May 2025, 14:20 BST", "Updated May 3, 2025 2:20 p.m. ET", "12.12.2021", "3 hours ago", "May 3, 2025 · 4 min read", "Posted on: 2025-05-03 10:00", "Fri 3 May 2024 | 10.15 CEST"],
)  # fmt: skip
def test_dated_lines(line):
    assert is_dated_line(line)


@pytest.mark.parametrize(
    "line", ["The talks of 3 May 2025", "Karvia in May", "What happened 3 hours ago in Tarsk", "2025", "In 2024 prices"]
)
def test_lines_that_tell_more_than_a_date(line):
    assert not is_dated_line(line)


def test_bylines():
    assert all(
        map(
            is_byline,
            [
                "By Jane Harper",
                "By Jane Harper and Tom Okafor in Geneva",
                "By A. B. Smith, Reuters",
                "Par Solène Martin",
                "By Staff Writers",
            ],
        )
    )
    assert not any(
        map(
            is_byline,
            [
                "By the time he came",
                "By now it was late.",
                "Byline",
                "By using this site you agree",
                "By Monday the talks had failed to start again",
            ],
        )
    )
    assert is_name_line("Jane Harper")
    assert is_name_line("Agencies")
    assert not is_name_line("Talks fail again in the end")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("MOSCOW, April 25 (Reuters) - The talks", "MOSCOW, April 25 (Reuters) -"), ("KYIV, Ukraine (AP) — The talks", "KYIV, Ukraine (AP) —"),
        ("BEIJING, April 25 (Xinhua) -- The talks", "BEIJING, April 25 (Xinhua) --"), ("UNITED NATIONS — The talks", "UNITED NATIONS —"),
        ("(Reuters) - The talks", "(Reuters) -"), ("Geneva, 25 April 2025 – The talks", "Geneva, 25 April 2025 –"),
        ("A deal - if any - may come", None), ("Talks: what we know", None), ("US-led talks go on", None), ("Peace - A dream", None),
    ],
)  # fmt: skip
def test_datelines(line, words):
    found = find_dateline(line)
    assert (found.text if found else None) == words


def test_given_is_surer_than_all_else_and_conflicts_are_kept():
    text = f"Karvia votes down its budget\nBy Jane Harper\n18 June 2024{BODY}"
    found = story(text, published="2024-06-17", url="https://lantern.example/2024/06/19/budget")
    assert (found.published, found.published_from) == ("2024-06-17", PublishedFrom.GIVEN)
    assert [e.value for e in found.published_evidence] == ["2024-06-17", "2024-06-19", "2024-06-18"]


def test_an_update_counts_after_the_first_publication():
    found = story(f"Karvia votes down its budget\nUpdated 19 June 2024\nPublished 17 June 2024{BODY}")
    assert found.published == "2024-06-17"


def test_a_dateline_takes_its_year_from_another_sign_and_none_alone():
    body = "TARSK, Dec 31 (Reuters) - The parliament of Karvia voted down the budget on Monday.\nThe prime minister said she would not resign."
    assert story(f"Karvia votes down its budget\n\n{body}").published is None
    dated = story(f"Karvia votes down its budget\n\n{body}", url="https://lantern.example/2025/01/01/budget")
    assert [e.value for e in dated.published_evidence] == ["2025-01-01", "2024-12-31"]


def test_a_picture_from_the_files_says_nothing_about_the_day():
    text = f"Karvia votes down its budget\nFILE PHOTO: Parliament in Tarsk, Karvia, May 3, 2019. REUTERS/Ana Popa/File Photo{BODY}"
    found = story(text)
    assert len(found.captions) == 1
    assert (found.published, found.published_from) == (None, None)


def test_no_day_after_the_page_was_fetched():
    text = f"Karvia votes down its budget\nBy Jane Harper\n18 June 2034{BODY}"
    assert story(text, fetched="2024-06-20T10:00:00+00:00").published is None


def test_never_today_by_default():
    assert story(f"Karvia votes down its budget\n{BODY}").published is None
