"""Noun phrases that may stand for a proposal: their words, owner, parties, duration and what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.coding.proposals_lexicon import ProposalNouns, predicates, proposal_nouns
from communique.language.mentions import mention_at, participants
from communique.model import MentionKind, Participant, TimeExpression

# Tokens before the head of an entry of several words.
LONGEST_PREFIX = 5
# Words after the head that still belong to a name ("the US plan to end the war in Ukraine").
LONGEST_TAIL = 12
# The kinds of which a state named before the head is the owner ("the US plan", but "the Gaza truce").
# Kinds whose possessor is what is moved or joined, not who proposes it ("their return").
MOVED = frozenset({"exchange", "withdrawal", "status"})
SPECIFIC = frozenset({"ceasefire", "exchange", "withdrawal", "body", "force", "guarantee"})
HEADLINE_CLASSES = frozenset({"supports", "proposes", "rejects", "doubts", "hopeful"})
OWNED = frozenset({"plan", "offer", "guarantee", "aid"})
FOLLOWS = frozenset({"of", "for", "on", "between", "with", "to", "in", "over", "from", "by", "against", "about", "at"})
PREMODIFIERS = frozenset({"det", "amod", "compound", "nmod", "nummod", "poss", "case", "punct", "advmod", "quantmod", "cc", "conj", "predet", "hmod", "npadvmod", "neg"})  # fmt: skip
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "such", "both"})
# Hours or more: nothing is proposed for seconds.
LONG = re.compile(r"P(?!T?$)(?:T?\d+[HDWMY])(?<!M)|P\d+M")
NOT_IN_NAMES = frozenset({"no", "neither"})
QUOTES = frozenset("\"“”„«»'‘’")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that may stand for a proposal. `start` and `end` are tokens; countries are codes of the codebook.

    `dated` is true where a year is part of the name, `verb` the verb of a headline that the parse took for a name's part.
    `telling` holds the lemmas that tell it apart, `about` the countries named in it that are neither owner nor parties,
    `lasting` is true for a permanent one, false for a passing one, null where it does not say.
    """

    head: int
    start: int
    end: int
    noun: str
    kind: str
    definite: bool
    owner: Participant | None = None
    parties: tuple[Participant, ...] = ()
    about: frozenset[str] = frozenset()
    duration: str | None = None
    lasting: bool | None = None
    telling: frozenset[str] = frozenset()
    terms: tuple[int, int] | None = None
    dated: bool = False
    verb: int | None = None


