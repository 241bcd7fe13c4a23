"""The contexts of a report: what the act is about, by PLOVER's list, on the evidence of words near the trigger.

Words of the lexicon count most in the clause of the act, less in a clause below it, less in the rest of its sentence, least in
the headline; so do the sectors of those who take part. A context is given where its words together say enough, and enough
beside the best one. ``historical`` and ``hypothetical`` come from times and from conditions. PLOVER's other two special
contexts, ``future`` and ``negation``, are a report's status and are not repeated here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from spacy.tokens import Doc, Token

from communique import codebook
from communique.coding.contexts_lexicon import HISTORICAL, Lexicon, Settings, lexicon, look_up
from communique.language.time_clauses import clause_head
from communique.model import Actor, Mention, Reason, TimeExpression

HYPOTHETICAL = "hypothetical"
DIPLOMATIC = "diplomatic"

# Clauses that tell something else beside the act: of somebody who takes part, of a circumstance, of another act.
BESIDE = frozenset({"relcl", "advcl", "acl", "appos", "parataxis"})
DESCRIBING = frozenset({"relcl", "acl"})
MODIFIERS = frozenset({"amod", "compound", "det", "nmod", "nummod", "poss", "case"})
CONDITIONS = frozenset({"if", "unless"})
WOULD = frozenset({"would", "could", "might", "should"})
# Clauses through which a condition holds of what stands inside ("if it is said that X attacked").
INSIDE = frozenset({"ccomp", "xcomp", "conj", "pcomp"})
WHEN = frozenset({"pobj", "prep", "npadvmod", "pcomp", "advmod"})
STATES = frozenset({"GOV", "IGO"})
# Parses of hostile text can be as deep as the text is long; no clause that people write is.
MAX_CLIMB = 24
SIGNS_SHOWN = 3


@cache
def order() -> Mapping[str, int]:
    """The place of each context in the codebook's list."""
    return {name: n for n, name in enumerate(codebook.load().contexts)}


def act_root(trigger: Token) -> Token:
    """The head of the clause that tells the act; of an act that is what somebody wants or decides, the clause of that."""
    root = clause_head(trigger)
    for _ in range(MAX_CLIMB):
        if root.dep_ != "xcomp" or root.head == root:
            break
        root = root.head
    return root


def described(root: Token) -> Token | None:
    """The noun that a relative or reduced clause describes, which takes part in its act ("weapons supplied by allies")."""
    return root.head if root.dep_ in DESCRIBING and root.head.pos_ in {"NOUN", "PROPN"} else None


def zone(token: Token, trigger: Token, root: Token) -> str:
    """Where `token` stands to the act: ``own`` clause, ``near`` (a clause inside that one) or elsewhere in the ``sentence``."""
    noun = described(root)
    beside, modifier, at = False, True, token
    for _ in range(MAX_CLIMB):
        if at.i in {trigger.i, root.i}:
            return "near" if beside else "own"
        if modifier and noun is not None and at.i == noun.i:
            return "own"
        if at.head.i == at.i:
            break
        beside = beside or at.dep_ in BESIDE or (at.dep_ == "conj" and at.pos_ == "VERB")
        modifier = modifier and at.dep_ in MODIFIERS
        at = at.head
    return "sentence"


