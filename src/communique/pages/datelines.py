"""The lines around a headline that tell who wrote a story, where and when: bylines, timestamps, datelines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from communique.pages.captions import agency_names, agency_pattern, is_name_like
from communique.pages.lexicon import read_table
from communique.pages.moments import DayOfYear, Moment, days_of_year, moments_in

LONGEST_BYLINE = 16
"""Words."""
LONGEST_DATED = 24
"""Words of a dated line, the date's own among them."""
BYLINE = re.compile(
    r"^(?:(?:Written|Story|Text|Words|Report|Analysis|Reported|Posted|Published|Compiled)\s+)?(?:[Bb]y|BY|Par|Von|Por|Di|Автор)\s*:?\s+(?=\S)"
)
NOT_NAMES = re.compile(
    r"\b(?:the|this|that|using|being|then|now|its|his|her|their|most|all|some|far|noon|air|sea|land)\b"
)
CLOCK = re.compile(
    r"(?<![\w.])[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?\s?(?:[aApP]\.?[mM]\.?)?(?!\w)|\b\d{1,2}\s?[ap]\.?m\b\.?|[+-]\d{1,2}(?::?\d\d)?\b",
    re.IGNORECASE,
)
AGO = re.compile(
    r"\b(?:\d+|an?|one|two|three|few)\s*(?:sec|min|h|hr|hour|day|week|month|year|d|w|m|y)\w*(?:\(s\))?\s+ago\b",
    re.IGNORECASE,
)
DATELINE_END = re.compile(r"\s*(?:[–—―]|\s-{1,2}(?=\s)|:(?=\s))\s*")
DATELINE_SEARCH = 90
"""Characters at the start of a paragraph within which a dateline must end."""
AGENCY_BRACKET = re.compile(r"\s*\(([^()]{2,40})\)\s*")
DESKS = frozenset(
    [
        "staff writers",
        "staff writer",
        "staff reporter",
        "staff",
        "agencies",
        "agency",
        "news desk",
        "web desk",
        "newsroom",
        "our correspondent",
        "news agencies",
        "wire reports",
        "wires",
        "monitoring desk",
        "foreign desk",
        "online desk",
        "news service",
        "editorial board",
        "guardian staff",
        "editor",
        "editors",
        "correspondent",
        "team",
    ]
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a story was filed: characters ``0`` to `end` of its paragraph; `text` without the gap behind it."""

    text: str
    end: int
    agency: str | None
    day: Moment | None
    day_of_year: DayOfYear | None


@cache
def dated_words() -> frozenset[str]:
    """Words a dated line may hold besides its date."""
    words = read_table("vocabulary.toml")["dated"]
    return frozenset(words if isinstance(words, list) else ())


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with the characters of `spans` made spaces."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def is_dated_line(text: str) -> bool:
    """True for a line that says when something was published, and nothing else."""
    if len(text.split()) > LONGEST_DATED:
        return False
    days = [(m.start, m.end) for m in moments_in(text)] + [(d.start, d.end) for d in days_of_year(text)]
    spans = days + [m.span() for m in CLOCK.finditer(text)] + [m.span() for m in AGO.finditer(text)]
    if not spans:
        return False
    rest = re.findall(r"[^\W\d_]+", blank(text, spans).lower())
    return all(word in dated_words() for word in rest)


def is_byline(text: str) -> bool:
    """True for "By Jane Doe", "By A. Smith and B. Jones in Kyiv", with or without a date behind."""
    match = BYLINE.match(text)
    if (
        match is None
        or len(text.split()) > LONGEST_BYLINE
        or (text.rstrip()[-1:] in ".?!:" and not text.rstrip().endswith("Jr."))
    ):
        return False
    rest = blank(text, [(m.start, m.end) for m in moments_in(text)] + [m.span() for m in CLOCK.finditer(text)])[
        match.end() :
    ]
    if NOT_NAMES.search(rest):
        return bool(rest.strip().lower().removeprefix("the ") in DESKS)
    words: list[str] = [w for w in re.findall(r"[\w'’.-]+", rest) if not w.isdigit()]
    capital = sum(w[:1].isupper() for w in words)
    return capital > 0 and capital * 3 >= len(words) * 2


def is_name_line(text: str) -> bool:
    """True for a line that could be an author, a desk or an agency by itself: weak alone, telling under a headline."""
    words = text.strip().strip(",|•·").strip()
    if words.lower() in DESKS or words in agency_names():
        return True
    first = re.split(r"\s*[,|•·]\s*|\s+[–—-]\s+", words)[0]
    tokens = first.split()
    return (
        2 <= len(tokens) <= 4 and len(words) <= 60 and is_name_like(first, 4) and not re.search(r"[\d?!:;\"“”]", words)
    )


def place_words(text: str) -> bool:
    """True for capitalised words such as a dateline begins with."""
    return (
        bool(text)
        and len(text) <= 60
        and all(w[:1].isupper() or w in {"and", "of", "the", "de", "al", "el"} for w in re.findall(r"[\w'’.]+", text))
    )


def dateline_of(head: str, sep: str) -> tuple[str | None, Moment | None, DayOfYear | None] | None:
    """Agency and day of a dateline's words `head` before the separator `sep`; null where they are no dateline."""
    agency = None
    bracket = AGENCY_BRACKET.search(head)
    if bracket is not None:
        if not is_name_like(bracket[1].replace("/", " ")):
            return None
        agency = bracket[1].strip()
        head = (head[: bracket.start()] + " " + head[bracket.end() :]).strip()
    days, bare = moments_in(head), tuple(days_of_year(head))
    spans = [(m.start, m.end) for m in days] + ([] if days else [(d.start, d.end) for d in bare[:1]])
    parts = [p.strip(" ./") for p in blank(head, spans).split(",")]
    parts = [p for p in parts if p]
    if len(parts) > 4 or not all(place_words(p) for p in parts):
        return None
    known = agency is not None and agency_pattern().search(agency) is not None
    shouted = bool(parts) and parts[0].upper() == parts[0] and len(parts[0]) >= 4 and len(parts[0].split()) <= 4
    evidence = known or bool(spans) or (agency is not None and shouted)
    if not (evidence if (parts and not shouted) or ":" in sep or not parts else True):
        return None
    if not parts and not known:
        return None
    return agency, days[0] if days else None, bare[0] if bare and not days else None


def find_dateline(paragraph: str) -> Dateline | None:
    """The dateline that `paragraph` begins with ("MOSCOW, April 25 (Reuters) -"), or null."""
    if not paragraph[:1].isupper() and paragraph[:1] != "(":
        return None
    for match in DATELINE_END.finditer(paragraph[:DATELINE_SEARCH]):
        if not match[0].strip() or paragraph[match.end() : match.end() + 1].isspace() or match.end() >= len(paragraph):
            continue
        head = paragraph[: match.start()]
        found = dateline_of(head, match[0])
        if found is not None:
            agency, day, day_of_year = found
            return Dateline(paragraph[: match.end()].rstrip(), match.end(), agency, day, day_of_year)
        if len(head) > 60:
            break
    return None
