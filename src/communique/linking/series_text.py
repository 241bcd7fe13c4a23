"""A story as series are read from it: its sentences, who is named where, and its reports.

All offsets are characters of the story's text, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from communique.language.countries import country_word, short_name
from communique.linking.ordinals import lexicon

# Up to three words in capitals, as names of states are written; hyphens part them ("French-German").
CAPITALS = re.compile(r"(?:[A-Z][\w.’']{0,30}|[A-Z]\.[A-Z]\.)(?:\s+(?:of\s+)?[A-Z][\w.’']{0,30}){0,2}")
WORD = re.compile(r"\S+")
END = re.compile(r"[.!?]['’\"”)]{0,3}\s+(?=['‘\"“(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class SeriesParty:
    """Somebody who takes part, by name, with a code of the codebook: a person, a state or its bodies, or a group.

    A group (rebels, a party, a company) counts by its name, wherever it is at home.
    """

    name: str
    country: str | None
    person: bool
    group: bool = False

    @property
    def side(self) -> str:
        """The state that somebody acts for, or the name of a group."""
        return self.name if self.group else self.country or self.name


@dataclass(frozen=True, slots=True)
class Named:
    """Words of the story that stand for a party."""

    start: int
    end: int
    party: SeriesParty
    adjective: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A report, as far as series ask: what was done, where the words stand, who took part. `date` is an ISO value or null."""

    report_id: str
    type: str
    status: str
    mode: str | None
    date: str | None
    trigger: tuple[int, int]
    sentence: tuple[int, int]
    parties: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class StoryText:
    """One story: `published` is an ISO day or null, `pieces` the stretches that are read (headline, paragraphs, ...).

    `names` gives for every name met in the story who that is.
    """

    id: str
    published: str | None
    text: str
    pieces: tuple[tuple[int, int], ...]
    names: Mapping[str, SeriesParty]
    acts: tuple[Act, ...]


def sentences(story: StoryText) -> Iterator[tuple[int, int]]:
    """The sentences of all pieces, in the order of the text; a piece that two kinds share is read once."""
    for start, end in sorted(set(story.pieces)):
        yield from piece_sentences(story.text, start, end)


def piece_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one piece: at its marks of an end, unless an abbreviation or an initial stands before one."""
    at = start
    for found in END.finditer(text, start, end):
        last = text[max(at, found.start() - 12) : found.start()].split()
        word = last[-1].lstrip("(“\"'") if last else ""
        if text[found.start()] == "." and (word in abbreviations() or re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", word)):
            continue
        yield at, found.end()
        at = found.end()
    if text[at:end].strip():
        yield at, end


@cache
def abbreviations() -> frozenset[str]:
    """Words after which a full stop ends no sentence."""
    return lexicon().words("abbreviations")


def state(code: str) -> SeriesParty:
    """A state or union as a party, by its short name."""
    return SeriesParty(short_name(code) or code, code, person=False)


def names_in(story: StoryText, start: int, end: int) -> Iterator[Named]:
    """Where names of the story's actors stand."""
    if not story.names:
        return
    pattern = name_pattern(tuple(sorted(story.names)))
    for found in pattern.finditer(story.text, start, end):
        yield Named(found.start(), found.end(), story.names[found[0]])


@lru_cache(maxsize=32)
def name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for whole names, the longest first."""
    return re.compile(r"\b(?:" + "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))) + r")\b")


def countries_in(text: str, start: int, end: int) -> Iterator[Named]:
    """Where words for states stand: "Russia", "French-German", "Kyiv", "US"."""
    prefixes: Mapping[str, str] = lexicon().raw["prefixes"]
    for run in CAPITALS.finditer(text, start, end):
        at = run.start()
        words = list(WORD.finditer(text, run.start(), run.end()))
        n = 0
        while n < len(words):
            for size in (3, 2, 1):
                last = words[min(n + size, len(words)) - 1]
                at = words[n].start()
                found = country_word(text[at : last.end()].rstrip(",.;:") or " ") if n + size <= len(words) else None
                if found is not None:
                    yield Named(at, last.end(), state(found.code), found.kind == "adjective")
                    n += size
                    break
            else:
                n += 1
    for found_prefix in re.finditer(r"\b([A-Z][a-z]{2,9})-(?=[A-Z])", text[start:end]):
        code = prefixes.get(found_prefix[1])
        if code is not None:
            at = start + found_prefix.start()
            yield Named(at, at + len(found_prefix[1]), state(code), adjective=True)


def named_in(story: StoryText, start: int, end: int) -> tuple[Named, ...]:
    """Who is named between two places, in the order of the text: parties of reports, then names, then words for states.

    What overlaps with something surer is left out; words that stand for several parties are several.
    """
    of_reports = [p for a in story.acts for p in a.parties if start <= p.start and p.end <= end]
    found: list[Named] = []
    for source in (of_reports, names_in(story, start, end), countries_in(story.text, start, end)):
        before = list(found)
        found += [one for one in set(source) if all(one.end <= k.start or one.start >= k.end for k in before)]
    return tuple(sorted(set(found), key=lambda m: (m.start, m.end, m.party.name)))


def distinct(parties: Sequence[SeriesParty]) -> tuple[SeriesParty, ...]:
    """Each party once; a state gives way to its own people where people stand for all the states that take part."""
    once = tuple(dict.fromkeys(parties))
    people = [p for p in once if p.person]
    covered = {p.side for p in people}
    if len(people) > 1 and all(p.person or p.side in covered for p in once):
        once = tuple(people)
    return tuple(sorted(once, key=lambda p: (p.name, p.country or "")))
