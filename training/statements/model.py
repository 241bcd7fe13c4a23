"""The statement tagger: encoder, a CRF over source, cue and content spans, and links between the spans.

Labels are BIOES per role, 13 in all (`O`, then source, cue, content, each `B I E S`); in the data the roles do not
overlap. A content span is linked to its cue, a cue to its source, and a content span to its source; the score of a
link is a dot product of projections of the spans' first and last words plus learned biases for distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from training.encoder import Encoder

from communique.coding.statements_spans import (
    BETWEEN,
    DISTANCES,
    LABELS,
    NEVER,
    RELATIONS,
    allowed_steps,
    link_features,
)


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the heads: `inner` of the tagging head, `link` of each link projection."""

    inner: int = 256
    link: int = 64
    dropout: float = 0.15

    def as_dict(self) -> dict[str, int | float]:
        """Return the fields as plain values, for checkpoints and run metadata."""
        return asdict(self)


@dataclass(frozen=True)
class WordLinks:
    """Link vectors of one window's words, [words, relation, 4, link], and scores of having no target, [words, relation]."""

    vectors: Tensor
    none: Tensor


@dataclass(frozen=True)
class Spans:
    """Spans of one window by role: numbers of their first and last words."""

    first: dict[str, list[int]]
    last: dict[str, list[int]]


def allowed() -> tuple[Tensor, Tensor, Tensor]:
    """BIOES constraints as additive scores: start [13], end [13], from-to [13, 13]; 0 allowed, -1e4 not."""
    opens, closes, steps = (torch.from_numpy(~x).float() * NEVER for x in allowed_steps())
    return opens, closes, steps


class Crf(nn.Module):
    """Linear-chain CRF over the 13 labels with forbidden steps held at -1e4."""

    def __init__(self) -> None:
        super().__init__()
        self.never_start, self.never_end, self.never_steps = allowed()
        self.start = nn.Parameter(torch.zeros_like(self.never_start))
        self.end = nn.Parameter(torch.zeros_like(self.never_end))
        self.steps = nn.Parameter(torch.zeros_like(self.never_steps))

    def scores(self) -> tuple[Tensor, Tensor, Tensor]:
        """Start, end and step scores, constraints included."""
        return self.start + self.never_start, self.end + self.never_end, self.steps + self.never_steps

    def forward(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Negative log likelihood [batch] of labels [batch, words] given emissions [batch, words, 13]."""
        start, end, steps = self.scores()
        rows = torch.arange(labels.shape[0])
        picked = emissions.gather(2, labels[:, :, None]).squeeze(2) * mask
        moves = steps[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
        last = labels[rows, mask.sum(1).long() - 1]
        gold = start[labels[:, 0]] + picked.sum(1) + moves.sum(1) + end[last]
        alpha = start + emissions[:, 0]
        for k in range(1, emissions.shape[1]):
            step = torch.logsumexp(alpha[:, :, None] + steps, dim=1) + emissions[:, k]
            alpha = torch.where(mask[:, k, None] > 0, step, alpha)
        return torch.logsumexp(alpha + end, dim=1) - gold


class Links(nn.Module):
    """Scores of links between spans of a window, for the three relations."""

    def __init__(self, hidden: int, config: HeadConfig) -> None:
        super().__init__()
        self.size = config.link
        self.project = nn.Linear(hidden, config.link * 4 * len(RELATIONS))
        self.none = nn.Linear(hidden, len(RELATIONS))
        self.distance = nn.Parameter(torch.zeros(len(RELATIONS), DISTANCES))
        self.between = nn.Parameter(torch.zeros(len(RELATIONS), BETWEEN))
        self.apart = nn.Parameter(torch.zeros(len(RELATIONS)))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors [.., words, relation, 4, link] (from first, from last, to first, to last) and none [.., words, 3]."""
        words = self.dropout(words)
        return self.project(words).unflatten(-1, (len(RELATIONS), 4, self.size)), self.none(words)


class Tagger(nn.Module):
    """Encoder with the tagging and linking heads."""

    def __init__(self, encoder: Encoder, config: HeadConfig) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = encoder.config.hidden
        self.dropout = nn.Dropout(config.dropout)
        self.inner = nn.Linear(hidden, config.inner)
        self.tags = nn.Linear(config.inner, len(LABELS))
        self.links = Links(hidden, config)
        self.crf = Crf()

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> Tensor:
        """Vectors of all pieces [batch, pieces, hidden]."""
        return self.encoder(ids, shapes, quotes)  # type: ignore[no-any-return]

    def emissions(self, words: Tensor) -> Tensor:
        """Label scores [.., words, 13] of word vectors [.., words, hidden]."""
        inner = functional.gelu(self.inner(self.dropout(words)))
        return self.tags(self.dropout(inner))  # type: ignore[no-any-return]


def link_scores(links: Links, words: WordLinks, relation: int, spans: Spans, breaks: Sequence[int]) -> Tensor:
    """Scores [from spans, 1 + to spans] of one relation in one window; column 0 means no target."""
    source, target = RELATIONS[relation]
    a, b = spans.first[source], spans.last[source]
    c, d = spans.first[target], spans.last[target]
    empty = words.none[a, relation][:, None]
    if not c:
        return empty
    ours = words.vectors[a, relation, 0] + words.vectors[b, relation, 1]
    theirs = words.vectors[c, relation, 2] + words.vectors[d, relation, 3]
    features = link_features(list(zip(a, b, strict=True)), list(zip(c, d, strict=True)), breaks)
    bias = links.distance[relation][torch.tensor(features.distance)]
    bias = bias + links.between[relation][torch.tensor(features.between)]
    bias = bias + links.apart[relation] * torch.tensor(features.apart)
    return torch.cat([empty, ours @ theirs.T / links.size**0.5 + bias], dim=1)
