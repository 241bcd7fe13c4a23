"""The report coder: from an annotated doc to the reports that its clauses tell.

1. The encoder reads the doc; each word gets a probability of carrying a report, and of its type.
2. Each trigger gets status and mode; rules of the codebook that the grammar settles for sure overrule them.
3. Each word near a trigger gets a role toward it: actor, recipient, source of the claim.
4. Words become participants with name, country and sector; day and place of the act are read from its clause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.coding.encoder import FloatArray
from communique.coding.features import (
    ROLES,
    STATUSES,
    dependency_path,
    distance_bucket,
    mode_names,
    type_names,
)
from communique.coding.reading import DocWindow, candidates, doc_windows
from communique.coding.report_heads import ReportModel
from communique.coding.report_parts import attribution_span, parties, same_party, sentence_span, story_key
from communique.language.places import place_of
from communique.language.times import report_date
from communique.model import Participant, Reason, Report, Span, Status

DEFAULT_WEIGHTS = ("reports",)

# Types whose act is often nobody's in particular, or is done together.
WITHOUT_RECIPIENT = frozenset({"CONSULT", "COOPERATE", "MOBILIZE", "PROTEST"})

Models = tuple[ReportModel, ...]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the coder is asked for: `threshold` is the least probability that a word carries a report."""

    threshold: float = 0.4
    role_threshold: float = 0.5
    likely_actor: float = 0.15
    likely_recipient: float = 0.05


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that carries a report, with the scores of its window."""

    token: Token
    place: int
    probability: float
    type: str
    type_probability: float


@dataclass(frozen=True, slots=True)
class RoleScore:
    """How a word stands to a trigger: the best role and the probability of each."""

    token: Token
    scores: FloatArray

    def of(self, role: str) -> float:
        """Probability of `role`."""
        return float(self.scores[ROLES.index(role)])


def find_triggers(doc: Doc, window: DocWindow, probabilities: FloatArray, threshold: float) -> list[Trigger]:
    """The words of a window that carry a report; of neighbours of one type, the surer one."""
    names = type_names()
    found: list[Trigger] = []
    for n, row in enumerate(probabilities):
        sure = 1.0 - float(row[0])
        if sure < threshold:
            continue
        best = int(row[1:].argmax())
        trigger = Trigger(doc[window.tokens[n]], n, sure, names[best], float(row[1 + best]) / sure)
        if found and found[-1].type == trigger.type and trigger.token.i - found[-1].token.i == 1:
            if trigger.probability > found[-1].probability:
                found[-1] = trigger
            continue
        found.append(trigger)
    return found


def best_mode(type_: str, row: FloatArray) -> tuple[str | None, float]:
    """The likeliest mode among those of `type_` (or none), and its share of their probability."""
    names = mode_names()
    own = [n for n, name in enumerate(names) if name.split(":")[0] == type_]
    best = max(own, key=lambda n: row[n])
    return names[best].split(":")[1] or None, float(row[best] / max(row[own].sum(), 1e-9))


def mean(parts: Iterable[FloatArray]) -> FloatArray:
    """The mean of what several models say."""
    out: FloatArray = np.mean(list(parts), axis=0, dtype=np.float32)
    return out


def role_scores(
    models: Models, doc: Doc, window: DocWindow, wides: list[FloatArray], trigger: Trigger
) -> list[RoleScore]:
    """The role of every word that may take part in the trigger's act."""
    place = {token: n for n, token in enumerate(window.tokens)}
    words = [t for t in candidates(doc, trigger.token) if t.i in place]
    if not words:
        return []
    ways = [dependency_path(trigger.token, t) for t in words]
    gaps = np.array([distance_bucket(trigger.token.i, t.i) for t in words], dtype=np.int64)
    at = [place[t.i] for t in words]
    scores = mean(
        m.heads.roles(wide[trigger.place], wide[at], np.array([m.heads.paths.get(w, 0) for w in ways]), gaps)
        for m, wide in zip(models, wides, strict=True)
    )
    return [RoleScore(t, row) for t, row in zip(words, scores, strict=True)]


