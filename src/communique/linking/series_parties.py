"""Between whom an act is that words number: from the clause in which they stand, else from the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from communique.linking.ordinals import lexicon
from communique.linking.series_text import Act, Named, SeriesParty, StoryText, distinct, named_in

# What parts clauses. A comma and "and" part them only before words that can be a subject.
BOUNDARY = re.compile(
    r"[;:—–“”\"!?()]|\b(?i:that|while|whereas|although|though|because|as|when|after|before|if|whether|which|who|where|but)\b|"
    r",\s+and\s+(?=(?:[A-Z]|he\b|she\b|it\b|they\b|the\b|both\b|each\b))"
)
AT_A_PLACE = re.compile(
    r"\b(?:in|at|near|outside|inside|across|over|on|from|through|around|into|via|to)\s+(?:the\s+)?(?:[\w-]{1,20}\s+of\s+)?$"
)
HOLDER = re.compile(r"^(?:['’]s)?(?:\s+[\w'’-]{1,25}){0,6}?\s+$")
LINKED = re.compile(r"\b(?:with|between|among|by|of|against)\s+(?:[\w'’.-]{1,25}\s+){0,7}$")
COORDINATED = re.compile(
    r"^(?:['’]s?)?[\s,-]{0,3}(?:and\s+|as\s+well\s+as\s+)?(?:the\s+|his\s+|her\s+|their\s+|its\s+)?(?:[\w'’-]{1,25}\s+){0,6}$"
)
# Characters looked at before and after a name for a verb of mediating.
NEAR = 60


@cache
def mediating() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands after, and what before, somebody who brings others together and is no party."""
    verbs = "|".join(lexicon().words("mediating"))
    return (
        re.compile(rf"^(?:\s*,?\s*who)?\s*(?:(?:had|has|have|also|then|again)\s+){{0,2}}(?:{verbs})\b"),
        re.compile(
            rf"(?:\b(?:{verbs})\s+(?:[\w-]{{1,20}}\s+){{0,2}}by|\bthrough|\bmediation\s+(?:of|by)|\bauspices\s+of)\s+(?:[\w'’-]{{1,25}},?\s+){{0,5}}$"
        ),
    )


@cache
def saying() -> re.Pattern[str]:
    """A verb of saying."""
    return re.compile(r"\b(?:" + "|".join(lexicon().words("saying")) + r")\b")


def clause(text: str, sentence: tuple[int, int], act: tuple[int, int]) -> tuple[int, int]:
    """The clause of `sentence` in which `act` stands."""
    start, end = sentence
    for found in BOUNDARY.finditer(text, sentence[0], act[0]):
        start = found.end()
    after = BOUNDARY.search(text, act[1], sentence[1])
    return start, after.start() if after else end


def is_mediator(text: str, one: Named) -> bool:
    """Does somebody bring others together here, and so is no party?"""
    after, before = mediating()
    return bool(
        after.search(text[one.end : one.end + NEAR]) or before.search(text[max(0, one.start - NEAR) : one.start])
    )


def is_place(text: str, one: Named) -> bool:
    """Do the words only say where something is?"""
    return not one.party.person and bool(AT_A_PLACE.search(text[max(0, one.start - NEAR) : one.start]))


def belongs_to_next(text: str, one: Named, following: Sequence[Named]) -> bool:
    """Are the words part of how somebody else is called: "Russian President Vladimir Putin", "Trump's envoy Witkoff"?"""
    then = next((f for f in following if f.start >= one.end), None)
    if then is None or not then.party.person or then.party == one.party:
        return False
    between = text[one.end : then.start]
    if (
        not HOLDER.match(between)
        or re.search(r"\b(?:and|with|or|to|in|at|on|from)\b", between)
        or saying().search(between)
    ):
        return False
    return (
        one.adjective or between[:2] in {"'s", "’s"} or (not one.party.person and bool(re.match(r"\s+[\w-]", between)))
    )


def is_topic(text: str, one: Named) -> bool:
    """Do the words say what an act is about: "Ukraine talks"? Not so of a pair ("Russia-Ukraine talks") or an adjective."""
    if one.party.person or one.adjective or text[max(0, one.start - 1) : one.start] in {"-", "–"}:
        return False
    following = re.match(r"\s+([\w-]+)", text[one.end : one.end + NEAR])
    return following is not None and following[1].lower() in topic_heads()


@cache
def topic_heads() -> frozenset[str]:
    """Nouns before which the name of a state says what it is about."""
    return frozenset(lexicon().noun_family) | lexicon().words("topic_heads")


def candidates(story: StoryText, span: tuple[int, int]) -> list[Named]:
    """Those named between two places who can be parties."""
    found = named_in(story, *span)
    hosts = {one.party.country for one in found if is_mediator(story.text, one)}
    kept = []
    for n, one in enumerate(found):
        text = story.text
        if not one.party.person and one.party.country in hosts:
            continue
        if not (
            is_place(text, one)
            or is_mediator(text, one)
            or is_topic(text, one)
            or belongs_to_next(text, one, found[n + 1 :])
        ):
            kept.append(one)
    return kept


def in_clause(story: StoryText, sentence: tuple[int, int], act: tuple[int, int]) -> list[Named]:
    """The parties that the clause names: those before the act, and those after it that a preposition ties to it."""
    span = clause(story.text, sentence, act)
    found = []
    at = act[1]
    for one in candidates(story, span):
        if one.end <= act[0]:
            if not saying().search(story.text[one.end : act[0]]):
                found.append(one)
        elif one.start >= act[1]:
            gap = story.text[at : one.start]
            tied = LINKED.search(gap) if at == act[1] else LINKED.search(gap) or COORDINATED.match(gap)
            if tied and not saying().search(gap):
                found.append(one)
                at = one.end
        else:
            found.append(one)
    return found


def before_clause(story: StoryText, sentence: tuple[int, int], act: tuple[int, int]) -> list[Named]:
    """The parties named in the sentence before the act's clause: the subject of a clause that has none of its own."""
    start, _ = clause(story.text, sentence, act)
    return [one for one in candidates(story, (sentence[0], start)) if not saying().search(story.text[one.end : start])]


def parties_of_act(story: StoryText, act: Act) -> tuple[SeriesParty, ...]:
    """The parties of a report without those who only bring others together, and without their states."""
    apart = [p.party for p in act.parties if is_mediator(story.text, p)]
    hosts = {p.country for p in apart}
    return distinct(
        [p.party for p in act.parties if p.party not in apart and (p.party.person or p.party.country not in hosts)]
    )


def parties_of(
    story: StoryText, sentence: tuple[int, int], act: tuple[int, int], report: Act | None, *, pair: bool
) -> tuple[SeriesParty, ...]:
    """Between whom the act at `act` is; `pair` for a sort of act that takes two.

    The report that carries the act is believed first where it names enough; what the clause names is added to it.
    """
    told = parties_of_act(story, report) if report is not None else ()
    named = distinct([n.party for n in in_clause(story, sentence, act)])
    if report is not None and set(told) < set(named):
        return named
    if len(told) > 1 or (told and not pair):
        return told
    both = distinct([*told, *named])
    if pair and len(both) < 2:
        both = distinct([*both, *(n.party for n in before_clause(story, sentence, act))])
    return both
