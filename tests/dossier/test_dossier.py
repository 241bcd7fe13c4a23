"""A dossier: what an analyst would send on, traceable, complete, and safe whatever the news text holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import lxml.html
import pytest

from communique.dossier.build import DossierQuery, dossier, unquoted
from communique.dossier.contradictions import same_bound, tells_apart
from communique.dossier.markdown import markdown, quoted, text
from communique.dossier.model import Value
from communique.dossier.page import rendered
from communique.dossier.subject import parts_of, subject
from communique.dossier.words import day_words, duration_words, entries, place_words, summary
from communique.record.follows import keep_follow, make_follow
from communique.record.processes import processes
from communique.record.schema import RecordError
from tests.acts import DNK, NOR, Act, Words, border, coded_story, fishery, keep


@pytest.fixture
def held(record):
    keep(record, *fishery(), *border())
    return dossier(record, DossierQuery("NOR-DNK"))


def test_what_happened_comes_in_order_with_day_place_source_and_sentence(held):
    assert [line.date for line in held.happened] == ["2031-03-02", "2031-03-02", "2031-03-08", "2031-03-09"]
    seized = next(line for line in held.happened if line.kind == "COERCE:seize")
    assert seized.incident
    assert (seized.actors, seized.recipients, seized.place_country) == (("Norway",), ("Denmark",), "NOR")
    assert seized.sentence == "Norway seized a trawler from Denmark on Sunday over the herring quota."
    assert seized.stories == ("f1",)
    claimed = next(line for line in held.happened if line.date == "2031-03-08")
    assert claimed.on_the_word_of == ("Denmark",)


def test_a_denial_stands_against_what_it_denies(held):
    (found,) = held.contradictions
    assert found.about == "whether it happened"
    assert {s for v in found.values for s in v.stories} == {"f2", "f3"}
    assert {w for v in found.values for w in v.on_the_word_of} == {"Norway", "Denmark"}


def test_what_is_dated_after_the_last_story_is_announced_and_did_not_happen(held):
    (coming,) = held.announced
    assert (coming.date, coming.status) == ("2031-04-02", "planned")
    assert coming.id not in {line.id for line in (*held.happened, *held.not_done)}


def test_no_event_is_lost(record):
    keep(record, *fishery(), *border())
    for p in processes(record):
        found = dossier(record, DossierQuery(p.id))
        lines = {line.id for line in (*found.happened, *found.not_done, *found.announced)}
        assert lines == set(p.events)
        assert {e for g in found.missing if "left out here" in g.what and "between" in g.what for e in g.ids} == set(
            p.aside
        )


def test_rounds_name_place_and_parties(held):
    (one,) = held.rounds
    assert (one.date, one.place, one.place_country) == ("2031-03-09", "Stockholm", "SWE")
    assert set(one.parties) == {"Norway", "Denmark"}


def test_statements_are_those_of_the_parties(held):
    (one,) = held.statements
    assert (one.speaker, one.day, one.story) == ("Mette Holm", "2031-03-02", "f1")


def test_statements_stand_without_their_quotation_marks(record):
    act = Act("Norway met Denmark in Oslo.", "met", "CONSULT", (NOR,), (DNK,), "2031-03-02")
    keep(record, coded_story("q1", "Talks", "2031-03-02", [act], [Words("Ann Berg", "NOR", '"We will fish,"')]))
    (said,) = dossier(record, DossierQuery("NOR-DNK")).statements
    assert said.content == "We will fish"


def test_until_leaves_out_what_later_stories_tell(record):
    keep(record, *fishery())
    found = dossier(record, DossierQuery("NOR-DNK", until="2031-03-09"))
    assert {s.story for s in found.sources} == {"f1", "f2"}
    assert found.announced == ()
    assert found.contradictions == ()
    with pytest.raises(ValueError, match="no day"):
        dossier(record, DossierQuery("NOR-DNK", until="last week"))


def test_every_kind_of_name_is_found(record):
    keep(record, *fishery())
    keep_follow(record, make_follow("Fish", ["NOR", "DNK"], ["herring"]))
    (one,) = processes(record)
    names = {
        "fish": "followed", one.id: "process", one.name: "process", "NOR-DNK": "dyad", "Norway–Denmark": "dyad",
        "Norway and Denmark": "dyad", "NOR": "actor", "denmark": "actor",
    }  # fmt: skip
    assert {name: subject(record, name).kind for name in names} == names


def test_an_unknown_name_is_said_with_what_is_near(record):
    keep(record, *fishery())
    with pytest.raises(RecordError, match="near: dnk-nor"):
        subject(record, "dnk-nor-haring")
    with pytest.raises(RecordError, match="nothing in the record is between"):
        subject(record, "NOR-CHL")


def test_ways_to_read_a_dyad():
    assert ("RUS", "UKR") in parts_of("RUS-UKR")
    assert ("Ban Ki-moon", "North Korea") in parts_of("Ban Ki-moon – North Korea")
    assert parts_of("Norway") == []


HOSTILE = '<script>alert("x")</script> [a](javascript:alert(1)) `b` **c** <img src=x onerror=y> \x1b[31m\u202e'


def hostile(record):
    act = Act(
        f"Norway accused Denmark of {HOSTILE} on Sunday.",
        "accused",
        "ACCUSE",
        (NOR,),
        (DNK,),
        "2031-03-02",
        attribution="Sunday",
    )
    words = Words("Ann <b>Berg</b>", "NOR", f"{HOSTILE} indeed")
    keep(record, coded_story("h1", f"# {HOSTILE}", "2031-03-02", [act], [words], outlet="<i>Post</i>"))
    return dossier(record, DossierQuery("NOR-DNK"))


def test_hostile_text_is_text_in_html(record):
    page = rendered(hostile(record), "html", 60)
    tree = lxml.html.fromstring(page)
    assert tree.xpath("//script | //img | //iframe | //link | //object") == []
    assert [a for a in tree.xpath("//@*") if str(a).lower().startswith(("javascript", "data:"))] == []
    assert not [a for e in tree.iter() for a in e.attrib if a.startswith("on")]
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "Ann <b>Berg</b>" in tree.text_content()
    assert "http-equiv" in page


def test_hostile_text_is_text_in_markdown(record):
    found = markdown(hostile(record), 60)
    assert "<script" not in found
    assert "<img" not in found
    assert not re.search(r"(?<!\\)\]\((?!#)", found)
    assert "\x1b" not in found
    assert all(not line.startswith("# <") for line in found.splitlines())


def test_a_link_is_only_made_of_a_web_address(held):
    origins = {
        "https://example.org/a?b=1": True,
        "javascript:alert(1)": False,
        "/home/a.txt": False,
        "https://a b": False,
    }
    for origin, linked in origins.items():
        changed = replace(held, sources=tuple(replace(s, origin=origin) for s in held.sources))
        assert (f'href="{origin}"' in rendered(changed, "html", 60)) is linked
        assert (f"<{origin}>" in rendered(changed, "md", 60)) is linked


def test_all_forms_hold_the_same_events_and_json_comes_back(held):
    ids = {line.id for line in (*held.happened, *held.not_done, *held.announced)}
    for form in ("md", "html", "json"):
        page = rendered(held, form, 60)
        assert all(i in page for i in ids), form
    raw = json.loads(rendered(held, "json", 1))
    assert raw["dossier"] == 1
    assert {x["id"] for part in ("happened", "not_done", "announced") for x in raw[part]} == ids
    with pytest.raises(ValueError, match="not known"):
        rendered(held, "pdf", 1)


def test_what_is_left_out_is_said(held):
    found = markdown(held, 1)
    assert "3 entries of less weight left out: `--most 4` shows all." in found


def test_events_of_one_sentence_are_one_entry(held):
    line = held.happened[0]
    (one,) = entries([line, replace(line, id="E0", kind="ACCUSE")])
    assert one.ids == (line.id, "E0")
    assert len(one.kinds) == 2


def test_a_record_without_proposals_says_so(held):
    assert "No proposals in the record." in markdown(held, 60)
    assert dict(summary(held))["Period"] == "2–20 March 2031"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "no day"), ("2031-03-02", "2 March 2031"), ("2031-03", "March 2031"), ("2031", "2031"), ("2029/2031", "2029–2031"),
        ("2031-03-02/2031-03-05", "2–5 March 2031"), ("2031-03-30/2031-04-02", "30 March – 2 April 2031"),
        ("2030-12-30/2031-01-02", "30 December 2030 – 2 January 2031"), ("soon", "soon"),
    ],
)  # fmt: skip
def test_days_in_words(value, words):
    assert day_words(value) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [("P30D", "30 days"), ("PT48H", "48 hours"), ("P1Y", "1 year"), ("P1DT2H", "P1DT2H"), (None, None)],
)
def test_durations_in_words(period, words):
    assert duration_words(period) == words


def test_places_in_words():
    assert place_words("Oslo", "NOR") == "Oslo (NOR)"
    assert place_words("Oslo, Norway", "NOR") == "Oslo, Norway"
    assert place_words(None, "NOR") == "Norway"
    assert place_words(None, None) is None


def test_quotation_marks_around_the_whole_are_taken_off():
    assert unquoted('"We will fish,"') == "We will fish"
    assert unquoted('"We fish." … "They do not,"') == "We fish. … They do not"
    assert unquoted('the "old" fish') == 'the "old" fish'
    assert unquoted('"old" and "new"') == '"old" and "new"'


def test_a_sentence_that_brings_its_own_quotation_marks_gets_no_others():
    assert quoted("Norway met Denmark.") == "“Norway met Denmark.”"
    assert quoted('"We met," Berg said.') == '"We met," Berg said.'


def test_only_two_sources_of_one_scale_contradict_each_other():
    def values(*pairs):
        return [Value(v, s) for v, s in pairs]

    assert tells_apart("duration", values(("3 hours", ("a",)), ("4 hours", ("b",))), {})
    assert not tells_apart("duration", values(("3 hours", ("a",)), ("4 hours", ("a",))), {})
    assert not tells_apart("duration", values(("3 hours", ("a",)), ("30 days", ("b",))), {})
    assert not tells_apart("duration", values(("over 3 hours", ("a",)), ("more than 3 hours", ("b",))), {})
    assert not tells_apart("dead", values(("3", ("a",)), ("4", ("b",))), {"b": "a"})
    assert same_bound("around 5") == same_bound("about 5")


def test_no_line_of_markdown_can_be_opened_by_news_text():
    assert text("# a") == r"\# a"
    assert text("1. a") == r"1\. a"
    assert text("a\n\nb") == "a b"
