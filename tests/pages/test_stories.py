"""Stories cut out of pages: the right ones, each with its own pieces, whatever the furniture around them says."""

from __future__ import annotations

import pytest

from communique.model import Page, PublishedFrom
from communique.pages.stories import PageStories, read_stories
from tests.pages.generated import Gold, html_page, plain_page

TWO_IN_A_ROW = """Norland Opens Talks With Estavia on the Gulf

Norland's Prime Minister Ilse Brandt (R) greets Estavia's envoy Marek Solin (L) at the Summer Palace in Brevik, Norland, 9 March 2023. (EPA/Jan Holm)
Norland's Prime Minister Ilse Brandt (R) greets Estavia's envoy Marek Solin (L) at the Summer Palace in Brevik, Norland, 9 March 2023. (EPA/Jan Holm)
TT
20

Norland Opens Talks With Estavia on the Gulf

Norland's Prime Minister Ilse Brandt (R) greets Estavia's envoy Marek Solin (L) at the Summer Palace in Brevik, Norland, 9 March 2023. (EPA/Jan Holm)

Norland and Estavia opened talks on Thursday about fishing rights in the Gulf of Sarn.

"We have waited too long for this day," Brandt told reporters in Brevik.



Karvia Votes Down Its Budget

Prime Minister Ana Costin leaves parliament in Tarsk, Karvia, 17 June 2024. AFP/ANA POPA
Prime Minister Ana Costin leaves parliament in Tarsk, Karvia, 17 June 2024. AFP/ANA POPA
TT
20

Karvia Votes Down Its Budget

The parliament of Karvia voted down the government's budget on Monday for the third time this year.
Costin said after the vote that she would not resign."""


def read(text: str, media: str = "text/plain", **metadata: str) -> PageStories:
    return read_stories(Page("page", "test", media, text, "", metadata))


def assert_found(page: PageStories, gold: Gold, least: float) -> None:
    """Headlines, days and captions all there; paragraphs right for at least this share, counting what is too much."""
    assert [s.headline.text for s in page.stories if s.headline] == [s.headline for s in gold.stories]
    assert [(s.published or "")[:10] for s in page.stories] == [s.iso for s in gold.stories]
    assert [c.text for s in page.stories for c in s.captions] == list(gold.captions)
    right = wrong = missing = 0
    for story, told in zip(page.stories, gold.stories, strict=True):
        found = [p.text for p in story.paragraphs]
        right += len(set(found) & set(told.paragraphs))
        wrong += len(set(found) - set(told.paragraphs))
        missing += len(set(told.paragraphs) - set(found))
    assert 2 * right / (2 * right + wrong + missing) >= least


@pytest.mark.parametrize("seed", range(24))
def test_known_furniture_stays_out_of_plain_text(seed):
    gold = plain_page(seed, unseen=False)
    assert_found(read(gold.text), gold, least=1.0)


@pytest.mark.parametrize("seed", range(24))
def test_furniture_nobody_knows_is_known_by_its_place(seed):
    gold = plain_page(seed, unseen=True)
    assert_found(read(gold.text), gold, least=0.96)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("unseen", [False, True])
def test_html_stories(seed, unseen):
    gold = html_page(seed, unseen=unseen)
    assert_found(read(gold.text, "text/html"), gold, least=0.96 if unseen else 1.0)


class TestTwoStoriesRunTogether:
    """The page the project was founded on, in other words."""

    def test_both_stories_are_there(self):
        page = read(TWO_IN_A_ROW)
        assert [s.id for s in page.stories] == ["page#1", "page#2"]
        assert [len(s.paragraphs) for s in page.stories] == [2, 2]

    def test_copies_and_widgets_are_set_aside_with_a_reason(self):
        first = read(TWO_IN_A_ROW).stories[0]
        assert [f.reason for f in first.furniture] == ["repeated", "share", "counter", "repeated", "repeated"]
        assert len(first.captions) == 1

    def test_the_caption_tells_people_place_day_and_credit(self):
        caption = read(TWO_IN_A_ROW).stories[0].captions[0]
        assert caption.people == ("Ilse Brandt", "Marek Solin")
        assert caption.place == "the Summer Palace in Brevik, Norland"
        assert (caption.date, caption.credit) == ("2023-03-09", "EPA/Jan Holm")

    def test_the_day_comes_from_the_caption(self):
        first, second = read(TWO_IN_A_ROW).stories
        assert (first.published, first.published_from) == ("2023-03-09", PublishedFrom.CAPTION)
        assert (second.published, second.captions[0].credit) == ("2024-06-17", "AFP/ANA POPA")


