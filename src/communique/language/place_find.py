"""Which words name a place: spans that the gazetteer knows, weighed by what stands around them.

Every longest capitalised stretch known to the gazetteer is a candidate. Its log odds add up the label of the pipeline's
name recogniser, if it has one, and marks of the context (``data/places/find.json``); above zero it is a place.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Doc, Span, Token

from communique.language.place_gazetteer import Site, sites
from communique.language.place_names import fold

LONGEST = 6
AREAS = frozenset({"country", "state", "admin1", "admin2"})
GAZETTEER_KINDS = frozenset({"city", "admin1", "admin2"})


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate: tokens ``start`` to ``end`` of the doc (half-open), its folded name, and the places it can stand for."""

    start: int
    end: int
    key: str
    sites: tuple[Site, ...]
    qualifier: tuple[Site, ...] = ()


@cache
def find_data() -> Mapping[str, Any]:
    """The weights and word lists of ``data/places/find.json``."""
    data: dict[str, Any] = json.loads((files("communique") / "data/places/find.json").read_text("utf-8"))
    return data


@cache
def ordinary_words() -> frozenset[str]:
    """Words that name some town but are ordinary English words too."""
    data = json.loads((files("communique") / "data/places/ordinary_words.json").read_text("utf-8"))
    return frozenset((*data["words"], *find_data()["numbers"]))


def _may_open(token: Token) -> bool:
    return token.text[0].isupper()


def _may_close(token: Token) -> bool:
    return token.text[0].isupper() or token.text[0].isdigit()


def _inside(token: Token) -> bool:
    return token.text[0].isupper() or token.lower_ in find_data()["joiners"] or token.text in {"-", "'", "’", "–"}


@cache
def _shape_words() -> frozenset[str]:
    return frozenset({"i", "a", "the", "he", "she", "it", "we", "they", "you"})


def known_sites(name: str) -> tuple[Site, ...]:
    """The places of `name`; of "Rivne region" also those known as "Rivne Oblast", of "Wayne" counties none."""
    found = sites(name)
    if found:
        return found
    head, _, last = name.rpartition(" ")
    if head and last.lower() in find_data()["designators"]:
        for other in ("Oblast", "Province", "Governorate", "Krai", "Region", "District", "County", "Prefecture"):
            found = tuple(s for s in sites(f"{head} {other}") if s.kind != "city")
            if found:
                return found
        return tuple(s for s in sites(head) if s.kind in AREAS or s.kind == "region")
    return ()


def candidates(doc: Doc) -> Iterator[Named]:
    """Longest capitalised stretches, left to right, that the gazetteer knows; a following designator is taken in."""
    i = 0
    while i < len(doc):
        found = _longest_at(doc, i) if _may_open(doc[i]) else None
        if found is None:
            i += 1
            continue
        yield found
        i = found.end


def _longest_at(doc: Doc, i: int) -> Named | None:
    limit = i + 1
    while limit < min(len(doc), i + LONGEST) and _inside(doc[limit]) and not doc[limit].is_space:
        limit += 1
    for end in range(limit, i, -1):
        if not _may_close(doc[end - 1]):
            continue
        name = doc[i:end].text
        if end - i == 1 and (len(name) < 2 or name.lower() in _shape_words()):
            return None
        found = known_sites(name)
        if found and _written_so(name, found):
            if (
                end < len(doc)
                and doc[end].lower_ in find_data()["designators"]
                and known_sites(f"{name} {doc[end].text}")
            ):
                wider = known_sites(f"{name} {doc[end].text}")
                return Named(i, end + 1, fold(f"{name} {doc[end].text}"), wider)
            return Named(i, end, fold(name), found)
    return None


def _written_so(name: str, found: tuple[Site, ...]) -> bool:
    """Short names must be written as a place's are: "US" and "UK" are, "Us" is not; "IN" is no town."""
    if len(name) <= 3 and name.isalpha():
        return name.isupper() == (found[0].kind not in GAZETTEER_KINDS and len(name) == 2) or (
            name.istitle() and len(name) == 3
        )
    return True


def entity_at(doc: Doc, start: int, end: int) -> Span | None:
    """The first named entity of the pipeline that shares a token with ``start`` to ``end``."""
    for i in range(start, end):
        if doc[i].ent_type_:
            first = i
            while first > 0 and doc[first].ent_iob_ == "I":
                first -= 1
            last = i + 1
            while last < len(doc) and doc[last].ent_iob_ == "I":
                last += 1
            return Span(doc, first, last, label=doc[i].ent_type_)
    return None


def label_of(doc: Doc, named: Named) -> str:
    """The recogniser's label and where in the entity the name stands: ``GPE:whole``, ``ORG:start``; ``none`` without one."""
    entity = entity_at(doc, named.start, named.end)
    if entity is None:
        return "none"
    first = entity.start + (doc[entity.start].lower_ == "the")
    last = entity.end - (doc[entity.end - 1].lower_ in {"'s", "’s", "."})
    if named.start <= first and last <= named.end:
        return f"{entity.label_}:whole"
    where = "start" if named.start <= first else "end" if last <= named.end else "mid"
    return f"{entity.label_}:{where}"


