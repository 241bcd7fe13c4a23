"""`communique processes` and `communique follow`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.commands.common import (
    DEFAULT_RECORD,
    SOME_FAILED,
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

    from communique.dossier.model import Dossier, Line
    from communique.linking.processes_model import Process


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("processes")(processes)
    app.command("follow")(follow)


def processes(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A process, by id or name, or one that is followed.")
    ] = None,
    record: RecordFile = DEFAULT_RECORD,
    output: TableOrJson = "table",
    limit: Annotated[int, typer.Option(min=1, help="List at most so many.")] = 50,
) -> None:
    """List the negotiations and crises of the record, or show one with its rounds, proposals, incidents and statements."""
    from communique.dossier.build import DossierQuery, dossier_of_process
    from communique.record.follows import followed_process, follows
    from communique.record.processes import matching
    from communique.record.processes import processes as found_processes

    one_of("--format", output, ("table", "json"))
    with open_record(record, create=False) as store:
        pinned = [followed_process(store, f) for f in follows(store)]
        found = [*pinned, *found_processes(store)]
        if name is None:
            if output == "json":
                print_json([process_json(p) for p in found[:limit]])
            else:
                print_processes(console(), found, limit)
            return
        one = matching(found, name)
        if one is None:
            stop(f"no process {name!r} in the record: `communique processes` lists what there is")
        held = dossier_of_process(store, one, DossierQuery(name))
    if output == "json":
        print_json({**process_json(one), "timeline": timeline_json(held)})
    else:
        print_process(console(), one, held)


def process_json(process: Process) -> dict[str, Any]:
    """A process as JSON: its fields, parties with their labels."""
    found = asdict(process)
    found["parties"] = [{**asdict(p), "name": p.label} for p in process.parties]
    return found


def timeline_json(held: Dossier) -> list[dict[str, Any]]:
    """The timeline as JSON: each entry with its date, what it is, and where to find it."""
    return [
        {"date": date, "kind": kind, "what": what, "id": ident, "stories": list(stories)}
        for date, kind, what, ident, stories in timeline(held)
    ]


Entry = tuple[str | None, str, str, str, Sequence[str]]


def timeline(held: Dossier) -> list[Entry]:
    """Rounds, incidents, other events, proposals and statements in the order of their days, those without one last."""
    in_round = {e for r in held.rounds for e in r.events}
    rows: list[Entry] = []
    for line in held.happened:
        kind = "round" if line.id in in_round else "incident" if line.incident else "event"
        rows.append((line.date, kind, words_of(line), line.id, line.stories))
    for p in held.proposals:
        stands = "; ".join(f"{s.party} {s.stance}" for s in p.stands)
        rows.append(
            (p.first_day, "proposal", f"{p.name} ({p.status}){': ' if stands else ''}{stands}", p.id, p.stories)
        )
    rows += [(s.day, "statement", f"{s.speaker} {s.cue or ''}: {s.content}", s.id, (s.story,)) for s in held.statements]
    return sorted(rows, key=lambda row: (row[0] is None, row[0] or "", row[1], row[3]))


def words_of(line: Line) -> str:
    """What a line of a dossier tells, with its source."""
    status = "" if line.status == "actual" else f" [{line.status}]"
    word = f" (on the word of {', '.join(line.on_the_word_of)})" if line.on_the_word_of else ""
    return f"{line.kind}{status}: {line.sentence}{word}"


def print_processes(out: Console, found: Sequence[Process], limit: int) -> None:
    """A process: its id, days and numbers, its name and who mediates."""
    from rich.padding import Padding
    from rich.text import Text

    from communique.dossier.words import counted
    from communique.render import safe

    if not found:
        say("no process in the record: read more pages, or name one with `communique follow`")
        return
    for p in found[:limit]:
        between = "; ".join(f"{m.role} {m.label}" for m in p.parties if m.role != "party")
        rounds = counted(len(p.rounds), "round of talks", "rounds of talks")
        numbers = f"{counted(len(p.events), 'event')}, {rounds}, {counted(len(p.incidents), 'incident')}"
        days = f"{p.first_day or '?'} to {p.last_day or '?'}"
        mark = "  (followed)" if p.followed else ""
        out.print(Text.assemble((safe(p.id), "bold"), f"  {days}  {numbers}{mark}"), soft_wrap=True)
        out.print(Padding(Text(safe(p.name + (f"; {between}" if between else ""))), (0, 0, 0, 4)))
    if len(found) > limit:
        say(f"… and {len(found) - limit} more: --limit shows them")


def print_process(out: Console, one: Process, held: Dossier) -> None:
    """A process and its timeline."""
    from rich.padding import Padding
    from rich.text import Text

    from communique.render import safe

    out.print(Text(safe(one.name), style="bold"))
    out.print(
        Text(f"  {safe(one.id)} · {one.first_day or '?'} to {one.last_day or '?'} · {len(one.events)} events", "dim")
    )
    for p in one.parties:
        people = f": {', '.join(p.people)}" if p.people else ""
        out.print(Text(f"  {p.role} {safe(p.label)} ({p.events} events){safe(people)}"))
    colours = {"round": "green", "incident": "red", "proposal": "magenta", "statement": "cyan", "event": "none"}
    for date, kind, what, ident, _ in timeline(held):
        out.print(
            Text.assemble(f"{date or 'no day':<22} ", (f"{kind:<9}", colours[kind]), " ", (ident, "dim")),
            soft_wrap=True,
        )
        out.print(Padding(Text(safe(what)), (0, 0, 0, 4)))


def listed(words: str | None) -> list[str]:
    """The parts of words with commas between."""
    return [part.strip() for part in (words or "").split(",") if part.strip()]


def follow(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help='What you call it: "Ukraine talks".')] = None,
    parties: Annotated[
        str | None, typer.Option("--parties", help="Countries or actors, with commas: RUS,UKR,USA or Hamas,Israel.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", help="Words or phrases, with commas, one of which must occur: ceasefire,peace."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List what is followed.")] = False,  # noqa: FBT002
    remove: Annotated[bool, typer.Option("--remove", help="Follow NAME no more.")] = False,  # noqa: FBT002
    record: RecordFile = DEFAULT_RECORD,
    output: TableOrJson = "table",
) -> None:
    """Follow a process of your own: name it, and say between whom and about what it is."""
    from communique.record.follows import keep_follow, make_follow, remove_follow
    from communique.record.schema import RecordError

    one_of("--format", output, ("table", "json"))
    if not listing and name is None:
        stop("name what to follow, or use --list", USAGE)
    if remove and (listing or parties or about):
        stop("--remove goes with a name alone", USAGE)
    with open_record(record, create=not (listing or remove)) as store:
        if listing:
            list_follows(store, output)
            return
        try:
            if remove:
                remove_follow(store, name or "")
                say(f"{name}: followed no more")
                return
            made = make_follow(name or "", listed(parties), listed(about))
        except ValueError as error:
            stop(str(error), USAGE)
        except RecordError as error:
            stop(str(error), SOME_FAILED)
        keep_follow(store, made)
        tell_follow(store, made.name)


def tell_follow(store: Any, name: str) -> None:
    """Say on stderr what the record holds of a followed process, and which of its parties it does not know."""
    from communique.record.follows import followed_process, get_follow, unknown_parties

    made = get_follow(store, name)
    if made is None:
        return
    held = followed_process(store, made)
    say(f"{name}: {len(held.events)} events in {len(held.stories)} stories of the record")
    for party in unknown_parties(store, made):
        say(f"{party}: nobody of this name takes part in anything in the record yet")


def list_follows(store: Any, output: str) -> None:
    """What is followed."""
    from rich.table import Table
    from rich.text import Text

    from communique.record.follows import follows
    from communique.render import safe

    held = follows(store)
    if output == "json":
        print_json([asdict(f) for f in held])
        return
    if not held:
        say("nothing is followed")
        return
    table = Table("name", "parties", "about", box=None, pad_edge=False)
    for f in held:
        table.add_row(*(Text(safe(words)) for words in (f.name, ", ".join(f.parties), ", ".join(f.about))))
    console().print(table)
