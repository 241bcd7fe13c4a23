"""The places that an act could have, each with the features that speak for or against it.

Besides the located places of ``doc._.places`` these are venues that no gazetteer knows, told after a locative preposition:
"at the General Assembly", "in the old town hall".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from communique.language.place_find import find_data
from communique.language.place_gazetteer import own_places
from communique.language.place_names import fold
from communique.language.time_clauses import FEW, SPEECH, act_features, lead_end, position, relation, shares_subject, speech_clause, subjects
from communique.model import Place

NEWS_CONTEXT = ("type", "status", "kind", "quoted", "said", "modal", "perfect", "tag")
LOCATIVE = frozenset({"in", "at", "near", "outside", "around", "across", "inside", "throughout", "over"})
# On what a name hangs where it tells where: a name that never does so in a story is a government or a topic there.
SPATIAL = LOCATIVE | {"to", "into", "from", "on", "off", "through", "of", "along", "via", "between", "towards", "toward", "beyond", "within", "for", "appos"}
# Occasions at which words are spoken: what is said at one is said there.
OCCASIONS = frozenset({"speech", "summit", "meeting", "conference", "address", "interview", "talks", "rally", "visit", "session", "forum", "event", "gathering", "debate", "hearing", "trip"})
VENUE_PREPOSITIONS = frozenset({"in", "at", "near", "outside", "on", "inside", "across", "into", "to", "from"})
DATELINE = re.compile(r"[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w. ]{1,20})?(?: ?\([\w /]{2,20}\))? ?(?:—|–|-|:)")


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A possible place of an act (null: none), where it comes from, and the features that speak for or against it."""

    place: Place | None
    source: str
    features: frozenset[str]


Key = tuple[str | None, str | None]
Groups = Mapping[Key, list[Place]]


def place_kind(place: Place) -> str:
    """Whether a place is a ``country``, an ``adjective`` of one, a state, region or site of our lists, or a ``town``."""
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


def _told_here(doc: Doc, sentence: Span, trigger: Token, place: Place) -> Iterator[str]:
    root = _root(doc, place)
    if root is None:
        return
    how, role = relation(root, trigger), _role(root)
    locative = "in" if role in LOCATIVE else role
    distance = abs(root.i - trigger.i)
    kind = "area" if place_kind(place) in {"country", "state", "region", "continent"} else "spot"
    yield from ("here", f"here:{how}", f"here:role:{role}", f"here:{how}:{locative}", f"here:dep:{root.dep_}", f"here:role:{role}:{kind}")
    yield f"here:{'before' if root.i < trigger.i else 'after'}"
    yield f"here:{'near' if distance <= 4 else 'mid' if distance <= 12 else 'far'}"
    if root.ent_type_ in {"ORG", "PERSON"}:
        yield f"here:in:{root.ent_type_}"


def _told_elsewhere(doc: Doc, names: frozenset[str], sentence: Span, place: Place, lead: int) -> Iterator[str]:
    root = _root(doc, place)
    if root is None:
        return
    locative = _role(root) in LOCATIVE
    mark = ":in" if locative else ""
    where = position(doc, root.sent)
    if where.kind != "paragraph":
        yield f"else:{where.kind}{mark}"
    elif place.start < lead:
        yield f"else:lead{mark}"
    if locative:
        yield f"else:subject:{shares_subject(names, root.sent)}:{'speech' if speech_clause(root) else 'act'}"
    gap = doc.text.count("\n\n", place.end, sentence.start_char) if place.end <= sentence.start_char else -1
    if gap >= 0:
        yield f"else:gap:{min(gap, FEW)}{mark}"
        if root.sent.end == sentence.start:
            yield f"else:previous{mark}"
    elif place.start >= sentence.end_char:
        yield "else:later"


def _is_dateline(doc: Doc, place: Place) -> bool:
    starts = {p.start for p in doc._.pieces} or {0}
    opening = next((s for s in starts if 0 <= place.start - s < 25), None)
    if opening is None:
        return False
    match = DATELINE.match(doc.text, opening, opening + 90)
    return match is not None and place.end <= match.end()


