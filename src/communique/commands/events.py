"""`communique events`: split and join events by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.commands.common import (
    DEFAULT_RECORD,
    RecordFile,
    TableOrJson,
    console,
    one_of,
    open_record,
    print_json,
    say,
    stop,
)

if TYPE_CHECKING:
    from communique.record.decisions import Decision
    from communique.record.store import Record

app = typer.Typer(no_args_is_help=True, help="Split and join events by hand; what is decided stays so.")

# Characters of the id of a report, an event or a decision.
ID_WIDTH = 13
By = Annotated[str | None, typer.Option("--by", help="Who decides this.")]
Note = Annotated[str | None, typer.Option("--note", help="Why.")]


def said(decision: Decision) -> None:
    """One line on stderr about a decision, its id on stdout."""
    say(f"{decision.kind} decided; `communique events undo {decision.id}` takes it back")
    typer.echo(decision.id)


@app.command()
def split(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT-ID...", help="Reports of one event.")],
    record: RecordFile = DEFAULT_RECORD,
    by: By = None,
    note: Note = None,
) -> None:
    """Let reports leave their event and form one of their own. Prints the decision's id."""
    from communique.record.schema import RecordError

    with open_record(record, create=False) as store:
        try:
            said(store.split_event(reports, by=by, note=note))
        except RecordError as error:
            stop(str(error))


@app.command()
def join(
    events: Annotated[list[str], typer.Argument(metavar="EVENT-ID EVENT-ID...", help="Two events or more.")],
    record: RecordFile = DEFAULT_RECORD,
    by: By = None,
    note: Note = None,
) -> None:
    """Make one event of several. Prints the decision's id."""
    from communique.commands.common import USAGE
    from communique.record.schema import RecordError

    if len(set(events)) < 2:
        stop("it takes two events to join", USAGE)
    with open_record(record, create=False) as store:
        try:
            said(store.join_events(events, by=by, note=note))
        except RecordError as error:
            stop(str(error))


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION-ID", help="As `communique events decisions` lists it.")],
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Take a split or join back. The other decisions hold on."""
    from communique.record.schema import RecordError

    with open_record(record, create=False) as store:
        try:
            gone = store.undo(decision)
        except RecordError as error:
            stop(str(error))
    say(f"{gone.kind} {gone.id} is taken back")


@app.command()
def decisions(record: RecordFile = DEFAULT_RECORD, output: TableOrJson = "table") -> None:
    """List the splits and joins that hold, the earliest first."""
    one_of("--format", output, ("table", "json"))
    with open_record(record, create=False) as store:
        rows = [decision_row(store, d) for d in store.decisions()]
    if output == "json":
        print_json(rows)
        return
    if not rows:
        say("nothing has been decided by hand")
        return
    print_decisions(rows)


def decision_row(store: Record, decision: Decision) -> dict[str, Any]:
    """A decision with the events in which its reports are now; null for a report that is not in the record now."""
    from communique.record.decisions import events_of_reports

    events = events_of_reports(store.db, (*decision.reports, *decision.others))
    return {
        **asdict(decision),
        "events": {r: events.get(r) for r in decision.reports},
        "other_events": {r: events.get(r) for r in decision.others},
    }


def print_decisions(rows: list[dict[str, Any]]) -> None:
    """Decisions as a table."""
    from rich.table import Table
    from rich.text import Text

    from communique.render import safe

    table = Table(box=None)
    # Ids are there to be copied: they are broken over lines, never cut short.
    for column in ("decision", "what", "reports", "events now", "when", "by", "note"):
        table.add_column(
            column,
            overflow="fold",
            no_wrap=column == "decision",
            min_width=ID_WIDTH if column in {"decision", "reports", "events now"} else None,
        )
    for row in rows:
        events = sorted(
            {e or "not in the record now" for e in (*row["events"].values(), *row["other_events"].values())}
        )
        cells = (
            row["id"],
            row["kind"],
            " ".join(row["reports"]),
            " ".join(events),
            row["made_at"],
            safe(row["made_by"]),
            safe(row["note"]),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console().print(table)
