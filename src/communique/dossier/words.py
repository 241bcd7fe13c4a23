"""A dossier in words: days as a reader writes them, kinds of acts by name, events told by one sentence put together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from communique.codebook import load as load_codebook
from communique.dossier.model import Dossier, Line, Said
from communique.language.countries import short_name
from communique.linking.days import stretch

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
QUOTES = frozenset('"“”„«»')
DURATION = re.compile(r"P(T?)(\d{1,6})([YMWDHS])")
UNITS = {
    ("", "Y"): "year", ("", "M"): "month", ("", "W"): "week", ("", "D"): "day",
    ("T", "H"): "hour", ("T", "M"): "minute", ("T", "S"): "second",
}  # fmt: skip
# Sentences shown beside the one that tells an event, each of another story.
MORE_SENTENCES = 2


@cache
def words() -> Mapping[str, Any]:
    """The word lists of ``data/dossier/words.json``."""
    raw: Mapping[str, Any] = json.loads(
        files("communique").joinpath("data/dossier/words.json").read_text(encoding="utf-8")
    )
    return raw


def day_words(value: str | None) -> str:
    """``16 May 2025``, ``21–25 April 2025``, ``May 2025``, ``2019–2025``; the value itself where it is none of these."""
    if value is None:
        return "no day"
    span = stretch(value)
    if span is None:
        return value
    first, last = date.fromordinal(span[0]), date.fromordinal(span[1])
    month = MONTHS[first.month - 1]
    if first == last:
        return f"{first.day} {month} {first.year}"
    if "/" not in value:
        return f"{month} {first.year}" if len(value) > len("2025") else str(first.year)
    return range_words(value, first, last)


def range_words(value: str, first: date, last: date) -> str:
    """A range in words, what its ends have in common said once."""
    if all(len(part) == len("2025") for part in value.split("/")):
        return f"{first.year}–{last.year}"
    month, end = MONTHS[first.month - 1], f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{first.day} {month} – {end}" if first.year == last.year else f"{first.day} {month} {first.year} – {end}"


def span_words(first_day: str | None, last_day: str | None) -> str:
    """From the first to the last day."""
    if first_day is None or last_day is None:
        return day_words(first_day or last_day)
    return day_words(first_day if first_day == last_day else f"{first_day}/{last_day}")


def duration_words(period: str | None) -> str | None:
    """``30 days`` for P30D, ``48 hours`` for PT48H; the period itself where it is made of several parts."""
    found = DURATION.fullmatch(period or "")
    if found is None:
        return period
    unit = UNITS.get((found[1], found[3]))
    return counted(int(found[2]), unit) if unit else period


def kind_words(kind: str) -> str:
    """The name of a type, with its mode: ``attack (drone)``; the code where it has no name."""
    type_, _, mode = kind.partition(":")
    name = str(words()["types"].get(type_, type_))
    return f"{name} ({mode})" if mode else name


def opens_quoted(words: str) -> bool:
    """Do these words begin or end with a quotation mark of their own, so that they need none around them?"""
    return bool(QUOTES & {words[:1], words[-1:]})


def place_words(place: str | None, country: str | None) -> str | None:
    """``Istanbul (TUR)``; the country's name where no place is told."""
    if place is None:
        return short_name(country) or country if country else None
    state = short_name(country) if country else None
    return place if not country or (state and state in place) else f"{place} ({country})"


@dataclass(frozen=True, slots=True)
class Entry:
    """Events of one date told by one sentence. `more` are sentences of other stories; `who` the sides, parted by an arrow."""

    date: str | None
    told: str | None
    kinds: tuple[str, ...]
    who: str
    where: str | None
    status: str
    sentence: str
    more: tuple[tuple[str, str], ...]
    voices: tuple[str, ...]
    denied_by: tuple[str, ...]
    sources: int
    stories: tuple[str, ...]
    ids: tuple[str, ...]
    weight: float

    @property
    def when(self) -> str:
        """The date in words."""
        return day_words(self.date)


def who_words(line: Line) -> str:
    """``Steve Witkoff (USA) → Vladimir Putin (RUS)``."""
    left, right = ", ".join(line.actors[:6]), ", ".join(line.recipients[:6])
    return f"{left or '(nobody named)'} → {right}" if right else left


