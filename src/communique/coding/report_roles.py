"""Who takes part in the act of a trigger: the role of each word near it, and the parties those words stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from spacy.tokens import Doc, Token

from communique.coding.encoder import FloatArray
from communique.coding.features import (
    ROLES,
    Saying,
    Standing,
    dependency_path,
    distance_bucket,
    said,
    standing_of,
    type_names,
)
from communique.coding.reading import DocWindow, candidates, spot_words
from communique.coding.report_heads import IntVector, ReportModel
from communique.coding.report_parts import parties, same_party
from communique.language.countries import short_name
from communique.model import Participant, Reason

Models = tuple[ReportModel, ...]

# Types whose act is often nobody's in particular, or is done together.
WITHOUT_RECIPIENT = frozenset({"CONSULT", "COOPERATE", "MOBILIZE", "PROTEST"})

# Words looked at before a noun for a "no".
MOST_BEFORE = 8
# Sectors of those who act for their state.
OF_THE_STATE = frozenset({"GOV", "MIL", "SPY", "LEG"})


@dataclass(frozen=True, slots=True)
class RoleOptions:
    """Least probabilities of a role: to be sure of it, and for the likeliest word where none is sure."""

    sure: float = 0.55
    likely_actor: float = 0.15
    likely_recipient: float = 0.25
    likely_source: float = 0.05


@dataclass(frozen=True, slots=True)
class RoleScore:
    """How a word stands to a trigger: the best role and the probability of each."""

    token: Token
    scores: FloatArray

    def of(self, role: str) -> float:
        """Probability of `role`."""
        return float(self.scores[ROLES.index(role)])


def mean(parts: Iterable[FloatArray]) -> FloatArray:
    """The mean of what several models say."""
    out: FloatArray = np.mean(list(parts), axis=0, dtype=np.float32)
    return out


@dataclass(frozen=True, slots=True)
class Read:
    """A window of a doc with its word vectors, one array a model, and what the doc's other components say of it."""

    doc: Doc
    window: DocWindow
    wides: tuple[FloatArray, ...]
    place: Mapping[int, int]
    standings: Mapping[int, Standing]
    statements: tuple[Saying, ...]
    spots: Mapping[int, int]


def role_scores(models: Models, read: Read, trigger: Token, type_: str) -> list[RoleScore]:
    """The role of every word that may take part in the act of type `type_` that the trigger tells."""
    words = [t for t in candidates(read.doc, trigger) if t.i in read.place]
    if not words:
        return []
    at = [read.place[t.i] for t in words]
    ways = [dependency_path(trigger, t) for t in words]
    gaps = [distance_bucket(trigger.i, t.i) for t in words]
    saids = [said(trigger, t, read.statements) for t in words]
    own = [standing_of(t, read.standings) for t in words]
    between = ties(*(np.array([getattr(s, name) for s in own]) for name in ("entity", "country", "group")))
    scores = mean(
        m.heads.roles(
            wide[read.place[trigger.i]],
            wide[at],
            np.array(
                [[m.heads.paths.get(w, 0) for w in ways], gaps, [s.kind for s in own], saids, [s.side for s in own]],
                dtype=np.int64,
            ),
            1 + type_names().index(type_),
            between,
        )
        for m, wide in zip(models, read.wides, strict=True)
    )
    alike = shared(scores, [s.group for s in own])
    return [RoleScore(t, row) for t, row in zip(words, alike, strict=True)]


def shared(scores: FloatArray, groups: Sequence[int]) -> FloatArray:
    """The scores of words [words, roles], those of one coordination (`groups`) with the mean of theirs.

    "A, B and C" mostly have one role. On 76 stories of the project's own left out of training dyad F1 was
    0.351, without it 0.344 (mean of the weights of two runs).
    """
    _, at, counts = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), scores.shape[1]), dtype=np.float32)
    np.add.at(sums, at, scores)
    means: FloatArray = (sums / counts[:, None]).astype(np.float32)
    return means[at]


