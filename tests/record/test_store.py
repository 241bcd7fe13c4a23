"""The record keeps pages whole, once, and says what became of every input."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest

from communique.record.schema import APPLICATION_ID, RecordError, migrations, schema_version
from communique.record.store import Change, LedgerLine, Record
from tests.builders import TEXT, coded, line, page


def dump(record: Record) -> list[str]:
    return list(record.db.iterdump())


def test_a_page_is_kept_with_all_its_parts(record):
    assert record.add(page(), [coded()], [], line()) is Change.ADDED
    assert record.counts() == {"pages": 1, "stories": 1, "statements": 1, "reports": 1, "events": 0}
    kinds = [row[0] for row in record.db.execute("SELECT kind FROM pieces ORDER BY kind")]
    assert kinds == ["caption", "furniture", "headline", "paragraph", "paragraph"]
    assert record.db.execute("SELECT name, country, lat FROM places").fetchone()[:] == ("Geneva", "CHE", 46.2)


def test_every_stored_span_slices_back(record):
    record.add(page(), [coded()], [], line())
    row = record.db.execute("SELECT * FROM reports").fetchone()
    assert TEXT[row["trigger_start"] : row["trigger_end"]] == row["trigger"]
    assert (
        record.db.execute("SELECT text FROM sentences").fetchone()[0]
        == TEXT[row["sentence_start"] : row["sentence_end"]]
    )
    assert record.db.execute("SELECT text FROM furniture").fetchone()[0] == "Share this"


def test_adding_the_same_page_again_changes_nothing(record):
    record.add(page(), [coded()], [], line())
    before = dump(record)
    assert record.add(page(), [coded()], [], line()) is Change.UNCHANGED
    assert dump(record) == before


def test_a_page_with_new_content_takes_the_place_of_the_old_one(record):
    record.add(page(), [coded()], [], line())
    newer = replace(coded(), reports=(), statements=())
    assert record.add(page(sha256="11"), [newer], [], line()) is Change.REPLACED
    assert record.counts() == {"pages": 1, "stories": 1, "statements": 0, "reports": 0, "events": 0}


def test_a_page_of_the_same_id_from_elsewhere_is_refused(record):
    record.add(page(), [coded()], [], line())
    before = dump(record)
    with pytest.raises(RecordError, match=r"already, from p1\.txt"):
        record.add(page(origin="other/p1.txt", sha256="22"), [coded()], [], line())
    assert dump(record) == before


def test_a_write_that_fails_halfway_leaves_nothing(record):
    twice = [coded("a", report_id="R1"), coded("b", report_id="R1")]
    with pytest.raises(sqlite3.IntegrityError):
        record.add(page(), twice, [], line())
    assert record.counts()["stories"] == 0
    assert record.ledger() == []


def test_the_ledger_keeps_what_became_of_an_input_and_says_it_once(record):
    record.note(LedgerLine("x.txt", "failed", "missing", "no such file"))
    before = dump(record)
    record.note(LedgerLine("x.txt", "failed", "missing", "no such file"))
    assert dump(record) == before
    assert record.ledger() == [LedgerLine("x.txt", "failed", "missing", "no such file")]


def test_search_finds_statements_and_forgets_those_that_went(record):
    record.add(page(), [coded()], [], line())
    search = "SELECT count(*) FROM statement_search WHERE statement_search MATCH 'agree'"
    assert record.db.execute(search).fetchone()[0] == 1
    record.add(page(sha256="33"), [replace(coded(), statements=())], [], line())
    assert record.db.execute(search).fetchone()[0] == 0


def test_a_new_record_has_the_newest_schema_wal_and_foreign_keys(record):
    assert schema_version(record.db) == migrations()[-1][0]
    assert record.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert record.db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert record.db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert record.db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_record_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "new.db"
    with Record.open(path) as opened:
        opened.db.execute("PRAGMA user_version = 999")
    with pytest.raises(RecordError, match="upgrade communique"):
        Record.open(path)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one " * 40, b"x"])
def test_a_file_that_is_no_record_is_refused(tmp_path, content):
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="cannot be used as a record"):
        Record.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    with pytest.raises(RecordError, match="not a record"):
        Record.open(path)


def test_no_record_is_made_where_none_was_asked_for(tmp_path):
    with pytest.raises(RecordError, match="there is no record"):
        Record.open(tmp_path / "none.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_record_in_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(RecordError, match="no folder"):
        Record.open(tmp_path / "nowhere" / "r.db")


def test_many_read_while_one_writes(tmp_path):
    path = tmp_path / "shared.db"
    seen: list[int] = []
    with Record.open(path) as writer:
        writer.add(page(), [coded()], [], line())
        with writer.writing() as db:
            db.execute("DELETE FROM pages")

            def look() -> None:
                with Record.open(path) as reader:
                    seen.append(reader.counts()["stories"])

            thread = threading.Thread(target=look)
            thread.start()
            thread.join(timeout=20)
        assert writer.counts()["stories"] == 0
    assert seen == [1]