def weight(line: Line) -> float:
    """How much an event matters in a brief: how far its type is from the neutral, how many tell it, how surely it was read."""
    held = load_codebook().types.get(line.kind.partition(":")[0])
    strength = abs(held.score) if held else 1.0
    talks = 4.0 if line.kind.startswith("CONSULT") and len(line.actors) + len(line.recipients) > 1 else 0.0
    return (strength + talks + 3.0 * min(line.sources - 1, 3) + (2.0 if line.date else 0.0)) * (0.3 + line.confidence)


def entry_of(line: Line) -> Entry:
    """One event as an entry."""
    more: dict[str, str] = {}
    for told in line.reports[1:]:
        if (
            told.story != line.reports[0].story
            and told.sentence != line.sentence
            and told.sentence not in more.values()
        ):
            more.setdefault(told.story, told.sentence)
    return Entry(
        date=line.date,
        told=line.told,
        kinds=(kind_words(line.kind),),
        who=who_words(line),
        where=place_words(line.place, line.place_country),
        status=line.status,
        sentence=line.sentence,
        more=tuple(list(more.items())[:MORE_SENTENCES]),
        voices=line.on_the_word_of,
        denied_by=line.denied_by,
        sources=line.sources,
        stories=line.stories,
        ids=(line.id,),
        weight=weight(line),
    )


def joined(a: Entry, b: Entry) -> Entry:
    """Two entries of one sentence as one."""

    def both(x: Iterable[str], y: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*x, *y)))

    return replace(
        a,
        kinds=both(a.kinds, b.kinds),
        who=a.who if b.who in a.who else b.who if a.who in b.who else f"{a.who}; {b.who}",
        where=a.where or b.where,
        more=tuple(dict.fromkeys((*a.more, *b.more)))[:MORE_SENTENCES],
        voices=both(a.voices, b.voices),
        denied_by=both(a.denied_by, b.denied_by),
        sources=max(a.sources, b.sources),
        stories=both(a.stories, b.stories),
        ids=both(a.ids, b.ids),
        weight=max(a.weight, b.weight),
    )


def entries(lines: Sequence[Line]) -> list[Entry]:
    """The lines as entries in the same order; those of one date, status and sentence together."""
    found: dict[tuple[str | None, str, str], Entry] = {}
    for line in lines:
        key = (line.date, line.status, line.sentence)
        new = entry_of(line)
        found[key] = joined(found[key], new) if key in found else new
    return list(found.values())


def heaviest(found: Sequence[Entry], most: int) -> list[Entry]:
    """The `most` entries that matter most, in the order they came in."""
    kept = sorted(range(len(found)), key=lambda at: (-found[at].weight, at))[:most]
    return [found[at] for at in sorted(kept)]


def state_words(said: Said) -> str:
    """`` (RUS)`` behind a speaker whose name is not the state's own."""
    return f" ({said.country})" if said.country and short_name(said.country) != said.speaker else ""


def verb_words(said: Said) -> str:
    """The cue of a statement, with a colon before words that follow as they were spoken."""
    if said.kind == "none":
        return "made no statement:"
    cue = said.cue or "went on"
    return f"{cue}:" if said.kind != "indirect" or not said.content[:1].islower() else cue


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 story``, ``2 stories``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def summary(held: Dossier) -> list[tuple[str, str]]:
    """What stands at the head of a dossier: a label and a line each."""
    lines = [("Period", span_words(held.first_day, held.last_day))]
    if held.until:
        lines.append(("As told by", day_words(held.until)))
    for role, label in words()["roles"].items():
        people = [p for p in held.people if p.role == role]
        if people:
            told = (f"{p.party}{' (' + ', '.join(p.people) + ')' if p.people else ''}" for p in people)
            lines.append((label, "; ".join(told)))
    if held.issue:
        lines.append(("Issue", ", ".join(held.issue)))
    numbers = (
        counted(len(held.happened), "event") + " that happened",
        counted(sum(1 for m in held.rounds if m.status == "held"), "round of talks", "rounds of talks"),
        counted(len(held.incidents), "incident"),
        counted(len(held.proposals), "proposal"),
        counted(len(held.contradictions), "contradiction"),
        counted(len(held.sources), "story", "stories"),
    )
    lines.append(("In numbers", ", ".join(numbers)))
    dated = [x for x in held.happened if x.date and (span := stretch(x.date)) and span[0] == span[1]]
    if dated:
        last = dated[-1].date
        of_day = entries([x for x in dated if x.date == last])
        best = max(of_day, key=lambda e: (e.weight, e.ids))
        lines.append(("Last", f"{best.when}: {best.sentence}"))
    return lines
