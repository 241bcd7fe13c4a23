"""What all commands share: the record's option, exit codes, lines on stderr, a console for stdout."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from communique.record.store import Record

DONE, SOME_FAILED, USAGE = 0, 1, 2
DEFAULT_RECORD = Path("communique.db")

RecordFile = Annotated[Path, typer.Option("--record", "-r", help="The record's file.")]
TableOrJson = Annotated[str, typer.Option("--format", "-f", help="table or json.")]


def say(message: str) -> None:
    """A line on stderr."""
    typer.echo(message, err=True)


def stop(message: str, code: int = SOME_FAILED) -> NoReturn:
    """End with a line on stderr and an exit code."""
    say(f"communique: {message}")
    raise typer.Exit(code)


def open_record(path: Path, *, create: bool) -> Record:
    """The record, or the end of the run with the reason."""
    from communique.record.schema import RecordError
    from communique.record.store import Record

    try:
        return Record.open(path, create=create)
    except RecordError as error:
        stop(str(error), USAGE)


def console() -> Console:
    """A console for stdout."""
    from rich.console import Console

    return Console(highlight=False, emoji=False)


def one_of(option: str, value: str, known: tuple[str, ...]) -> str:
    """`value` if it is one of those `known`, else the end of the run with a line that names them."""
    if value not in known:
        stop(f"{option} {value!r} is not known: {', '.join(known[:-1])} or {known[-1]}", USAGE)
    return value


def print_json(value: Any) -> None:
    """A value as JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
