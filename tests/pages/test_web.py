"""Fetching: polite, bounded, and no way into private networks, at no hop. No test touches the net."""

from __future__ import annotations

import httpx
import pytest

from communique.model import Page
from communique.pages.feeds import read_feed
from communique.pages.fetch import Fetcher, is_private
from communique.pages.inputs import NotRead
from communique.pages.sources import Run, SourceOptions, Unread, Validators, read_address, read_pages
from communique.pages.stories import read_stories
from tests.pages.material import STORIES

PAGE = f"<html><body><h1>{STORIES[0].headline}</h1>" + "".join(f"<p>{p}</p>" for p in STORIES[0].paragraphs)
HOSTS = {"lantern.example": "93.184.216.34", "inside.example": "10.0.0.7", "loop.example": "127.0.0.1"}
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Lantern</title>
<item><title>{STORIES[0].headline}</title><link>https://lantern.example/a</link><pubDate>Thu, 09 Mar 2023 10:00:00 GMT</pubDate>
<description>{" ".join(STORIES[0].paragraphs)}</description></item>
<item><title></title><link></link></item>
<item><title>{STORIES[1].headline}</title><link>https://lantern.example/b</link><description>Short.</description></item>
</channel></rss>"""


def fetcher(answers: dict[str, httpx.Response], asked: list[httpx.Request] | None = None, **options) -> Fetcher:
    """A fetcher that gets `answers` by path, robots.txt among them; other paths are not there."""

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return answers.get(request.url.path, httpx.Response(404))

    made = SourceOptions(delay_seconds=0.0, **options)
    return Fetcher(made, resolve=lambda host, port: [HOSTS[host]], transport=httpx.MockTransport(answer))


def reason(fetching: Fetcher, url: str = "https://lantern.example/a") -> str:
    with pytest.raises(NotRead) as problem:
        fetching.fetch(url)
    return problem.value.reason


def test_a_page_with_what_the_server_says_of_it():
    headers = {
        "content-type": "text/html; charset=utf-8",
        "etag": '"1"',
        "last-modified": "Thu, 09 Mar 2023 10:00:00 GMT",
    }
    got = fetcher({"/a": httpx.Response(200, text=PAGE, headers=headers)}).fetch("https://lantern.example/a")
    assert (got.media, got.charset) == ("text/html", "utf-8")
    assert got.validators == Validators('"1"', "Thu, 09 Mar 2023 10:00:00 GMT")


def test_it_says_who_it_is_and_goes_to_the_address_it_checked():
    asked: list[httpx.Request] = []
    fetcher({"/a": httpx.Response(200, text=PAGE)}, asked).fetch("https://lantern.example/a")
    assert [r.url.path for r in asked] == ["/robots.txt", "/a"]
    assert asked[1].headers["user-agent"].startswith("communique/")
    assert (asked[1].url.host, asked[1].headers["host"]) == ("93.184.216.34", "lantern.example")
    assert asked[1].extensions["sni_hostname"] == "lantern.example"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "::1",
        "fe80::1",
        "fc00::1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "::ffff:127.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "words",
    ],
)
def test_private_addresses(address):
    assert is_private(address)


@pytest.mark.parametrize("url", ["http://inside.example/a", "http://loop.example/a"])
def test_private_hosts_are_refused_unless_allowed(url):
    assert reason(fetcher({"/a": httpx.Response(200, text=PAGE)}), url) == "private_address"
    assert fetcher({"/a": httpx.Response(200, text=PAGE)}, allow_private=True).fetch(url).data


def test_a_redirect_into_a_private_network_is_refused():
    answers = {
        "/a": httpx.Response(302, headers={"location": "http://inside.example/secret"}),
        "/secret": httpx.Response(200, text="secret"),
    }
    assert reason(fetcher(answers)) == "private_address"


def test_a_redirect_to_a_file_is_refused():
    assert reason(fetcher({"/a": httpx.Response(302, headers={"location": "file:///etc/passwd"})})) == "bad_url"


def test_redirects_end_somewhere():
    assert reason(fetcher({"/a": httpx.Response(302, headers={"location": "/a"})})) == "redirects"


def test_robots():
    rules = httpx.Response(200, text="User-agent: *\nDisallow: /a")
    assert reason(fetcher({"/robots.txt": rules, "/a": httpx.Response(200, text=PAGE)})) == "robots"
    assert reason(fetcher({"/robots.txt": httpx.Response(503), "/a": httpx.Response(200, text=PAGE)})) == "robots"
    open_to_all = fetcher({"/robots.txt": rules, "/a": httpx.Response(200, text=PAGE)}, respect_robots=False)
    assert open_to_all.fetch("https://lantern.example/a").data


def test_large_answers_are_cut_short():
    assert reason(fetcher({"/a": httpx.Response(200, content=b"a" * 20_000)}, max_page_bytes=10_000)) == "too_large"


def test_error_statuses_and_silence():
    assert reason(fetcher({"/a": httpx.Response(500)})) == "http_error"

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    made = Fetcher(
        SourceOptions(delay_seconds=0),
        resolve=lambda host, port: ["93.184.216.34"],
        transport=httpx.MockTransport(silent),
    )
    assert reason(made) == "timeout"


def test_an_unchanged_page_is_not_sent_again():
    asked: list[httpx.Request] = []
    known = {"https://lantern.example/a": Validators('"1"', None)}
    assert reason(fetcher({"/a": httpx.Response(304)}, asked, known=known)) == "not_modified"
    assert asked[-1].headers["if-none-match"] == '"1"'


def test_the_pace_is_kept_for_each_host():
    slept: list[float] = []
    made = fetcher({"/a": httpx.Response(200, text=PAGE)})
    slow = Fetcher(SourceOptions(delay_seconds=5.0), made.resolve, made.transport, slept.append)
    slow.fetch("https://lantern.example/a")
    assert len(slept) == 1
    assert 4 < slept[0] <= 5


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "https://nowhere.example/x", "http://127.0.0.1/", "http://169.254.169.254/latest"]
)
def test_bad_addresses_are_told(url):
    items = list(read_pages([url], SourceOptions(timeout_seconds=1)))
    assert len(items) == 1
    assert isinstance(items[0], Unread)


def entries(feed: str, fetch=None):
    return list(read_feed(feed.encode(), "feed.xml", "feed", fetch))


def test_entries_of_a_feed_become_pages():
    first, empty, second = entries(FEED)
    assert isinstance(first, Page)
    story = read_stories(first).stories[0]
    assert story.headline
    assert story.headline.text == STORIES[0].headline
    assert (story.published or "")[:10] == "2023-03-09"
    assert (story.published_from, story.outlet) == ("feed", "The Lantern")
    assert isinstance(empty, Unread)
    assert isinstance(second, Page)


def test_a_broken_feed_gives_what_can_be_read_and_one_line():
    items = entries(FEED[: FEED.index("<item><title></title>")] + "<item><title>Broken & <b>")
    assert isinstance(items[0], Page)
    assert [i.reason for i in items if isinstance(i, Unread)][-1:] == ["malformed_feed"]
    assert [i.reason for i in entries("<rss><channel>")] == ["malformed_feed"]


def test_short_entries_are_fetched_and_kept_where_that_fails():
    answers = {
        "/feed": httpx.Response(200, text=FEED, headers={"content-type": "application/rss+xml"}),
        "/b": httpx.Response(200, text=PAGE),
    }
    run = Run(SourceOptions(delay_seconds=0), fetcher(answers))
    items = list(read_address("https://lantern.example/feed", run))
    assert [i.id for i in items if isinstance(i, Page)] == ["lantern.example/a", "lantern.example/b"]
    del answers["/b"]
    items = list(read_address("https://lantern.example/feed", run))
    assert [i.reason for i in items if isinstance(i, Unread)] == ["empty", "http_error"]
    assert [i.id for i in items if isinstance(i, Page)] == ["lantern.example/a", "lantern.example/b"]