def _noun_phrase(head: Token) -> Span:
    """The words before and with a noun that belong to it, without the determiner; what follows only if capitalised."""
    doc = head.doc
    first = last = head.i
    for token in head.lefts:
        if token.dep_ in {"compound", "amod", "nmod", "poss", "nummod"} and first - token.i < 8:
            first = min(first, token.left_edge.i)
    while last + 1 < len(doc) and last - head.i < 4 and doc[last + 1].ent_iob_ == "I" and doc[last].ent_type_:
        last += 1
    while first < head.i and doc[first].dep_ in {"det", "poss"} and doc[first].pos_ in {"DET", "PRON"}:
        first += 1
    return doc[first : last + 1]


def venues(doc: Doc) -> Iterator[Place]:
    """Venues told after "in", "at", "near" and the like that are no place of the gazetteer: no coordinates, no country."""
    known = [(p.start, p.end) for p in doc._.places]
    nouns = frozenset(find_data()["venues"])
    for token in doc:
        if token.dep_ != "pobj" or token.head.lower_ not in VENUE_PREPOSITIONS:
            continue
        proper = token.pos_ == "PROPN" and (token.ent_type_ in {"FAC", "LOC", "GPE"} or (token.ent_type_ in {"ORG", "EVENT"} and token.head.lower_ == "at"))
        if not proper and token.lemma_.lower() not in nouns:
            continue
        span = _noun_phrase(token)
        if not any(start < span.end_char and span.start_char < end for start, end in known):
            yield Place(span.text, span.start_char, span.end_char, fold(span.text))


def _stand_ins(doc: Doc, places: list[Place]) -> Iterator[tuple[Place, Place]]:
    """ "In the city", "in the country": with the place of that kind named last before."""
    words: Mapping[str, list[str]] = find_data()["stand_ins"]
    for token in doc:
        kinds = words.get(token.lower_)
        if kinds is None or token.dep_ != "pobj" or not any(c.lower_ in {"the", "this", "that"} for c in token.children):
            continue
        before = [p for p in places if p.end <= token.idx and place_kind(p) in kinds]
        if before:
            yield before[-1], replace(before[-1], start=token.idx, end=token.idx + len(token))


def _spatial(doc: Doc, place: Place) -> bool:
    root = _root(doc, place)
    return root is not None and (_role(root) in SPATIAL or root.dep_ == "ROOT" or _is_dateline(doc, place))


def _groups(doc: Doc) -> dict[Key, list[Place]]:
    groups: dict[Key, list[Place]] = defaultdict(list)
    for place in doc._.places:
        if place_kind(place) != "adjective":
            groups[place.name, place.country].append(place)
    located = [p for group in groups.values() for p in group]
    for antecedent, stand_in in _stand_ins(doc, sorted(located, key=lambda p: p.start)):
        groups[antecedent.name, antecedent.country].append(stand_in)
    for place in venues(doc):
        groups[place.name, None].append(place)
    return {key: group for key, group in groups.items() if any(_spatial(doc, p) for p in group)}


def _story_marks(doc: Doc, group: list[Place], counts: Counter[Key]) -> Iterator[str]:
    """What holds of a place in the whole story: its kind, how often it is told, whether the dateline names it."""
    kind = place_kind(group[0])
    yield from ("bias", f"kind:{kind}", f"count:{min(len(group), 4)}")
    top = max(counts.values())
    if counts[group[0].name, group[0].country] == top:
        yield "most"
        yield f"most:{kind}"
    inside = sum(1 for p in group if (root := _root(doc, p)) is not None and _role(root) in LOCATIVE)
    yield f"in:{min(inside, FEW)}"
    if any(_is_dateline(doc, p) for p in group):
        yield "dateline"


def _again(doc: Doc, trigger: Token, sentence: Span, group: list[Place]) -> Iterator[str]:
    """Whether another sentence tells an act in the same word there: a retelling keeps its place."""
    for place in group:
        root = _root(doc, place)
        if root is None or sentence.start <= root.i < sentence.end or _role(root) not in LOCATIVE:
            continue
        if any(t.lemma_ == trigger.lemma_ and t.pos_ in {"VERB", "NOUN"} for t in root.sent):
            yield "again"


