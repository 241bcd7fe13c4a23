"""Where accounts do not agree: within an event, and between an act that is told and one that is denied."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from communique.dossier.evidence import EventRow, Evidence
from communique.dossier.lines import plain, who
from communique.dossier.model import Contradiction, Line, Value
from communique.linking import model as linking
from communique.linking.days import apart
from communique.linking.words import stems

# Days within which an act and its denial may be of one matter: where both are dated, and where one is known by its telling alone.
SAME_DAYS, NEAR_DAYS = 1, 7


def value_of(words: str, reports: Iterable[str], told: Mapping[str, linking.Told]) -> Value:
    """One account, with the stories that give it and the sources they name."""
    held = [told[r] for r in reports if r in told]
    sources = dict.fromkeys(plain(t.attribution) for t in held if t.attribution)
    return Value(words, tuple(dict.fromkeys(t.story_id for t in held)), tuple(sources))


def tells_apart(about: str, values: Sequence[Value], copies: Mapping[str, str]) -> bool:
    """Do two stories that are no copies of each other give different values, neither of them the other's too?

    Durations must be of one scale, as hours are and years are not.
    """

    def sources(value: Value) -> set[str]:
        return {copies.get(s, s) for s in value.stories}

    def scale(value: Value) -> bool | None:
        return value.value.rstrip("s").endswith(("minute", "hour")) if about == "duration" else None

    return any(
        not sources(a) & sources(b) and scale(a) == scale(b) and same_bound(a.value) != same_bound(b.value)
        for n, a in enumerate(values)
        for b in values[:n]
    )


def same_bound(value: str) -> str:
    """A value with one word for those that bound it alike: "over 2 hours" is "more than 2 hours"."""
    for word, plainer in bounds().items():
        if value.startswith(f"{word} "):
            return f"{plainer} {value.removeprefix(word).strip()}"
    return value


@cache
def bounds() -> Mapping[str, str]:
    """Words that bound a number, each with the one it means the same as."""
    raw = json.loads(files("communique").joinpath("data/dossier/words.json").read_text(encoding="utf-8"))
    return {word: plainer for plainer, alike in raw["bounds"].items() for word in alike}


def within(row: EventRow, line: Line, evidence: Evidence, copies: Mapping[str, str]) -> list[Contradiction]:
    """Where the accounts of one event differ, and who claims and who denies it."""
    told = {t.report_id: t for t in evidence.reports[row.id]}
    found = []
    for difference in row.account.get("differences", ()):
        values = [value_of(str(v["value"]), v["reports"], told) for v in difference["values"]]
        values = [v for v in values if v.stories]
        if tells_apart(str(difference["about"]), values, copies):
            found.append(Contradiction(str(difference["about"]), (row.id,), line.sentence, tuple(values)))
    denied = [t.report_id for t in told.values() if t.status == "negated"]
    affirmed = [t.report_id for t in told.values() if t.status == "actual"]
    if denied and affirmed and not any(c.about == "whether it happened" for c in found):
        values = [value_of("it happened", affirmed, told), value_of("it did not", denied, told)]
        found.append(Contradiction("whether it happened", (row.id,), line.sentence, tuple(values)))
    return found


def countries(row: EventRow, role: str) -> frozenset[str]:
    """The countries (or else the names) on one side of an event."""
    parties = [p for p in row.account.get("parties", ()) if p["role"] == role]
    return frozenset(p.get("country") or who(p) for p in parties)


def opposed(yes: EventRow, no: EventRow, evidence: Evidence) -> bool:
    """Is `no` the denial of `yes`: one type, one doer, and told of the same bearer, or in words alike, at about the same time?"""
    if yes.type != no.type or not countries(yes, "actor") & countries(no, "actor"):
        return False
    a, b = evidence.reports[yes.id], evidence.reports[no.id]
    near = NEAR_DAYS
    if yes.date and no.date:
        days, near = [apart(yes.date, no.date)], SAME_DAYS
    else:
        days = [apart(x.date or x.published, y.date or y.published) for x in a for y in b]
    if not any(gap is not None and gap <= near for gap in days):
        return False
    bearers = countries(yes, "recipient") & countries(no, "recipient")
    words = stems(" ".join(t.trigger for t in a)) & stems(" ".join(t.trigger for t in b))
    return bool(bearers and words) or any(shared(x, y) for x in a for y in b)


def shared(a: linking.Told, b: linking.Told) -> bool:
    """Do two sentences share the word that tells the act, or most of their telling words?"""
    left, right = stems(a.sentence), stems(b.sentence)
    return bool(stems(a.trigger) & stems(b.trigger)) and 3 * len(left & right) >= min(len(left), len(right))


def contradictions(lines: Sequence[Line], evidence: Evidence, copies: Mapping[str, str]) -> tuple[Contradiction, ...]:
    """All of them, in the order of the lines. `copies` gives for a story the one that speaks for it and its copies."""
    found: list[Contradiction] = []
    rows = [(line, evidence.events[line.id]) for line in lines]
    denials = [(line, row) for line, row in rows if row.status == "negated"]
    for line, row in rows:
        found += within(row, line, evidence, copies)
        if row.status != "actual":
            continue
        for denial, no in denials:
            if opposed(row, no, evidence):
                values = (
                    Value(line.sentence, line.stories, line.on_the_word_of),
                    Value(denial.sentence, denial.stories, denial.on_the_word_of),
                )
                found.append(Contradiction("whether it happened", (line.id, denial.id), line.sentence, values))
    return tuple(found)