def ties(entity: IntVector, country: IntVector, group: IntVector) -> IntVector:
    """How words stand to each other, as numbers in `features.TIES`: [words, words]."""
    known = (country[:, None] > 0) & (country[None] > 0)
    out = np.where(known, np.where(country[:, None] == country[None], 2, 1), 0)
    out = np.where(group[:, None] == group[None], 3, out)
    same: IntVector = np.where((entity[:, None] == entity[None]) & (entity[:, None] > 0), 4, out)
    return same


def place_scores(models: Models, read: Read, trigger: Token) -> dict[int, float]:
    """The probability of words, by token index, to tell where the trigger's act took place."""
    words = [t for t in spot_words(read.doc, trigger, read.spots) if t.i in read.place]
    if not words:
        return {}
    at = [read.place[t.i] for t in words]
    ways = [dependency_path(trigger, t) for t in words]
    gaps = [distance_bucket(trigger.i, t.i) for t in words]
    kinds = [read.spots.get(t.i, 0) for t in words]
    scores = mean(
        m.heads.places(
            wide[read.place[trigger.i]],
            wide[at],
            np.array([[m.heads.paths.get(w, 0) for w in ways], gaps, kinds], dtype=np.int64),
        )
        for m, wide in zip(models, read.wides, strict=True)
    )
    return {t.i: float(p) for t, p in zip(words, scores, strict=True)}


def source_of(read: Read, trigger: Token, roles: list[RoleScore], options: RoleOptions) -> RoleScore | None:
    """The word on whose word the act stands: surely so, or likely so and the source of the words said around the trigger."""
    ranked = sorted(roles, key=lambda r: -r.of("attribution"))
    if ranked and ranked[0].of("attribution") >= options.sure:
        return ranked[0]
    around = next((s for s in read.statements if s.speech and s.covers(trigger.idx)), None)
    if around is None:
        return None
    own = (r for r in ranked if r.token.i in around.source and r.of("attribution") >= options.likely_source)
    return next(own, None)


