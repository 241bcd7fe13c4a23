"""Words that say an act is one of several: "a fourth round", "for the 4th time", "three earlier meetings", "meet regularly".

The patterns are made from ``data/linking/ordinals.json``. Every repetition in them is bounded, and a sentence is read to its
2,000th character, so that no text can make the reading slow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from communique.linking.numbers import number_of

LONGEST = 2000
# An ordinal or count above this is a page number or a year of a reign, not a round of talks.
HIGHEST = 999


SINCE_WHEN = re.compile(r"\s[^\n.,;:!?—–()\"“”]{0,79}[^\s.,;:!?—–()\"“”](?=[\s.,;:!?—–()\"“”]|$)")


class Kind(StrEnum):
    """In which way the words number an act.

    ORDINAL: "the fourth round"; COUNT: "three earlier meetings"; SINCE: "the first talks since 2022", "have not met since";
    AGAIN: "met again", "another round"; REGULAR: "to meet regularly"; PREVIOUS: "like the previous ones".
    """

    ORDINAL = "ordinal"
    COUNT = "count"
    SINCE = "since"
    AGAIN = "again"
    REGULAR = "regular"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Numbering:
    """Words that number an act. Offsets are characters of the sentence, half-open.

    `first` and `last` are the ordinals told (equal for one, ``1`` and ``3`` for "three earlier ones"), null where none is.
    `family` names the sort of act (``meetings``, ``truces``), null where the words leave it open ("for the third time" of a
    verb that is not listed, a bare "round"). `act` is where the word for the act stands.
    """

    kind: Kind
    start: int
    end: int
    act_start: int
    act_end: int
    family: str | None
    first: int | None = None
    last: int | None = None
    bare: bool = False


@dataclass(frozen=True)
class Lexicon:
    """The words of ``ordinals.json`` and the patterns made of them."""

    raw: Mapping[str, Any]
    noun_family: Mapping[str, str]
    verb_family: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]

    def words(self, name: str) -> frozenset[str]:
        """A list of the file, as a set."""
        return frozenset(self.raw[name])

    def types(self, family: str) -> frozenset[str]:
        """The codebook's types under which acts of a family are told."""
        held = self.raw["families"].get(family)
        if held is not None:
            return frozenset(held["types"])
        return frozenset(t for t, name in self.raw["type_families"].items() if name == family)


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