def _stage(doc: Doc, groups: Groups) -> Key | None:
    """The place where the words of the story were spoken: told of a verb of speech, or of a summit, a visit, a meeting."""
    told = []
    for key, group in groups.items():
        for place in group:
            root = _root(doc, place)
            if root is None or _role(root) not in LOCATIVE:
                continue
            holder = next((t for t in root.ancestors if t.pos_ in {"VERB", "NOUN", "AUX"}), None)
            if holder is not None and (holder.lemma_ in OCCASIONS or holder.lemma_ in SPEECH):
                told.append((place.start, key))
    return min(told, key=lambda t: t[0])[1] if told else None


def _finer(here: list[list[Place]], group: list[Place]) -> bool:
    """Whether another place of the sentence is a smaller one in the same country, as Warsaw is to Poland."""
    rank = {"continent": 0, "country": 1, "state": 2, "region": 2, "town": 3, "city": 3, "site": 4, "venue": 4}
    mine = rank.get(place_kind(group[0]), 2)
    return any(o is not group and o[0].country == group[0].country and rank.get(place_kind(o[0]), 2) > mine for o in here)


def _lead_place(doc: Doc, groups: Groups, lead: int) -> Key | None:
    """The first place told with a locative preposition in headline, captions or lead: where the news happened."""
    told = [
        (p.start, key)
        for key, group in groups.items()
        for p in group
        if p.start < lead and (root := _root(doc, p)) is not None and _role(root) in LOCATIVE
    ]
    return min(told, key=lambda t: t[0])[1] if told else None


def candidates(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> list[PlaceCandidate]:
    """All places the act of `trigger` could have, the null place first."""
    sentence, lead = trigger.sent, lead_end(doc)
    stand = position(doc, sentence)
    act = list(act_features(doc, sentence, trigger, stand, type_, status))
    context = [a for a in act if a.startswith(("type", "status", "kind", "quoted"))]
    names = subjects(trigger)
    groups = _groups(doc)
    counts = Counter({key: len(group) for key, group in groups.items()})
    news, stage = _lead_place(doc, groups, lead), _stage(doc, groups)
    told_here = [g for g in groups.values() if any(sentence.start_char <= p.start < sentence.end_char for p in g)]
    done = []
    here_any = False
    for key, group in groups.items():
        here = [p for p in group if sentence.start_char <= p.start < sentence.end_char]
        marks = {*_story_marks(doc, group, counts)}
        for place in here:
            marks.update(_told_here(doc, sentence, trigger, place))
        for place in group:
            if place not in here:
                marks.update(_told_elsewhere(doc, names, sentence, place, lead))
        marks.update(_again(doc, trigger, sentence, group))
        if key == news:
            marks.update(("news", *(f"news:{a}" for a in act if a.startswith(NEWS_CONTEXT))))
        if key == stage:
            marks.update(("stage", *(f"stage:{a}" for a in act if a.startswith(NEWS_CONTEXT))))
        if here:
            marks.add("here:coarser" if _finer(told_here, group) else "here:finest")
        family = "here" if here else "away"
        here_any = here_any or bool(here)
        marks.update(f"{family}:{c}" for c in context)
        marks.update(f"{family}:{m}" for m in list(marks) if m.startswith(("kind", "most", "in:", "dateline")))
        root = _root(doc, here[0]) if here else None
        source = f"here:{relation(root, trigger)}" if root is not None else "dateline" if "dateline" in marks else "story"
        told = [p for p in (*here, *group) if doc.text[p.start : p.end] == p.text]
        done.append(PlaceCandidate(told[0], source, frozenset(marks)))
    act.append(f"here:{here_any}")
    act += [f"news:{news is not None}", f"stage:{stage is not None}"]
    return [PlaceCandidate(None, "none", frozenset(f"none:{a}" for a in act)), *done]
