"""`communique series`: acts that stories number, and how the numbers stand to the events of the record."""

from __future__ import annotations

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
    from collections.abc import Mapping

    from rich.text import Text

    from communique.linking.series import Occurrence
    from communique.linking.series_group import Series
    from communique.record.store import Record


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("series")(series)


def series(
    parties: Annotated[
        str | None, typer.Option("--parties", "-p", help="Those who all take part, as RUS,UKR or Witkoff,Putin.")
    ] = None,
    record: RecordFile = DEFAULT_RECORD,
    output: TableOrJson = "table",
    limit: Annotated[int, typer.Option(min=1, help="Print at most so many.")] = 50,
) -> None:
    """Show rounds, repeated meetings, truces and the like: each number told, the event it is, gaps and contradictions."""
    one_of("--format", output, ("table", "json"))
    wanted = [p.strip() for p in parties.split(",")] if parties is not None else []
    if not all(wanted):
        stop(f"--parties {parties!r} names nobody in one place: give names or codes parted by commas", USAGE)
    with open_record(record, create=False) as store:
        found = store.series(*wanted)[:limit]
        words = words_of(store, found)
    if output == "json":
        print_json([series_json(s, words) for s in found])
    else:
        for one in found:
            print_series(one, words)
    if not found:
        say("no series found")
        raise typer.Exit(SOME_FAILED if wanted else 0)


def words_of(record: Record, found: tuple[Series, ...]) -> dict[Occurrence, tuple[str, str]]:
    """For each occurrence its words and its sentence."""
    told: dict[Occurrence, tuple[str, str]] = {}
    texts: dict[str, str] = {}
    for one in (o for s in found for o in s.occurrences):
        if one.story_id not in texts:
            row = record.db.execute("SELECT text FROM stories WHERE id = ?", (one.story_id,)).fetchone()
            texts[one.story_id] = row[0]
        text = texts[one.story_id]
        told[one] = (text[one.start : one.end], text[one.sentence_start : one.sentence_end])
    return told


def occurrence_json(one: Occurrence, words: Mapping[Occurrence, tuple[str, str]]) -> dict[str, Any]:
    """What one story says; offsets are characters of the story's text."""
    return {
        "kind": one.kind.value,
        "ordinal": one.ordinal,
        "status": one.status,
        "day": one.day,
        "words": {"text": words[one][0], "start": one.start, "end": one.end},
        "sentence": {"text": words[one][1], "start": one.sentence_start, "end": one.sentence_end},
        "story": one.story_id,
        "report": one.report_id,
        "participants": [{"name": p.name, "country": p.country} for p in one.parties],
    }


def series_json(one: Series, words: Mapping[Occurrence, tuple[str, str]]) -> dict[str, Any]:
    """A series for `--format json`."""
    return {
        "id": one.key.id,
        "name": one.name,
        "act": one.key.family,
        "participants": [{"name": p.name, "country": p.country} for p in one.parties],
        "numbered": [
            {
                "ordinal": a.ordinal,
                "status": a.status,
                "day": a.day,
                "days": list(a.days),
                "events": list(a.events),
                "told": [occurrence_json(o, words) for o in a.occurrences],
            }
            for a in one.numbered
        ],
        "counts": [occurrence_json(o, words) for o in one.counts],
        "mentions": [occurrence_json(o, words) for o in one.mentions],
        "reported_earlier": one.reported,
        "known_earlier": one.known,
        "missing": list(one.missing),
        "unnumbered_events": [{"id": e.id, "day": e.day} for e in one.unnumbered],
        "contradictions": list(one.contradictions),
    }


def line_of(one: Occurrence, words: Mapping[Occurrence, tuple[str, str]]) -> Text:
    """The words, and where they stand."""
    from rich.text import Text

    from communique.render import safe

    status = "" if one.status == "actual" else f" [{one.status}]"
    where = f"  {one.story_id}, characters {one.start}–{one.end}" + (f", {one.report_id}" if one.report_id else "")
    return Text.assemble(f"“{safe(words[one][0])}”", (status, "yellow"), (where, "dim"))


def print_series(one: Series, words: Mapping[Occurrence, tuple[str, str]]) -> None:
    """A series for a person."""
    from rich.text import Text

    from communique.render import safe

    out = console()
    out.print(Text.assemble((safe(one.name), "bold"), (f"  {one.key.id}", "dim")), soft_wrap=True)
    for act in one.numbered:
        status = "" if act.status == "actual" else f"  [{act.status}]"
        event = f"  {', '.join(act.events)}" if act.events else ""
        out.print(
            Text.assemble(
                (f"  {act.ordinal:>3}  ", "bold cyan"), act.day or "no day", (status, "yellow"), (event, "dim")
            )
        )
        for told in act.occurrences:
            out.print(Text("         ") + line_of(told, words), soft_wrap=True)
    for told in (*one.counts, *one.mentions):
        label = told.ordinal or told.kind.value
        out.print(Text(f"  {label:>8} ") + line_of(told, words), soft_wrap=True)
    if one.reported:
        out.print(Text(f"  {one.reported} earlier {one.key.family} reported, {one.known} known", style="green"))
    for loose in one.unnumbered:
        out.print(Text(f"  also known, without a number: {loose.day or 'no day'}  {loose.id}", style="dim"))
    for line in one.contradictions:
        out.print(Text(f"  contradiction: {safe(line)}", style="red"), soft_wrap=True)
    out.print()
