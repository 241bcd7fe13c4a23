"""The places that an act could have, each with the features that speak for or against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from communique.language.place_survey import Group, Survey, Told, kinds_of_act, survey
from communique.language.place_voices import Voice, doer, likeness, teller
from communique.language.time_clauses import FEW, act_features, position, relation, shares_subject, subjects
from communique.model import Place

CONTEXT = ("type", "status", "kind", "quoted")
NEWS_CONTEXT = (*CONTEXT, "said", "modal", "perfect", "tag")
# How words, meetings and deeds go with places differs; types of the codebook, empty where the type is not known.
FAMILY = {
    **dict.fromkeys(("AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"), "words"),
    **dict.fromkeys(("RETREAT", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"), "deeds"),
    **dict.fromkeys(("SANCTION", "AID", "COOPERATE"), "measures"),
    "CONSULT": "talks",
}
LIKENESS = ("name", "title", "country", "fellow", "none", "other")
RANK = {"continent": 0, "country": 1, "state": 2, "region": 2, "town": 3, "city": 3, "site": 4, "venue": 4}


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A possible place of an act (null: none), where it comes from, and the features that speak for or against it.

    `heads` are the token indices of the words that name it.
    """

    place: Place | None
    source: str
    features: frozenset[str]
    heads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Act:
    """The act asked about: its trigger and sentence, the marks that hold of it, the subjects of its clause."""

    trigger: Token
    sentence: Span
    marks: tuple[str, ...]
    names: frozenset[str]
    family: str
    doer: Voice
    teller: Voice


def _told_here(trigger: Token, told: Told, kind: str, family: str) -> Iterator[str]:
    root, role = told.root, told.role
    how = relation(root, trigger)
    distance = abs(root.i - trigger.i)
    size = "area" if kind in {"country", "state", "region", "continent"} else "spot"
    yield from ("here", f"here:{how}", f"here:role:{role}", f"here:role:{role}:{size}", f"here:dep:{root.dep_}")
    yield f"here:{how}:{'in' if told.locative else role}"
    yield from (f"here:{how}:{family}", f"here:{'in' if told.locative else role}:{family}")
    if told.occasion:
        yield from (f"here:held:{told.occasion}", f"here:held:{told.occasion}:{family}")
    yield f"here:{'before' if root.i < trigger.i else 'after'}"
    yield f"here:{'near' if distance <= 4 else 'mid' if distance <= 12 else 'far'}"
    if root.ent_type_ in {"ORG", "PERSON"}:
        yield f"here:in:{root.ent_type_}"


def _told_elsewhere(text: str, names: frozenset[str], sentence: Span, told: Told) -> Iterator[str]:
    mark = ":in" if told.locative else ""
    if told.where != "paragraph":
        yield f"else:{told.where}{mark}"
    if told.locative:
        yield f"else:subject:{shares_subject(names, told.names)}:{'speech' if told.speech else 'act'}"
    if told.place.end <= sentence.start_char:
        gap = text.count("\n\n", told.place.end, sentence.start_char)
        yield f"else:gap:{min(gap, FEW)}{mark}"
        if told.sentence[1] == sentence.start:
            yield f"else:previous{mark}"
    elif told.place.start >= sentence.end_char:
        yield "else:later"


def _again(trigger: Token, told: Told) -> Iterator[str]:
    """Whether a sentence elsewhere tells an act in the same word, or of the same kind: a retelling keeps its place."""
    if not told.locative:
        return
    if trigger.lemma_ in told.acts:
        yield "again"
    kinds = kinds_of_act(trigger.lemma_)
    if kinds and any(kinds & kinds_of_act(lemma) for lemma in told.acts):
        yield from ("again:kind", f"again:kind:{told.where}")


def _on_stage(act: _Act, group: Group) -> Iterator[str]:
    """Whether who acts or speaks is who spoke or met at the place elsewhere: words of one occasion have one place."""
    for told in group.told:
        if not told.occasion:
            continue
        for who, voice in (("doer", act.doer), ("teller", act.teller)):
            like = min((likeness(voice, v) for v in told.voices), key=LIKENESS.index, default="none")
            yield from (
                f"stage:{who}:{like}",
                f"stage:{who}:{like}:{act.family}",
                f"stage:{told.occasion}:{who}:{like}",
            )
            if any(m == "quoted" or m.startswith("said") for m in act.marks):
                yield f"stage:{who}:{like}:{act.family}:said"


def _finer(here: list[Group], group: Group) -> bool:
    """Whether another place of the sentence is a smaller one in the same country, as Warsaw is to Poland."""
    country, mine = group.told[0].place.country, RANK.get(group.kind, 2)
    return any(o is not group and o.told[0].place.country == country and RANK.get(o.kind, 2) > mine for o in here)


def _features(act: _Act, story: Survey, group: Group, here_all: list[Group]) -> frozenset[str]:
    trigger, sentence = act.trigger, act.sentence
    marks = set(group.marks)
    here = group in here_all
    for told in group.told:
        if sentence.start <= told.root.i < sentence.end:
            marks.update(_told_here(trigger, told, group.kind, act.family))
        else:
            marks.update(_told_elsewhere(story.text, act.names, sentence, told))
            marks.update(_again(trigger, told))
    marks.update(_on_stage(act, group))
    for name, special in (("news", story.news), ("stage", story.stage)):
        if group is special:
            marks.update((name, *(f"{name}:{a}" for a in act.marks if a.startswith(NEWS_CONTEXT))))
    if here:
        marks.add("here:coarser" if _finer(here_all, group) else "here:finest")
    family = "here" if here else "away"
    marks.update((f"{family}:{act.family}", f"{family}:{group.kind}:{act.family}"))
    if _finer(list(story.groups), group):
        marks.update((f"{family}:coarse", f"{family}:coarse:{group.kind}"))
    marks.update(f"{family}:{a}" for a in act.marks if a.startswith(CONTEXT))
    marks.update(
        f"{family}:{m}" for m in group.marks if m.startswith(("kind", "most", "in:", "dateline", "party", "held"))
    )
    return frozenset(marks)


def candidates(doc: Doc, trigger: Token, type_: str = "", status: str = "") -> list[PlaceCandidate]:
    """All places the act of `trigger` could have, the null place first."""
    sentence, story = trigger.sent, survey(doc)
    act = list(act_features(sentence, trigger, position(doc, sentence), type_, status))
    family = FAMILY.get(type_, "any")
    voices = doer(story.voices, trigger), teller(story.voices, trigger)
    told_act = _Act(trigger, sentence, tuple(act), subjects(trigger), family, *voices)
    here = [g for g in story.groups if any(sentence.start <= t.root.i < sentence.end for t in g.told)]
    done = []
    for group in story.groups:
        inside = [t for t in group.told if sentence.start <= t.root.i < sentence.end]
        named = next((t for t in (*inside, *group.told) if t.named), group.told[0])
        dated = any(t.dateline for t in group.told)
        source = f"here:{relation(inside[0].root, trigger)}" if inside else "dateline" if dated else "story"
        heads = tuple(t.root.i for t in group.told)
        done.append(PlaceCandidate(named.place, source, _features(told_act, story, group, here), heads))
    if any(m.startswith("said") for m in act):
        act.append(f"said:{family}")
    act += [f"here:{bool(here)}", f"news:{story.news is not None}", f"stage:{story.stage is not None}"]
    return [PlaceCandidate(None, "none", frozenset(f"none:{a}" for a in act)), *done]