def noun_of(token: Token, nouns: ProposalNouns) -> str | None:
    """The entry of the noun list that `token` heads, or null."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ == "compound":
        return None
    low = token.lemma_.lower()
    prefixes = nouns.prefixes.get(low, ())
    before = token.doc[max(0, token.i - LONGEST_PREFIX) : token.i].text.lower() if prefixes else ""
    for prefix in prefixes:
        if before.endswith(prefix):
            return f"{prefix} {low}"
    if low in nouns.kinds:
        return low
    # Headlines in capitals are tagged as names, whose plural keeps its ending.
    single = low.removesuffix("s")
    return single if token.pos_ == "PROPN" and single in nouns.kinds else None


def left_edge(head: Token) -> int:
    """The first token of the phrase before its head."""
    inside = [c for c in head.lefts if c.dep_ in PREMODIFIERS]
    start = min((c.left_edge.i for c in inside), default=head.i)
    while start < head.i and (
        head.doc[start].is_space or head.doc[start].is_punct or head.doc[start].lower_ in NOT_IN_NAMES
    ):
        start += 1
    return max(start, head.sent.start, head.i - LONGEST_TAIL)


def tail_of(head: Token) -> tuple[int, Token | None]:
    """The end (exclusive) of what follows the head and belongs to it, and the verb of a purpose among it."""
    end, purpose = head.i + 1, None
    for child in head.rights:
        marks = {c.lower_ for c in child.lefts if c.dep_ in {"aux", "mark"}}
        is_purpose = child.dep_ in {"acl", "relcl", "advcl", "ccomp"} and bool(marks & {"to", "that"})
        if not is_purpose and not (child.dep_ == "prep" and child.lower_ in FOLLOWS):
            continue
        if child.left_edge.i > end + 1:
            break
        stop = bounded(head, child.right_edge.i + 1, child)
        if is_purpose:
            purpose = purpose or child
        end = max(end, stop)
    return end, purpose


def bounded(head: Token, end: int, child: Token) -> int:
    """`end`, but not beyond a comma, a quotation mark, a finite clause other than `child` or the longest tail."""
    doc, last = head.doc, min(end, head.i + 1 + LONGEST_TAIL, head.sent.end)
    for i in range(head.i + 1, last):
        token = doc[i]
        if token.text in {",", ";", ":", "."} or token.is_space or (token.text in QUOTES and token.dep_ != "case"):
            return i
        that = token.lower_ == "that" and token.head.i == child.i
        if (token.dep_ == "relcl" and token.i != child.i) or (
            token.lower_ in {"which", "who", "that", "as", "after", "when"} and not that
        ):
            return i
    while last > head.i + 1 and (
        doc[last - 1].pos_ in {"ADP", "DET", "CCONJ", "PUNCT", "PART"} and doc[last - 1].dep_ != "case"
    ):
        last -= 1
    return last


def countries_of(parties: Iterable[Participant]) -> frozenset[str]:
    """The countries of participants."""
    return frozenset(p.country for p in parties if p.country)


def actors_at(doc: Doc, token: Token) -> tuple[Participant, ...]:
    """Who the phrase headed by `token` stands for, if it is a mention of somebody with a name or a country."""
    if mention_at(doc, token) is None:
        return ()
    return tuple(p for p in participants(doc, token) if (p.name or p.country) and p.sector != "JRN")


def before_head(doc: Doc, head: Token, start: int) -> tuple[list[Participant], list[Participant]]:
    """Owners by possessive ("Putin's truce"), and whoever else is named before the head ("US plan")."""
    owners: list[Participant] = []
    named: list[Participant] = []
    for token in doc[start : head.i]:
        if token.dep_ == "poss" and token.head.i == head.i:
            owners += actors_at(doc, token)
    for mention in doc._.mentions:
        if start <= mention.head < head.i and mention.kind in {
            MentionKind.ADJECTIVE,
            MentionKind.NAME,
            MentionKind.SEAT,
        }:
            if any(o.start <= mention.start < o.end for o in owners) or doc[mention.head].dep_ == "poss":
                continue
            named += [
                Participant(mention.text, mention.start, mention.end, a.name, a.country, a.sector)
                for a in mention.actors
                if a.name or a.country
            ]
    return owners, named


def after_head(doc: Doc, head: Token, end: int) -> dict[str, list[Participant]]:
    """Whoever is named after the head, by the preposition that brings them in."""
    found: dict[str, list[Participant]] = {}
    for child in head.rights:
        if child.dep_ != "prep" or child.i >= end:
            continue
        for noun in child.children:
            if noun.dep_ == "pobj" and noun.i < end:
                found.setdefault(child.lower_, []).extend(actors_at(doc, noun))
    return found


def inner_noun(head: Token, end: int, nouns: ProposalNouns) -> str | None:
    """The kind of what a plan, an offer or a deal is for: "a proposal for a truce", "ceasefire agreement"."""
    found = next((c for c in head.lefts if c.dep_ == "compound" and c.lemma_.lower() in nouns.kinds), None)
    for prep in head.rights:
        if found is None and prep.dep_ == "prep" and prep.lower_ in {"for", "of", "on"} and prep.i < end:
            found = next((c for c in prep.children if c.dep_ == "pobj" and c.lemma_.lower() in nouns.kinds), None)
    kind = nouns.kinds[found.lemma_.lower()] if found is not None else None
    return kind if kind in SPECIFIC else None


def headline_verb(head: Token, start: int) -> int | None:
    """The verb that the parse took for a name's part in a headline: "Leader Orders Three-Day Truce"."""
    doc, lists = head.doc, predicates()
    for i in range(max(start, head.sent.start + 1), head.i):
        token = doc[i]
        lemma = token.lower_.removesuffix("s")
        known = any(
            c in HEADLINE_CLASSES
            for lem in (lemma, token.lower_.removesuffix("es"))
            for rest, c in lists.verbs.get(lem, ())
            if not rest
        )
        if (
            known
            and token.lower_.endswith("s")
            and token.text[:1].isupper()
            and token.dep_ == "compound"
            and actors_at(doc, doc[i - 1])
        ):
            return i
    return None


def time_in(times: Iterable[TimeExpression], start: int, end: int) -> str | None:
    """The duration told between two characters."""
    return next((t.duration for t in times if t.duration and LONG.match(t.duration) and start <= t.start < end), None)


def is_definite(doc: Doc, head: Token, start: int) -> bool:
    """Whether the phrase takes up something known."""
    return any(t.lower_ in DEFINITE or t.dep_ == "poss" for t in doc[start : head.i])


def telling_words(doc: Doc, indices: Iterable[int], nouns: ProposalNouns) -> frozenset[str]:
    """The lemmas that tell this phrase apart: its content words without names, numbers and words that fit any proposal."""
    named = {m.head for m in doc._.mentions}
    words = set()
    for i in indices:
        token = doc[i]
        low = token.lemma_.lower()
        is_time = any(token.lower_ in {unit, f"{unit}s"} for unit in ("hour", "day", "week", "month", "year"))
        if (
            token.pos_ not in {"NOUN", "ADJ", "VERB", "PROPN"}
            or i in named
            or token.like_num
            or is_time
            or len(low) < 3
        ):
            continue
        if (
            nouns.kinds.get(low) not in SPECIFIC
            and low not in nouns.not_telling
            and low not in nouns.lasting
            and low not in nouns.passing
        ):
            words.add(low)
    return frozenset(words)


