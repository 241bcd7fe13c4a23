"""The report coder on plain sentences: who did what to whom, on whose word, and whether it happened."""

from __future__ import annotations

import pytest

from communique.model import Span, Story

HEAD = "Ministers trade words over the border"


def coded(coder, sentence):
    text = f"{HEAD}\n\n{sentence}"
    story = Story(
        "s",
        "s",
        text,
        0,
        len(text),
        headline=Span(HEAD, 0, len(HEAD)),
        paragraphs=(Span(sentence, len(HEAD) + 2, len(text)),),
    )
    return [r for r in coder.code(story).reports if r.sentence.text == sentence]


def sides(report):
    return tuple({p.country for p in side} for side in (report.actors, report.recipients))


@pytest.mark.parametrize(
    ("sentence", "type_", "actors", "recipients"),
    [
        ("Poland condemned the Russian attack on Kyiv.", "ACCUSE", {"POL"}, {"RUS"}),
        ("France urged Iran to release the prisoners.", "REQUEST", {"FRA"}, {"IRN"}),
        ("Japan imposed sanctions on North Korea on Friday.", "SANCTION", {"JPN"}, {"PRK"}),
        ("Egypt rejected a US request to reopen the crossing.", "REJECT", {"EGY"}, {"USA"}),
        ("Israeli jets bombed a Syrian air base.", "ASSAULT", {"ISR"}, {"SYR"}),
    ],
)
def test_who_did_what_to_whom(coder, sentence, type_, actors, recipients):
    found = [r for r in coded(coder, sentence) if r.type == type_]
    assert found, sentence
    assert sides(found[0]) == (actors, recipients)


def test_a_claim_stands_on_somebodys_word(coder):
    found = coded(coder, "Turkish troops shelled a Syrian village, the Syrian army said.")
    assert any(r.type == "ASSAULT" and r.attribution and "army" in r.attribution.text for r in found)


def test_what_did_not_happen_is_negated(coder):
    found = coded(coder, "Russia and Ukraine have not held direct talks since March.")
    assert [r.status for r in found if r.type == "CONSULT"][:1] == ["negated"]


def test_plain_comment_is_no_report(coder):
    assert coded(coder, "The weather in the mountains was unusually mild for the season.") == []


def test_every_report_says_what_decided_it_and_how_sure_it_is(coder):
    for report in coded(coder, "Poland condemned the Russian attack on Kyiv."):
        assert {"trigger", "type", "status", "date", "place"} <= {r.field for r in report.reasons}
        assert 0 < report.confidence < 1
        assert report.actors or report.recipients


def test_ids_stay_the_same_when_a_story_is_coded_again(coder):
    sentence = "France urged Iran to release the prisoners."
    assert [r.id for r in coded(coder, sentence)] == [r.id for r in coded(coder, sentence)]


def test_the_weights_that_come_with_the_package_are_calibrated(coder):
    model = coder.nlp.get_pipe("communique_reports").models[0]
    slope, _ = model.network.config["calibration"]
    assert slope > 0
    assert model.confidence(0.9) > model.confidence(0.5)


def test_a_verb_and_its_object_tell_one_act(coder):
    found = [
        r for r in coded(coder, "Peru's president held talks with Chile's president in Geneva.") if r.type == "CONSULT"
    ]
    assert len(found) == 1
    assert sides(found[0]) == ({"PER", "CHL"}, set())
