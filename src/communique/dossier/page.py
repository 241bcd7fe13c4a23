"""A dossier as one self-contained HTML page without a script, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from communique.dossier.markdown import ADDRESS, markdown
from communique.dossier.model import Dossier
from communique.dossier.words import (
    Entry,
    counted,
    day_words,
    duration_words,
    entries,
    heaviest,
    opens_quoted,
    place_words,
    span_words,
    state_words,
    summary,
    verb_words,
    words,
)
from communique.render import safe

# Entries of what happened in a page to be read.
MOST = 60


def environment() -> Environment:
    """Templates of ``data/dossier``; whatever is put in is escaped, and cleared of control characters by ``t``."""
    made = Environment(
        loader=PackageLoader("communique", "data/dossier"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"t": safe, "day": day_words, "groupby_date": by_date}
    made.globals |= {
        "place": place_words,
        "span": span_words,
        "counted": counted,
        "is_address": is_address,
        "state": state_words,
        "opens_quoted": opens_quoted,
        "duration": duration_words,
        "verb": verb_words,
    }
    return made


def by_date(found: Sequence[Entry]) -> list[list[Entry]]:
    """Entries in the same order, those of one date together."""
    return [list(group) for _, group in groupby(found, key=lambda e: e.date)]


def is_address(origin: str) -> bool:
    """May this be a link: an http or https address and nothing else?"""
    return ADDRESS.fullmatch(origin) is not None


def html(held: Dossier, most: int) -> str:
    """The dossier as a page, with at most so many entries of what happened."""
    found = entries(held.happened)
    kept = heaviest(found, most)
    return (
        environment()
        .get_template("dossier.html.j2")
        .render(
            held=held,
            summary=summary(held),
            happened=kept,
            left=len(found) - len(kept),
            all=len(found),
            announced=entries(held.announced),
            not_done=heaviest(entries(held.not_done), most),
            numbers={s.story: s.number for s in held.sources},
            statuses=words()["statuses"],
        )
    )


def as_json(held: Dossier) -> dict[str, Any]:
    """The dossier as JSON: the fields of `communique.dossier.model.Dossier`, all of them, by their names."""
    return {"dossier": 1, **asdict(held)}


def rendered(held: Dossier, form: str, most: int = MOST) -> str:
    """The dossier as ``md``, ``html`` or ``json``.

    Raises:
        ValueError: another form.
    """
    if form == "md":
        return markdown(held, most)
    if form == "html":
        return html(held, most)
    if form == "json":
        return json.dumps(as_json(held), ensure_ascii=False, indent=2) + "\n"
    raise ValueError(f"{form!r} is not known: md, html or json")
