"""`communique events`: what it prints, what it refuses."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.record.store import Record
from tests.record.test_decisions import event_of, read


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "r.db"
    with Record.open(path) as record:
        for name in ("a", "b", "d"):
            read(record, name)
    return path


LONG = "not that day, says the communique of both sides, but the day before, in another town"


def run(*words):
    return CliRunner().invoke(app, ["events", *map(str, words)])


def event(file, report):
    with Record.open(file) as record:
        return event_of(record, report)


def test_split_list_and_undo(file):
    result = run("split", "Rb", "--by", "kl", "--note", LONG, "--record", file)
    assert result.exit_code == 0
    ident = result.stdout.strip()
    assert event(file, "Ra") != event(file, "Rb")
    (row,) = json.loads(run("decisions", "--format", "json", "--record", file).stdout)
    assert (row["id"], row["kind"], row["reports"], row["others"]) == (ident, "split", ["Rb"], ["Ra"])
    assert (row["made_by"], row["note"]) == ("kl", LONG)
    assert row["events"] == {"Rb": event(file, "Rb")}
    table = run("decisions", "--record", file).stdout
    assert ident in table
    assert event(file, "Rb") in table
    assert run("undo", ident, "--record", file).exit_code == 0
    assert event(file, "Ra") == event(file, "Rb")
    assert json.loads(run("decisions", "--format", "json", "--record", file).stdout) == []


def test_join(file):
    assert run("join", event(file, "Ra"), event(file, "Rd"), "--record", file).exit_code == 0
    assert event(file, "Ra") == event(file, "Rd")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("split", "Rx"), 1),
        (("split",), 2),
        (("join", "Ex", "Ey"), 1),
        (("join", "Ex"), 2),
        (("undo", "Dx"), 1),
        (("decisions", "--format", "xml"), 2),
    ],
)
def test_what_cannot_be_done_is_one_line_on_stderr(file, words, code):
    result = run(*words, "--record", file)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr


def test_a_record_that_is_not_there(tmp_path):
    assert run("decisions", "--record", tmp_path / "none.db").exit_code == 2