def make_patterns(raw: Mapping[str, Any], nouns: Iterable[str], verbs: Iterable[str]) -> dict[str, str]:
    """The patterns by name."""
    tens = rf"(?:{alternatives(raw['tens'])})-"
    ordinal = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|(?:{tens})?(?:{alternatives(raw['ordinals'])}))(?:-ever)?"
    number = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a\s+dozen)"
    modifiers = r"(?:[\w'’.-]{1,30}\s+(?:and\s+(?:final|last)\s+)?){0,4}?"
    rounds, packages = alternatives(raw["rounds"]), alternatives(raw["packages"])
    waves = alternatives(raw["waves"])
    noun = alternatives(nouns)
    # "round of direct talks", "talks", a bare "round" or "package".
    act = rf"(?P<act>(?:{rounds}|{waves})\s+of\s+(?P<of>{modifiers}(?:{noun}))|{noun}|{rounds}|{packages})\b(?!-)"
    verb = rf"(?P<act>{alternatives(verbs)})\b"
    earlier = alternatives(raw["earlier"])
    long_ago = (
        r"(?:(?<!has\s)(?<!had\s)(?<!have\s)since\b|in\s+(?:(?:more\s+than|over|nearly|almost|about|at\s+least)\s+)?[\w-]{1,12}\s+(?:years?|months?|decades?)\b|"
        r"for\s+(?:(?:more\s+than|over|nearly|almost|about|at\s+least)\s+)?[\w-]{1,12}\s+(?:years?|months?|decades?)\b|in\s+years\b)"
    )
    perfect = r"\b(?:have|has|had|having|['’]ve)\s+(?:(?:already|now|so\s+far|previously|since|also|together)\s+){0,2}"
    regular = alternatives(raw["regular"])
    return {
        "ordinal": rf"\b(?P<number>{ordinal})\s+(?P<mods>{modifiers}){act}",
        "time": rf"\b(?:for\s+(?:(?:the|a|an|their|his|her|its)\s+)?|the\s+|a\s+)(?P<number>{ordinal})\s+(?:(?:consecutive|straight|successive|and\s+final|and\s+last)\s+)?time\b",
        "copula": rf"\b(?P<act>{noun}|{rounds})\s+(?:[\w'’-]{{1,20}}\s+){{0,6}}?(?:was|is|were|will\s+be|would\s+be|marks|marked)\s+(?:only\s+)?(?:the|their|his|her|its)\s+(?P<number>{ordinal})(?=\s+(?:between|of|in|since|this|that|to|by|for|such|with|among|held|so)\b|[,.;]|$)",
        "ellipsis": rf"(?:,|;|\band|\bwhile|\bbut)\s+the\s+(?P<number>{ordinal})(?=\s+(?:in|on|at|was|took|is|lasted|ended|came|followed|a|and)\b|,)",
        "held": rf"{perfect}(?P<held>had|held|hosted|conducted|completed|been\s+through|gone\s+through|attended|seen)\s+(?:at\s+least\s+)?(?P<number>{number})\s+(?P<mods>{modifiers}){act}",
        "earlier": rf"\b(?:(?:{earlier}|last)\s+(?P<after>{number})|(?P<number>{number})\s+(?:{earlier}))\s+(?P<mods>{modifiers}){act}",
        "so_far": rf"\b(?P<number>{number})\s+(?P<mods>{modifiers}){act}\s+(?:so\s+far|already|earlier|before\s+(?:that|now|then))\b",
        "first_of": rf"\bfirst\s+(?P<number>{number})\s+(?P<mods>{modifiers}){act}",
        "times": rf"{perfect}[^.;:!?]{{0,20}}?{verb}[^.;:!?]{{0,60}}?\b(?P<number>twice|{number}\s+times)\b",
        "several_times": rf"{perfect}[^.;:!?]{{0,20}}?{verb}[^.;:!?]{{0,60}}?\b(?:several|many|numerous|multiple|countless)\s+times\b",
        "again": rf"\b{verb}[^.;:!?,]{{0,60}}?\b(?P<cue>again|once\s+more|once\s+again|anew)\b",
        "again_first": rf"\b(?P<cue>again|once\s+more|once\s+again)\s+{verb}",
        "another_round": rf"\b(?P<cue>{alternatives(raw['recurring_rounds'])})\s+(?P<mods>{modifiers})(?P<act>(?:{rounds})(?:\s+of\s+(?P<of>{modifiers}(?:{noun})))?)\b(?!-)",
        "another": rf"\b(?P<cue>{alternatives(raw['recurring'])})\s+(?P<mods>{modifiers})(?P<act>{noun})\b(?!-)",
        "resumed": rf"\bresum(?:e|es|ed|ing)\s+(?P<mods>{modifiers})(?P<act>{noun})\b(?!-)",
        "did_resume": rf"\b(?P<act>{noun})\s+(?:(?:have|has|had|will|would|were|was|could|can|to)\s+){{0,2}}(?:be\s+)?resum(?:e|es|ed)\b",
        "regularly": rf"\b{verb}\s+(?:[\w'’-]{{1,20}}\s+){{0,3}}?(?:regularly|annually|monthly|weekly|yearly|(?:once|twice)\s+an?\s+(?:year|month|week)|every\s+(?:[a-z]{{1,10}}\s+)?(?:day|week|month|quarter|year)s?)\b",
        "regular": rf"\b(?:{regular})\s+(?P<mods>{modifiers})(?P<act>{noun})\b(?!-)",
        "previous_ones": rf"\b(?:the\s+)?(?:{earlier})\s+(?:ones?|(?P<number>{number})(?:\s+ones)?)\b(?!\s+(?:[a-z]{{1,20}}))",
        "previous": rf"\b(?:{earlier})\s+(?P<mods>{modifiers})(?P<act>{noun}|{rounds})\b(?!-)",
        "first_since": rf"\bfirst\s+(?P<mods>{modifiers}){act}[^.;:!?]{{0,120}}?\b(?P<cue>{long_ago})",
        "first_time_since": rf"\bfor\s+(?:the\s+)?first\s+time\s+(?P<cue>{long_ago})",
        "not_since": rf"\b(?:have|has|had|did|do|does)(?:\s+not|n['’]t|\s+never|\s+yet\s+to)\s+(?:[\w'’-]{{1,20}}\s+){{0,4}}?(?P<act>{noun}|{alternatives(verbs)})\b[^.;:!?]{{0,100}}?\b(?P<cue>{long_ago})",
        "none_since": rf"\bno\s+(?P<mods>{modifiers})(?P<act>{noun})\b[^.;:!?]{{0,80}}?\b(?P<cue>{long_ago})",
    }


