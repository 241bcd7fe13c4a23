"""Proposals across stories: which tellings are of one, and what they add up to.

Two tellings of different stories are one proposal when their kinds, terms, parties and days fit (`is_same`), a symmetric
relation of the two alone; a proposal is what hangs together by it. So neither the order of reading nor what else is in the
record decides whether two tellings are paired, and those that may be are found by keys (`keys_of`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from communique.coding.proposals_lexicon import proposal_nouns
from communique.linking.days import apart
from communique.linking.words import WORD, overlap, stem, stop_words
from communique.model import ProposalStatus, ProposalTelling, furthest

# Days between two stories' days within which they may tell of one proposal; longer courses hang together link by link.
WINDOW_DAYS = 21
# Tellings without any term or telling word are one only within so many days.
VAGUE_DAYS = 4
# Share of the smaller set of telling words in common.
ALIKE = 0.5
MOST_COUNTRIES = 6
MOST_WORDS = 5
# Kinds of which the terms (how long, or for good) tell which is meant, and kinds of which the parties do.
BY_TERMS = frozenset({"ceasefire", "pause"})
BY_PARTIES = frozenset({"talks", "meeting"})


@dataclass(frozen=True, slots=True)
class ProposalTraits:
    """What a telling is compared by. `terms` is its duration, or ``lasting`` for one without end, or null."""

    telling_id: str
    story_id: str
    day: str | None
    kind: str
    terms: str | None
    proposer: str | None
    parties: frozenset[str]
    involved: frozenset[str]
    words: frozenset[str]


def lasting_words(name: str) -> bool:
    """Does a name say that it is to be for good?"""
    return any(w.lower() in proposal_nouns().lasting for w in WORD.findall(name))


def telling_words(telling: ProposalTelling) -> frozenset[str]:
    """The stems that tell a proposal apart: of its name and terms, without names of parties, kinds and numbers."""
    nouns = proposal_nouns()
    parties = (*telling.parties, *((telling.proposer,) if telling.proposer else ()))
    named = {stem(w) for p in parties for text in (p.text, p.name or "") for w in WORD.findall(text)}
    found = set()
    for word in WORD.findall(telling.name.text):
        low = word.lower()
        plain = low.removesuffix("s")
        known = (
            low in nouns.kinds
            or plain in nouns.kinds
            or low in nouns.not_telling
            or low in nouns.lasting
            or low in nouns.passing
        )
        if not known and low not in stop_words() and not low[0].isdigit() and len(low) > 2:
            found.add(stem(low))
    return frozenset(found - named)


def traits_of(telling_id: str, story_id: str, day: str | None, telling: ProposalTelling) -> ProposalTraits:
    """The traits of a telling; `day` is the story's ISO day or null."""
    proposer = telling.proposer.country if telling.proposer else None
    parties = frozenset(p.country for p in telling.parties if p.country)
    holders = frozenset(s.party.country for s in telling.stances if s.party.country)
    terms = telling.duration or ("lasting" if lasting_words(telling.name.text) else None)
    involved = parties | holders | (frozenset({proposer}) if proposer else frozenset())
    return ProposalTraits(
        telling_id, story_id, day, telling.kind, terms, proposer, parties, involved, telling_words(telling)
    )


def family(kind: str) -> int | None:
    """The number of the family of kinds that may be told of one proposal."""
    return proposal_nouns().family.get(kind)


def is_same(a: ProposalTraits, b: ProposalTraits) -> bool:
    """Are two tellings of different stories of one proposal? The same whichever comes first."""
    gap = apart(a.day, b.day)
    if a.story_id == b.story_id or gap is None or gap > WINDOW_DAYS or family(a.kind) != family(b.kind):
        return False
    if a.terms != b.terms or (a.proposer and b.proposer and a.proposer != b.proposer):
        return False
    common = len(a.involved & b.involved)
    alike = overlap(a.words, b.words)
    if a.kind in BY_TERMS:
        near = a.terms is not None or gap <= VAGUE_DAYS or common > 1
        return near and common > 0 and (alike > 0 or not a.words or not b.words)
    if a.kind in BY_PARTIES:
        return common > 1 and (alike > 0 or gap <= VAGUE_DAYS)
    if a.words and b.words:
        return common > 0 and alike >= ALIKE
    same_proposer = a.proposer is not None and a.proposer == b.proposer
    return not a.words and not b.words and gap <= VAGUE_DAYS and (common > 1 or same_proposer)


