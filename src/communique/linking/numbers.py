"""Numbers that a sentence tells of an act: how long, how many dead, injured, arrested, in the crowd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "dozen": 12, "a dozen": 12, "half a dozen": 6, "a": 1, "an": 1,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
WORDS = "|".join(sorted((u for u in UNITS if " " not in u and len(u) > 2), key=len, reverse=True))
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,9}}(?:\.\d{{1,2}})?|half a dozen|a dozen|(?:{WORDS})(?:[- ](?:{WORDS}))?|an?(?= (?:hundred|thousand|million)))"
    r"(?: (?:hundred|thousand|million|billion))?"
)
BOUND = r"(?:(more than|at least|over|nearly|almost|about|around|some|up to|as many as|less than|fewer than|roughly|approximately) )?"
PEOPLE = (
    r"(?: (?:people|persons|civilians|soldiers|troops|men|women|children|others|protesters|demonstrators|police|officers|servicemen|"
    r"fighters|militants|workers|residents|passengers|(?-i:[A-Z][a-z]{2,20}))){0,3}"
)
LINK = r"(?: (?:were|was|have been|had been|been|are|reportedly|left|more)){0,4}"
KINDS: tuple[tuple[str, str], ...] = (
    ("duration", rf"\b{BOUND}({NUMBER})(?:[- ]and[- ]a[- ]half)?[- ](minute|hour|day|week|month|year)s?\b"),
    ("dead", rf"\b{BOUND}({NUMBER}){PEOPLE}{LINK} (?:dead|killed|died|dies|die)\b"),
    (
        "dead",
        rf"\b(?:kill(?:ed|ing|s)?|claim(?:ed|ing|s)? the lives of|deaths? of|death toll (?:of|to|at)) {BOUND}({NUMBER})\b",
    ),
    ("injured", rf"\b{BOUND}({NUMBER}){PEOPLE}{LINK} (?:injured|wounded|hurt)\b"),
    ("injured", rf"\b(?:injur(?:ed|ing|es)|wound(?:ed|ing|s)|hurt) {BOUND}({NUMBER})\b"),
    ("arrested", rf"\b{BOUND}({NUMBER}){PEOPLE}{LINK} (?:arrested|detained)\b"),
    ("arrested", rf"\b(?:arrest(?:ed|ing|s)?|detain(?:ed|ing|s)?) {BOUND}({NUMBER})\b"),
    (
        "crowd",
        rf"\b{BOUND}({NUMBER}) (?:people |[a-z]{{3,12}} )?(?:took part|gathered|marched|rallied|protested|demonstrated|attended)\b",
    ),
    ("crowd", rf"\b{BOUND}({NUMBER}) (?:protesters|demonstrators|marchers)\b"),
)
PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in KINDS)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number told: `kind` (duration, dead, injured, arrested, crowd), value, unit of a duration, the bound's words."""

    kind: str
    value: float
    unit: str | None
    bound: str | None
    words: str

    @property
    def label(self) -> str:
        """The value as a person would write it."""
        number = f"{self.value:g}"
        unit = self.unit if self.unit is None or self.value == 1 else f"{self.unit}s"
        return " ".join(x for x in (self.bound, number, unit) if x)


def number_of(words: str) -> float | None:
    """The value of digits or number words; null where they do not make one."""
    low = words.lower().replace(",", "").strip()
    if low in UNITS:
        return float(UNITS[low])
    scale = 1
    head, _, last = low.rpartition(" ")
    if last in SCALES:
        low, scale = head, SCALES[last]
    try:
        return float(low) * scale
    except ValueError:
        parts = [UNITS.get(p) for p in re.split(r"[- ]", low)]
        known = [p for p in parts if p is not None]
        return float(sum(known) * scale) if known and len(known) == len(parts) else None


def quantities(sentence: str) -> Iterator[Quantity]:
    """The numbers that `sentence` (its first 2,000 characters) tells, each kind and value once."""
    seen = set()
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(sentence[:LONGEST]):
            value = number_of(found[2])
            unit = found[3].lower() if kind == "duration" else None
            if value is not None and (kind, value, unit) not in seen:
                seen.add((kind, value, unit))
                yield Quantity(kind, value, unit, found[1].lower() if found[1] else None, found[0])
