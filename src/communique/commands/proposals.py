"""`communique proposals`: what is on the table, and where each party stands over time."""

from __future__ import annotations

import re
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
    from rich.text import Text

    from communique.model import Span
    from communique.record.proposal_queries import ProposalView, StanceView

CODE = re.compile(r"[A-Z]{3}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STYLES = {"supports": "green", "conditional": "yellow", "hopeful": "cyan", "doubts": "magenta", "rejects": "red"}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("proposals")(proposals)


def proposals(  # noqa: PLR0913, PLR0917 - the options of a command
    ident: Annotated[
        str | None,
        typer.Argument(metavar="[PROPOSAL-ID]", help="Show one proposal with every stance and its sentence."),
    ] = None,
    parties: Annotated[
        str | None,
        typer.Option("--parties", "-p", help="Country codes that all propose, are bound or take a stance, as RUS,UKR."),
    ] = None,
    about: Annotated[
        str | None, typer.Option("--about", help="Words that all occur in a name or in the terms.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="Told on or after this day, as 2025-04-25.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Told on or before this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Print at most so many.")] = 50,
    output: TableOrJson = "table",
    record: RecordFile = DEFAULT_RECORD,
) -> None:
    """Show plans, truces, offers, deals and joint bodies: who proposed what, how far it came, and each party's stance over time."""
    from communique.record.proposal_queries import ProposalQuery
    from communique.record.schema import RecordError

    one_of("--format", output, ("table", "json"))
    for option, day in (("--since", since), ("--until", until)):
        if day is not None and not DAY.fullmatch(day):
            stop(f"{option} {day!r} is not a day: write it as 2025-04-25", USAGE)
    query = ProposalQuery(codes(parties), about, since, until, limit)
    with open_record(record, create=False) as store:
        try:
            found = store.proposals(query) if ident is None else (store.proposal(ident),)
        except RecordError as error:
            stop(str(error))
    if output == "json":
        shown: Any = [proposal_json(p) for p in found]
        print_json(shown if ident is None else shown[0])
    else:
        for one in found:
            print_proposal(one, whole=ident is not None)
    if not found:
        say("no proposal found")
        raise typer.Exit(SOME_FAILED if parties or about or since or until else 0)


def codes(parties: str | None) -> tuple[str, ...]:
    """Country codes of an option, or the end of the run."""
    wanted = tuple(p.strip().upper() for p in parties.split(",")) if parties is not None else ()
    wrong = [w for w in wanted if not CODE.fullmatch(w)]
    if wrong:
        stop(f"--parties {', '.join(wrong)!r} is no code of three letters: write RUS,UKR", USAGE)
    return wanted


def span_json(span: Span) -> dict[str, Any]:
    """Words with their place in the story's text."""
    return {"text": span.text, "start": span.start, "end": span.end}


def stance_json(stance: StanceView) -> dict[str, Any]:
    """One stance; offsets are characters of the story's text."""
    return {
        "party": stance.party,
        "country": stance.country,
        "sector": stance.sector,
        "stance": stance.stance,
        "day": stance.day,
        "day_from": stance.day_from,
        "changed": stance.changed,
        "words": span_json(stance.words),
        "sentence": span_json(stance.sentence),
        "story": stance.story_id,
        "statement": stance.statement_id,
        "report": stance.report_id,
        "rule": stance.rule,
    }


def proposal_json(p: ProposalView) -> dict[str, Any]:
    """A proposal for `--format json`; `positions` gives each side's stances over time."""
    from communique.record.proposal_queries import course

    return {
        "id": p.id,
        "name": p.name,
        "kind": p.kind,
        "proposer": {"name": p.proposer, "country": p.proposer_country} if p.proposer or p.proposer_country else None,
        "parties": list(p.parties),
        "duration": p.duration,
        "begins": p.begins,
        "terms": p.terms,
        "status": p.status,
        "first_day": p.first_day,
        "last_day": p.last_day,
        "stories": p.stories,
        "statuses": [
            {"status": s.status, "day": s.day, "words": span_json(s.words), "story": s.story_id} for s in p.statuses
        ],
        "told": [
            {
                "story": t.story_id,
                "day": t.day,
                "status": t.status,
                "name": span_json(t.name),
                "mentions": [span_json(m) for m in t.mentions],
            }
            for t in p.tellings
        ],
        "positions": {side: [stance_json(s) for s in held] for side, held in course(p.stances).items()},
    }


def terms_line(p: ProposalView) -> str:
    """Proposer, parties, how long and from when, in one line."""
    parts = [
        (
            "proposed by",
            " ".join(x for x in (p.proposer, f"({p.proposer_country})" if p.proposer_country else None) if x),
        ),
        ("with", ", ".join(p.parties)),
        ("for", p.duration),
        ("from", p.begins),
        ("", p.terms),
    ]
    return " · ".join(f"{label} {value}".strip() for label, value in parts if value)


def course_line(side: str, held: tuple[StanceView, ...]) -> Text:
    """ "RUS: doubts 2025-05-07 → conditional 2025-05-11": a side's stances, the same one told again left out."""  # noqa: D210
    from rich.text import Text

    from communique.render import safe

    line = Text(f"  {safe(side)}: ", "bold")
    shown: list[str] = []
    for stance in held:
        if shown and stance.stance == shown[-1]:
            continue
        line.append(" → " if shown else "", "bold" if stance.changed else "dim")
        line.append(stance.stance, STYLES.get(stance.stance, "dim"))
        line.append(f" {stance.day or 'no day'}")
        shown.append(stance.stance)
    return line


def print_proposal(p: ProposalView, *, whole: bool) -> None:
    """A proposal for a person; `whole` with every stance and its sentence."""
    from rich.padding import Padding
    from rich.text import Text

    from communique.record.proposal_queries import course
    from communique.render import safe

    out = console()
    days = " – ".join(dict.fromkeys(d for d in (p.first_day, p.last_day) if d)) or "no day"
    stories = "1 story" if p.stories == 1 else f"{p.stories} stories"
    head = Text.assemble(
        (safe(p.name), "bold"), (f"  [{p.status}]", "yellow"), f"  {p.kind}", (f"  {days}  {stories}  {p.id}", "dim")
    )
    out.print(head, soft_wrap=True)
    if line := terms_line(p):
        out.print(Text(f"  {safe(line)}"), soft_wrap=True)
    for side, held in course(p.stances).items():
        out.print(course_line(side, held), soft_wrap=True)
        for stance in held if whole else ():
            told = Text.assemble(
                (f"{stance.day or 'no day':<11}", "dim"), (f"{stance.stance:<12}", STYLES.get(stance.stance, "dim"))
            )
            told.append(f"{safe(stance.party)}: {safe(stance.sentence.text)}")
            told.append(f"  {stance.story_id}" + (f", {stance.report_id}" if stance.report_id else ""), "dim")
            out.print(Padding(told, (0, 0, 0, 4)))
    if whole:
        for status in p.statuses:
            mark = Text(f"    {status.day or 'no day':<11}{status.status:<12}“{safe(status.words.text)}”")
            mark.append(f"  {status.story_id}", "dim")
            out.print(mark, soft_wrap=True)
    out.print()