def lasting_of(doc: Doc, head: Token, start: int, nouns: ProposalNouns) -> bool | None:
    """Is it told as permanent (true) or as passing (false)?"""
    words = {t.lower_ for t in doc[start : head.i]}
    if words & nouns.lasting:
        return True
    return False if words & nouns.passing else None


def phrase_at(head: Token, noun: str, nouns: ProposalNouns) -> Phrase:
    """The phrase headed by `head`, whose entry in the noun list is `noun`."""
    doc, kind = head.doc, nouns.kinds[noun]
    start = left_edge(head)
    verb = headline_verb(head, start)
    start = start if verb is None else verb + 1
    end, purpose = tail_of(head)
    owners, named = before_head(doc, head, start)
    if kind in MOVED:
        owners, named = [], [*named, *owners]
    after = after_head(doc, head, end)
    owned = kind in OWNED
    owners += after.get("by", []) + (after.get("from", []) if owned else [])
    own_countries = countries_of(named)
    if not owners and owned and len(own_countries) == 1:
        owners, named = named, []
    bound = after.get("between", []) + after.get("with", []) + (named if len(own_countries) > 1 else [])
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    tail = [a for m in doc._.mentions if head.i < m.head < end for a in m.actors]
    about = countries_of(named) | {a.country for a in tail if a.country} - countries_of(owners)
    inside = [*range(start, head.i - noun.count(" ")), *range(head.i + 1, end)]
    taken = [(o.start, o.end) for o in owners] + [(t.start, t.end) for t in doc._.times if first <= t.start < last]
    taken_words = {i for i in inside for a, b in taken if a <= doc[i].idx < b}
    return Phrase(
        head=head.i,
        start=start,
        end=end,
        noun=noun,
        kind=(inner_noun(head, end, nouns) or kind) if kind in {"plan", "offer", "deal"} else kind,
        definite=is_definite(doc, head, start),
        owner=owners[0] if owners else None,
        parties=tuple(dict.fromkeys(bound)),
        about=about - countries_of(bound),
        duration=time_in(doc._.times, first, last),
        lasting=lasting_of(doc, head, start, nouns),
        telling=telling_words(doc, (i for i in inside if i not in taken_words), nouns),
        terms=(purpose.left_edge.i, max(end, purpose.i + 1)) if purpose is not None else None,
        dated=any(t.like_num and len(t.text) == 4 and t.text[:2] in {"19", "20"} for t in doc[start:end]),
        verb=verb,
    )


def period_phrases(doc: Doc) -> Iterator[Phrase]:
    """ "The three days promised": a stretch of time that stands for what was promised for it."""  # noqa: D210
    for time in doc._.times:
        span = doc.char_span(time.start, time.end, alignment_mode="expand") if time.duration else None
        if span is None or span.root.pos_ != "NOUN":
            continue
        head = span.root
        after = doc[head.i + 1] if head.i + 1 < len(doc) else None
        if (
            after is not None
            and after.tag_ == "VBN"
            and after.lemma_ in {"promise", "announce", "declare", "propose", "agree", "pledge"}
        ):
            start = span.start - 1 if span.start and doc[span.start - 1].lower_ in DEFINITE else span.start
            yield Phrase(head.i, start, after.i + 1, "period", "period", definite=True, duration=time.duration)


def is_standing(doc: Doc, phrase: Phrase) -> bool:
    """A body by its name, which is there already: "the European Council"."""
    head = doc[phrase.head]
    if head.pos_ != "PROPN" or phrase.kind not in {"body", "resolution", "aid", "force"} or phrase.verb is not None:
        return False
    mention = mention_at(doc, head)
    named = mention is not None and mention.kind in {MentionKind.NAME, MentionKind.SEAT}
    announced = head.dep_ in {"dobj", "pobj"} and not phrase.definite and doc[phrase.start].lower_ in {"a", "an"}
    in_title = all(t.text[:1].isupper() for t in head.sent if t.pos_ in {"NOUN", "VERB", "ADJ", "PROPN"})
    return named and not announced and not (in_title and not phrase.definite and head.dep_ == "dobj")


def phrases(doc: Doc) -> list[Phrase]:
    """All phrases of `doc` that may stand for a proposal, in the order of the text."""
    nouns = proposal_nouns()
    heads = ((token, noun) for token in doc if (noun := noun_of(token, nouns)) is not None)
    found = [p for token, noun in heads if not is_standing(doc, p := phrase_at(token, noun, nouns))]
    found = [
        p
        for p in found
        if p.noun not in nouns.needs_complement or p.telling or p.owner or p.about or p.verb is not None
    ]
    return sorted([*found, *period_phrases(doc)], key=lambda p: p.head)
