"""The places of a story with what holds of them in all of it: how they are told, where the news happened, where words were spoken.

Besides the located places of ``doc._.places`` there are venues that no gazetteer knows, told after a locative preposition
("at the General Assembly", "in the old town hall"), and stand-ins ("in the city") for the place named last before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from communique.language.place_find import find_data
from communique.language.place_gazetteer import own_places
from communique.language.place_names import fold
from communique.language.place_voices import Voice, Voices, doer, survey_voices, teller
from communique.language.time_clauses import FEW, SPEECH, lead_end, position, speech_clause
from communique.model import Place

# Bounds for texts that are no stories: names weighed for one act, and mentions of each.
MOST_NAMES, MOST_TOLD = 60, 30
DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w. ]{1,20})?(?: ?\([\w /]{2,20}\))? ?(?:—|–|-|:)")

Key = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """One mention of a place: its head word and what it hangs on (`role`), where it stands, and what sort of clause tells it.

    `sentence` is where its sentence starts and ends (tokens), `names` the names in it (lower case), `acts` its verbs' and nouns' lemmas;
    `occasion` is what is held there (``speech``, ``audience``, ``occasion``, ``gathering``; empty if nothing) and `voices` who speaks or
    acts in its clause; `named` is false for a stand-in ("the city"), whose `place` has the words of the name it stands for.
    """

    place: Place
    root: Token
    role: str
    locative: bool
    where: str
    speech: bool
    dateline: bool
    sentence: tuple[int, int]
    names: frozenset[str]
    acts: frozenset[str]
    named: bool = True
    occasion: str = ""
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """All mentions of one place: its kind, and the marks that hold of it in the whole story."""

    kind: str
    told: tuple[Told, ...]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Survey:
    """The places of a story, with its text (which a doc puts together anew each time it is asked): the groups, and which of them is where the news happened (`news`) and was spoken of (`stage`)."""

    text: str
    groups: tuple[Group, ...]
    news: Group | None
    stage: Group | None
    voices: Voices


@cache
def words(name: str) -> frozenset[str]:
    """A word list of ``data/places/find.json``."""
    return frozenset(find_data()[name])


def place_kind(place: Place) -> str:
    """Whether a place is a ``country``, an ``adjective`` of one, a state, region or site of our lists, a ``town`` or ``venue``."""
    own = own_places().get(fold(place.text), ())
    fitting = [s for s in own if s.name == place.name and s.country == place.country]
    return fitting[0].kind if fitting else "town" if place.lat is not None else "venue"


def _root(doc: Doc, place: Place) -> Token | None:
    span = doc.char_span(place.start, place.end, alignment_mode="expand")
    return None if span is None else span.root


def _role(token: Token) -> str:
    """The preposition a name hangs on, or else its grammatical role (``nsubj``: a government, ``compound``, ``poss`` ...)."""
    for above in (token, *token.ancestors):
        if above.dep_ == "pobj":
            return above.head.lower_
        if above.dep_ not in {"compound", "appos", "conj", "nmod", "amod", "poss"}:
            return above.dep_
    return "ROOT"


def _is_dateline(doc: Doc, place: Place) -> bool:
    starts = {p.start for p in doc._.pieces} or {0}
    opening = next((s for s in starts if 0 <= place.start - s < 25), None)
    if opening is None:
        return False
    match = DATELINE.match(doc.text, opening, opening + 90)
    return match is not None and place.end <= match.end()


def occasion_at(root: Token, *, locative: bool) -> str:
    """What is held at a place, by what its name hangs on: a verb of speech, its audience, an occasion, a gathering; else empty."""
    for above in root.ancestors:
        if above.pos_ == "NOUN" and above.lemma_ in words("occasions"):
            return "occasion"
        if above.pos_ in {"VERB", "AUX"}:
            if not locative:
                return ""
            direct = not any(t.pos_ == "NOUN" for t in root.ancestors if above.is_ancestor(t))
            if above.lemma_ in words("audience_verbs"):
                return "speech" if direct else "audience"
            if direct and above.lemma_ in SPEECH:
                return "speech"
            return "gathering" if above.lemma_ in words("gathering_verbs") else ""
    return ""


@dataclass(frozen=True, slots=True)
class _Story:
    """What each mention is seen in: the doc, where its lead ends (characters), who speaks in it."""

    doc: Doc
    lead: int
    voices: Voices


def _told(story: _Story, place: Place, root: Token, *, named: bool) -> Told:
    doc, lead, voices = story.doc, story.lead, story.voices
    where = position(doc, root.sent).kind
    if where == "paragraph" and place.start < lead:
        where = "lead"
    role, sentence = _role(root), root.sent
    locative = role in words("locative_roles")
    occasion = occasion_at(root, locative=locative)
    return Told(
        place,
        root,
        role,
        locative,
        where,
        speech_clause(root),
        _is_dateline(doc, place),
        (sentence.start, sentence.end),
        frozenset(t.lower_ for t in sentence if t.pos_ == "PROPN"),
        frozenset(t.lemma_ for t in sentence if t.pos_ in {"VERB", "NOUN"}),
        named,
        occasion,
        (doer(voices, root), teller(voices, root)) if occasion else (),
    )


def _named_after(head: Token) -> int:
    """The last token of "of NAME" after a common noun ("the village of NAME"), or of the noun itself."""
    for child in head.rights:
        if child.lower_ == "of" and child.i == head.i + 1:
            name = next((t for t in child.children if t.dep_ == "pobj" and t.pos_ == "PROPN"), None)
            if name is not None and name.i - head.i < 6:
                return name.i
    return head.i


def _noun_phrase(head: Token) -> Span:
    """The words before a noun that belong to it, without the determiner; what follows only inside a named entity."""
    doc = head.doc
    first = last = head.i
    for token in head.lefts:
        if token.dep_ in {"compound", "amod", "nmod", "poss", "nummod"} and first - token.i < 8:
            first = min(first, token.left_edge.i)
    while last + 1 < len(doc) and last - head.i < 4 and doc[last + 1].ent_iob_ == "I" and doc[last].ent_type_:
        last += 1
    if last == head.i and head.pos_ == "NOUN":
        last = _named_after(head)
    while first < head.i and doc[first].dep_ in {"det", "poss"} and doc[first].pos_ in {"DET", "PRON"}:
        first += 1
    return doc[first : last + 1]


def venues(doc: Doc) -> Iterator[Place]:
    """Venues told after "in", "at", "near" and the like that are no place of the gazetteer: no coordinates, no country."""
    taken = {i for p in doc._.places for i in range(p.start, p.end)}
    for token in doc:
        if token.dep_ != "pobj" or token.head.lower_ not in words("venue_prepositions"):
            continue
        proper = token.pos_ == "PROPN" and (
            token.ent_type_ in {"FAC", "LOC", "GPE"}
            or (token.ent_type_ in {"ORG", "EVENT"} and token.head.lower_ == "at")
        )
        if not proper and token.lemma_.lower() not in words("venues") and token.lower_ not in words("venues"):
            continue
        span = _noun_phrase(token)
        if taken.isdisjoint(range(token.idx, token.idx + len(token))):
            yield Place(span.text, span.start_char, span.end_char, fold(span.text))


def _stand_ins(doc: Doc, places: list[Place]) -> Iterator[tuple[Place, Place]]:
    """For "In the city", "in the country": with the place of that kind named last before."""
    kinds_of: Mapping[str, list[str]] = find_data()["stand_ins"]
    kinds = [place_kind(p) for p in places]
    for token in doc:
        wanted = kinds_of.get(token.lower_)
        if (
            wanted is None
            or token.dep_ != "pobj"
            or not any(c.lower_ in {"the", "this", "that"} for c in token.children)
        ):
            continue
        before = [p for p, kind in zip(places, kinds, strict=True) if p.end <= token.idx and kind in wanted]
        if before:
            yield before[-1], replace(before[-1], start=token.idx, end=token.idx + len(token))


def _mentions(doc: Doc, voices: Voices) -> dict[Key, list[Told]]:
    """All mentions by place, adjectives left out."""
    story, groups = _Story(doc, lead_end(doc), voices), defaultdict[Key, list[Told]](list)
    located = [p for p in doc._.places if place_kind(p) != "adjective"][: MOST_NAMES * MOST_TOLD]
    every = [((p.name, p.country), p, True) for p in located]
    every += [((a.name, a.country), s, False) for a, s in _stand_ins(doc, located[:MOST_NAMES])]
    every += [((p.name, None), p, True) for p in venues(doc)]
    for key, place, named in every:
        root = _root(doc, place)
        if root is not None and len(groups[key]) < MOST_TOLD:
            groups[key].append(_told(story, place, root, named=named))
    return dict(list(groups.items())[:MOST_NAMES])


def _marks(kind: str, told: list[Told], most: int) -> Iterator[str]:
    yield from ("bias", f"kind:{kind}", f"count:{min(len(told), FEW + 1)}")
    if len(told) == most:
        yield from ("most", f"most:{kind}")
    yield f"in:{min(sum(t.locative for t in told), FEW)}"
    spatial = words("spatial_roles")
    if not any(t.role in spatial or t.root.dep_ == "ROOT" or t.dateline for t in told):
        yield "party"
    for occasion in {t.occasion for t in told if t.occasion}:
        yield f"held:{occasion}"
    if any(t.dateline for t in told):
        yield "dateline"


def _first(found: list[tuple[int, Group]]) -> Group | None:
    return min(found, key=lambda f: f[0])[1] if found else None


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """The kinds of act that a word tells: ``kill`` and ``bombing`` are both of the kind ``attack``."""
    kinds = defaultdict[str, set[str]](set)
    for kind, lemmas in find_data()["acts"].items():
        for lemma in lemmas:
            kinds[lemma].add(kind)
    return {lemma: frozenset(found) for lemma, found in kinds.items()}


def kinds_of_act(lemma: str) -> frozenset[str]:
    """The kinds of act that a word (its lemma) can tell, by the word list ``acts``."""
    return _kinds().get(lemma.lower(), frozenset())


@lru_cache(maxsize=4)
def _surveyed(doc: Doc, places: tuple[Place, ...]) -> Survey:  # noqa: ARG001 - a part of the cache's key
    voices = survey_voices(doc)
    mentions = _mentions(doc, voices)
    most = max((len(told) for told in mentions.values()), default=0)
    groups = []
    for told in mentions.values():
        kind = place_kind(told[0].place)
        groups.append(Group(kind, tuple(told), frozenset(_marks(kind, told, most))))
    news = [(t.place.start, g) for g in groups for t in g.told if t.locative and t.where != "paragraph"]
    stage = [(t.place.start, g) for g in groups for t in g.told if t.occasion and t.locative]
    return Survey(doc.text, tuple(groups), _first(news), _first(stage), voices)


def survey(doc: Doc) -> Survey:
    """The places of a story, put together once for a doc and its ``doc._.places``."""
    return _surveyed(doc, doc._.places)