@cache
def lexicon() -> Lexicon:
    """The words of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/linking/ordinals.json").read_text(encoding="utf-8"))
    nouns = {noun: family for family, held in raw["families"].items() for noun in held["nouns"]}
    verbs = {verb: family for family, held in raw["families"].items() for verb in held["verbs"]}
    made = make_patterns(raw, nouns, verbs)
    return Lexicon(raw, nouns, verbs, {name: re.compile(p, re.IGNORECASE) for name, p in made.items()})


def ordinal_of(words: str) -> int | None:
    """The number of an ordinal in digits or words ("4th", "twenty-first"); null for anything else or a huge one."""
    low = words.lower().removesuffix("-ever")
    raw = lexicon().raw
    if low[:1].isdigit():
        value = int(re.match(r"\d{1,3}", low)[0])  # type: ignore[index]
        return value if 0 < value <= HIGHEST else None
    head, _, tail = low.rpartition("-")
    found: int | None = raw["ordinals"].get(tail)
    if found is not None and head:
        return int(raw["tens"][head]) + found if found < 10 and head in raw["tens"] else None
    return found


def count_of(words: str) -> int | None:
    """The number of "twice", "three times", "12", "a dozen"; null for one or none."""
    low = " ".join(words.lower().split()).removesuffix(" times")
    value = 2.0 if low == "twice" else number_of(low)
    return int(value) if value is not None and 2 <= value <= HIGHEST else None


def folded(words: str) -> str:
    """Lower case with single blanks."""
    return " ".join(words.lower().split())


def act_family(act: str, of: str | None, mods: str | None) -> tuple[str | None, bool]:
    """The family of the words for an act, and whether they are a bare "round" or "package" that leaves it open."""
    words = lexicon()
    low = folded(act)
    if of is not None:
        return ending_family(folded(of)), False
    if low in words.raw["rounds"] or low in words.raw["packages"]:
        # "the second round", but also "the fourth sanctions package", "a third negotiating round".
        inner = {f for m in folded(mods or "").split() if (f := words.noun_family.get(m) or words.verb_family.get(m))}
        return (inner.pop(), False) if len(inner) == 1 else (None, True)
    longer = ending_family(folded(f"{mods or ''} {act}"))
    return longer, False


def ending_family(low: str) -> str | None:
    """The family of the longest known noun that `low` ends with."""
    held = lexicon().noun_family
    words = low.split()
    return next((held[tail] for n in range(len(words)) if (tail := " ".join(words[n:])) in held), None)


def plain_modifiers(mods: str | None) -> bool:
    """Can the words between the number and the noun belong to the noun?"""
    barred = lexicon().words("not_a_modifier")
    return not any(m.strip(".,'’").removesuffix("'s").lower() in barred for m in (mods or "").split())


def matches(name: str, text: str) -> Iterator[re.Match[str]]:
    """Where a pattern fits with words between that belong to the noun; where they do not, it is tried again further on."""
    pattern = lexicon().patterns[name]
    found = pattern.search(text)
    while found is not None:
        fits = plain_modifiers(found.groupdict().get("mods"))
        if fits:
            yield found
        found = pattern.search(text, found.end() if fits else found.start() + 1)


def noun_numbering(kind: Kind, found: re.Match[str], first: int | None, last: int | None) -> Numbering | None:
    """The numbering of a match that has an act; null where nothing says which sort of act it is."""
    groups = found.groupdict()
    family, bare = act_family(groups["act"], groups.get("of"), groups.get("mods"))
    if family is None and not bare:
        return None
    return Numbering(kind, found.start(), found.end(), found.start("act"), found.end("act"), family, first, last, bare)


def verb_numbering(kind: Kind, found: re.Match[str], first: int | None, last: int | None) -> Numbering:
    """The numbering of a match whose act is a verb."""
    act = folded(found["act"])
    family = lexicon().verb_family.get(act) or lexicon().noun_family.get(act)
    return Numbering(kind, found.start(), found.end(), found.start("act"), found.end("act"), family, first, last)


def of_something_else(made: Numbering, text: str) -> bool:
    """Is it a round of what is not counted here: of an election, of a tournament?"""
    return made.bare and text[made.act_end :].lstrip()[:3].lower() == "of "


def ordinals_in(text: str) -> Iterator[Numbering]:
    """Ordinals with a noun, and those that follow them without one ("and the third in Rome")."""
    patterns = lexicon().patterns
    for found in matches("ordinal", text):
        value = ordinal_of(found["number"])
        made = noun_numbering(Kind.ORDINAL, found, value, value) if value else None
        if made is None or of_something_else(made, text):
            continue
        yield made
        for short in patterns["ellipsis"].finditer(text, found.end()):
            value = ordinal_of(short["number"])
            start = short.start("number")
            if value:
                yield Numbering(
                    Kind.ORDINAL, start, short.end(), start, short.end(), made.family, value, value, made.bare
                )


def copulas_in(text: str) -> Iterator[Numbering]:
    """Ordinals said of an act: "the meeting was their fourth"."""
    for found in lexicon().patterns["copula"].finditer(text):
        value = ordinal_of(found["number"])
        made = noun_numbering(Kind.ORDINAL, found, value, value) if value else None
        if made is not None:
            yield made


def times_in(text: str) -> Iterator[Numbering]:
    """Numberings like "for the fourth time", of whatever is done there."""
    for found in lexicon().patterns["time"].finditer(text):
        value = ordinal_of(found["number"])
        if value:
            yield Numbering(Kind.ORDINAL, found.start(), found.end(), found.start(), found.end(), None, value, value)


def counts_in(text: str) -> Iterator[Numbering]:
    """Counts of what went before: "has already had three meetings", "two previous rounds", "have met three times"."""
    patterns = lexicon().patterns
    for name in ("held", "earlier", "so_far", "first_of"):
        for found in matches(name, text):
            groups = found.groupdict()
            value = count_of(groups.get("number") or groups.get("after") or "")
            made = noun_numbering(Kind.COUNT, found, 1, value) if value else None
            if made is not None:
                yield made
    for found in patterns["times"].finditer(text):
        value = count_of(found["number"])
        if value:
            yield verb_numbering(Kind.COUNT, found, 1, value)


def recurring_in(text: str) -> Iterator[Numbering]:
    """Recurrence without a number: again, another, resumed, regularly, the previous ones, the first since."""
    patterns = lexicon().patterns
    nouns = {
        "another_round": Kind.AGAIN, "another": Kind.AGAIN, "resumed": Kind.AGAIN, "did_resume": Kind.AGAIN,
        "regular": Kind.REGULAR, "previous": Kind.PREVIOUS, "first_since": Kind.SINCE, "none_since": Kind.SINCE,
    }  # fmt: skip
    for name, kind in nouns.items():
        for found in matches(name, text):
            made = noun_numbering(kind, found, None, None)
            if made is not None and not of_something_else(made, text):
                yield made
    verbs = (
        ("again", Kind.AGAIN),
        ("again_first", Kind.AGAIN),
        ("several_times", Kind.AGAIN),
        ("regularly", Kind.REGULAR),
        ("not_since", Kind.SINCE),
    )
    for name, kind in verbs:
        for found in patterns[name].finditer(text):
            yield verb_numbering(kind, found, None, None)
    for name, kind in (("previous_ones", Kind.PREVIOUS), ("first_time_since", Kind.SINCE)):
        for found in patterns[name].finditer(text):
            value = count_of(found.groupdict().get("number") or "")
            yield Numbering(kind, found.start(), found.end(), found.start(), found.end(), None, value and 1, value)


# Of words that overlap, those are kept that say most.
RANK = (Kind.SINCE, Kind.ORDINAL, Kind.COUNT, Kind.REGULAR, Kind.PREVIOUS, Kind.AGAIN)


def numberings(sentence: str) -> tuple[Numbering, ...]:
    """What in `sentence` (its first 2,000 characters) numbers an act, in the order of the text, without overlap."""
    text = sentence[:LONGEST]
    found = [*ordinals_in(text), *copulas_in(text), *times_in(text), *counts_in(text), *recurring_in(text)]
    kept: list[Numbering] = []
    for one in sorted(set(found), key=lambda n: (RANK.index(n.kind), n.start, n.end, n.family or "")):
        if all(one.end <= k.start or one.start >= k.end for k in kept):
            kept.append(one)
    ordered = sorted(kept, key=lambda n: n.start)
    limits = [*(n.start for n in ordered), len(text)][1:]
    return tuple(with_since(one, text[:limit]) for one, limit in zip(ordered, limits, strict=True))


def with_since(one: Numbering, text: str) -> Numbering:
    """The same with the words that say since when, so far as `text` goes: "since the early days of the dispute"."""
    found = (
        SINCE_WHEN.match(text, one.end)
        if one.kind is Kind.SINCE and text[: one.end].lower().endswith("since")
        else None
    )
    return replace(one, end=found.end()) if found else one
