"""The contexts of a report: what the act is about, by PLOVER's list, on the evidence of words near the trigger.

Words of the lexicon count most in the clause of the act, less in a clause below it, less in the rest of its sentence, least in
the headline; so do the sectors of those who take part. A context is given where its words together say enough, and enough
beside the best one. ``historical`` and ``hypothetical`` come from times and from conditions. PLOVER's other two special
contexts, ``future`` and ``negation``, are a report's status and are not repeated here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter

from spacy.tokens import Doc, Token

from communique import codebook
from communique.coding.contexts_lexicon import HISTORICAL, Lexicon, Settings, lexicon, look_up
from communique.language.time_clauses import clause_head
from communique.model import Actor, Mention, TimeExpression

HYPOTHETICAL = "hypothetical"
DIPLOMATIC = "diplomatic"

# Clauses that tell something else beside the act: of somebody who takes part, of a circumstance, of another act.
BESIDE = frozenset({"relcl", "advcl", "acl", "appos", "parataxis"})
CONDITIONS = frozenset({"if", "unless"})
WOULD = frozenset({"would", "could", "might", "should"})
# Clauses through which a condition holds of what stands inside ("if it is said that X attacked").
INSIDE = frozenset({"ccomp", "xcomp", "conj", "pcomp"})
WHEN = frozenset({"pobj", "prep", "npadvmod", "pcomp", "advmod"})
STATES = frozenset({"GOV", "IGO"})
# Parses of hostile text can be as deep as the text is long; no clause that people write is.
MAX_CLIMB = 24


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


def zone(token: Token, trigger: Token, root: Token) -> str:
    """Where `token` stands to the act: ``own`` clause, ``near`` (a clause inside that one) or elsewhere in the ``sentence``."""
    beside, at = False, token
    for _ in range(MAX_CLIMB):
        if at.i in {trigger.i, root.i}:
            return "near" if beside else "own"
        if at.head.i == at.i:
            break
        beside = beside or at.dep_ in BESIDE or (at.dep_ == "conj" and at.pos_ == "VERB")
        at = at.head
    return "sentence"


def words(doc: Doc, start: int, end: int) -> list[Token]:
    """The tokens from `start` to `end` that are words."""
    return [t for t in doc[max(0, start) : max(0, end)] if not t.is_space and not t.is_punct]


def sentence_words(doc: Doc, trigger: Token, reach: int) -> list[Token]:
    """The words of the trigger's sentence, at most `reach` tokens to either side of it."""
    sent = trigger.sent
    return words(doc, max(sent.start, trigger.i - reach), min(sent.end, trigger.i + reach + 1))


def headline_words(doc: Doc, trigger: Token, most: int) -> list[Token]:
    """The first words of the headline; none where there is no headline or the trigger stands in it."""
    piece = next((p for p in doc._.pieces if p.kind == "headline"), None)
    if piece is None or piece.start <= trigger.idx < piece.end:
        return []
    span = doc.char_span(piece.start, piece.end, alignment_mode="expand")
    return [] if span is None else words(doc, span.start, min(span.end, span.start + most))


Evidence = tuple[object, str, float]
"""What counts once wherever it is found, the context it tells, and how much it counts here."""


def word_evidence(
    near: Sequence[Token], headline: Sequence[Token], zones: Mapping[int, str], held: Lexicon
) -> Iterator[Evidence]:
    """What the words of the sentence, whose `zones` are given, and those of the headline tell."""
    counts = held.settings.zones
    for found in look_up(near, held.phrases):
        share = max(counts[zones[t.i]] for t in found.tokens)
        yield from ((found.phrase.words, context, weight * share) for context, weight in found.phrase.tells)
    for found in look_up(headline, held.phrases):
        yield from ((found.phrase.words, c, weight * counts["headline"]) for c, weight in found.phrase.tells)


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
            yield actor.sector, context, weight


def between_states(actors: Iterable[Actor]) -> bool:
    """Do governments or bodies of more than one country take part?"""
    return len({a.country for a in actors if a.sector in STATES and a.country is not None}) > 1


def scores(evidence: Iterable[Evidence]) -> dict[str, float]:
    """How much is said for each context; what is found several times counts where it counts most."""
    best: dict[tuple[object, str], float] = {}
    for what, context, weight in evidence:
        best[what, context] = max(weight, best.get((what, context), 0.0))
    total: dict[str, float] = {}
    for (_, context), weight in best.items():
        total[context] = total.get(context, 0.0) + weight
    return total


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
    if doc._.published is None:
        return False
    latest = int(doc._.published[:4]) - years
    times: tuple[TimeExpression, ...] = doc._.times
    first = bisect_left(times, near[0].idx, key=attrgetter("start"))
    for time in times[first : bisect_right(times, near[-1].idx, key=attrgetter("start"))]:
        year = "" if time.value is None else time.value.rpartition("/")[2][:4]
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        if year.isdecimal() and int(year) <= latest and span is not None and dates(span.root, acts):
            return True
    return False


def has_condition(verb: Token) -> bool:
    """Does "if" or "unless" open the clause of `verb`?"""
    return any(c.dep_ in {"mark", "advmod"} and c.lower_ in CONDITIONS for c in verb.children)


def is_hypothetical(root: Token) -> bool:
    """Does the act stand under "if", or in a clause with "would" that hangs on one?"""
    at = root
    for _ in range(MAX_CLIMB):
        if has_condition(at):
            return True
        if at.dep_ not in INSIDE or at.head == at:
            break
        at = at.head
    supposed = any(c.dep_ == "aux" and c.lower_ in WOULD for c in root.children)
    return supposed and any(c.dep_ == "advcl" and has_condition(c) for c in root.children)


def contexts_of(doc: Doc, trigger: Token) -> tuple[str, ...]:
    """The contexts of the act that `trigger` tells, in the order of the codebook's list; empty where no words tell one.

    Reads ``doc._.pieces``, ``doc._.mentions``, ``doc._.times`` and ``doc._.published`` where they are set. The work is bounded by
    the settings' reach, however long the sentence is.
    """
    held = lexicon()
    settings, root = held.settings, act_root(trigger)
    near = sentence_words(doc, trigger, settings.reach)
    if not near:
        return ()
    zones = {t.i: zone(t, trigger, root) for t in near}
    headline, actors = headline_words(doc, trigger, settings.headline_words), own_actors(doc, zones)
    told = scores([*word_evidence(near, headline, zones, held), *sector_evidence(actors, settings)])
    # Words of a past period reach enough in the act's own clause alone.
    past = told.pop(HISTORICAL, 0.0) >= settings.enough
    past = past or lies_back(doc, near, frozenset({trigger.i, root.i, clause_head(trigger).i}), settings.past_years)
    # What states do to one another is diplomacy where nothing tells a narrower matter.
    if all(score < settings.enough for score in told.values()) and between_states(actors):
        told[DIPLOMATIC] = settings.enough
    least = max([settings.enough, *(score * settings.share for score in told.values())])
    special = [HISTORICAL] * past + [HYPOTHETICAL] * is_hypothetical(root)
    best = sorted((c for c, score in told.items() if score >= least), key=lambda c: (-told[c], order()[c]))
    return tuple(sorted([*special, *best][: settings.most], key=order().__getitem__))
