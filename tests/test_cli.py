"""The commands as a user runs them: real files, a real record, the real pipeline."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

STORY = """Envoy meets president in Geneva

GENEVA, May 2, 2025 — US envoy Ann Archer met Norwegian President Per Dahl in Geneva on Friday.

"We agreed on the next round of talks," Dahl told reporters after the meeting.

Norway has condemned the attacks on the harbour of Port Ellis.
"""
FRENCH = """Le ministre rencontre son homologue

Le ministre des Affaires étrangères a rencontré vendredi son homologue allemand à Paris pour parler de la paix en Europe.

Les deux hommes ont évoqué la situation au Proche-Orient et la coopération entre les deux pays, a dit un porte-parole du ministère.
"""


def run(*arguments, cwd, stdin=None):
    return subprocess.run(
        [sys.executable, "-m", "communique", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a record that `communique read` made of one story."""
    path = tmp_path_factory.mktemp("cli")
    (path / "story.txt").write_text(STORY, encoding="utf-8")
    done = run("read", "story.txt", cwd=path)
    assert done.returncode == 0, done.stderr
    assert "1 page, 1 story" in done.stdout
    assert "0 skipped, 0 failed" in done.stdout
    return path


def test_reading_again_changes_nothing_and_says_so(folder):
    def dump():
        with sqlite3.connect(folder / "communique.db") as db:
            return list(db.iterdump())

    before = dump()
    again = run("read", "story.txt", cwd=folder)
    assert again.returncode == 0
    assert "nothing changed" in again.stdout
    assert dump() == before


def test_show_prints_stories_events_and_statements_with_their_sentences(folder):
    shown = run("show", cwd=folder)
    assert shown.returncode == 0
    assert "Envoy meets president in Geneva" in shown.stdout
    assert "met Norwegian President Per Dahl" in shown.stdout
    assert "CONSULT" in shown.stdout
    assert "We agreed on the next round of talks" in shown.stdout


def test_show_and_why_take_an_id(folder):
    with sqlite3.connect(folder / "communique.db") as db:
        report, event = db.execute("SELECT id, event_id FROM reports LIMIT 1").fetchone()
    shown = run("show", event, cwd=folder).stdout
    assert report in shown
    assert "independent sources: 1" in shown
    assert "encoder" in run("why", report, cwd=folder).stdout


def test_an_unknown_id_is_one_clear_line(folder):
    for command in ("show", "why"):
        done = run(command, "X404", cwd=folder)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "X404" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_find_finds_who_said_what(folder):
    found = run("find", "--said-by", "Dahl", "--about", "talks", "--format", "jsonl", cwd=folder)
    assert found.returncode == 0
    assert "next round of talks" in json.loads(found.stdout.splitlines()[0])["content"]
    assert "no statement found" in run("find", "--about", "penguins", cwd=folder).stderr


def test_code_prints_json_lines_whose_spans_slice_back(tmp_path):
    done = run("code", "-", cwd=tmp_path, stdin=STORY)
    assert done.returncode == 0, done.stderr
    coded = json.loads(done.stdout)
    text = coded["story"]["text"]
    for part in [r[k] for r in coded["reports"] for k in ("sentence", "trigger")] + coded["story"]["paragraphs"]:
        assert text[part["start"] : part["end"]] == part["text"]
    assert list(tmp_path.iterdir()) == []


def test_code_prints_a_table(tmp_path):
    (tmp_path / "s.txt").write_text(STORY, encoding="utf-8")
    done = run("code", "s.txt", "--format", "table", cwd=tmp_path)
    assert done.returncode == 0
    assert "CONSULT" in done.stdout


def test_bad_inputs_are_named_with_reasons_and_do_not_stop_the_rest(tmp_path):
    (tmp_path / "good.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "french.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" * 50)
    names = ["missing.txt", "empty.txt", "binary.txt", "french.txt", "good.txt"]
    done = run("read", *names, cwd=tmp_path)
    assert done.returncode == 1
    for name in names[:-1]:
        assert sum(name.removesuffix(".txt") in line for line in done.stderr.splitlines()) == 1, (name, done.stderr)
    ledger = run("show", "--inputs", cwd=tmp_path).stdout
    assert all(name.removesuffix(".txt") in ledger for name in names)
    with sqlite3.connect(tmp_path / "communique.db") as db:
        outcomes = dict(db.execute("SELECT outcome, count(*) FROM inputs GROUP BY outcome"))
        assert sum(outcomes.values()) == len(names)
        assert db.execute("SELECT not_coded FROM stories WHERE not_coded IS NOT NULL").fetchone()[0] == "language_fr"


def test_wrong_usage_exits_with_2(tmp_path):
    (tmp_path / "s.txt").write_text(STORY, encoding="utf-8")
    for arguments in (
        ("read",),
        ("code", "s.txt", "--format", "xml"),
        ("bogus",),
        ("code", "s.txt", "--model", "en_core_web_huge"),
    ):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
    assert run("show", cwd=tmp_path).returncode == 2


def test_help_answers_for_every_command(tmp_path):
    top = run("--help", cwd=tmp_path)
    assert top.returncode == 0
    for command in ("read", "code", "show", "why", "find"):
        assert command in top.stdout
        assert run(command, "-h", cwd=tmp_path).returncode == 0


def test_terminal_controls_of_a_page_do_not_reach_the_terminal(tmp_path):
    (tmp_path / "evil.txt").write_text(STORY.replace("Envoy meets", "Envoy \x1b[2J meets"), encoding="utf-8")
    run("read", "evil.txt", cwd=tmp_path)
    assert "\x1b[2J" not in run("show", cwd=tmp_path).stdout


@pytest.fixture
def server():
    """A real server on loopback that knows conditional requests; `asked` holds what it answered."""

    class Handler(BaseHTTPRequestHandler):
        asked: ClassVar[list[int]] = []

        def do_GET(self):
            same = self.headers.get("If-None-Match") == '"v1"'
            status = 404 if self.path == "/robots.txt" else 304 if same else 200
            self.asked.append(status)
            body = STORY.encode() if status == 200 else b""
            self.send_response(status)
            self.send_header("ETag", '"v1"')
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/story.txt", Handler.asked
        running.shutdown()
        thread.join()


def test_a_page_that_has_not_changed_is_not_sent_again(server, tmp_path):
    url, asked = server
    assert run("read", url, cwd=tmp_path).returncode == 1  # an address of this machine: refused unless allowed
    assert asked == []
    first = run("read", url, "--allow-private", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    again = run("read", url, "--allow-private", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "nothing changed" in again.stdout
    assert [status for status in asked if status != 404] == [200, 304]