def words(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens from `start` to `end` that are words."""
    return [t for t in doc[max(0, start) : max(0, end)] if not t.is_space and not t.is_punct]


def sentence_words(doc: Doc, trigger: Token, reach: int) -> list[Token]:
    """The words of the trigger's sentence, at most `reach` tokens to either side of it.

    ``trigger.sent`` would walk through the whole sentence, which in hostile text is the whole story.
    """
    start, end = trigger.i, trigger.i + 1
    while start > max(0, trigger.i - reach) and not doc[start].is_sent_start:
        start -= 1
    while end < min(len(doc), trigger.i + reach + 1) and not doc[end].is_sent_start:
        end += 1
    return words(doc, start, end)


def headline_words(doc: Doc, trigger: Token, most: int) -> list[Token]:
    """The first words of the headline; none where there is no headline or the trigger stands in it."""
    piece = next((p for p in doc._.pieces if p.kind == "headline"), None)
    if piece is None or piece.start <= trigger.idx < piece.end:
        return []
    span = doc.char_span(piece.start, piece.end, alignment_mode="expand")
    return [] if span is None else words(doc, span.start, min(span.end, span.start + most))


Evidence = tuple[str, str, float]
"""A sign (words, sector or type), which counts once wherever it is found; the context it tells; how much it counts here."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """The contexts of a report in the order of the codebook's list, and for each of them the signs that decided."""

    names: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


def word_evidence(
    near: Sequence[Token], headline: Sequence[Token], zones: Mapping[int, str], held: Lexicon
) -> Iterator[Evidence]:
    """What the words of the sentence, whose `zones` are given, and those of the headline tell."""
    counts = held.settings.zones
    for found in look_up(near, held.phrases):
        share = max(counts[zones[t.i]] for t in found.tokens)
        yield from ((" ".join(found.phrase.words), c, weight * share) for c, weight in found.phrase.tells)
    for found in look_up(headline, held.phrases):
        share = counts["headline"]
        yield from ((" ".join(found.phrase.words), c, weight * share) for c, weight in found.phrase.tells)


def own_actors(doc: Doc, zones: Mapping[int, str]) -> tuple[Actor, ...]:
    """Who is mentioned in the clause of the act."""
    mentions: tuple[Mention, ...] = doc._.mentions
    first = bisect_left(mentions, min(zones), key=attrgetter("head"))
    within = mentions[first : bisect_right(mentions, max(zones), key=attrgetter("head"))]
    return tuple(a for m in within if zones.get(m.head) == "own" for a in m.actors)


def sector_evidence(actors: Iterable[Actor], settings: Settings) -> Iterator[Evidence]:
    """What the sectors of those who take part tell."""
    for actor in actors:
        if actor.sector is not None and actor.sector in settings.sectors:
            context, weight = settings.sectors[actor.sector]
            yield f"sector {actor.sector}", context, weight


def type_evidence(type_: str | None, settings: Settings) -> Iterator[Evidence]:
    """What the type of the act tells."""
    if type_ is not None and type_ in settings.types:
        context, weight = settings.types[type_]
        yield f"type {type_}", context, weight


def between_states(type_: str | None, actors: Iterable[Actor], settings: Settings) -> str | None:
    """What an act tells in which governments or bodies of more than one country take part: in words, diplomacy."""
    states = {a.country for a in actors if a.sector in STATES and a.country is not None}
    if len(states) < 2:
        return None
    return DIPLOMATIC if type_ is None else settings.between_states.get(type_)


def weighed(evidence: Iterable[Evidence]) -> dict[str, dict[str, float]]:
    """For each context its signs and what each counts: what is found several times counts where it counts most."""
    told: dict[str, dict[str, float]] = {}
    for sign, context, weight in evidence:
        signs = told.setdefault(context, {})
        signs[sign] = max(weight, signs.get(sign, 0.0))
    return told


def strongest(signs: Mapping[str, float]) -> str:
    """The signs that count most, the strongest first, those of equal weight by the alphabet."""
    return ", ".join(sorted(signs, key=lambda sign: (-signs[sign], sign))[:SIGNS_SHOWN])


def told_enough(scores: Mapping[str, float], settings: Settings) -> list[str]:
    """The contexts for which enough is said, by itself and beside the best one, that one first."""
    best = max(scores.values(), default=0.0)
    least = max(settings.enough, min(best * settings.share, settings.always))
    return sorted((c for c, score in scores.items() if score >= least), key=lambda c: (-scores[c], order()[c]))


def dates(word: Token, acts: frozenset[int]) -> bool:
    """Does a word of a time hang on one of `acts`, by itself or through a preposition ("held in March 1991")?

    Not inside another noun ("the 1991 treaty"), and not what goes on "since 1991".
    """
    at = word
    for _ in range(MAX_CLIMB):
        if at.i in acts:
            return True
        if at.dep_ not in WHEN or at.lower_ == "since":
            return False
        at = at.head
    return False


def lies_back(doc: Doc, near: Sequence[Token], acts: frozenset[int], years: int) -> bool:
    """Is one of `acts` dated by its sentence to a year that is `years` or more before the story's?"""
    published = (doc._.published or "")[:4]
    if not published.isdecimal():
        return False
    latest = int(published) - years
    times: tuple[TimeExpression, ...] = doc._.times
    first = bisect_left(times, near[0].idx, key=attrgetter("start"))
    for time in times[first : bisect_right(times, near[-1].idx, key=attrgetter("start"))]:
        year = "" if time.value is None else time.value.rpartition("/")[2][:4]
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if year.isdecimal() and int(year) <= latest and span is not None and dates(span.root, acts):
            return True
    return False


def is_hypothetical(root: Token, near: Sequence[Token]) -> bool:
    """Does the act stand under "if" or "unless", or in a clause with "would" that hangs on one?"""
    conditions = {t.head.i for t in near if t.lower_ in CONDITIONS and t.dep_ in {"mark", "advmod"}}
    if not conditions:
        return False
    at = root
    for _ in range(MAX_CLIMB):
        if at.i in conditions:
            return True
        if at.dep_ not in INSIDE or at.head == at:
            break
        at = at.head
    below = [t for t in near if t.head.i == root.i]
    supposed = any(t.dep_ == "aux" and t.lower_ in WOULD for t in below)
    return supposed and any(t.dep_ == "advcl" and t.i in conditions for t in below)


def read_contexts(doc: Doc, trigger: Token, type_: str | None = None) -> Contexts:
    """The contexts of the act that `trigger` tells and the signs of each; none where nothing tells one.

    `type_` is the act's type, where it is known. Reads ``doc._.pieces``, ``doc._.mentions``, ``doc._.times`` and
    ``doc._.published`` where they are set. The work is bounded by the settings' reach, however long the sentence is.
    """
    held = lexicon()
    settings, root = held.settings, act_root(trigger)
    near = sentence_words(doc, trigger, settings.reach)
    if not near:
        return Contexts()
    zones = {t.i: zone(t, trigger, root) for t in near}
    headline, actors = headline_words(doc, trigger, settings.headline_words), own_actors(doc, zones)
    words_tell = word_evidence(near, headline, zones, held)
    told = weighed([*words_tell, *sector_evidence(actors, settings), *type_evidence(type_, settings)])
    past = told.pop(HISTORICAL, {})
    why = {context: strongest(signs) for context, signs in told.items()}
    scores = {context: sum(signs.values()) for context, signs in told.items()}
    if all(score < settings.enough for score in scores.values()):
        context = between_states(type_, actors, settings)
        if context is not None:
            scores[context], why[context] = settings.enough, "two states"
    special: list[str] = []
    # Words of a past period reach enough in the act's own clause alone.
    acts = frozenset({trigger.i, root.i, clause_head(trigger).i})
    if sum(past.values()) >= settings.enough or lies_back(doc, near, acts, settings.past_years):
        special, why[HISTORICAL] = [HISTORICAL], strongest(past) or "year"
    if is_hypothetical(root, near):
        special, why[HYPOTHETICAL] = [*special, HYPOTHETICAL], "condition"
    given = [*special, *told_enough(scores, settings)][: settings.most]
    names = tuple(sorted(given, key=order().__getitem__))
    return Contexts(names, tuple(Reason("context", why[name], name) for name in names))


def contexts_of(doc: Doc, trigger: Token, type_: str | None = None) -> tuple[str, ...]:
    """The contexts of the act that `trigger` tells, in the order of the codebook's list (see `read_contexts`)."""
    return read_contexts(doc, trigger, type_).names
