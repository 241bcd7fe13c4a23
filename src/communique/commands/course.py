"""`communique course`."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.commands.common import (
    DEFAULT_RECORD,
    USAGE,
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
    from rich.console import Console

    from communique.linking.courses import Tally
    from communique.record.courses import Course

KINDS = ("events", "reports")
SHORT = {
    "verbal cooperation": "words +",
    "material cooperation": "deeds +",
    "verbal conflict": "words -",
    "material conflict": "deeds -",
}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("course")(course)


def course(  # noqa: PLR0913, PLR0917 - the options of a command
    left: Annotated[
        str, typer.Argument(metavar="PARTY", help="A country (RUS, Russia) or an actor by name.", show_default=False)
    ],
    right: Annotated[str, typer.Argument(metavar="PARTY", help="The other one.", show_default=False)],
    by: Annotated[str, typer.Option("--by", help="day, week or month.")] = "week",
    of: Annotated[
        str, typer.Option("--of", help="events, reports or both: the same act told often is one event.")
    ] = "both",
    directed: Annotated[  # noqa: FBT002 - a command-line flag
        bool, typer.Option("--directed", help="Only what the first does to the second, or both do together.")
    ] = False,
    since: Annotated[str | None, typer.Option("--since", help="First day, as 2025-04-25.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day.")] = None,
    output: TableOrJson = "table",
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Show how two parties got on over time: scores and counts of cooperation and conflict, by events and by reports."""
    from communique.linking.courses import By
    from communique.record.courses import CourseQuery, course_of
    from communique.record.schema import RecordError

    one_of("--format", output, ("table", "json"))
    one_of("--by", by, tuple(By))
    one_of("--of", of, ("both", *KINDS))
    with open_record(record, create=False) as store:
        try:
            found = course_of(store, CourseQuery(left, right, By(by), since, until, directed))
        except ValueError as error:
            stop(str(error), USAGE)
        except RecordError as error:
            stop(str(error))
    kinds = KINDS if of == "both" else (of,)
    if output == "json":
        print_json(course_json(found, kinds))
    else:
        print_course(console(), found, kinds)


def course_json(found: Course, kinds: tuple[str, ...]) -> dict[str, Any]:
    """A course as JSON: a point a period, null for what the record holds nothing of."""
    points = []
    for at, point in enumerate(found.points[kinds[0]]):
        told: dict[str, Any] = {**asdict(point.period), "stories": point.stories}
        for kind in kinds:
            tally = found.points[kind][at].tally
            told[kind] = None if tally is None else asdict(tally)
        points.append(told)
    head = {"parties": [found.left, found.right], "directed": found.directed, "by": str(found.by)}
    apart = {kind: asdict(found.apart[kind]) for kind in kinds}
    return {**head, "first_day": found.first_day, "last_day": found.last_day, "points": points, "apart": apart}


def cells(tally: Tally | None) -> list[str]:
    """The cells of one kind in one period."""
    if tally is None:
        return ["–"] * 6 + [""]
    mean = "–" if tally.mean is None else f"{tally.mean:+.1f}"
    later = ", ".join(f"{n} {name}" for name, n in (("planned", tally.planned), ("possible", tally.possible)) if n)
    return [str(tally.acts), mean, *(str(tally.quads[q]) for q in SHORT), later]


def print_course(out: Console, found: Course, kinds: tuple[str, ...]) -> None:
    """A table of each kind, a line a period; what has no place in it goes to stderr."""
    from rich.table import Table
    from rich.text import Text

    from communique.render import safe

    sign = "→" if found.directed else "–"
    for kind in kinds:
        title = Text(f"{safe(found.left)} {sign} {safe(found.right)}, {kind} by {found.by}", style="bold")
        table = Table(
            str(found.by),
            "stories",
            kind,
            "score",
            *SHORT.values(),
            "apart",
            title=title,
            title_justify="left",
            box=None,
        )
        for empty, run in groupby(found.points[kind], key=lambda point: point.tally is None):
            held = list(run)
            if empty:
                label = held[0].period.label + (f" … {held[-1].period.label}" if len(held) > 1 else "")
                table.add_row(label, "none", *cells(None), style="dim")
            else:
                for point in held:
                    table.add_row(point.period.label, str(point.stories), *cells(point.tally))
        out.print(table)
        apart = {name.replace("_", " "): n for name, n in asdict(found.apart[kind]).items() if n}
        if apart:
            say(f"{kind} not in the table: {', '.join(f'{n} {name}' for name, n in apart.items())}")
    say(
        "score: mean of acts that happened, from -10 (hostile) to +10; + cooperation, - conflict; – where the record has no story"
    )
