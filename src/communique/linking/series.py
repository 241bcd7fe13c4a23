"""Occurrences: what one story says of an act as one of several, with the words, the parties and the report that carries it.

Occurrences are read from one story alone, so no order of reading matters. `communique.linking.series_group` puts those of
many stories together into series.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from babel.dates import get_month_names

from communique.linking.days import apart, day_of, shifted, single
from communique.linking.ordinals import Kind, Lexicon, Numbering, lexicon, numberings
from communique.linking.series_parties import clause, parties_of, parties_of_act
from communique.linking.series_text import Act, SeriesParty, StoryText, sentences

# Characters between words that number an act and the report that carries it; beyond it they are hardly of one clause.
REACH = 120
# How many sentences back "the previous ones" may find what they stand for.
SENTENCES_BACK = 2
MOST_OCCURRENCES = 200
# Characters after the words in which "... had been scheduled for" is looked for.
AHEAD = 60


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One act told as one of several. Offsets are characters of the story's text, half-open.

    `first` and `last` are the ordinals (``4`` and ``4``; ``1`` and ``3`` for "three earlier ones"; null where the words give
    none). `status` is actual, planned, or negated for one that was called off or not held. `report_id` is the report that
    carries the act, `day` the ISO day that words or the report give to it; both null where nothing does.
    """

    story_id: str
    kind: Kind
    family: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    status: str
    first: int | None = None
    last: int | None = None
    parties: tuple[SeriesParty, ...] = ()
    report_id: str | None = None
    day: str | None = None

    @property
    def ordinal(self) -> str | None:
        """``4``, ``1-3`` or null."""
        if self.first is None or self.last is None:
            return None
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Found:
    """Words that number an act, at their place in the story."""

    numbering: Numbering
    sentence: tuple[int, int]
    index: int
    report: Act | None = None
    family: str | None = None
    act: tuple[int, int] = (0, 0)


# --- days ------------------------------------------------------------------------------------------------------------


@cache
def month_numbers() -> Mapping[str, int]:
    """English names of months, whole and short, in lower case."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        found |= {str(name).lower(): number for number, name in get_month_names(width, locale="en").items()}
    return found


@cache
def day_words() -> re.Pattern[str]:
    """A pattern for days like "June 2" and "2 June 2025"."""
    months = "|".join(sorted(month_numbers(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<m1>{months})\.?\s+(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})\s+(?P<m2>{months})\b)(?:,?\s+(?P<year>\d{{4}})\b)?(?!\d)",
        re.IGNORECASE,
    )


def day_told(found: re.Match[str], published: str | None) -> str | None:
    """The ISO day of words like "June 2"; without a year, the one within half a year of publication."""
    month, day = month_numbers()[(found["m1"] or found["m2"]).lower()], int(found["d1"] or found["d2"])
    if found["year"]:
        years = [int(found["year"])]
    elif published:
        years = [int(published[:4]) + by for by in (0, -1, 1)]
    else:
        return None
    days = [f"{year:04d}-{month:02d}-{day:02d}" for year in years]
    real = [d for d in days if single(d) is not None]
    if found["year"] or not published:
        return real[0] if real else None
    return min(real, key=lambda d: apart(d, published) or 0, default=None)


LATER = re.compile(r"\b(a|one|two|three)\s+(day|week)s?\s+later\b")


def days_of(text: str, published: str | None, founds: Sequence[Found]) -> list[str | None]:
    """For the numberings of one sentence the day that stands with each: after it and before the next, else before it."""
    days: list[str | None] = []
    for n, found in enumerate(founds):
        limit = founds[n + 1].numbering.start if n + 1 < len(founds) else len(text)
        _, stop = clause(text, (0, limit), (found.numbering.start, min(found.numbering.end, limit)))
        after = day_words().search(text, found.numbering.start, stop)
        later = LATER.search(text, found.numbering.start, stop)
        day = day_told(after, published) if after else None
        if day is None and later and days and days[-1]:
            count = {"a": 1, "one": 1, "two": 2, "three": 3}[later[1]] * (7 if later[2] == "week" else 1)
            day = shifted(days[-1], count)
        days.append(day)
    return days


# --- what kind of act ------------------------------------------------------------------------------------------------


def nearest_word(words: Lexicon, text: str, found: Found) -> tuple[str, tuple[int, int]] | None:
    """The listed verb or noun of an act nearest to "for the fourth time", within its clause, before it if there is one."""
    start, end = clause(text, found.sentence, (found.numbering.start, found.numbering.end))
    hits = []
    for word in re.finditer(r"[\w-]+", text[start:end]):
        family = words.verb_family.get(word[0].lower()) or words.noun_family.get(word[0].lower())
        at = (start + word.start(), start + word.end())
        if family is not None and (at[1] <= found.numbering.start or at[0] >= found.numbering.end):
            before = at[1] <= found.numbering.start
            hits.append((not before, abs(at[0] - found.numbering.start), family, at))
    if not hits:
        return None
    _, _, family, at = min(hits)
    return family, at


def carries(story: StoryText, found: Found, act: Act, at: tuple[int, int]) -> bool:
    """Can a report of another type carry the act: a promise or refusal that stands before it in its own clause?

    "Agreed to hold a third round" does; in "at the third round they agreed to ..." the promise is another act.
    """
    start, _ = clause(story.text, found.sentence, at)
    return act.type in {"AGREE", "REJECT"} and start <= act.trigger[0] < at[0]


def nearest_act(story: StoryText, found: Found, types: frozenset[str] | None, at: tuple[int, int]) -> Act | None:
    """The report of one of `types` whose trigger is nearest to the act's words, within reach and sentence."""
    near = []
    for act in story.acts:
        overlaps = act.sentence[0] < found.sentence[1] and found.sentence[0] < act.sentence[1]
        gap = max(0, act.trigger[0] - at[1], at[0] - act.trigger[1])
        fits = types is None or act.type in types or carries(story, found, act, at)
        if overlaps and gap <= REACH and fits:
            near.append((act.mode == "third-party", gap, act.trigger, act.report_id, act))
    return min(near, key=lambda n: n[:4])[4] if near else None


