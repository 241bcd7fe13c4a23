"""What is known around a phrase whose country is to be chosen: names near it, how words hang in the clause, who speaks.

The features of `communique.language.actor_choice` are put together from these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from communique.language.actor_origins import origins
from communique.language.actor_phrases import Phrase, possessor
from communique.language.actor_seen import LOOK_BACK, Resolved, Seen

HIGHEST = 8  # steps up the parse
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
VERBAL = frozenset({"VERB", "AUX"})
FORCES = frozenset({"MIL", "REB", "PRM"})
MANY = 6
NARROW = 4  # countries in which a name is at home at most to tell much
SHARES = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Cue:
    """A name that tells a country: its token, its sentence, the code, and what sort of name it is."""

    token: int
    sentence: int
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase whose country is asked, whom the rule of `Home` gives, and who is known around it (`known_around`).

    `named` is ``name`` for a person's name, which stands in `name`, ``body`` for another name, null for other phrases.
    """

    head: Token
    phrase: Phrase
    sector: str | None
    open: bool
    rule: str | None
    known: Mapping[str, frozenset[str]]
    named: str | None = None
    name: str | None = None


def bucket(share: float) -> int:
    """Which of a few steps a share of 0 to 1 reaches."""
    return sum(share >= step for step in SHARES)


def hang(token: Token) -> tuple[str, Token]:
    """How `token` hangs on the verb above it, in words (``dobj``, ``mod:nsubj``, ``prep:in``), and that verb or the root."""
    at, inner = token, ""
    for _ in range(HIGHEST):
        if at.head.i == at.i:
            return inner + "root", at
        if at.head.pos_ in VERBAL:
            return inner + (f"prep:{at.lower_}" if at.dep_ == "prep" else at.dep_), at.head
        if at.dep_ in MODIFIERS:
            inner = "mod:"
        elif at.dep_ == "prep":
            inner = f"{at.lower_}:"
        at = at.head
    return inner + "deep", at


def clause_of(mine: Token, theirs: Token) -> str:
    """How the clause of another word lies to one's own, by their verbs: ``same``, ``up``, ``down`` or ``aside``."""
    if mine.i == theirs.i:
        return "same"
    for name, low, high in (("up", mine, theirs), ("down", theirs, mine)):
        at = low
        for _ in range(HIGHEST):
            at = at.head
            if at.i == high.i:
                return name
    return "aside"


def determiner(head: Token, phrase: Phrase) -> str:
    """What opens the phrase: an article, a possessive, a number, or its kind where nothing does."""
    if head.pos_ == "PRON":
        return "pron"
    owner = possessor(head)
    if owner is not None:
        return owner.lower_ if owner.tag_ == "PRP$" else "owner"
    first = head.doc[phrase.start]
    if first.i < head.i and first.pos_ == "DET":
        return first.lower_
    if first.i < head.i and (first.pos_ == "NUM" or first.like_num):
        return "number"
    return "bare:plural" if phrase.plural else "bare"


def known_around(
    head: Token,
    done: Mapping[int, Resolved],
    seen: Sequence[Seen],
    speaker: int | None,
    subjects: Callable[[Token], tuple[Token, ...]],
) -> dict[str, frozenset[str]]:
    """The countries of those around a phrase that are known without a choice: `speaker` is the token of who is quoted."""

    def codes(token: int) -> frozenset[str]:
        found = done.get(token)
        return frozenset(a.country for a in found.actors if a.country) if found and found.how != "home" else frozenset()

    known: dict[str, frozenset[str]] = {"speaker": codes(speaker)} if speaker is not None else {}
    verb = hang(head)[1]
    for name in ("doer", "above", "third"):
        for child in subjects(verb):
            if child.i != head.i:
                known[name + ("" if child.dep_ == "nsubj" else ":passive")] = codes(child.i)
                if _is_force(done.get(child.i)):
                    known[f"force:{name}"] = codes(child.i)
        verb = verb.head
    if head.dep_ in ("conj", "appos"):
        known[head.dep_] = codes(head.head.i)
    role = done[head.i].phrase.role if head.i in done else None
    at = bisect_left(seen, head.i, key=lambda entry: entry.head)
    for entry in reversed(seen[max(0, at - LOOK_BACK) : at]):
        token, found = head.doc[entry.head], done.get(entry.head)
        if found is None or found.how == "home" or entry.head >= head.i:
            continue
        if token.lemma_ == head.lemma_:
            known.setdefault("same", codes(entry.head))
        theirs = found.phrase.role
        if role and theirs and role.role.sector and role.role.sector == theirs.role.sector:
            known.setdefault("kin", codes(entry.head))
        if entry.subject:
            known.setdefault("subject", codes(entry.head))
    return known


def _is_force(found: Resolved | None) -> bool:
    return found is not None and any(actor.sector in FORCES for actor in found.actors)


def group_of(asked: Asked) -> str:
    if asked.named:
        return asked.named
    return asked.sector or (asked.phrase.role.role.kind if asked.phrase.role else "word")


def told(code: str, asked: Asked, words: PhraseClues) -> Iterator[str]:
    """What the rule, the speaker, the subject and earlier phrases say."""
    if code == asked.rule:
        yield "rule"
        yield f"rule:{words.group}"
        yield f"rule:{words.opening}"
        if words.invader:
            yield "rule:invader"
    for name, codes in asked.known.items():
        if code in codes:
            yield name
            yield f"{name}:{words.group}"
            yield f"{name}:{words.opening}"
            yield f"{name}:{words.role}"
            yield f"{name}:{len(codes) > 1}"


def at_home(code: str, asked: Asked) -> Iterator[str]:
    """Whether a person's name is at home in the country, by given name and surname; nothing for other phrases."""
    if asked.name is None:
        return
    both = []
    for part, codes in zip(("given", "surname"), origins().of(asked.name), strict=True):
        fit = "unknown" if not codes else "no" if code not in codes else "narrow" if len(codes) <= NARROW else "wide"
        both.append(fit)
        yield f"origin:{part}:{fit}"
    yield "origin:" + ":".join(both)


class PhraseClues:
    """What the phrase itself is like: the same for every candidate, so it counts only beside something of theirs."""

    def __init__(self, asked: Asked, *, invader: bool) -> None:
        self.invader = invader
        self.lemma = asked.head.lemma_.lower()
        self.group = group_of(asked)
        self.opening = determiner(asked.head, asked.phrase)
        self.role = asked.head.dep_
        self.asked = asked

    def none(self, countries: int, *, near: bool) -> Iterator[str]:
        """Features of "none"."""
        yield "none"
        yield f"none:{self.lemma}"
        yield f"none:{self.group}"
        yield f"none:{self.opening}"
        yield f"none:{self.role}"
        yield f"none:{self.group}:{self.opening}"
        yield f"none:states:{min(countries, MANY)}"
        yield f"none:near:{near}"
        yield f"none:plural:{self.asked.phrase.plural}"
        yield f"none:open:{self.asked.open}"
        yield f"none:pos:{self.asked.head.pos_}"
        for left in list(self.asked.head.lefts)[-3:]:
            if left.dep_ in ("amod", "det", "nummod", "compound"):
                yield f"none:mod:{left.lower_}"
        if self.asked.name is not None:
            yield f"none:origin:{sum(map(bool, origins().of(self.asked.name)))}"
        if self.asked.rule is None:
            yield "none:rule"
        for name, codes in self.asked.known.items():
            if codes:
                yield f"none:has:{name}"
