"""Readable output in a terminal. News text is hostile: it is printed as text alone, without its control characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from communique.model import CodedStory
from communique.record.queries import ReportView, StatementView, StoryView

# C0 and C1 controls could drive the terminal; bidirectional overrides could reorder what is read.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def safe(text: str | None) -> str:
    """`text` on one line and without characters that could drive a terminal."""
    return " ".join(UNSAFE.sub("�", text or "").split())


def parties(view: ReportView) -> str:
    """``Steve Witkoff (USA) → Vladimir Putin (RUS)``; a dash where a side is empty."""
    left = ", ".join(safe(p.label) for p in view.side("actor")) or "–"
    right = ", ".join(safe(p.label) for p in view.side("recipient"))
    return f"{left} → {right}" if right else left


def report_line(view: ReportView) -> Text:
    """Type, parties, status, day, place and source of a report on one line."""
    kind = f"{view.type}:{view.mode}" if view.mode else view.type
    line = Text.assemble((kind, "bold cyan"), " ", parties(view))
    if view.status != "actual":
        line.append(f"  [{view.status}]", "yellow")
    place = safe(view.place) + (f" ({view.place_country})" if view.place_country else "") if view.place else ""
    for words in (view.date, place):
        if words:
            line.append(f"  {words}", "green")
    if view.attribution:
        line.append(f"  on the word of {safe(view.attribution)}", "magenta")
    return line


def marked_sentence(view: ReportView) -> Text:
    """The sentence with its trigger underlined."""
    return marked(
        view.sentence.text, [(view.trigger.start - view.sentence.start, len(view.trigger.text), "bold underline")]
    )


def marked(text: str, marks: Iterable[tuple[int, int, str]]) -> Text:
    """`text` with styles over (start, length); controls are replaced one for one so that offsets hold."""
    out = Text(UNSAFE.sub("�", text).replace("\n", " "))
    for start, length, style in marks:
        if 0 <= start < len(text):
            out.stylize(style, start, start + length)
    return out


def print_report(console: Console, view: ReportView) -> None:
    """A report, its sentence below it, and its id."""
    console.print(Text("  ") + report_line(view), soft_wrap=True)
    console.print(Padding(marked_sentence(view), (0, 0, 0, 6)))
    console.print(Text(f"      {view.id}  confidence {view.confidence:.2f}", style="dim"))


def statement_text(view: StatementView) -> Text:
    """Who said what, to whom, where."""
    who = safe(view.speaker or view.source or "unnamed source")
    verb = "made no statement" if view.kind == "none" else safe(view.cue or "(continued)")
    line = Text.assemble((who, "bold"), f" {verb}: ", safe(view.content))
    for label, words in (("to", view.addressee), ("at", view.occasion)):
        if words:
            line.append(f"  [{label} {safe(words)}]", "green")
    line.append(f"  ({view.kind}, {view.sort})", "dim")
    return line


def print_story(console: Console, view: StoryView) -> None:
    """A story: headline, day and how it is known, captions, furniture, reports, statements."""
    console.print(Text(safe(view.headline) or "(no headline)", style="bold underline"))
    known = f"{view.published} ({view.published_from})" if view.published else "day unknown"
    where = f" · {safe(view.outlet)}" if view.outlet else ""
    console.print(Text(f"  {view.id} · {known}{where}", style="dim"))
    if view.copies:
        console.print(Text(f"  the same copy as {', '.join(view.copies)}", style="yellow"))
    if view.not_coded:
        console.print(Text(f"  not coded: {view.not_coded}", style="yellow"))
    for text, credit in view.captions:
        console.print(
            Padding(Text(f"caption: {safe(text)}" + (f" — credit {safe(credit)}" if credit else "")), (0, 0, 0, 2))
        )
    if view.furniture:
        reasons = sorted({reason for _, reason in view.furniture})
        console.print(Text(f"  set aside: {len(view.furniture)} pieces ({', '.join(reasons)})", style="dim"))
    if view.reports:
        console.print(Text(f"  {len(view.reports)} reports", style="bold"))
    for r in view.reports:
        print_report(console, r)
    if view.statements:
        console.print(Text(f"  {len(view.statements)} statements", style="bold"))
    for s in view.statements:
        console.print(Padding(statement_text(s), (0, 0, 0, 4)))
    console.print()


def print_why(console: Console, view: ReportView) -> None:
    """A report explained: the sentence with every part marked, and what decided each."""
    at = view.sentence.start
    marks = [(view.trigger.start - at, len(view.trigger.text), "bold underline")]
    styles = {"actor": "cyan", "recipient": "blue"}
    marks += [(p.start - at, p.end - p.start, styles[p.role]) for p in view.parties]
    if view.attribution and view.attribution_start is not None:
        marks.append((view.attribution_start - at, len(view.attribution), "magenta"))
    if view.place and view.place_start is not None:
        marks.append((view.place_start - at, len(view.place), "green"))
    console.print(report_line(view), soft_wrap=True)
    console.print(Padding(marked(view.sentence.text, marks), (0, 0, 1, 2)))
    table = Table("part", "decided by", "value", "score", box=None, pad_edge=False)
    for r in view.reasons:
        table.add_row(r.field, r.rule, safe(r.value), "" if r.score is None else f"{r.score:.2f}")
    console.print(table)
    console.print(Text(f"confidence {view.confidence:.2f} · story {view.story_id} · {view.id}", style="dim"))


def print_coded_table(console: Console, stories: Sequence[CodedStory]) -> None:
    """Coded stories as one table a story, for `communique code --format table`."""
    for coded in stories:
        headline = coded.story.headline.text if coded.story.headline else coded.story.id
        table = Table(title=safe(headline), title_justify="left", expand=True)
        for column in ("type", "actors", "recipients", "status", "date", "on whose word", "words"):
            table.add_column(column, overflow="fold")
        for r in coded.reports:
            table.add_row(
                Text(f"{r.type}:{r.mode}" if r.mode else r.type),
                *(Text(", ".join(safe(p.name or p.text) for p in side)) for side in (r.actors, r.recipients)),
                Text(r.status.value),
                Text(r.date or ""),
                Text(safe(r.attribution.text) if r.attribution else ""),
                Text(safe(r.trigger.text)),
            )
        console.print(table)
        for s in coded.statements:
            who = (s.speaker.name if s.speaker else None) or " ".join(x.text for x in s.source) or "unnamed source"
            console.print(
                Padding(
                    Text(f"{safe(who)} ({s.kind.value}): {safe(' … '.join(x.text for x in s.content))}"), (0, 0, 0, 2)
                )
            )