def antecedent(story: StoryText, spans: Sequence[tuple[int, int]], found: Found) -> tuple[str, Found] | None:
    """What "the previous ones" stand for: the last act named before, in the sentence or the two before it."""
    held = lexicon().noun_family
    nouns = re.compile(
        r"\b(?:" + "|".join(re.escape(n) for n in sorted(held, key=len, reverse=True)) + r")\b", re.IGNORECASE
    )
    for index in range(found.index, max(-1, found.index - SENTENCES_BACK - 1), -1):
        stop = found.numbering.start if index == found.index else spans[index][1]
        hits = list(nouns.finditer(story.text, spans[index][0], stop))
        if hits:
            at = hits[-1].span()
            return held[" ".join(hits[-1][0].lower().split())], replace(found, sentence=spans[index], act=at)
    return None


def bare_family(text: str, founds: Sequence[Found], found: Found) -> str | None:
    """The sort of a bare "round" or "package": as it is named elsewhere in the story, else as the story's words tell."""
    word = text[found.numbering.act_start : found.numbering.act_end].lower()
    named = [
        (abs(f.numbering.start - found.numbering.start), f.numbering.family)
        for f in founds
        if f.numbering.family is not None
        and word.rstrip("s") in text[f.numbering.act_start : f.numbering.act_end].lower()
    ]
    if named:
        return min(named)[1]
    low = text[:20000].lower()
    if "package" in word:
        return "sanctions" if "sanction" in low else "aid packages" if " aid" in low else None
    return "meetings" if len(re.findall(r"\b(?:talks|negotiations|negotiators|delegations)\b", low)) > 1 else None


def settled(story: StoryText, spans: Sequence[tuple[int, int]], founds: Sequence[Found], found: Found) -> Found | None:
    """The same with its family and its act's words, or null where they stay open."""
    one = found.numbering
    if one.family is not None:
        return replace(found, family=one.family, act=(one.act_start, one.act_end))
    if one.bare:
        family = bare_family(story.text, founds, found)
        return replace(found, family=family, act=(one.act_start, one.act_end)) if family else None
    if one.kind is Kind.PREVIOUS:
        before = antecedent(story, spans, found)
        return replace(before[1], family=before[0]) if before else None
    word = nearest_word(lexicon(), story.text, found)
    if word is not None:
        return replace(found, family=word[0], act=word[1])
    # "For the first time" of whatever is done begins no series that anybody follows.
    act = nearest_act(story, found, None, (one.start, one.end)) if one.first and one.first > 1 else None
    if act is None:
        return None
    return replace(found, family=lexicon().raw["type_families"].get(act.type), act=act.trigger, report=act)


# --- did it happen ---------------------------------------------------------------------------------------------------


@cache
def cue_pattern(name: str) -> re.Pattern[str]:
    """A pattern for the cues of one list."""
    return re.compile(r"\b(?:" + "|".join(re.escape(c) for c in sorted(lexicon().words(name))) + r")\b", re.IGNORECASE)


def status_of(story: StoryText, found: Found) -> str:
    """Actual, planned or negated: by the words beside it, then by the report's own status."""
    one = found.numbering
    start, end = clause(story.text, found.sentence, (one.start, one.end))
    around, behind = story.text[start:end], story.text[start : one.end]
    if one.kind is Kind.COUNT or one.kind is Kind.PREVIOUS:
        return "actual"
    words = story.text[one.start : one.end]
    if cue_pattern("called_off").search(around) or re.search(r"\b(?:not|never|no|yet to)\b|n['’]t\b", words):
        return "negated"
    ahead = story.text[one.end : end][:AHEAD]
    if cue_pattern("planned").search(behind) or cue_pattern("scheduled").search(ahead):
        return "planned"
    if found.report is not None:
        by_type = "planned" if found.report.type == "AGREE" else found.report.status
        return {"possible": "planned"}.get(by_type, by_type)
    return "actual"


