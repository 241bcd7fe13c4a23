"""Proposals in the record: the same whatever the order of reading; copies count once; stances over time with their sentences."""

from __future__ import annotations

from itertools import permutations

import pytest

from communique.model import (
    CodedStory,
    Page,
    Participant,
    ProposalStatus,
    ProposalTelling,
    Span,
    Stance,
    StanceValue,
    StatusMark,
    Story,
)
from communique.record.proposal_queries import ProposalQuery, course
from communique.record.schema import RecordError
from communique.record.store import LedgerLine, Record

# Story: day, text, party and its words, stance, words of the stance.
TEXTS = {
    "a": ("2031-05-01", "Chad proposed a three-day truce to Libya.", "Chad", "TCD", "supports", "proposed a three-day truce"),
    "b": ("2031-05-07", "Libya doubts that Chad will keep the three-day truce.", "Libya", "LBY", "doubts", "doubts that Chad will keep the three-day truce"),
    "c": ("2031-05-11", "Libya would accept the three-day truce if Chad frees its men.", "Libya", "LBY", "conditional", "would accept the three-day truce"),
    "d": ("2031-05-12", "Libya is silent on the three-day truce of Chad.", "Libya", "LBY", "silent", "is silent on the three-day truce"),
    "e": ("2031-11-01", "Libya rejected a three-day truce.", "Libya", "LBY", "rejects", "rejected a three-day truce"),
}  # fmt: skip


def coded(name: str) -> tuple[Page, CodedStory]:
    published, text, who, country, stance, words = TEXTS[name]

    def span(part: str) -> Span:
        return Span.of(text, text.index(part), text.index(part) + len(part))

    party = Participant(who, text.index(who), text.index(who) + len(who), who, country, "GOV")
    chad = (
        Participant("Chad", text.find("Chad"), text.find("Chad") + 4, "Chad", "TCD", "GOV") if "Chad" in text else None
    )
    status = ProposalStatus.OFFERED if name == "a" else ProposalStatus.FLOATED
    telling = ProposalTelling(
        span("three-day truce"),
        "ceasefire",
        (span("three-day truce"),),
        proposer=chad,
        duration="P3D",
        statuses=(StatusMark(status, span(words), span(text)),),
        stances=(Stance(party, StanceValue(stance), span(words), span(text), rule="test"),),
    )
    page = Page(name, f"{name}.txt", "text/plain", text, name)
    return page, CodedStory(Story(name, name, text, 0, len(text), published=published), proposals=(telling,))


def fill(record: Record, names, *, link: bool = True) -> None:
    for name in names:
        page, story = coded(name)
        record.add(page, [story], [], LedgerLine(page.origin, "read", page_id=page.id))
        if link:
            record.link()
    record.link()


def dump(record: Record) -> list[tuple[str, ...]]:
    tables = ("proposals", "proposal_tellings", "proposal_pairs", "proposal_keys", "stances", "proposal_statuses")
    return sorted((t, *map(str, row)) for t in tables for row in record.db.execute(f"SELECT * FROM {t}"))  # noqa: S608


@pytest.mark.parametrize("link", [True, False])
def test_the_order_of_reading_does_not_matter(tmp_path, link):
    seen = set()
    for number, order in enumerate(permutations("abce")):
        with Record.open(tmp_path / f"{number}.db") as record:
            fill(record, order, link=link)
            seen.add(tuple(dump(record)))
    assert len(seen) == 1


def test_tellings_of_one_time_and_terms_are_one_and_later_ones_another(record):
    fill(record, "abcde")
    first, second = record.proposals()
    assert [t.story_id for t in first.tellings] == ["a", "b", "c", "d"]
    assert (first.proposer, first.duration, first.status, first.stories) == ("Chad", "P3D", "offered", 4)
    assert (first.first_day, first.last_day) == ("2031-05-01", "2031-05-12")
    assert [t.story_id for t in second.tellings] == ["e"]


def test_stances_over_time_mark_changes_and_silence_is_none(record):
    fill(record, "dcba")
    (one,) = record.proposals(ProposalQuery(parties=("LBY", "TCD")))
    told = course(one.stances)
    assert [(s.stance, s.day, s.changed) for s in told["LBY"]] == [
        ("doubts", "2031-05-07", False),
        ("conditional", "2031-05-11", True),
        ("silent", "2031-05-12", False),
    ]
    assert all(TEXTS[s.story_id][1][s.words.start : s.words.end] == s.words.text for s in one.stances)
    assert all(s.sentence.text == TEXTS[s.story_id][1] for s in one.stances)


def test_reading_again_changes_nothing(record):
    fill(record, "abc")
    before = dump(record)
    fill(record, "cba")
    assert dump(record) == before


def test_a_page_that_goes_takes_its_telling_with_it_and_parts_what_it_held_together(record):
    names = "abc"
    fill(record, names)
    with record.writing() as db:
        db.execute("DELETE FROM pages WHERE id = 'a'")
    record.link()
    held = dump(record)
    with Record.open(record.path.parent / "other.db") as other:
        fill(other, "bc")
        assert dump(other) == held


def test_copies_of_one_text_count_once(record):
    page, story = coded("b")
    fill(record, "ab")
    twin = CodedStory(
        Story("b2", "b2", story.story.text, 0, len(story.story.text), published="2031-05-07"), proposals=story.proposals
    )
    record.add(
        Page("b2", "b2.txt", "text/plain", page.text, "b2"), [twin], [], LedgerLine("b2.txt", "read", page_id="b2")
    )
    with record.writing() as db:
        db.execute("INSERT INTO copies (story_id, copy_id, likeness) VALUES ('b', 'b2', 1.0)")
    record.link()
    (one,) = record.proposals()
    assert (one.stories, len(one.stances), len(one.tellings)) == (2, 2, 2)


def test_questions_find_by_party_words_and_days(record):
    fill(record, "abe")
    assert len(record.proposals(ProposalQuery(parties=("TCD",)))) == 1
    assert record.proposals(ProposalQuery(parties=("FRA",))) == ()
    assert len(record.proposals(ProposalQuery(about="three truce"))) == 2
    assert record.proposals(ProposalQuery(about="three % tariff")) == ()
    assert [p.first_day for p in record.proposals(ProposalQuery(since="2031-06-01"))] == ["2031-11-01"]
    assert [p.first_day for p in record.proposals(ProposalQuery(until="2031-06-01"))] == ["2031-05-01"]
    assert len(record.proposals(ProposalQuery(limit=1))) == 1


def test_an_unknown_id_is_an_error(record):
    with pytest.raises(RecordError, match="P404"):
        record.proposal("P404")