def keys_of(t: ProposalTraits) -> tuple[str, ...]:
    """The keys by which tellings that may be one are found: family and terms with each country involved, and with words."""
    head = f"{family(t.kind)}|{t.terms or ''}"
    countries = sorted(t.involved)[:MOST_COUNTRIES]
    if t.kind in BY_TERMS or t.kind in BY_PARTIES or not t.words:
        keys = {f"{head}|{c}" for c in countries}
    else:
        keys = {f"{head}|{c}|{w}" for c in countries for w in sorted(t.words)[:MOST_WORDS]}
    return tuple(sorted(keys))


@dataclass(frozen=True, slots=True)
class Told:
    """One telling as it stands in the record: what a proposal is summed up from."""

    id: str
    story_id: str
    day: str | None
    name: str
    kind: str
    proposer: str | None
    proposer_country: str | None
    parties: tuple[str, ...]
    duration: str | None
    begins: str | None
    terms: str | None
    statuses: tuple[tuple[str | None, str, int, int], ...] = ()

    @property
    def order(self) -> tuple[bool, str, str, str]:
        """Place in the one order of all tellings, which no order of reading changes."""
        return (self.day is None, self.day or "", self.story_id, self.id)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something put on the table, as all its tellings tell it. `statuses` are (day, status, story, start, end), by day."""

    id: str
    name: str
    kind: str
    proposer: str | None
    proposer_country: str | None
    parties: tuple[str, ...]
    duration: str | None
    begins: str | None
    terms: str | None
    status: str
    first_day: str | None
    last_day: str | None
    stories: int
    statuses: tuple[tuple[str | None, str, str, int, int], ...]


def proposal_id(first_telling: str) -> str:
    """The id of the proposal whose earliest telling is `first_telling`."""
    return "P" + hashlib.blake2b(first_telling.encode(), digest_size=6).hexdigest()


def make_proposal(tellings: Sequence[Told], copies: frozenset[str] = frozenset()) -> Proposal:
    """What tellings that hang together add up to; stories that are `copies` of others are not counted.

    Each part is that of the earliest telling that has one, but the name is the one of most words.
    """
    held = sorted(tellings, key=lambda t: t.order)
    heard = [t for t in held if t.story_id not in copies] or held
    named = max(heard, key=lambda t: len(WORD.findall(t.name)))
    proposer = next((t for t in heard if t.proposer or t.proposer_country), None)
    marks = sorted(
        ((day or t.day, status, t.story_id, start, end) for t in heard for day, status, start, end in t.statuses),
        key=lambda m: (m[0] is None, m[0] or "", m[2], m[3], m[4], m[1]),
    )
    days = [t.day for t in heard if t.day]
    return Proposal(
        proposal_id(held[0].id),
        named.name,
        next((t.kind for t in heard if t.kind not in {"plan", "offer"}), heard[0].kind),
        proposer.proposer if proposer else None,
        proposer.proposer_country if proposer else None,
        tuple(sorted({p for t in heard for p in t.parties} - {proposer.proposer_country if proposer else None})),
        next((t.duration for t in heard if t.duration), None),
        next((t.begins for t in heard if t.begins), None),
        next((t.terms for t in heard if t.terms), None),
        furthest(ProposalStatus(status) for _, status, *_ in marks).value,
        min(days, default=None),
        max(days, default=None),
        len({t.story_id for t in heard}),
        tuple(marks),
    )
