"""Spans of sources, cues and contents out of the tagger's scores, and the links between them (numpy alone).

Labels are BIOES per role. The best path through a linear-chain CRF gives the spans; a content span is then given to
its cue, a cue to its source. The training code imports labels, features and relations from here, so that both sides
agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from communique.coding.encoder import FloatArray, IntArray, Network

ROLES = ("source", "cue", "content")
LABELS = ("O", *(f"{mark}-{role}" for role in ROLES for mark in "BIES"))
RELATIONS = (("content", "cue"), ("cue", "source"), ("content", "source"))
DISTANCES = 18
BETWEEN = 4
NEVER = -1e4

Pair = tuple[int, int]
CharSpans = tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A tagged span of one window: its role, first and last word, and how sure the tagger is of its words (0 to 1)."""

    role: str
    first: int
    last: int
    sure: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content as character spans of the text; source and cue may be empty. `confidence` is 0 to 1."""

    source: CharSpans
    cue: CharSpans
    content: CharSpans
    confidence: float


@dataclass(frozen=True, slots=True)
class Heads:
    """The CRF's scores (`start` [13], `end` [13], `steps` [13, 13]) and the weights of the links.

    `project` [3 relations * 4 * size, hidden] with its bias, `none` [3, hidden] with its bias, `distance` [3, 18],
    `between` [3, 4], `apart` [3].
    """

    start: FloatArray
    end: FloatArray
    steps: FloatArray
    project: FloatArray
    project_bias: FloatArray
    none: FloatArray
    none_bias: FloatArray
    distance: FloatArray
    between: FloatArray
    apart: FloatArray

    @classmethod
    def load(cls, path: Path) -> Heads:
        """Read the arrays of `heads.npz`."""
        with np.load(path) as arrays:
            return cls(**{name: arrays[name].astype(np.float32) for name in cls.__slots__})


def allowed_steps() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What BIOES allows: labels to start with [13], to end with [13], and label after label [from, to]."""
    opens = np.array([label[0] in "OBS" for label in LABELS])
    closes = np.array([label[0] in "OES" for label in LABELS])
    steps = closes[:, None] & opens[None, :]
    for role in range(len(ROLES)):
        begin, inside, end = (1 + 4 * role + k for k in range(3))
        for before in (begin, inside):
            steps[before, inside] = steps[before, end] = True
    return opens, closes, steps


def viterbi(emissions: FloatArray, lengths: Sequence[int], heads: Heads) -> IntArray:
    """Best labels [windows, words] for scores [windows, words, 13]; past a window's length they mean nothing."""
    rows, words, _ = emissions.shape
    back = np.zeros((rows, words, len(LABELS)), dtype=np.int64)
    paths = np.zeros((rows, words), dtype=np.int64)
    score = heads.start + emissions[:, 0]
    finals = np.zeros((rows, len(LABELS)), dtype=np.float32)
    ends = np.asarray(lengths)
    finals[ends == 1] = score[ends == 1]
    for k in range(1, words):
        through = score[:, :, None] + heads.steps
        back[:, k] = through.argmax(axis=1)
        score = through.max(axis=1) + emissions[:, k]
        finals[ends == k + 1] = score[ends == k + 1]
    for row, length in enumerate(lengths):
        label = int((finals[row] + heads.end).argmax())
        for k in range(length - 1, -1, -1):
            paths[row, k] = label
            label = int(back[row, k, label])
    return paths


