"""Proposals and stances read out of plain sentences: what is on the table, who stands where, by which words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from communique.model import ProposalStatus, Span, StanceValue, Story

DAY = "2031-05-07"


def coded(coder, *paragraphs):
    text = "\n\n".join(paragraphs)
    starts = [text.index(p) for p in paragraphs]
    spans = tuple(Span(p, at, at + len(p)) for p, at in zip(paragraphs, starts, strict=True))
    return coder.code(Story("s", "s", text, 0, len(text), paragraphs=spans, published=DAY, language="en"))


def stances(story):
    return {(s.party.country, s.stance.value) for p in story.proposals for s in p.stances}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Finland backs the Norwegian plan to reopen the border.", {("FIN", "supports")}),
        ("Norway has rejected a Finnish proposal for a joint border commission.", {("NOR", "rejects")}),
        ("Chile said it doubted that Peru would observe the 10-day truce.", {("CHL", "doubts")}),
        ("Kenya is ready to sign the accord if Ethiopia withdraws its troops.", {("KEN", "conditional")}),
        ("India would accept the deal only if Pakistan released the prisoners.", {("IND", "conditional")}),
        ("France hopes that Algeria will accept the compromise.", {("FRA", "hopeful")}),
        ("The Turkish government declined to comment on the Greek offer.", {("TUR", "silent")}),
        ("Pyongyang did not say whether it would attend the talks.", {("PRK", "silent")}),
        ("Brazil did not rule out a buffer zone along the river.", {("BRA", "conditional")}),
        ("Serbia opposes the creation of a war crimes tribunal.", {("SRB", "rejects")}),
        ("Greece walked away from the draft agreement on Tuesday.", {("GRC", "rejects")}),
        ("Poland urged Germany to support a no-fly zone over the strait.", {("POL", "supports")}),
        ("Berlin ruled out sending peacekeepers to the border.", {("DEU", "rejects")}),
        ("The proposal drew criticism from Ankara.", {("TUR", "rejects")}),
        ("The Kremlin said the American proposal was unacceptable.", {("RUS", "rejects")}),
        ("Thailand expressed doubts about the Cambodian initiative.", {("THA", "doubts")}),
        ("Lebanon's parliament voted against the maritime border deal.", {("LBN", "rejects")}),
        ("The Taliban said they were not interested in talks with the government.", {("AFG", "rejects")}),
    ],
)
def test_who_stands_where(coder, sentence, expected):
    assert stances(coded(coder, sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "speaker", "stance"),
    [
        ('"A truce is possible within days," Egyptian President Sami Fawzi told reporters.', "Sami Fawzi", "hopeful"),
        ('"We will never agree to such a settlement," Armenian Prime Minister Aram Petrosyan said.', "Aram Petrosyan", "rejects"),
        ('"There will be no negotiations with terrorists," Turkish President Kemal Aydin said.', "Kemal Aydin", "rejects"),
        ('"Will Tehran keep the truce?" French President Luc Martin asked.', "Luc Martin", "doubts"),
    ],
)  # fmt: skip
def test_a_speaker_stands_behind_what_is_said_of_a_proposal(coder, sentence, speaker, stance):
    (told,) = coded(coder, sentence).proposals
    assert [(s.party.name, s.stance.value) for s in told.stances] == [(speaker, stance)]
    assert told.stances[0].statement == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Ministers from Chile and Peru met in Vienna for two hours.",
        "The Chilean and Peruvian presidents held talks on Friday.",
        "Chile and Peru did not agree on a ceasefire.",
        "Ethiopia denied that it had agreed to a truce.",
        "It remains unclear whether Moscow will accept the offer.",
        "Sweden asked for help after Norway accused Denmark of violating the truce.",
        "Israel's ambassador spoke after the meeting of the European Council.",
    ],
)
def test_what_happened_or_is_not_said_is_nobodys_stance(coder, sentence):
    assert stances(coded(coder, sentence)) == set()


def test_terms_and_proposer_are_read(coder):
    (told,) = coded(coder, "Vietnam proposed a 60-day ceasefire from June 1.").proposals
    assert (told.name.text, told.kind, told.duration, told.begins) == (
        "a 60-day ceasefire from June 1",
        "ceasefire",
        "P60D",
        "2031-06-01",
    )
    assert told.proposer.country == "VNM"
    assert told.status is ProposalStatus.OFFERED
    assert coded(coder, "Sudan rejects the US plan to end the war.").proposals[0].terms.text == "to end the war"


def test_one_proposal_is_one_however_it_is_taken_up(coder):
    story = coded(
        coder,
        "Qatar proposed a two-week truce between Chad and Libya.",
        "Chad accepted the truce, but Libya rejected it.",
        "Niger backs the offer.",
    )
    (told,) = story.proposals
    assert [m.text.split()[-1] for m in told.mentions][1:] == ["truce", "it", "offer"]
    assert {(s.party.country, s.stance.value) for s in told.stances} == {("QAT", "supports"), ("TCD", "supports"), ("LBY", "rejects"), ("NER", "supports")}  # fmt: skip
    assert told.status is ProposalStatus.REJECTED


def test_truces_of_other_length_are_others(coder):
    story = coded(
        coder, "Chad wants a permanent ceasefire.", "Libya offered a three-day truce.", "Niger proposed a 30-day truce."
    )
    assert [(p.duration, len(p.stances)) for p in story.proposals] == [(None, 1), ("P3D", 1), ("P30D", 1)]


def test_no_comment_is_silence_on_what_the_story_is_about(coder):
    story = coded(coder, "Norway offered Finland a treaty on fishing.", "There was no immediate comment from Finland.")
    (told,) = story.proposals
    assert [(s.party.country, s.stance) for s in told.stances] == [
        ("NOR", StanceValue.SUPPORTS),
        ("FIN", StanceValue.SILENT),
    ]
    assert told.stances[1].sentence.text == "There was no immediate comment from Finland."


def test_every_span_is_where_it_says(coder):
    story = coded(
        coder,
        'Jordan welcomed the plan. "We need a ceasefire now," Jordanian King Omar said.',
        "Syria, which had promised a truce, doubted that Jordan would respect it.",
    )
    text = story.story.text
    assert story.proposals
    for told in story.proposals:
        spans = [
            told.name,
            *told.mentions,
            *(x for s in (*told.stances, *told.statuses) for x in (s.words, s.sentence)),
        ]
        spans += [
            Span(p.text, p.start, p.end) for p in (told.proposer, *told.parties, *(s.party for s in told.stances)) if p
        ]
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert all(s.sentence.start <= s.words.start < s.words.end <= s.sentence.end for s in told.stances)
        assert all(a.words.start <= b.words.start for a, b in pairwise(told.stances))


def test_a_stance_points_to_the_report_that_tells_it(coder):
    story = coded(coder, "Egypt rejected a US request to reopen the crossing and rejected a US proposal for a truce.")
    pointed = {s.report for p in story.proposals for s in p.stances} - {None}
    assert pointed <= {r.id for r in story.reports}
    assert pointed


def test_a_text_without_end_of_nested_phrases_is_read_in_time(coder):
    assert coded(coder, "Chad rejected " + "the proposal for a plan for " * 400 + "a truce.") is not None
