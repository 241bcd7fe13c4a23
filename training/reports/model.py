"""The report model: encoder, and heads for the type of a trigger, its status and mode, and the roles of words toward it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from training.encoder import Encoder

from communique.coding.features import POS, ROLES, STATUSES, mode_names, type_names


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the heads."""

    hidden: int = 384
    pos: int = 24
    pair: int = 128
    path: int = 32
    paths: int = 400
    gap: int = 16
    dropout: float = 0.2

    def as_dict(self) -> dict[str, int | float]:
        return asdict(self)


class Heads(nn.Module):
    """Everything above the encoder. Word vectors are [words, hidden], of the words' first pieces."""

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        wide = config.hidden + config.pos
        self.pos = nn.Embedding(len(POS), config.pos)
        self.dropout = nn.Dropout(config.dropout)
        self.types = nn.Sequential(
            nn.Linear(wide, config.hidden),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, 1 + len(type_names())),
        )
        self.statuses = nn.Sequential(
            nn.Linear(wide, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, len(STATUSES)),
        )
        self.modes = nn.Sequential(
            nn.Linear(wide, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, len(mode_names())),
        )
        self.trigger = nn.Linear(wide, config.pair)
        self.word = nn.Linear(wide, config.pair)
        self.path = nn.Embedding(config.paths, config.path)
        self.gap = nn.Embedding(17, config.gap)
        self.roles = nn.Sequential(
            nn.Linear(3 * config.pair + config.path + config.gap, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, len(ROLES)),
        )

    def widen(self, words: Tensor, pos: Tensor) -> Tensor:
        """Word vectors with what the parser says of the words: [..., hidden + pos]."""
        return self.dropout(torch.cat([words, self.pos(pos)], dim=-1))

    def role_scores(self, wide: Tensor, triggers: Tensor, words: Tensor, paths: Tensor, gaps: Tensor) -> Tensor:
        """Scores of the roles of `words` toward `triggers` (positions in `wide`): [pairs, roles]."""
        t, w = self.trigger(wide)[triggers], self.word(wide)[words]
        return self.roles(torch.cat([t, w, t * w, self.path(paths), self.gap(gaps)], dim=-1))


class ReportModel(nn.Module):
    def __init__(self, encoder: Encoder, config: HeadConfig) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(config)
