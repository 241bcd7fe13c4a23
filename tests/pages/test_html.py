"""HTML of many makes: never worse than trafilatura on a page of one story, and several stories where it sees one."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import trafilatura

from communique.model import Page, PublishedFrom
from communique.pages.stories import PageStories, read_stories
from tests.pages.material import STORIES
from tests.pages.sites import SITES


def read(markup: str, **metadata: str) -> PageStories:
    return read_stories(Page("p", "test", "text/html", markup, "", metadata))


def token_f1(found: str, gold: str) -> float:
    one, two = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    return 2 * sum((one & two).values()) / (sum(one.values()) + sum(two.values()))


@pytest.mark.parametrize("told", STORIES, ids=lambda t: t.headline[:12])
@pytest.mark.parametrize("site", SITES, ids=lambda s: s.__name__)
def test_not_worse_than_trafilatura(site, told):
    markup = site(told)
    page = read(markup)
    assert len(page.stories) == 1
    story = page.stories[0]
    body = " ".join(p.text for p in story.paragraphs)
    gold = " ".join(told.paragraphs)
    theirs = (trafilatura.extract(markup, include_comments=False) or "").replace(told.headline, "", 1)
    assert token_f1(body, gold) >= max(0.97, token_f1(theirs, gold))
    assert story.headline
    assert story.headline.text == told.headline
    assert (story.published or "")[:10] == told.iso
    assert story.published_from is PublishedFrom.METADATA


def test_reasons_of_boxes():
    page = read(SITES[0](STORIES[0]))
    reasons = {f.reason for f in page.furniture} | {f.reason for s in page.stories for f in s.furniture}
    assert reasons >= {"navigation", "share", "advert", "related", "comments", "copyright"}
    assert page.stories[0].byline
    assert "Jane Harper" in page.stories[0].byline.text
    assert page.stories[0].captions[0].credit == "AFP"


def test_key_points_in_a_list():
    story = read(SITES[2](STORIES[0])).stories[0]
    assert [p.text for p in story.key_points] == ["Crossing to open soon", "More talks to follow in spring"]


def test_dates_of_appended_stories_come_from_the_list_in_the_head():
    first, second = STORIES[:2]
    articles = "".join(
        f"<article><h1>{t.headline}</h1>{''.join(f'<p>{p}</p>' for p in t.paragraphs)}</article>"
        for t in (first, second)
    )
    items = ",".join(
        f'{{"@type":"NewsArticle","headline":"{t.headline}","datePublished":"{t.iso}"}}' for t in (second, first)
    )
    markup = f'<html><head><script type="application/ld+json">{{"@graph":[{items}]}}</script></head><body>{articles}</body></html>'
    assert [s.published for s in read(markup).stories] == [first.iso, second.iso]


def test_headings_split_where_there_are_no_article_elements():
    parts = "".join(
        f"<h1>{t.headline}</h1><div>{''.join(f'<p>{p}</p>' for p in t.paragraphs)}</div>" for t in STORIES[:3]
    )
    assert [len(s.paragraphs) for s in read(f"<html><body>{parts}</body></html>").stories] == [
        len(t.paragraphs) for t in STORIES[:3]
    ]


@pytest.mark.parametrize("tag", ["div", "b", "article", "blockquote"])
def test_a_hundred_thousand_open_tags(tag):
    page = read(f"<{tag}>" * 100_000 + f"<p>{STORIES[0].paragraphs[0]}</p>")
    assert page.reason in {None, "no_story"}


@pytest.mark.parametrize(
    "markup",
    [
        "<",
        "<html>",
        "<!--" * 9000,
        "<script>x",
        "<p>\x00\x01</p>",
        "<p" * 5000,
        "<table>" * 3000,
        "&#0;&#xD800;&bogus;",
        "<p>\ud800</p>",
    ],
)
def test_broken_markup_is_read_without_complaint(markup):
    assert read(markup).stories == ()


def test_hidden_text_and_scripts_are_not_visible():
    markup = f"<html><body><h1>{STORIES[0].headline}</h1><p style='display: none'>Secret words of nobody.</p><script>alert('x')</script>"
    markup += "".join(f"<p>{p}</p>" for p in STORIES[0].paragraphs) + "</body></html>"
    assert "Secret" not in read(markup).page_text
    assert "alert" not in read(markup).page_text


def test_a_day_in_unusual_markup_is_inferred_and_none_is_invented():
    body = "".join(f"<p>{p}</p>" for p in STORIES[0].paragraphs)
    page = read(
        f'<html><body><h1>{STORIES[0].headline}</h1><abbr class="published" title="2023-03-09T10:00:00">then</abbr>{body}</body></html>'
    )
    assert page.stories[0].published == "2023-03-09"
    assert page.stories[0].published_from is PublishedFrom.INFERRED
    assert (
        read(f"<html><body><h1>{STORIES[0].headline}</h1>{body}<footer>© 2021 The Site</footer></body></html>")
        .stories[0]
        .published
        is None
    )