def test_a_standfirst_between_headline_and_byline():
    text = (
        "Karvia votes down its budget\nPrime minister refuses to resign after third defeat in parliament\n"
        "By Jane Harper\n17 June 2024\nThe parliament of Karvia voted down the government's budget on Monday.\n"
        "The prime minister said after the vote that she would not resign."
    )
    story = read(text).stories[0]
    assert story.headline
    assert story.headline.text == "Karvia votes down its budget"
    assert story.standfirst
    assert story.standfirst.text.startswith("Prime minister refuses")
    assert story.byline
    assert story.byline.text == "By Jane Harper"


def test_key_points_under_their_heading():
    text = (
        "Karvia votes down its budget\nBy Jane Harper\n17 June 2024\nSummary\nThird defeat this year\nNew elections possible\n"
        "TARSK, June 17 (Reuters) - The parliament of Karvia voted down the government's budget on Monday.\n"
        "The prime minister said after the vote that she would not resign."
    )
    story = read(text).stories[0]
    assert [p.text for p in story.key_points] == ["Third defeat this year", "New elections possible"]
    assert story.dateline
    assert story.dateline.text == "TARSK, June 17 (Reuters) -"
    assert story.paragraphs[0].text.startswith("The parliament of Karvia")
    assert (story.agency, story.published) == ("Reuters", "2024-06-17")


def test_a_page_of_links_has_no_story():
    page = read("Home\nWorld\nMost read\nStriker leaves Rovers\nTen gardens that bloom")
    assert (page.stories, page.reason) == ((), "no_story")
    assert {f.reason for f in page.furniture} >= {"navigation", "related"}


def test_html_without_an_article_has_no_story():
    page = read(
        "<html><body><ul><li><a href=/a>One</a></li><li><a href=/b>Two</a></li></ul></body></html>", "text/html"
    )
    assert (page.stories, page.reason) == ((), "no_story")


def test_an_empty_page():
    assert read("  \n ").reason == "empty"


class TestToTheLetter:
    """An input that is one story by contract."""

    TEXT = "  Karvia votes down its budget\n\nThe parliament of Karvia voted it down.\nThe prime minister will not resign.\n\nAdvertisement of the year was shown.\n"

    def story(self, text: str = TEXT):
        page = read_stories(
            Page(
                "s1",
                "test",
                "text/plain",
                text,
                "",
                {"published": "2024-06-17", "published_from": "given"},
                is_story=True,
            )
        )
        return page.stories[0]

    def test_the_text_is_the_input(self):
        assert self.story().text == self.TEXT
        assert self.story().id == "s1"

    def test_the_headline_is_set_off(self):
        headline = self.story().headline
        assert headline
        assert headline.text == "Karvia votes down its budget"
        assert len(self.story().paragraphs) == 3

    def test_the_day_is_the_one_given(self):
        assert (self.story().published, self.story().published_from) == ("2024-06-17", PublishedFrom.GIVEN)

    def test_a_single_sentence_is_a_paragraph(self):
        story = self.story("Karvia's parliament voted down the budget.")
        assert story.headline is None
        assert [p.text for p in story.paragraphs] == ["Karvia's parliament voted down the budget."]

    def test_lines_broken_for_width_are_one_paragraph(self):
        story = self.story(
            "The parliament of Karvia voted down the budget of its\ngovernment on Monday, for the third time within this\nyear.\n\nNo."
        )
        assert [p.text.count("\n") for p in story.paragraphs] == [2, 0]
