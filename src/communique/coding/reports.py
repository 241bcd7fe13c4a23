"""The report coder: from an annotated doc to the reports that its clauses tell.

1. The encoder reads the doc; each word gets a probability of carrying a report, and of its type.
2. Each trigger gets status and mode; rules of the codebook that the grammar settles for sure overrule them.
3. Each word near a trigger gets a role toward it: actor, recipient, source of the claim.
4. Words become participants with name, country and sector; day and place of the act are read from its clause.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.coding.contexts import read_contexts
from communique.coding.encoder import FloatArray
from communique.coding.features import STATUSES, mode_names, sayings, spots, standings, type_names
from communique.coding.reading import DocWindow, doc_windows
from communique.coding.report_heads import ReportModel
from communique.coding.report_parts import attribution_span, sentence_span, story_key
from communique.coding.report_roles import (
    Cast,
    Casting,
    Models,
    Read,
    RoleOptions,
    RoleScore,
    gathered,
    mean,
    on_neutral_ground,
    place_scores,
    role_reasons,
    role_scores,
    seated,
    source_of,
)
from communique.language.places import place_of
from communique.language.times import report_date
from communique.model import Reason, Report, Span, Status

DEFAULT_WEIGHTS = ("reports",)


# Characters between the triggers of one act told twice. On 26 stories left out of training the rule drops 12 reports, all of them wrong.
ONE_ACT = 40
# Acts that one sentence tells at most: what has more is a list without an end or an attack, and would cost by its length squared.
MOST_ACTS = 60
# How much the probability of no mode counts. Of coded modes found, and F1, with it and without: 26 stories of the training gold left out
# 0.75 and 0.72, 0.74 and 0.72; 76 of the project's own left out 0.74 and 0.73, 0.74 and 0.74; development gold 0.73 and 0.71, 0.69 and 0.70.
NO_MODE = 0.8
# Of a meeting denied or only wished for nobody is host, whatever place the story tells.
HELD = frozenset({Status.ACTUAL, Status.PLANNED})
# Ways to meet that can be a visit.
MEETINGS = frozenset({None, "visit"})


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the coder is asked for: `threshold` is the least probability that a word carries a report."""

    threshold: float = 0.4
    roles: RoleOptions = field(default_factory=RoleOptions)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that carries a report, with the scores of its window."""

    token: Token
    place: int
    probability: float
    type: str
    type_probability: float


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
    """The likeliest mode among those of `type_` (or none, which counts a little less), and its share of their probability."""
    modes = {n: name.partition(":")[2] for n, name in enumerate(mode_names()) if name.partition(":")[0] == type_}
    best = max(modes, key=lambda n: row[n] * (1.0 if modes[n] else NO_MODE))
    return modes[best] or None, float(row[best] / max(row[list(modes)].sum(), 1e-9))


@dataclass(frozen=True, slots=True)
class Decided:
    """What the heads say of one trigger: probabilities of statuses and modes, roles of words, who takes part, places by token."""

    statuses: FloatArray
    modes: FloatArray
    roles: list[RoleScore]
    cast: Cast
    spots: Mapping[int, float]


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
        vectors: list[list[FloatArray]] = [[] for _ in windows]
        for model in self.models:
            for numbers, outputs in model.network.run([w.window for w in windows]):
                for row, n in enumerate(numbers):
                    vectors[n].append(outputs[0][row])
        told = Counter[int]()
        known = (standings(doc), sayings(doc), spots(doc))
        for window, own in zip(windows, vectors, strict=True):
            if window.tokens:
                words, pos = list(window.words), np.array(window.pos, dtype=np.int64)
                wides = tuple(m.heads.widen(v[words], pos) for m, v in zip(self.models, own, strict=True))
                place = {token: n for n, token in enumerate(window.tokens)}
                yield from self.window_reports(Read(doc, window, wides, place, *known), told)

    def window_reports(self, read: Read, told: Counter[int]) -> Iterator[Report]:
        """The reports of one window; `told` counts the triggers by the first token of their sentence."""
        pairs = list(zip(self.models, read.wides, strict=True))
        types = mean(m.heads.types(w) for m, w in pairs)
        every = find_triggers(read.doc, read.window, types, self.options.threshold)
        triggers = []
        for trigger in every:
            told[trigger.token.sent.start] += 1
            if told[trigger.token.sent.start] <= MOST_ACTS:
                triggers.append(trigger)
        if not triggers:
            return
        at = [t.place for t in triggers]
        statuses, modes = mean(m.heads.statuses(w[at]) for m, w in pairs), mean(m.heads.modes(w[at]) for m, w in pairs)
        casting = Casting(read.doc, self.options.roles)
        found: list[tuple[Trigger, Report]] = []
        for trigger, status, mode in zip(triggers, statuses, modes, strict=True):
            roles = role_scores(self.models, read, trigger.token, trigger.type)
            cast = casting.cast(trigger.token, trigger.type, roles)
            # codebook, ruling 7: with neither actor nor recipient, no report
            if cast.actors or cast.recipients:
                seen = place_scores(self.models, read, trigger.token)
                found.append((trigger, self.report(read, trigger, Decided(status, mode, roles, cast, seen))))
        yield from told_once(found)

    def report(self, read: Read, trigger: Trigger, decided: Decided) -> Report:
        """The report of one trigger."""
        doc = read.doc
        least, roles, cast = self.options.roles.sure, decided.roles, decided.cast
        status = Status(STATUSES[int(decided.statuses.argmax())])
        mode, mode_share = best_mode(trigger.type, decided.modes)
        date, date_rule = report_date(doc, trigger.token, trigger.type, status.value)
        place, place_rule = place_of(doc, trigger.token, trigger.type, status.value, decided.spots)
        if trigger.type == "CONSULT" and mode != "visit":
            cast = gathered(cast)
        held = trigger.type == "CONSULT" and mode in MEETINGS and status in HELD
        visit = seated(cast, place.country) if place and held else None
        cast, mode = (visit, "visit") if visit else (cast, mode)
        if mode == "visit" and place and on_neutral_ground(cast, place.country):
            mode = None
        source = source_of(read, trigger.token, roles, self.options.roles)
        attribution = attribution_span(doc, source.token, cast.actors) if source else None
        contexts = read_contexts(doc, trigger.token, trigger.type)
        reasons = (
            Reason("trigger", "encoder", trigger.token.text, trigger.probability),
            Reason("type", "encoder", trigger.type, trigger.type_probability),
            Reason("status", "encoder", status.value, float(decided.statuses.max())),
            Reason("mode", "encoder", mode or "none", mode_share),
            *role_reasons(roles, least),
            Reason("date", date_rule, date or "none"),
            Reason("place", place_rule, place.text if place else "none"),
            *contexts.reasons,
            *((Reason("recipients", "the place is their seat", place.country or ""),) if visit and place else ()),
        )
        return Report(
            report_id(doc, trigger),
            sentence_span(doc, trigger.token),
            Span(trigger.token.text, trigger.token.idx, trigger.token.idx + len(trigger.token.text)),
            trigger.type,
            status,
            mode,
            attribution,
            cast.actors,
            cast.recipients,
            date,
            place,
            contexts.names,
            confidence=self.models[0].confidence(trigger.probability * trigger.type_probability),
            reasons=reasons,
        )


def one_act(a: tuple[Trigger, Report], b: tuple[Trigger, Report]) -> bool:
    """Do two reports tell one act in neighbouring words ("held direct talks")? Coordinated verbs tell an act each.

    They do where one is the object of the other, whoever is read as taking part, and else where the sides are the same.
    """
    (left, r), (right, q) = a, b
    alike = (r.type, r.status, r.sentence) == (q.type, q.status, q.sentence)
    near = abs(r.trigger.start - q.trigger.start) <= ONE_ACT
    same = sides(r) == sides(q) or is_object(left.token, right.token) or is_object(right.token, left.token)
    return alike and near and same and right.token not in left.token.conjuncts


def is_object(noun: Token, verb: Token) -> bool:
    """Is `noun` the object of `verb`?"""
    return noun.dep_ == "dobj" and noun.head.i == verb.i


def sides(report: Report) -> tuple[frozenset[str | None], frozenset[str | None]]:
    """The countries of a report's actors and of its recipients."""
    return frozenset(p.country for p in report.actors), frozenset(p.country for p in report.recipients)


