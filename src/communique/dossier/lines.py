"""Events as lines of a dossier: by whom, where, on whose word, and in which sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from communique.dossier.evidence import EventRow, Evidence
from communique.dossier.model import Line, Told
from communique.language.countries import short_name
from communique.linking import model as linking
from communique.linking.processes import INCIDENTS

# A sentence of fewer characters is a headline or a scrap, one of more a paragraph: the others tell an event best.
SHORT, LONG = 50, 320


@cache
def nobody() -> frozenset[str]:
    """Words that name nobody: a party called so is left out where another of its side has a name."""
    raw = json.loads(files("communique").joinpath("data/dossier/words.json").read_text(encoding="utf-8"))
    return frozenset(raw["nobody"])


def who(party: Mapping[str, Any]) -> str:
    """``Steve Witkoff (USA)``; the country's name alone for a state."""
    name, country = str(party["name"]), party.get("country")
    return name if not country or short_name(country) == name else f"{name} ({country})"


def side(account: Mapping[str, Any], role: str) -> tuple[str, ...]:
    """Who is on one side, by the best names the accounts give."""
    held = [p for p in account.get("parties", ()) if p["role"] == role]
    named = [p for p in held if str(p["name"]).casefold() not in nobody()]
    return tuple(dict.fromkeys(who(p) for p in named or held))


def best_first(told: Sequence[linking.Told], row: EventRow, sure: Mapping[str, float]) -> list[linking.Told]:
    """The reports, the one whose sentence tells the event best first: of its status, of fair length, surely read, told early."""

    def rank(t: linking.Told) -> tuple[object, ...]:
        fair = SHORT <= len(t.sentence) <= LONG
        return (
            t.status != row.status,
            not fair,
            -round(sure.get(t.report_id, 0.0), 1),
            t.published or "9999",
            t.story_id,
            t.position,
        )

    return sorted(told, key=rank)


def plain(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def source_of(told: linking.Told, speakers: Mapping[str, str]) -> str | None:
    """The words for a report's source; for a pronoun the name of who is meant, where that is known."""
    if told.attribution is None:
        return None
    words = plain(told.attribution)
    return plain(speakers.get(told.report_id, words)) if words.casefold() in nobody() else words


def voices(told: Sequence[linking.Told], status: str, speakers: Mapping[str, str]) -> tuple[str, ...]:
    """On whose word an event stands (of one that did not happen: who says so); nobody's where a story says it in its own voice."""
    same = [t for t in told if (t.status == "negated") == (status == "negated")]
    if any(t.attribution is None for t in same):
        return ()
    return tuple(dict.fromkeys(source_of(t, speakers) or "" for t in same))


def line_of(row: EventRow, evidence: Evidence) -> Line:
    """The line of an event."""
    told = best_first(evidence.reports[row.id], row, evidence.confidences)
    stories = tuple(dict.fromkeys(t.story_id for t in told))
    speakers = evidence.speakers
    denied = (source_of(t, speakers) for t in told if t.status == "negated" and row.status != "negated")
    reports = tuple(Told(t.report_id, t.story_id, plain(t.sentence), source_of(t, speakers), t.status) for t in told)
    return Line(
        id=row.id,
        date=row.date,
        told=min((t.published for t in told if t.published), default=None),
        told_last=max((t.published for t in told if t.published), default=None),
        kind=f"{row.type}:{row.mode}" if row.mode else row.type,
        status=row.status,
        incident=row.type in INCIDENTS and row.status == "actual",
        actors=side(row.account, "actor"),
        recipients=side(row.account, "recipient"),
        place=plain(row.place) if row.place else None,
        place_country=row.place_country,
        on_the_word_of=voices(told, row.status, speakers),
        denied_by=tuple(dict.fromkeys(d for d in denied if d)),
        sources=min(int(row.account.get("sources", 1)), len(stories)),
        stories=stories,
        reports=reports,
        confidence=float(row.account.get("confidence", 0.0)),
    )