def with_qualifier(doc: Doc, named: Named, following: Named | None) -> Named:
    """`named` with the area that stands after a comma or in brackets: "Paris, Texas", "Hazard (Ky.)"."""
    if following is None or following.start - named.end not in {1, 2}:
        return named
    between = doc[named.end : following.start].text.strip()
    areas = tuple(s for s in following.sites if s.kind in AREAS)
    if between not in {",", "("} or not areas:
        return named
    fitting = tuple(s for s in areas if any(lies_in(c, s) for c in named.sites))
    return Named(named.start, named.end, named.key, named.sites, fitting) if fitting else named


def lies_in(site: Site, area: Site) -> bool:
    """Whether `site` lies in `area`, as far as the gazetteer knows."""
    if site == area or site.country != area.country:
        return False
    if area.kind == "country":
        return site.kind not in {"country", "adjective"}
    if area.kind in {"state", "admin1"}:
        return site.kind in {"city", "admin2"} and site.admin1 == (area.admin1 or area.name)
    return area.kind == "admin2" and site.kind == "city" and site.admin1 == area.admin1 and site.admin2 == area.name


def features(doc: Doc, named: Named) -> Iterator[str]:
    """Marks of the words and of what stands around them, by the names used in ``find.json``."""
    last = doc[named.end - 1]
    if named.end - named.start > 1:
        yield "several_words"
    elif last.lower_ in ordinary_words():
        yield "ordinary"
    if named.qualifier:
        yield "qualified"
    yield from _marks_before(doc, named.start)
    if named.end < len(doc):
        yield from _marks_after(doc[named.end], doc[named.start])
    if last.dep_ in {"nsubj", "nsubjpass"} and last.head.lemma_ in find_data()["personal_verbs"]:
        yield "speaks"


def _marks_before(doc: Doc, start: int) -> Iterator[str]:
    if start == 0:
        return
    before, data = doc[start - 1], find_data()
    beyond = doc[start - 2].lower_ if before.lower_ == "the" and start > 1 else ""
    if before.lower_ in data["locative"] or beyond in data["locative"]:
        yield "locative"
    elif before.tag_ == "IN":
        yield "other_preposition"
    if before.lower_ in data["titles"] and before.text[0].isupper():
        yield "titled"
    elif before.pos_ == "PROPN" and before.text[0].isupper():
        yield "named_before"


def _marks_after(after: Token, first: Token) -> Iterator[str]:
    if after.lower_ in find_data()["civic"]:
        yield "civic_after"
    elif after.tag_ in {"NNP", "NNPS"}:
        yield "named_after"
    if after.text in {"—", "–", "-"} and first.text.isupper() and len(first.text) > 3:
        yield "dateline"


def log_odds(doc: Doc, named: Named) -> float:
    """The log odds that `named` is a place, from its own words and neighbours alone."""
    data, label = find_data(), label_of(doc, named)
    known = [s for s in named.sites if s.kind not in GAZETTEER_KINDS]
    several = named.end - named.start > 1
    score: float
    if known and known[0].kind == "adjective":
        score = {"NORP:whole": 2.0, "NORP:end": 0.0, "NORP:start": 0.5, "GPE:whole": 1.0, "none": 0.3}.get(
            label, 0.2 if label[:3] == "ORG" else -1.0
        )
        return score
    marks = list(features(doc, named))
    if known:
        score = data["known_label"].get(label, 0.5 if several else 0.0)
        if known[0].kind == "site":
            score += 0.0 if "locative" in marks else data["feature"]["site_as_actor"]
        if (
            doc[named.end - 1].text.endswith(".")
            and not several
            and known[0].kind == "state"
            and label == "none"
            and named.start == doc[named.start].sent.start
        ):
            score += data["feature"]["abbreviation"]
        marks = [m for m in marks if m not in {"ordinary", "speaks", "named_after"}] + (
            ["ordinary"] if "ordinary" in marks and label == "none" else []
        )
    else:
        score = data["label"].get(label, data["other_label"])
        people = max(s.population for s in named.sites)
        areas = any(s.kind != "city" for s in named.sites)
        size = math.log10(max(people, 50_000 if areas and several else 500))
        score += data["population_slope"] * max(-1.5, min(2.5, size - data["population_middle"]))
        if people >= data["major_from"] and len(named.sites) <= data["major_namesakes"]:
            marks.append("major")
        if all(fold(s.name) != named.key for s in named.sites if s.kind == "city") and not areas:
            marks.append("alternate")
        text = doc[named.start].text
        if not several and text.isupper() and len(text) <= data["acronym_letters"] and "dateline" not in marks:
            marks.append("acronym")
    return score + sum(float(data["feature"][m]) for m in marks)


def find_places(doc: Doc) -> list[Named]:
    """The candidates that are places, in order, after what the story says elsewhere under the same name is weighed in."""
    data = find_data()["feature"]
    every = list(candidates(doc))
    every = [with_qualifier(doc, n, every[k + 1] if k + 1 < len(every) else None) for k, n in enumerate(every)]
    scores = [log_odds(doc, n) for n in every]
    people = {fold(e[-1].text) for e in doc.ents if e.label_ == "PERSON" and len(e) > 1}
    placed = {n.key for n, s in zip(every, scores, strict=True) if s > 1.5}
    kept = []
    for named, alone in zip(every, scores, strict=True):
        score = alone
        if not any(s.kind in {"country", "adjective"} for s in named.sites):
            score += data["place_elsewhere"] * (named.key in placed) + data["person_elsewhere"] * (
                named.key in people and not named.qualifier
            )
        if score > 0:
            kept.append(named)
    return kept
