"""The report model: encoder, and heads for the type of a trigger, its status and mode, and the roles of words toward it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from training.encoder import Encoder
from training.reports.reference import CLUE_KINDS, FLAGS, HOW

from communique.coding.features import MENTION_KINDS, POS, ROLES, SAID, SPOTS, STATUSES, mode_names, type_names


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the heads."""

    hidden: int = 384
    pos: int = 24
    pair: int = 128
    path: int = 32
    paths: int = 400
    gap: int = 16
    small: int = 8
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
        self.kind = nn.Embedding(len(MENTION_KINDS), config.small)
        self.said = nn.Embedding(len(SAID), config.small)
        self.roles = nn.Sequential(
            nn.Linear(3 * config.pair + config.path + config.gap + 2 * config.small, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, len(ROLES)),
        )
        self.spot = nn.Embedding(len(SPOTS), config.small)
        self.places = nn.Sequential(
            nn.Linear(3 * config.pair + config.path + config.gap + config.small, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, 1),
        )
        self.open = nn.Linear(wide, config.pair)
        self.clue = nn.Linear(wide, config.pair)
        self.how = nn.Embedding(len(HOW), config.small)
        self.clue_kind = nn.Embedding(len(CLUE_KINDS), config.small)
        self.clue_gap = nn.Embedding(17, config.gap)
        self.countries = nn.Sequential(
            nn.Linear(3 * config.pair + config.gap + 2 * config.small + FLAGS, config.pair),
            nn.GELU(approximate="tanh"),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair, 1),
        )

    def widen(self, words: Tensor, pos: Tensor) -> Tensor:
        """Word vectors with what the parser says of the words: [..., hidden + pos]."""
        return self.dropout(torch.cat([words, self.pos(pos)], dim=-1))

    def role_scores(self, wide: Tensor, columns: tuple[Tensor, ...]) -> Tensor:
        """Scores of the roles of words toward triggers: [pairs, roles].

        `columns`: trigger and word (positions in `wide`), path, gap, kind of mention, how the word stands to what is said.
        """
        triggers, words, paths, gaps, kinds, saids = columns
        t, w = self.trigger(wide)[triggers], self.word(wide)[words]
        parts = [t, w, t * w, self.path(paths), self.gap(gaps), self.kind(kinds), self.said(saids)]
        return self.roles(torch.cat(parts, dim=-1))  # type: ignore[no-any-return]

    def place_scores(self, wide: Tensor, columns: tuple[Tensor, ...]) -> Tensor:
        """Scores of words as the place of triggers' acts: [pairs]. `columns`: trigger, word, path, gap, spot."""
        triggers, words, paths, gaps, spots = columns
        t, w = self.trigger(wide)[triggers], self.word(wide)[words]
        parts = [t, w, t * w, self.path(paths), self.gap(gaps), self.spot(spots)]
        return self.places(torch.cat(parts, dim=-1)).squeeze(-1)  # type: ignore[no-any-return]

    def witness_scores(self, wide: Tensor, columns: tuple[Tensor, ...], flags: Tensor) -> Tensor:
        """How strongly each witness speaks for its country: [witnesses].

        `columns`: the open word and the clue (positions in `wide`), how the rules found it, kind and gap of the clue.
        """
        words, clues, how, kinds, gaps = columns
        o, c = self.open(wide)[words], self.clue(wide)[clues]
        parts = [o, c, o * c, self.clue_gap(gaps), self.how(how), self.clue_kind(kinds), flags]
        return self.countries(torch.cat(parts, dim=-1)).squeeze(-1)  # type: ignore[no-any-return]


class ReportModel(nn.Module):
    def __init__(self, encoder: Encoder, config: HeadConfig) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(config)
