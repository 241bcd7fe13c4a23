"""The Python interface: texts, files and folders in, coded stories out."""

from __future__ import annotations

import pytest

import communique
from communique.api import Outcome, read_inputs

STORY = (
    "Minister visits Ankara\n\n"
    "German Foreign Minister Lena Vogt met Turkish President Kerem Aydin in Ankara on Monday.\n\n"
    "“We will not leave the talks,” Vogt told reporters.\n"
)


def test_a_text_gives_coded_stories_whose_spans_slice_back(coder):
    (coded,) = communique.code(STORY, coder=coder)
    assert [w.split(":")[0] for w in coded.coder.weights] == ["reports", "statements"]
    text = coded.story.text
    for report in coded.reports:
        assert text[report.trigger.start : report.trigger.end] == report.trigger.text
        assert text[report.sentence.start : report.sentence.end] == report.sentence.text
        for party in (*report.actors, *report.recipients):
            assert text[party.start : party.end] == party.text
    assert any(r.type == "CONSULT" for r in coded.reports)
    assert any("We will not leave the talks" in s.content[0].text for s in coded.statements)


def test_coding_is_a_pure_function_of_the_story(coder):
    other = "Storm closes port\n\nA storm closed the port of Riga on Sunday, police said.\n"
    first = communique.code(STORY, coder=coder)
    communique.code(other, coder=coder)
    assert communique.code(STORY, coder=coder) == first


def test_a_folder_is_read_file_by_file_and_bad_files_are_told(coder, tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    readings = list(read_inputs([str(tmp_path), str(tmp_path / "c.txt")], coder))
    assert [(r.outcome, r.reason) for r in readings] == [
        (Outcome.READ, None),
        (Outcome.SKIPPED, "empty"),
        (Outcome.FAILED, "missing"),
    ]


def test_pages_that_are_known_are_passed_on_unread(coder, tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (reading,) = read_inputs([str(tmp_path)], coder, known=lambda _: True)
    assert reading.known
    assert reading.stories == ()


def test_a_path_with_nothing_to_read_is_an_error_that_names_it(coder, tmp_path):
    with pytest.raises(communique.InputError, match="nowhere"):
        communique.code(tmp_path / "nowhere.txt", coder=coder)


def test_a_record_opens_under_its_public_name(tmp_path):
    with communique.open(tmp_path / "r.db") as record:
        assert record.counts()["stories"] == 0


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'decode'"):
        communique.decode  # noqa: B018
