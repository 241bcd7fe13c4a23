"""Noun phrases: their extent, and what their own words say of a country, a sector and a number. Token indices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Lexicon
from communique.language.actor_scan import Hit, RoleSpan, Run, Scan

INNER = frozenset(
    {
        "compound",
        "amod",
        "nmod",
        "quantmod",
        "nummod",
        "det",
        "predet",
        "advmod",
        "punct",
        "poss",
        "case",
        "npadvmod",
        "appos",
        "prep",
    }
)
MODIFIERS = frozenset(
    {"compound", "amod", "nmod", "quantmod", "nummod", "det", "predet", "advmod", "neg", "prep", "case"}
)
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
HEAD_ROLES = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos", "attr", "dative", "agent", "oprd", "ROOT", "poss"}
)
OF_LIKE = frozenset({"of", "from", "in", "for", "at", "to", "with", "against"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
MOST_CHILDREN = 40  # of one word; a parser gives more only to what is no sentence
MOST_TOKENS = 40  # tokens a phrase may have; longer ones are parser errors


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens `start` to `end`, its head, and what stands in it left of the head."""

    head: int
    start: int
    end: int
    definite: bool
    plural: bool
    role: RoleSpan | None
    run: Run | None
    hit: Hit | None


def is_phrase_head(token: Token) -> bool:
    """Whether `token` heads a phrase of its own, not a modifier of a noun to its right."""
    if token.pos_ in NOMINAL or token.tag_ in ("PRP$", "WP$"):
        return not (token.dep_ in ("compound", "nmod", "amod", "quantmod", "nummod") and token.head.i > token.i)
    return token.pos_ in ("ADJ", "NUM") and token.dep_ in HEAD_ROLES and token.dep_ != "ROOT"


def extent(head: Token, depth: int = 0) -> tuple[int, int]:
    """The tokens of the phrase of `head`, from its first modifier, with an "of" phrase that follows at once."""
    start, end = head.i, head.i + 1
    for child in head.lefts:
        if child.dep_ in INNER and child.pos_ != "PUNCT":
            start = min(start, child.left_edge.i)
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            for inner in child.rights:
                if inner.dep_ == "pobj" and depth < 4:
                    end = max(end, extent(inner, depth + 1)[1])
            break
    doc = head.doc
    start, end = max(start, head.i - MOST_TOKENS), min(end, head.i + MOST_TOKENS)
    # the parser sometimes runs over the line break between a headline and the text
    start = max((i + 1 for i in range(start, head.i) if doc[i].is_space and "\n" in doc[i].text), default=start)
    end = min((i for i in range(head.i + 1, end) if doc[i].is_space and "\n" in doc[i].text), default=end)
    return start, end


def phrase_of(doc: Doc, scan: Scan, head: Token) -> Phrase:
    """The phrase that `head` heads."""
    start, end = extent(head)
    run, hit, role = scan.run_at.get(head.i), scan.hit_at.get(head.i), scan.role_at.get(head.i)
    if role is not None and role.end != head.i + 1 and " of " not in role.role.words:
        role = None  # "security" alone is no security council
    following = scan.run_at.get(head.i + 1)
    if (
        run is None
        and role is not None
        and role.role.kind == "title"
        and not role.plural
        and following
        and role.end == following.start
    ):
        # the parser sometimes takes the title for the head and the name for something that follows it
        run, end = following, following.end
    if run is not None:
        end = max(end, run.end)
        start = min(start, run.start)
    if hit is not None:
        end, start = max(end, hit.end), min(start, hit.start)
    words = [doc[i].lower_ for i in range(start, min(start + 3, end))]
    definite = any(w in DEFINITE for w in words)
    plural = head.tag_ in ("NNS", "NNPS") or (role is not None and role.plural) or head.pos_ in ("NUM", "ADJ")
    return Phrase(head.i, start, end, definite, plural, role, run, hit)


def turned(doc: Doc, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a state's name is turned away by the words beside it ("US-backed", "pro-Russian", "German-made")."""
    if (
        hit.end + 1 < len(doc)
        and doc[hit.end].text in "-–"
        and doc[hit.end + 1].lower_ in lexicon.relations["away_suffix"]
    ):
        return True
    before = doc[hit.start - 1] if hit.start else None
    if before is None:
        return False
    if before.text in "-–" and hit.start > 1:
        return doc[hit.start - 2].lower_ in ("pro", "anti", "ex", "non")
    return before.lower_ in ("pro-", "anti-", "pro", "anti", "non")


def own_hits(doc: Doc, scan: Scan, lexicon: Lexicon, phrase: Phrase) -> Iterator[Hit]:
    """Names of states and bodies left of the head or at it, those that are turned away left out."""
    i = phrase.start
    while i <= phrase.head:
        hit = scan.hit_at.get(i)
        if hit is None:
            i += 1
            continue
        if not turned(doc, hit, lexicon):
            yield hit
        i = hit.end


def prepositional(head: Token) -> Iterator[tuple[str, Token]]:
    """The nouns after a preposition at `head`, with the preposition, two deep ("the leaders of the armies of X")."""
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in OF_LIKE and child.i - head.i <= 12:
            for inner in child.rights:
                if inner.dep_ == "pobj":
                    yield child.lower_, inner
                    yield from ((child.lower_, c) for c in inner.conjuncts if c.i > inner.i)


def possessor(head: Token) -> Token | None:
    """Whose the head is: the noun or pronoun in front of "'s", or a possessive pronoun."""
    return next((c for c in head.lefts if c.dep_ == "poss"), None)
