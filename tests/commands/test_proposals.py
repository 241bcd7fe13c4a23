"""`communique proposals`: what it prints, what it refuses."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.record.store import Record
from tests.record.test_proposals import TEXTS, fill


@pytest.fixture
def file(tmp_path):
    with Record.open(tmp_path / "r.db") as record:
        fill(record, "abc")
    return tmp_path / "r.db"


def run(*words):
    return CliRunner().invoke(app, ["proposals", *map(str, words)])


def test_json_tells_each_side_over_time_with_words_and_sentences(file):
    (one,) = json.loads(run("--parties", "TCD,LBY", "--format", "json", "--record", file).stdout)
    assert (one["proposer"], one["duration"], one["stories"]) == ({"name": "Chad", "country": "TCD"}, "P3D", 3)
    libya = one["positions"]["LBY"]
    assert [(s["stance"], s["day"], s["changed"]) for s in libya] == [
        ("doubts", "2031-05-07", False),
        ("conditional", "2031-05-11", True),
    ]
    for s in libya:
        assert TEXTS[s["story"]][1][s["words"]["start"] : s["words"]["end"]] == s["words"]["text"]
    whole = json.loads(run(one["id"], "--format", "json", "--record", file).stdout)
    assert whole == one


def test_the_table_tells_how_positions_moved(file):
    out = run("--record", file).stdout
    assert "LBY: doubts 2031-05-07 → conditional 2031-05-11" in out
    assert "proposed by Chad (TCD) · for P3D" in out
    ident = json.loads(run("--format", "json", "--record", file).stdout)[0]["id"]
    assert "Libya doubts that Chad will keep the" in run(ident, "--record", file).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--format", "xml"), 2),
        (("--parties", "Libya"), 2),
        (("--since", "May"), 2),
        (("--parties", "FRA"), 1),
        (("P404",), 1),
    ],
)
def test_what_cannot_be_done_is_one_line_on_stderr(file, words, code):
    result = run(*words, "--record", file)
    assert (result.exit_code, result.stdout) == (code, "")
    assert len(result.stderr.splitlines()) == 1