def log_sum(scores: FloatArray, axis: int) -> FloatArray:
    """Logarithm of the sum of exponentials along an axis."""
    top = scores.max(axis=axis, keepdims=True)
    total: FloatArray = np.log(np.exp(scores - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def marginals(emissions: FloatArray, lengths: Sequence[int], heads: Heads) -> FloatArray:
    """Probability of each label at each word, [windows, words, 13]; past a window's length it means nothing."""
    words = emissions.shape[1]
    ends = np.asarray(lengths)
    forward, backward = np.empty_like(emissions), np.empty_like(emissions)
    forward[:, 0] = heads.start + emissions[:, 0]
    for k in range(1, words):
        forward[:, k] = log_sum(forward[:, k - 1, :, None] + heads.steps, 1) + emissions[:, k]
    backward[:, words - 1] = heads.end
    for k in range(words - 2, -1, -1):
        after = log_sum(heads.steps[None] + (backward[:, k + 1] + emissions[:, k + 1])[:, None, :], 2)
        backward[:, k] = np.where((ends <= k + 1)[:, None], heads.end, after)
    both = forward + backward
    sure: FloatArray = np.exp(both - log_sum(both, 2)[:, :, None])
    return sure


def spans_of(labels: Sequence[int], sure: FloatArray) -> list[WordSpan]:
    """Spans in a window's path; a span is as sure as the less sure of its edges. `sure` is [words, 13]."""
    spans: list[WordSpan] = []
    begin = 0
    for k, label in enumerate(labels):
        mark, _, role = LABELS[label].partition("-")
        if mark in "BS":
            begin = k
        if mark in "ES":
            spans.append(WordSpan(role, begin, k, float(min(sure[begin, labels[begin]], sure[k, label]))))
    return spans


def distance_bucket(gap: int) -> int:
    """Signed distance in words as one of 18 buckets (0, 1, 2, 3-4, 5-8, 9-16, 17-32, 33-64, more; after or before)."""
    size = min(max(abs(gap) - 1, 0).bit_length(), 7) + 1 if gap else 0
    return size + (9 if gap < 0 else 0)


@dataclass(frozen=True, slots=True)
class LinkFeatures:
    """Of each pair of spans, [from][to]: distance bucket, targets standing between (up to 3), another paragraph or not."""

    distance: list[list[int]]
    between: list[list[int]]
    apart: list[list[bool]]


def link_features(ours: Sequence[Pair], theirs: Sequence[Pair], breaks: Sequence[int]) -> LinkFeatures:
    """Features of the links from spans to spans, each given by first and last word."""
    features = LinkFeatures([], [], [])
    for first, last in ours:
        gaps = [a - last if a > last else b - first if b < first else 0 for a, b in theirs]
        features.distance.append([distance_bucket(gap) for gap in gaps])
        features.between.append([_between(gap, gaps) for gap in gaps])
        features.apart.append([breaks[a] != breaks[first] for a, _ in theirs])
    return features


def _between(gap: int, gaps: Sequence[int]) -> int:
    sign = 1 if gap > 0 else -1
    return min(sum(0 < other * sign < abs(gap) for other in gaps), BETWEEN - 1)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans of one window to link, `ours` to `theirs`, as first and last words; `breaks` [words] numbers paragraphs."""

    ours: Sequence[Pair]
    theirs: Sequence[Pair]
    breaks: Sequence[int]


def link_scores(heads: Heads, relation: int, vectors: FloatArray, spans: Candidates) -> FloatArray:
    """Log probabilities [ours, 1 + theirs] of one relation; column 0 is "none". `vectors` is [words, hidden]."""
    ours, theirs = spans.ours, spans.theirs
    if not ours:
        return np.zeros((0, 1 + len(theirs)), dtype=np.float32)
    size = heads.project.shape[0] // (len(RELATIONS) * 4)
    weights = heads.project.reshape(len(RELATIONS), 4, size, -1)[relation]
    bias = heads.project_bias.reshape(len(RELATIONS), 4, size)[relation]
    firsts, lasts = [a for a, _ in ours], [b for _, b in ours]
    scores = (vectors[firsts] @ heads.none[relation] + heads.none_bias[relation])[:, None]
    if theirs:
        left = vectors[firsts] @ weights[0].T + vectors[lasts] @ weights[1].T + bias[0] + bias[1]
        right = vectors[[a for a, _ in theirs]] @ weights[2].T + vectors[[b for _, b in theirs]] @ weights[3].T
        features = link_features(ours, theirs, spans.breaks)
        linked = left @ (right + bias[2] + bias[3]).T / size**0.5
        linked += heads.distance[relation][np.array(features.distance)]
        linked += heads.between[relation][np.array(features.between)]
        linked += heads.apart[relation] * np.array(features.apart)
        scores = np.concatenate([scores, linked], axis=1)
    top = scores.max(axis=1, keepdims=True)
    logs: FloatArray = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    return logs


def linked(
    heads: Heads, vectors: FloatArray, spans: Sequence[WordSpan], breaks: Sequence[int]
) -> list[dict[str, list[WordSpan]]]:
    """Spans of one window gathered into attributions: one for each cue with content, one for each content without."""
    by_role = {role: [s for s in spans if s.role == role] for role in ROLES}
    contents, cues, sources = by_role["content"], by_role["cue"], by_role["source"]
    if not contents:
        return []
    pairs = {role: [(s.first, s.last) for s in found] for role, found in by_role.items()}
    cue_of, source_of_cue, source_of = (
        link_scores(heads, k, vectors, Candidates(pairs[ours], pairs[theirs], breaks))
        for k, (ours, theirs) in enumerate(RELATIONS)
    )
    to_cue = cue_of.argmax(axis=1)
    groups: list[dict[str, list[WordSpan]]] = []
    for number, cue in enumerate(cues):
        mine = [k for k, target in enumerate(to_cue) if target == number + 1]
        if mine:
            best = int((source_of_cue[number] + source_of[mine].mean(axis=0)).argmax())
            groups.append(_group(sources, best, [cue], [contents[k] for k in mine]))
    for k, target in enumerate(to_cue):
        if target == 0:
            groups.append(_group(sources, int(source_of[k].argmax()), [], [contents[k]]))
    return sorted(groups, key=lambda g: g["content"][0].first)


def _group(
    sources: Sequence[WordSpan], best: int, cue: list[WordSpan], content: list[WordSpan]
) -> dict[str, list[WordSpan]]:
    return {"source": [sources[best - 1]] if best else [], "cue": cue, "content": content}


def to_attribution(group: Mapping[str, Sequence[WordSpan]], starts: Sequence[int], ends: Sequence[int]) -> Attribution:
    """Character spans of a group of word spans; `starts` and `ends` are the words' offsets in the text."""
    chars = {role: tuple((starts[s.first], ends[s.last]) for s in group[role]) for role in ROLES}
    sure = min(s.sure for role in ROLES for s in group[role])
    return Attribution(chars["source"], chars["cue"], chars["content"], round(sure, 4))


def attributions_of(network: Network, heads: Heads, text: str) -> list[Attribution]:
    """All attributions in a text whose paragraphs are its lines, in the order of their contents."""
    windows = network.windows(text)
    found: list[Attribution] = []
    for numbers, (emissions, vectors) in network.run(windows):
        lengths = [len(windows[k].firsts) for k in numbers]
        paths, sure = viterbi(emissions, lengths, heads), marginals(emissions, lengths, heads)
        for row, number in enumerate(numbers):
            window = windows[number]
            length = len(window.firsts)
            spans = spans_of(paths[row, :length].tolist(), sure[row, :length])
            groups = linked(heads, vectors[row], spans, window.breaks)
            found.extend(to_attribution(group, window.starts, window.ends) for group in groups)
    return sorted(found, key=lambda a: a.content)
