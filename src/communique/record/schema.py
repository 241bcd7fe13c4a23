"""Opening the record's SQLite file and bringing its schema up to date."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

# "comq" in ASCII: tells the record from any other SQLite file.
APPLICATION_ID = 0x636F6D71
BUSY_SECONDS = 30.0
SQLITE_HEADER = b"SQLite format 3\0"


class RecordError(RuntimeError):
    """The file is not a record, cannot be written, or was made by a newer version of communique."""


def migrations() -> list[tuple[int, str]]:
    """Number and SQL of every migration, in order."""
    folder = files("communique").joinpath("record/migrations")
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(re.match(r"\d+", f.name)[0]), f.read_text(encoding="utf-8")) for f in scripts]  # type: ignore[index]


def statements_of(script: str) -> list[str]:
    """The single SQL statements of a script (triggers hold semicolons of their own)."""
    found, held = [], ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            found.append(held)
            held = ""
    return found


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, with foreign keys, WAL and a patient lock.

    Raises:
        RecordError: the file is not an SQLite database that communique made, or cannot be opened.
    """
    refuse_other_files(path)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        if application not in {0, APPLICATION_ID} or (application == 0 and has_tables(connection)):
            raise RecordError(f"{path} is an SQLite file, but not a record of communique")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError as error:
        raise RecordError(f"{path} cannot be used as a record: {error}") from error
    return connection


def refuse_other_files(path: Path) -> None:
    """Raise `RecordError` for a file that is not an SQLite database: SQLite itself would write over a very short one."""
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise RecordError(f"{path} cannot be used as a record: {error.strerror}") from error
    if head and head != SQLITE_HEADER:
        raise RecordError(f"{path} cannot be used as a record: it is not an SQLite file")


def has_tables(connection: sqlite3.Connection) -> bool:
    """Is there anything in the database?"""
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def upgrade(connection: sqlite3.Connection) -> int:
    """Apply the migrations that are missing, each in one transaction, and return the schema's version.

    Raises:
        RecordError: the record was made by a newer version.
    """
    known = migrations()
    newest = known[-1][0]
    present = schema_version(connection)
    if present > newest:
        raise RecordError(f"the record has schema {present}, this version knows {newest}: upgrade communique")
    for number, script in known:
        if number <= present:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema_version(connection) < number:
                for statement in statements_of(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return newest


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last migration applied; 0 for an empty file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
