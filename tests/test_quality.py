"""Quality is a test: floors measured on the committed examples, against what they are known to hold.

`tests/data/planted.json` was written with the pages, before any of them was coded. The floors stand a little below what was
measured when they were set; lowering one is a decision to be written down.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from communique.api import Outcome, read_inputs
from communique.record.store import LedgerLine, Record
from communique.shape import coded_json

ROOT = Path(__file__).parent.parent
PLANTED = json.loads((ROOT / "tests/data/planted.json").read_text(encoding="utf-8"))


def folded(text):
    return " ".join((text or "").lower().replace("’", "'").split())


@pytest.fixture(scope="module")
def readings(coder):
    return list(read_inputs([str(ROOT / "examples")], coder))


@pytest.fixture(scope="module")
def stories(readings):
    """Coded stories as JSON by (file, number on the page); the lines of a JSON Lines file count as one page."""
    out = {}
    for reading in readings:
        for coded in reading.stories:
            file = Path(reading.page.origin.split("#")[0].split(":")[0]).name
            number = 1 + sum(key[0] == file for key in out)
            out[file, number] = coded_json(coded)
    return out


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


def test_every_page_is_read_or_has_a_reason(readings):
    assert all(r.outcome is Outcome.READ or r.reason for r in readings)
    assert not [r for r in readings if r.outcome is Outcome.FAILED]


def test_stories_are_found_with_their_headlines(stories):
    planted = PLANTED["stories"]
    assert len(stories) == len(planted)
    assert (
        share(folded(stories[p["page"], p["story"]]["story"]["headline"]) == folded(p["headline"]) for p in planted)
        >= 0.96
    )


def test_publication_days_are_right(stories):
    planted = [p for p in PLANTED["stories"] if p["published"]]
    assert (
        share((stories[p["page"], p["story"]]["story"]["published"] or "")[:10] == p["published"] for p in planted)
        >= 0.9
    )


def test_what_is_not_coded_is_kept_and_marked(stories):
    for planted in PLANTED["not_coded"]:
        story = stories[planted["page"], planted["story"]]
        assert story["not_coded"] == f"language_{planted['language']}"
        assert story["story"]["text"]
        assert story["reports"] == []


def test_furniture_is_set_aside_and_not_in_the_body(stories):
    for planted in PLANTED["furniture"]:
        on_page = [s for (page, _), s in stories.items() if page == planted["page"]]
        assert planted["text"] not in [p["text"] for s in on_page for p in s["story"]["paragraphs"]]


def parties(report):
    return {p["country"] for p in report["actors"] + report["recipients"]} - {None}


def tells(story, planted, sentences):
    """Does a report of the story, in one of the sentences, have the planted type and most of the planted parties?"""
    wanted = set(planted["parties"])
    return any(
        r["type"] == planted["type"] and len(parties(r) & wanted) * 2 >= len(wanted)
        for r in story["reports"]
        if any(folded(s) in folded(r["sentence"]["text"]) for s in sentences)
    )


def test_planted_events_are_told_by_reports(stories):
    hits = [
        tells(stories[place[0], place[1]], event, event["sentences"])
        for event in PLANTED["events"]
        for place in event["told_in"]
    ]
    assert share(hits) >= 0.85


@pytest.fixture(scope="module")
def filled(readings, tmp_path_factory):
    """A record of the examples, linked."""
    with Record.open(tmp_path_factory.mktemp("quality") / "examples.db") as record:
        for r in readings:
            record.add(r.page, r.stories, r.furniture, LedgerLine(r.name, r.outcome.value, page_id=r.page.id))
        record.link()
        yield record


def test_the_same_copy_is_told_and_nothing_else_is(filled):
    found = {frozenset(row) for row in filled.db.execute("SELECT story_id, copy_id FROM copies")}
    assert found == {frozenset(Path(page).stem for page, _ in pair) for pair in PLANTED["same_copy"]}


def test_events_told_on_two_pages_are_merged(filled):
    sql = """SELECT r.event_id, r.type, p.origin, substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start)
             FROM reports r JOIN stories s ON s.id = r.story_id JOIN pages p ON p.id = s.page_id"""
    rows = [tuple(row) for row in filled.db.execute(sql)]

    def events(planted, page):
        wanted = [folded(s) for s in planted["sentences"]]
        own = [row for row in rows if page in row[2] and row[1] == planted["type"]]
        return {row[0] for row in own if any(words in folded(row[3]) for words in wanted)}

    twice = [e for e in PLANTED["events"] if len(e["told_in"]) > 1]
    apart = [e["name"] for e in twice if not set.intersection(*(events(e, page) for page, _ in e["told_in"]))]
    assert not apart
    of_event = defaultdict(set)
    for planted in PLANTED["events"]:
        for event_id, type_, _, sentence in rows:
            if type_ == planted["type"] and any(folded(words) in folded(sentence) for words in planted["sentences"]):
                of_event[event_id].add((planted["name"], sentence))
    # two events told in one sentence cannot be told apart by the sentence
    wrong = [
        a for found in of_event.values() for a, b in combinations(sorted(found), 2) if a[0] != b[0] and a[1] != b[1]
    ]
    assert not wrong


@pytest.mark.parametrize("planted", PLANTED["series"], ids=lambda p: p["name"])
def test_the_rounds_of_planted_series_are_all_there(filled, planted):
    series = max(filled.series(*planted["parties"]), key=lambda s: len(s.numbered))
    told = {a.ordinal: a for a in series.numbered}
    found = []
    for number in planted["rounds"]:
        act = told[number["ordinal"]]
        assert (act.status, act.day) == ("actual", number["date"])
        pages = {o.story_id.split("#")[0] for o in act.occurrences}
        found += [page.endswith(".jsonl") or Path(page).stem in pages for page, _ in number["told_in"]]
    # one of the tellings ("the first face-to-face talks since ...") hangs on a report that is not always found
    assert share(found) >= 0.8
    if "not_yet" in planted:
        assert told[planted["not_yet"]["ordinal"]].status == "planned"
    if "not_held" in planted:
        assert told[planted["not_held"]["ordinal"]].status == "negated"


def test_every_span_of_every_story_slices_back(stories):
    def spans(value):
        if isinstance(value, dict):
            own = [value] if {"text", "start", "end"} <= value.keys() else []
            return own + [s for v in value.values() for s in spans(v)]
        return [s for v in value for s in spans(v)] if isinstance(value, list) else []

    for coded in stories.values():
        text = coded["story"]["text"]
        assert all(text[s["start"] : s["end"]] == s["text"] for s in spans(coded))