# --- occurrences -----------------------------------------------------------------------------------------------------


def with_reports(story: StoryText, founds: Sequence[Found]) -> list[Found]:
    """Each with the report that carries it; a report carries one ordinal only, the nearest."""
    taken: dict[str, int] = {}
    carried = []
    for found in founds:
        types = lexicon().types(found.family or "")
        carried.append(replace(found, report=found.report or nearest_act(story, found, types, found.act)))
    for n, found in enumerate(carried):
        if found.report is None or found.numbering.kind is not Kind.ORDINAL:
            continue
        gap = abs(found.report.trigger[0] - found.act[0])
        rival = taken.get(found.report.report_id)
        if rival is None or carried[rival].numbering.first == found.numbering.first:
            taken.setdefault(found.report.report_id, n)
        elif gap < abs(found.report.trigger[0] - carried[rival].act[0]):
            carried[rival] = replace(carried[rival], report=None)
            taken[found.report.report_id] = n
        else:
            carried[n] = replace(found, report=None)
    return carried


def occurrence(story: StoryText, found: Found, own: tuple[int, int], day: str | None) -> Occurrence:
    """The occurrence that words in the sentence `own` tell of, with the parties that are named there."""
    one, report = found.numbering, found.report
    earlier = one.kind in {Kind.COUNT, Kind.PREVIOUS}
    if report is not None and day and day_of(report.date) and (apart(day, report.date) or 0) > 1:
        report = None
    pair = found.family in lexicon().raw["pair_families"]
    parties = parties_of(story, found.sentence, found.act, report, pair=pair)
    status = status_of(story, replace(found, report=report))
    if day is None and report is not None and status == "actual" and report.type not in {"AGREE", "REJECT"}:
        day = day_of(report.date)
    return Occurrence(
        story.id, one.kind, found.family or "", one.start, one.end, own[0], own[1], status, one.first, one.last, parties,
        report.report_id if report is not None else None, None if earlier else day,
    )  # fmt: skip


def is_whole(one: Occurrence) -> bool:
    """Does it name enough parties to stand in a series?"""
    return len(one.parties) >= (2 if one.family in lexicon().raw["pair_families"] else 1)


def covered(parties: Sequence[SeriesParty], by: Sequence[SeriesParty]) -> bool:
    """Are all of `parties`, or the states they act for, among `by`?"""
    states = {p.side for p in by if not p.person}
    return all(p in by or p.side in states for p in parties)


def main_parties(story: StoryText, family: str) -> tuple[SeriesParty, ...]:
    """The parties of the story's first report of such acts that names two."""
    types = lexicon().types(family)
    for act in sorted(story.acts, key=lambda a: a.trigger):
        if act.type in types and act.status == "actual" and len(parties_of_act(story, act)) > 1:
            return parties_of_act(story, act)
    return ()


def inherited(story: StoryText, found: Sequence[Occurrence]) -> list[Occurrence]:
    """Occurrences without enough parties take those of the nearest of their family in the story, the one before first."""
    whole = [n for n, one in enumerate(found) if is_whole(one)]
    filled = []
    for n, one in enumerate(found):
        alike = [k for k in whole if found[k].family == one.family and covered(one.parties, found[k].parties)]
        if n in whole or one.family not in lexicon().raw["pair_families"]:
            filled.append(one)
        elif alike:
            nearest = min(alike, key=lambda k: (abs(k - n), k > n))
            filled.append(replace(one, parties=found[nearest].parties))
        else:
            held = main_parties(story, one.family)
            filled.append(replace(one, parties=held) if covered(one.parties, held) else one)
    return filled


def occurrences_of(story: StoryText) -> tuple[Occurrence, ...]:
    """What `story` tells of acts as one of several, in the order of the text (the first 200). A pure function of the story."""
    spans = list(sentences(story))
    raw: list[Found] = []
    for index, (start, end) in enumerate(spans):
        for one in numberings(story.text[start:end]):
            moved = replace(
                one,
                start=one.start + start,
                end=one.end + start,
                act_start=one.act_start + start,
                act_end=one.act_end + start,
            )
            raw.append(Found(moved, (start, end), index))
    known = [s for f in raw[:MOST_OCCURRENCES] if (s := settled(story, spans, raw, f)) is not None and s.family]
    made: list[Occurrence] = []
    carried = with_reports(story, known)
    by_sentence: dict[int, list[Found]] = {}
    for found in carried:
        by_sentence.setdefault(found.index, []).append(found)
    for index, founds in by_sentence.items():
        start, end = spans[index]
        local = [
            replace(f, numbering=replace(f.numbering, start=f.numbering.start - start, end=f.numbering.end - start))
            for f in founds
        ]
        days = days_of(story.text[start:end], story.published, local)
        made += [occurrence(story, f, spans[index], d) for f, d in zip(founds, days, strict=True)]
    return tuple(inherited(story, sorted(made, key=lambda o: (o.start, o.end))))