@dataclass(frozen=True, slots=True)
class ReportCoder:
    """The spaCy component ``communique_reports``: sets ``doc._.reports``."""

    models: Models
    options: ReportOptions

    def __call__(self, doc: Doc) -> Doc:
        doc._.reports = tuple(self.reports(doc))
        return doc

    def reports(self, doc: Doc) -> Iterator[Report]:
        """The reports of `doc` in the order of its text."""
        windows = doc_windows(doc, self.models[0].network.tokenizer)
        read: list[list[FloatArray]] = [[] for _ in windows]
        for model in self.models:
            for numbers, outputs in model.network.run([w.window for w in windows]):
                for row, n in enumerate(numbers):
                    read[n].append(outputs[0][row])
        for window, vectors in zip(windows, read, strict=True):
            if window.tokens:
                yield from self.window_reports(doc, window, vectors)

    def window_reports(self, doc: Doc, window: DocWindow, vectors: list[FloatArray]) -> Iterator[Report]:
        """The reports of one window; `vectors` are those of its words, from each model."""
        words, pos = list(window.words), np.array(window.pos, dtype=np.int64)
        wides = [m.heads.widen(v[words], pos) for m, v in zip(self.models, vectors, strict=True)]
        pairs = list(zip(self.models, wides, strict=True))
        triggers = find_triggers(doc, window, mean(m.heads.types(w) for m, w in pairs), self.options.threshold)
        if not triggers:
            return
        at = [t.place for t in triggers]
        statuses, modes = mean(m.heads.statuses(w[at]) for m, w in pairs), mean(m.heads.modes(w[at]) for m, w in pairs)
        for trigger, status, mode in zip(triggers, statuses, modes, strict=True):
            report = self.report(doc, trigger, status, mode, role_scores(self.models, doc, window, wides, trigger))
            if report is not None:
                yield report

    def likely_actor(
        self, doc: Doc, roles: list[RoleScore], recipients: tuple[Participant, ...], trigger: Token
    ) -> tuple[Participant, ...]:
        """Where no word is surely the actor: the likeliest word of the trigger's own sentence that is no recipient."""
        own = [
            r for r in roles if r.of("actor") >= self.options.likely_actor and r.token.sent.start == trigger.sent.start
        ]
        for r in sorted(own, key=lambda r: -r.of("actor")):
            found = parties(doc, [r.token], trigger)
            if found and not any(same_party(p, q) for p in found for q in recipients):
                return found
        return ()

    def likely_recipient(
        self, doc: Doc, roles: list[RoleScore], actors: tuple[Participant, ...], trigger: Token
    ) -> tuple[Participant, ...]:
        """Where no word is surely the recipient: the likeliest word of the trigger's own sentence that stands for another country.

        Recipients often stand inside the object ("rejected a US request", "denounced Serbia's raid"), where the model is less
        sure than where they are the object themselves.
        """
        least = self.options.likely_recipient
        ranked = sorted((r for r in roles if r.of("recipient") >= least), key=lambda r: -r.of("recipient"))
        for r in ranked:
            if r.token.sent.start != trigger.sent.start:
                continue
            found = parties(doc, [r.token], trigger)
            if other_side(found, actors):
                return found
        return ()

    def report(
        self, doc: Doc, trigger: Trigger, statuses: FloatArray, modes: FloatArray, roles: list[RoleScore]
    ) -> Report | None:
        """The report of one trigger, or null where nobody takes part (codebook, ruling 7)."""
        least = self.options.role_threshold
        actors = parties(doc, [r.token for r in roles if r.of("actor") >= least], trigger.token)
        recipients = parties(doc, [r.token for r in roles if r.of("recipient") >= least], trigger.token)
        recipients = tuple(p for p in recipients if not any(same_party(p, a) for a in actors))
        actors = actors or self.likely_actor(doc, roles, recipients, trigger.token)
        if not recipients and trigger.type not in WITHOUT_RECIPIENT:
            recipients = self.likely_recipient(doc, roles, actors, trigger.token)
        if not actors and not recipients:
            return None
        source = max(
            (r for r in roles if r.of("attribution") >= least), key=lambda r: r.of("attribution"), default=None
        )
        attribution = attribution_span(doc, source.token, actors) if source else None
        status = Status(STATUSES[int(statuses.argmax())])
        mode, mode_share = best_mode(trigger.type, modes)
        date, date_rule = report_date(doc, trigger.token, trigger.type, status.value)
        place, place_rule = place_of(doc, trigger.token, trigger.type, status.value)
        reasons = (
            Reason("trigger", "encoder", trigger.token.text, trigger.probability),
            Reason("type", "encoder", trigger.type, trigger.type_probability),
            Reason("status", "encoder", status.value, float(statuses.max())),
            Reason("mode", "encoder", mode or "none", mode_share),
            *role_reasons(roles, least),
            Reason("date", date_rule, date or "none"),
            Reason("place", place_rule, place.text if place else "none"),
        )
        return Report(
            report_id(doc, trigger),
            sentence_span(doc, trigger.token),
            Span(trigger.token.text, trigger.token.idx, trigger.token.idx + len(trigger.token.text)),
            trigger.type,
            status,
            mode,
            attribution,
            actors,
            recipients,
            date,
            place,
            confidence=self.models[0].confidence(trigger.probability * trigger.type_probability),
            reasons=reasons,
        )


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


def report_id(doc: Doc, trigger: Trigger) -> str:
    """An id that is the same whenever the same words of the same story are coded as the same type."""
    key = f"{story_key(doc)}|{trigger.token.idx}|{trigger.type}"
    return "R" + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def weights_folder(name: str) -> Path:
    """The folder of weights `name` of the package, or `name` itself where that is a folder."""
    own = Path(name)
    return own if own.is_dir() else Path(str(files("communique").joinpath(f"data/models/{name}")))


@Language.factory(
    "communique_reports",
    assigns=["doc._.reports"],
    requires=["token.dep", "token.pos", "doc._.mentions", "doc._.times", "doc._.places"],
    default_config={
        "weights": list(DEFAULT_WEIGHTS),
        "threshold": 0.4,
        "role_threshold": 0.5,
        "likely_actor": 0.15,
        "likely_recipient": 0.05,
    },
)
def make_reports(  # noqa: PLR0913, PLR0917 - spaCy hands over the settings one by one
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    weights: Sequence[str],
    threshold: float,
    role_threshold: float,
    likely_actor: float,
    likely_recipient: float,
) -> ReportCoder:
    """Make the component; `weights` names folders of the package's models, or of your own, whose scores are averaged."""
    models = tuple(ReportModel(weights_folder(folder)) for folder in weights)
    return ReportCoder(models, ReportOptions(threshold, role_threshold, likely_actor, likely_recipient))
