"""What `communique show` and `communique find` print, put together from queries."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from communique.record.queries import ReportView, StatementView, report, reports, stories, story
from communique.record.schema import RecordError
from communique.record.store import Record
from communique.render import marked_sentence, print_story, print_why, report_line, safe, statement_text


def show_inputs(console: Console, record: Record) -> None:
    """The ledger: every input and what became of it."""
    table = Table("input", "outcome", "reason", box=None)
    for line in record.ledger():
        table.add_row(Text(safe(line.name)), line.outcome, Text(safe(line.detail or line.reason)))
    console.print(table)


def fullness(view: ReportView) -> tuple[int, int, float]:
    """How well a report speaks for its event: by states and by names of its parties, two at most, then by how sure it is."""
    states, names = ({getattr(p, part) for p in view.parties} - {None} for part in ("country", "name"))
    return min(2, len(states)), min(2, len(names)), view.confidence


def show_events(console: Console, record: Record, limit: int) -> None:
    """Events by day, a line each."""
    rows = record.db.execute(
        """SELECT e.id, e.type, e.mode, e.status, e.date, count(r.id) AS n, count(DISTINCT r.story_id) AS stories,
                  min(r.id) AS first
           FROM events e JOIN reports r ON r.event_id = e.id GROUP BY e.id ORDER BY e.date IS NULL, e.date, e.id LIMIT ?""",
        (limit,),
    ).fetchall()
    if not rows:
        return
    console.print(Text("Events", style="bold"))
    for row in rows:
        best = max(reports(record, "r.event_id = ?", [row["id"]]), key=fullness)
        line = Text(f"  {row['date'] or 'no day':<12} ") + report_line(best)
        line.append(f"  {row['n']} reports in {row['stories']} stories  {row['id']}", "dim")
        console.print(line, soft_wrap=True)
    console.print()


def show_record(console: Console, record: Record, limit: int) -> None:
    """Counts, events, and stories with their reports and statements."""
    counts = record.counts()
    console.print(Text(f"{record.path}: " + ", ".join(f"{n} {name}" for name, n in counts.items()), style="bold"))
    console.print()
    show_events(console, record, limit * 10)
    for view in stories(record, limit):
        print_story(console, view)
    if counts["stories"] > limit:
        console.print(Text(f"… and {counts['stories'] - limit} more stories: --limit shows them", style="dim"))


def show_one(console: Console, record: Record, ident: str) -> None:
    """One event, report or story.

    Raises:
        RecordError: nothing in the record has this id.
    """
    if record.db.execute("SELECT 1 FROM events WHERE id = ?", (ident,)).fetchone():
        show_event(console, record, ident)
    elif record.db.execute("SELECT 1 FROM reports WHERE id = ?", (ident,)).fetchone():
        print_why(console, report(record, ident))
    elif record.db.execute("SELECT 1 FROM stories WHERE id = ?", (ident,)).fetchone():
        print_story(console, story(record, ident))
    else:
        raise RecordError(f"nothing in the record has the id {ident!r}: `communique show` lists what there is")


def account_lines(account: dict[str, Any]) -> list[tuple[str, str]]:
    """What the reports of an event add up to: numbers, who claims, who denies, where they differ, how many sources."""
    lines = [(kind, " / ".join(n["value"] for n in values)) for kind, values in account.get("numbers", {}).items()]
    for label, key in (("claimed by", "claims"), ("denied by", "denials")):
        if account.get(key):
            lines.append((label, ", ".join(c["value"] for c in account[key])))
    for difference in account.get("differences", ()):
        values = " / ".join(str(v["value"]) for v in difference["values"])
        lines.append((f"accounts differ in {difference['about']}", values))
    if account.get("sources"):
        lines.append(("independent sources", str(account["sources"])))
    return lines


def related_line(record: Record, event_id: str) -> Text:
    """Another event on one line: its id and its first report."""
    first = reports(record, "r.event_id = ?", [event_id])[0]
    return Text.assemble((f"{event_id}  ", "dim"), report_line(first))


def show_event(console: Console, record: Record, event_id: str) -> None:
    """One event with all its reports and where they stand."""
    row = record.db.execute("SELECT * FROM events WHERE id = ?", (event_id,)).fetchone()
    kind = f"{row['type']}:{row['mode']}" if row["mode"] else row["type"]
    console.print(
        Text.assemble((kind, "bold cyan"), f"  {row['status']}  {row['date'] or 'no day'}  ", (event_id, "dim"))
    )
    for label, words in account_lines(json.loads(row["account"])):
        console.print(Text.assemble((f"  {label}: ", "dim"), safe(words)), soft_wrap=True)
    for relation in record.relations(event_id):
        console.print(
            Text.assemble((f"  {relation.tie.value}: ", "dim"), related_line(record, relation.other)), soft_wrap=True
        )
    for view in reports(record, "r.event_id = ?", [event_id]):
        console.print(Text("  ") + report_line(view), soft_wrap=True)
        console.print(Padding(marked_sentence(view), (0, 0, 0, 6)))
        where = f"{view.story_id}, characters {view.sentence.start}–{view.sentence.end}"
        console.print(Text(f"      {view.id} · {where} · confidence {view.confidence:.2f}", style="dim"))


def show_statements(console: Console, found: Sequence[StatementView], output: str) -> None:
    """Statements as text for a person or as JSON Lines."""
    for view in found:
        if output == "jsonl":
            sys.stdout.write(json.dumps(asdict(view), ensure_ascii=False) + "\n")
            continue
        console.print(statement_text(view))
        console.print(Text(f"  {view.id} · {safe(view.headline)} · {view.published or 'day unknown'}", style="dim"))