@dataclass(frozen=True, slots=True)
class Cast:
    """Those who take part in the act of one trigger."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]


def gathered(cast: Cast) -> Cast:
    """Of a meeting that is no visit: all who take part as actors.

    Codebook, "Actors and recipients": only a host bears a meeting. Of 84 such meetings in the training gold one names a recipient.
    """
    return Cast((*cast.actors, *(p for p in cast.recipients if not any(same_party(p, a) for a in cast.actors))), ())


def seated(cast: Cast, country: str | None) -> Cast | None:
    """Of a meeting at one side's seat, in `country`: the visitors as actors and the hosts as recipients; else null.

    Codebook, ruling 6. Of the 18 such meetings in the training gold all are coded so.
    """
    hosts = tuple(p for p in cast.actors if p.country == country)
    visitors = tuple(p for p in cast.actors if p.country != country)
    if country is None or cast.recipients or not hosts or not any(p.country for p in visitors):
        return None
    return Cast(visitors, hosts)


def on_neutral_ground(cast: Cast, country: str | None) -> bool:
    """Do parties of several countries meet in `country`, which is none of theirs, without a host? Then nobody visits anybody."""
    theirs = {p.country for p in cast.actors if p.country}
    return country is not None and not cast.recipients and len(theirs) > 1 and country not in theirs


def is_nobody(word: Token) -> bool:
    """Does the word stand for nobody ("no country may veto it")?"""
    return any(child.dep_ == "det" and child.lower_ == "no" for child in islice(word.lefts, MOST_BEFORE))


def overlap(a: Participant, b: Participant) -> bool:
    """Do the words of the two overlap?"""
    return a.start < b.end and b.start < a.end


@dataclass(frozen=True, slots=True)
class Casting:
    """Finds the cast of a trigger from the roles of words."""

    doc: Doc
    options: RoleOptions

    def parties(self, words: Iterable[Token], trigger: Token) -> tuple[Participant, ...]:
        """The participants that `words` stand for; "no country" is nobody."""
        return parties(self.doc, [word for word in words if not is_nobody(word)], trigger)

    def cast(self, trigger: Token, type_: str, roles: list[RoleScore]) -> Cast:
        """Actors and recipients of the act of `trigger`."""
        sure = self.options.sure
        doers = [r.token for r in roles if r.of("actor") >= sure]
        bearers = [r.token for r in roles if r.of("recipient") >= sure]
        actors = self.parties(doers, trigger)
        recipients = self.parties((t for t in bearers if not any(t in d.conjuncts for d in doers)), trigger)
        recipients = tuple(p for p in recipients if not any(same_party(p, a) or overlap(p, a) for a in actors))
        actors = actors or self.likely_actor(trigger, roles, recipients)
        recipients = tuple(p for p in recipients if not own_state(p, actors))
        if not recipients and type_ not in WITHOUT_RECIPIENT:
            recipients = self.likely_recipient(trigger, roles, actors)
        return Cast(actors, recipients)

    def likely_actor(
        self, trigger: Token, roles: list[RoleScore], recipients: tuple[Participant, ...]
    ) -> tuple[Participant, ...]:
        """Where no word is surely the actor: the likeliest word of the trigger's own sentence that is no recipient."""
        least = self.options.likely_actor
        own = [r for r in roles if r.of("actor") >= least and r.token.sent.start == trigger.sent.start]
        for r in sorted(own, key=lambda r: -r.of("actor")):
            found = self.parties([r.token], trigger)
            if found and not any(same_party(p, q) for p in found for q in recipients):
                return found
        return ()

    def likely_recipient(
        self, trigger: Token, roles: list[RoleScore], actors: tuple[Participant, ...]
    ) -> tuple[Participant, ...]:
        """Where no word is surely the recipient: the likeliest word of the trigger's own sentence that stands for another country.

        Recipients often stand inside the object ("rejected a US request", "denounced Serbia's raid"), where the model is less
        sure than where they are the object themselves.
        """
        least = self.options.likely_recipient
        own = [r for r in roles if r.of("recipient") >= least and r.token.sent.start == trigger.sent.start]
        for r in sorted(own, key=lambda r: -r.of("recipient")):
            found = self.parties([r.token], trigger)
            if other_side(found, actors):
                return found
        return ()


def own_state(party: Participant, actors: tuple[Participant, ...]) -> bool:
    """Is the party the state for which one of the actors acts?

    "Zelensky thanked Britain for its support of Ukraine": nearly never who bears the act, unlike where rebels or farmers turn to their
    own government. With such recipients left out dyad F1 was
    0.486 and 0.396 on 26 stories of the training gold and 76 of the project's own, both left out of training; before 0.482 and 0.391.
    """
    own = {a.country for a in actors if a.country and a.sector in OF_THE_STATE}
    return party.country in own and party.name is not None and party.name == short_name(party.country)


def other_side(found: tuple[Participant, ...], actors: tuple[Participant, ...]) -> bool:
    """Do all of `found` belong to a country, and none to one of the actors'?"""
    own = {a.country for a in actors}
    return bool(found) and all(p.country is not None and p.country not in own for p in found)


def role_reasons(roles: list[RoleScore], least: float) -> tuple[Reason, ...]:
    """Why each word was taken, and the nearest that were not."""
    taken = [
        Reason(role, "encoder", r.token.text, r.of(role)) for role in ROLES[1:] for r in roles if r.of(role) >= least
    ]
    close = [
        Reason(f"not {role}", "encoder", r.token.text, r.of(role))
        for role in ROLES[1:]
        for r in roles
        if least > r.of(role) >= 0.2 * least
    ]
    return (*taken, *sorted(close, key=lambda r: -(r.score or 0))[:3])
