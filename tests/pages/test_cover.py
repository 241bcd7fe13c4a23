"""Nothing of a page is in no piece, no piece overlaps another, and each slices back out of its text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.model import Page, Story
from communique.pages.stories import PageStories, read_stories
from tests.pages.generated import html_page, plain_page

LINES = st.sampled_from(
    [
        "", "", " ", "Share", "20", "TT", "Read Next", "By Jane Harper", "3 May 2025", "Most read", "© 2021 The Lantern",
        "Norland opens talks with Estavia on the gulf", "Karvia votes down its budget",
        "The parliament of Karvia voted down the government's budget on Monday.", "\u200fReuters", "\ufeff", "a\tb", "…",
        "Ana Costin leaves parliament in Tarsk, Karvia, 17 June 2024. AFP/ANA POPA",
        "TARSK, June 17 (Reuters) - The prime minister said after the vote that she would not resign.",
        "MOSCOW -", "(Reuters) - ", "\x0b\x0c", "\r", "A\u2028B",
    ]
)  # fmt: skip
SOME_TEXT = st.one_of(st.text(max_size=300), st.lists(LINES, max_size=30).map("\n".join))
WRAPPED = st.sampled_from(["p", "div", "h1", "li", "article", "figcaption", "span", "nav", "td", "time"])
SOME_HTML = st.lists(st.tuples(WRAPPED, SOME_TEXT), max_size=12).map(
    lambda parts: "<html><body>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pieces_of(story: Story) -> list[tuple[int, int, str]]:
    """Every piece of a story; a dateline stands before its paragraph."""
    singles = [p for p in (story.headline, story.standfirst, story.byline, story.dateline) if p is not None]
    every = [*singles, *story.paragraphs, *story.key_points, *story.captions, *story.furniture]
    return sorted((p.start, p.end, p.text) for p in every)


def assert_covered(whole: str, pieces: list[tuple[int, int, str]]) -> None:
    at = 0
    for start, end, text in pieces:
        assert whole[start:end] == text
        assert start >= at, "pieces overlap"
        assert not whole[at:start].strip(), "words in no piece"
        at = end
    assert not whole[at:].strip()


def assert_whole(page: PageStories) -> None:
    for story in page.stories:
        assert page.page_text[story.start : story.end] == story.text
        assert_covered(story.text, pieces_of(story))
    outer = [(s.start, s.end, s.text) for s in page.stories] + [(f.start, f.end, f.text) for f in page.furniture]
    assert_covered(page.page_text, sorted(outer))


@QUICK
@given(SOME_TEXT)
def test_plain_text(text):
    assert_whole(read_stories(Page("p", "test", "text/plain", text, "")))


@QUICK
@given(SOME_TEXT)
def test_text_kept_to_the_letter(text):
    page = read_stories(Page("p", "test", "text/plain", text, "", {}, is_story=True))
    assert page.page_text == text
    assert_whole(page)


@QUICK
@given(SOME_HTML)
def test_html(markup):
    assert_whole(read_stories(Page("p", "test", "text/html", markup, "")))


@QUICK
@given(st.integers(0, 10_000), st.booleans())
def test_generated_pages(seed, unseen):
    assert_whole(read_stories(Page("p", "test", "text/plain", plain_page(seed, unseen=unseen).text, "")))
    assert_whole(read_stories(Page("p", "test", "text/html", html_page(seed, unseen=unseen).text, "")))
