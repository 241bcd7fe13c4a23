"""`communique processes`, `follow`, `course` and `dossier` as a user runs them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from communique.cli import app
from communique.record.store import Record
from tests.acts import border, fishery, keep


@pytest.fixture
def path(tmp_path):
    with Record.open(tmp_path / "c.db") as record:
        keep(record, *fishery(), *border())
    return str(tmp_path / "c.db")


def run(*arguments: str):
    return CliRunner().invoke(app, [*arguments])


def test_processes_lists_and_shows_one(path):
    listed = json.loads(run("processes", "-r", path, "-f", "json").stdout)
    assert sorted(p["id"].split("-")[0] for p in listed) == ["chl", "dnk"]
    table = run("processes", "-r", path).stdout
    assert all(p["id"] in table for p in listed)
    one = json.loads(run("processes", listed[0]["id"], "-r", path, "-f", "json").stdout)
    kinds = {entry["kind"] for entry in one["timeline"]}
    assert {"incident", "event"} <= kinds
    assert listed[0]["name"] in run("processes", listed[0]["id"], "-r", path).stdout


def test_follow_list_remove(path):
    done = run("follow", "Fish", "--parties", "NOR,DNK", "--about", "herring", "-r", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "events in 3 stories" in done.stderr
    assert json.loads(run("follow", "--list", "-f", "json", "-r", path).stdout) == [
        {"name": "Fish", "parties": ["NOR", "DNK"], "about": ["herring"]}
    ]
    assert "(followed)" in run("processes", "-r", path).stdout
    assert run("dossier", "fish", "-r", path).stdout.startswith("# Fish")
    assert run("follow", "Fish", "--remove", "-r", path).exit_code == 0
    assert run("follow", "Fish", "--remove", "-r", path).exit_code == 1


def test_course_as_table_and_json(path):
    found = json.loads(run("course", "NOR", "DNK", "--by", "month", "-f", "json", "-r", path).stdout)
    (march,) = found["points"]
    assert march["label"] == "2031-03"
    assert march["events"]["acts"] >= 3
    table = run("course", "NOR", "DNK", "--of", "events", "-r", path)
    assert "NOR – DNK, events by week" in table.stdout
    assert "reports" not in table.stdout


def test_dossier_to_a_file(path, tmp_path):
    out = tmp_path / "d.html"
    done = run("dossier", "NOR-DNK", "--as", "html", "--out", str(out), "-r", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("dossier", "NOR-DNK", "--out", str(tmp_path / "no" / "d.md"), "-r", path).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["processes", "-f", "xml"], 2),
        (["processes", "nothing"], 1),
        (["follow"], 2),
        (["follow", "x", "--parties", "NOR"], 2),
        (["follow", "x", "--remove", "--list"], 2),
        (["course", "NOR", "DNK", "--by", "year"], 2),
        (["course", "NOR", "DNK", "--of", "words"], 2),
        (["course", "NOR", "DNK", "--since", "soon"], 2),
        (["course", "NOR", "PER"], 1),
        (["dossier", "nothing"], 1),
        (["dossier", "NOR-DNK", "--as", "pdf"], 2),
        (["dossier", "NOR-DNK", "--until", "soon"], 2),
    ],
)
def test_what_goes_wrong_is_said_on_stderr_with_its_code(path, arguments, code):
    done = run(*arguments, "-r", path)
    assert done.exit_code == code
    assert done.stdout == ""
    assert done.stderr
