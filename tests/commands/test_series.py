"""`communique series`: what it prints, what it refuses."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.record.store import Record
from tests.record.test_series_rows import TEXTS, fill


@pytest.fixture
def file(tmp_path):
    with Record.open(tmp_path / "r.db") as record:
        fill(record, ("a", "b", "c"))
    return tmp_path / "r.db"


def run(*words):
    return CliRunner().invoke(app, ["series", *map(str, words)])


def test_json_tells_every_number_with_its_words(file):
    result = run("--parties", "Archer,Dahl", "--format", "json", "--record", file)
    (one,) = json.loads(result.stdout)
    assert [p["name"] for p in one["participants"]] == ["Ann Archer", "Per Dahl"]
    assert (one["reported_earlier"], one["known_earlier"], one["missing"]) == (3, 2, [2])
    told = [*(t for n in one["numbered"] for t in n["told"]), *one["counts"]]
    assert [t["ordinal"] for t in told] == ["1", "3", "1-3"]
    for t in told:
        text = TEXTS[t["story"]][1]
        assert text[t["words"]["start"] : t["words"]["end"]] == t["words"]["text"]
        assert t["sentence"]["text"] == text


def test_the_table_tells_gaps(file):
    out = run("--record", file).stdout
    assert "3 earlier meetings reported, 2 known" in out
    assert "“a third meeting”" not in out
    assert "“third meeting”" in out


@pytest.mark.parametrize(
    ("words", "code"), [(("--format", "xml"), 2), (("--parties", "Archer,,Dahl"), 2), (("--parties", "Berg"), 1)]
)
def test_what_cannot_be_done_is_one_line_on_stderr(file, words, code):
    result = run(*words, "--record", file)
    assert (result.exit_code, result.stdout) == (code, "")
    assert len(result.stderr.splitlines()) == 1
