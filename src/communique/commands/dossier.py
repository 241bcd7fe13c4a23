"""`communique dossier`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from communique.commands.common import DEFAULT_RECORD, SOME_FAILED, USAGE, RecordFile, one_of, open_record, say, stop

FORMS = ("md", "html", "json")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("dossier")(dossier)


def dossier(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help='A process, a followed process, two parties ("RUS-UKR") or an actor.',
            show_default=False,
        ),
    ],
    form: Annotated[str, typer.Option("--as", help="md, html or json.")] = "md",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write it to this file.", show_default=False)] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Only what stories up to this day tell, as 2025-04-25.")
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, help="Show at most so many entries of what happened; JSON holds all.")
    ] = 60,
    statements: Annotated[int, typer.Option(min=0, help="Show at most so many statements.")] = 15,
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Write a brief: what happened, rounds, proposals and who stands where, statements, contradictions, what comes next, what is missing."""
    from communique.dossier.build import DossierQuery
    from communique.dossier.build import dossier as build
    from communique.dossier.page import rendered
    from communique.record.schema import RecordError

    one_of("--as", form, FORMS)
    with open_record(record, create=False) as store:
        try:
            held = build(store, DossierQuery(name, until, statements))
        except ValueError as error:
            stop(str(error), USAGE)
        except RecordError as error:
            stop(str(error), SOME_FAILED)
    words = rendered(held, form, most)
    if out is None:
        sys.stdout.write(words)
        return
    try:
        out.write_text(words, encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written: {error.strerror}", SOME_FAILED)
    say(f"{out}: {len(held.happened)} events from {len(held.sources)} stories")
