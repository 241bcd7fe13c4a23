"""The same copy on several sites is one story with several appearances, in whatever order they are met."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from communique.model import Page
from communique.pages.duplicates import appearances, fingerprint, likeness
from communique.pages.stories import read_stories
from tests.pages.material import STORIES


def story(page_id: str, paragraphs, headline: str = "Talks go on in the north of the country"):
    text = f"{headline}\nBy Jane Harper\n3 May 2023\n" + "\n".join(paragraphs)
    return read_stories(Page(page_id, "test", "text/plain", text, "")).stories[0]


WIRE = STORIES[0].paragraphs
COPIES = [
    story("a", WIRE),
    story(
        "b", (f"BREVIK, March 9 (Reuters) - {WIRE[0]}", *WIRE[1:]), "Border to reopen after two years, ministers say"
    ),
    story("c", ("Two neighbours have made peace over a gate.", *WIRE[1:6])),
    story("d", STORIES[1].paragraphs),
    story("e", STORIES[2].paragraphs),
    story("f", ("This is a story, but too short to be compared with any other.",)),
]


def test_copies_are_found_and_others_left():
    assert appearances(COPIES) == (("a", "b", "c"),)


@settings(max_examples=20, deadline=None)
@given(st.permutations(COPIES))
def test_the_order_does_not_matter(stories):
    assert appearances(stories) == (("a", "b", "c"),)


def test_a_story_is_like_itself_and_unlike_another():
    one, other = fingerprint(COPIES[0]), fingerprint(COPIES[3])
    assert one
    assert other
    assert likeness(one, one) == 1.0
    assert likeness(one, other) < 0.1


def test_what_is_too_short_has_no_fingerprint():
    assert fingerprint(COPIES[5]) is None
