"""The report model: encoder, and heads for the type of a trigger, its status and mode, and the roles of words toward it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from training.encoder import Encoder
from training.reports.reference import CLUE_KINDS, FLAGS, HOW

from communique.coding.features import (
    MENTION_KINDS,
    POS,
    ROLES,
    SAID,
    SIDES,
    SPOTS,
    STATUSES,
    TIES,
    mode_names,
    type_names,
)


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the heads."""

    hidden: int = 384
    pos: int = 24
    pair: int = 192
    path: int = 32
    paths: int = 400
    gap: int = 16
    small: int = 8
    dropout: float = 0.2
    role_layers: int = 3
    role_heads: int = 4

    def as_dict(self) -> dict[str, int | float]:
        return asdict(self)


class Together(nn.Module):
    """A layer in which the words that may take part in one act see each other: [acts, words, pair] to the same.

    A word's role depends on who else could have it: the pairwise scores alone give one act two actors or none.
    """

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        size, self.heads = config.pair, config.role_heads
        self.before = nn.LayerNorm(size)
        self.seen = nn.Linear(size, 3 * size)
        self.mixed = nn.Linear(size, size)
        self.between = nn.LayerNorm(size)
        self.grown = nn.Linear(size, 2 * size)
        self.shrunk = nn.Linear(2 * size, size)
        self.tie = nn.Embedding(len(TIES), config.role_heads)
        nn.init.zeros_(self.tie.weight)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor, ties: Tensor) -> Tensor:
        """`mask` [acts, words] is true where a word stands; `ties` [acts, words, words] count in `TIES`."""
        acts, words, size = x.shape
        q, k, v = (
            part.view(acts, words, self.heads, -1).transpose(1, 2)
            for part in self.seen(self.before(x)).chunk(3, dim=-1)
        )
        bias = self.tie(ties).permute(0, 3, 1, 2).masked_fill(~mask[:, None, None, :], float("-inf"))
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = x + self.dropout(self.mixed(mixed.transpose(1, 2).reshape(acts, words, size)))
        grown = functional.gelu(self.grown(self.between(x)), approximate="tanh")
        return x + self.dropout(self.shrunk(grown))  # type: ignore[no-any-return]


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
        self.side = nn.Embedding(len(SIDES), config.small)
        self.act = nn.Embedding(1 + len(type_names()), config.pair)
        self.part = nn.Linear(3 * config.pair + config.path + config.gap + 3 * config.small, config.pair)
        self.together = nn.ModuleList([Together(config) for _ in range(config.role_layers)])
        self.roles = nn.Sequential(
            nn.LayerNorm(config.pair),
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

    def role_scores(self, wide: Tensor, columns: tuple[Tensor, ...], standing: tuple[Tensor, ...]) -> Tensor:
        """Scores of the roles of words toward triggers: [pairs, roles]. The pairs of one trigger stand together.

        `columns`: trigger and word (positions in `wide`), path, gap, kind of mention, how the word stands to what is said.
        `standing`: the act's type (1 + its number), and of the word side, entity, country, coordination.
        """
        types, sides, *known = standing
        triggers, words, paths, gaps, kinds, saids = columns
        t, w = self.trigger(wide)[triggers], self.word(wide)[words]
        parts = [t, w, t * w, self.path(paths), self.gap(gaps), self.kind(kinds), self.said(saids), self.side(sides)]
        _, sizes = torch.unique_consecutive(triggers, return_counts=True)
        acts = self.dropout(self.part(torch.cat(parts, dim=-1)) + self.act(types)).split(sizes.tolist())
        x = pad_sequence(acts, batch_first=True)
        mask = torch.arange(x.shape[1])[None] < sizes[:, None]
        between = ties(*(pad_sequence(column.split(sizes.tolist()), batch_first=True) for column in known))
        for layer in self.together:
            x = layer(x, mask, between)
        return self.roles(x)[mask]  # type: ignore[no-any-return]

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


def ties(entities: Tensor, countries: Tensor, groups: Tensor) -> Tensor:
    """How the words of each act stand to each other, as numbers in `TIES`: [acts, words, words]."""
    both = (countries[:, :, None] > 0) & (countries[:, None, :] > 0)
    out = torch.where(both, torch.where(countries[:, :, None] == countries[:, None, :], 2, 1), 0)
    out = torch.where(groups[:, :, None] == groups[:, None, :], 3, out)
    same = (entities[:, :, None] == entities[:, None, :]) & (entities[:, :, None] > 0)
    return torch.where(same, 4, out)


class ReportModel(nn.Module):
    def __init__(self, encoder: Encoder, config: HeadConfig) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = Heads(config)