def told_once(found: list[tuple[Trigger, Report]]) -> Iterator[Report]:
    """The reports of a window in their order; of those that tell one act in neighbouring words, the surest, with the fuller sides."""
    kept: list[tuple[Trigger, Report]] = []
    for one in sorted(found, key=lambda f: (-f[1].confidence, f[1].trigger.start)):
        n = next((n for n, other in enumerate(kept) if one_act(other, one)), None)
        if n is None:
            kept.append(one)
        else:
            trigger, report = kept[n]
            kept[n] = (trigger, with_fuller_sides(report, one[1]))
    return (report for _, report in sorted(kept, key=lambda f: f[1].trigger.start))


def with_fuller_sides(report: Report, other: Report) -> Report:
    """`report` with the parties and the mode of `other` where that names more states."""
    own, more = (frozenset.union(*sides(r)) - {None} for r in (report, other))
    if len(more) <= len(own):
        return report
    return replace(report, actors=other.actors, recipients=other.recipients, mode=other.mode)


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
        "role_threshold": 0.55,
        "likely_actor": 0.15,
        "likely_recipient": 0.25,
        "likely_source": 0.05,
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
    likely_source: float,
) -> ReportCoder:
    """Make the component; `weights` names folders of the package's models, or of your own, whose scores are averaged."""
    models = tuple(ReportModel(weights_folder(folder)) for folder in weights)
    return ReportCoder(
        models, ReportOptions(threshold, RoleOptions(role_threshold, likely_actor, likely_recipient, likely_source))
    )
