"""The heads of the report model in numpy: types of triggers, their status and mode, the roles of words toward them."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from communique.coding.encoder import FloatArray, Network

IntVector = npt.NDArray[np.int64]

# The embedding tables of what is known of a pair of words, in the order of the rows of `ReportHeads.roles`.
PAIR_TABLES = ("path", "gap", "kind", "said", "side")
SPOT_TABLES = ("path", "gap", "spot")
# Heads of the attention among the words of one act, and what keeps a norm from dividing by zero: those of training.
ROLE_HEADS = 4
NORM_EPSILON = 1e-5


def gelu(x: FloatArray) -> FloatArray:
    """The tanh form of the Gaussian error linear unit, as in training."""
    # a cube by products: numpy takes the general power for ``x**3``, many times as slow
    inner = np.float32(math.sqrt(2 / math.pi)) * (x + np.float32(0.044715) * (x * x * x))
    out: FloatArray = (0.5 * x * (1 + np.tanh(inner))).astype(np.float32)
    return out


def softmax(x: FloatArray) -> FloatArray:
    """Probabilities along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    out: FloatArray = (e / e.sum(axis=-1, keepdims=True)).astype(np.float32)
    return out


@dataclass(frozen=True)
class ReportHeads:
    """Weights by name, as `training/reports/export.py` wrote them; a wide vector is a word's with its part of speech."""

    weights: dict[str, FloatArray]
    paths: dict[str, int]

    @classmethod
    def load(cls, network: Network) -> ReportHeads:
        """Read ``heads.npz`` and ``paths.json`` of the network's folder."""
        with np.load(network.verified("heads.npz"), allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        paths: dict[str, int] = json.loads(network.verified("paths.json").read_text(encoding="utf-8"))
        return cls(weights, paths)

    def linear(self, name: str, x: FloatArray) -> FloatArray:
        """``x W' + b``."""
        product: FloatArray = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return product

    def two_layers(self, name: str, x: FloatArray) -> FloatArray:
        """Linear, GELU, linear: probabilities over the head's classes."""
        return softmax(self.linear(f"{name}.3", gelu(self.linear(f"{name}.0", x))))

    def widen(self, words: FloatArray, pos: IntVector) -> FloatArray:
        """Word vectors [n, hidden] with the embedding of their part of speech: [n, hidden + pos]."""
        return np.concatenate([words, self.weights["pos.weight"][pos]], axis=1)

    def types(self, wide: FloatArray) -> FloatArray:
        """Probabilities of "no report" and of each type for each word: [n, 1 + types]."""
        return self.two_layers("types", wide)

    def statuses(self, wide: FloatArray) -> FloatArray:
        """Probabilities of the statuses for each trigger: [n, statuses]."""
        return self.two_layers("statuses", wide)

    def modes(self, wide: FloatArray) -> FloatArray:
        """Probabilities of every ``TYPE:mode`` for each trigger: [n, modes]."""
        return self.two_layers("modes", wide)

    def norm(self, name: str, x: FloatArray) -> FloatArray:
        """Layer norm over the last axis."""
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + NORM_EPSILON)
        out: FloatArray = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return out

    @cached_property
    def role_layers(self) -> int:
        """How many layers let the words of one act see each other."""
        return len({name.split(".")[1] for name in self.weights if name.startswith("together.")})

    def together(self, layer: str, x: FloatArray, ties: IntVector) -> FloatArray:
        """One such layer, `x` [n, pair]: attention, then a wider layer, each added to what it reads."""
        n, size = x.shape
        q, k, v = (
            part.reshape(n, ROLE_HEADS, -1).transpose(1, 0, 2)
            for part in np.split(self.linear(f"{layer}.seen", self.norm(f"{layer}.before", x)), 3, axis=1)
        )
        bias = self.weights[f"{layer}.tie.weight"][ties].transpose(2, 0, 1)
        seen = softmax(q @ k.transpose(0, 2, 1) / math.sqrt(size / ROLE_HEADS) + bias) @ v
        x = x + self.linear(f"{layer}.mixed", seen.transpose(1, 0, 2).reshape(n, size))
        out: FloatArray = x + self.linear(
            f"{layer}.shrunk", gelu(self.linear(f"{layer}.grown", self.norm(f"{layer}.between", x)))
        )
        return out

    def roles(
        self, trigger: FloatArray, words: FloatArray, pairs: IntVector, type_: int, ties: IntVector
    ) -> FloatArray:
        """Probabilities of the roles of `words` [n, wide] toward one `trigger` [wide]: [n, roles].

        `words` are all that may take part: a word's role depends on the others.
        `pairs` [5, n]: of each word the path from the trigger, the distance, the kind of mention, how it stands to what is said,
        how many countries it stands for. `type_`: 1 + the number of the act's type. `ties` [n, n]: how the words stand to each other.
        """
        t = np.broadcast_to(self.linear("trigger", trigger[None]), (len(words), self.weights["trigger.bias"].size))
        w = self.linear("word", words)
        tables = (self.weights[f"{name}.weight"][row] for name, row in zip(PAIR_TABLES, pairs, strict=True))
        x = self.linear("part", np.concatenate([t, w, t * w, *tables], axis=1).astype(np.float32))
        x = x + self.weights["act.weight"][type_]
        for layer in range(self.role_layers):
            x = self.together(f"together.{layer}", x, ties)
        return softmax(self.linear("roles.3", gelu(self.norm("roles.0", x))))

    def places(self, trigger: FloatArray, words: FloatArray, pairs: IntVector) -> FloatArray:
        """Probability of each of `words` [n, wide] to tell where the act of one `trigger` [wide] took place: [n].

        `pairs` [3, n]: of each word the path from the trigger, the distance, whether it is a place of the story.
        """
        t = np.broadcast_to(self.linear("trigger", trigger[None]), (len(words), self.weights["trigger.bias"].size))
        w = self.linear("word", words)
        tables = (self.weights[f"{name}.weight"][row] for name, row in zip(SPOT_TABLES, pairs, strict=True))
        hidden = gelu(self.linear("places.0", np.concatenate([t, w, t * w, *tables], axis=1).astype(np.float32)))
        out: FloatArray = (1 / (1 + np.exp(-self.linear("places.3", hidden)[:, 0]))).astype(np.float32)
        return out


@dataclass(frozen=True)
class ReportModel:
    """Encoder and heads of one folder of weights, loaded when first needed."""

    folder: Path

    @cached_property
    def network(self) -> Network:
        """The encoder."""
        return Network(self.folder)

    @cached_property
    def heads(self) -> ReportHeads:
        """The heads."""
        return ReportHeads.load(self.network)

    def confidence(self, raw: float) -> float:
        """The calibrated probability that a report is right, from the raw one (trigger times type).

        Slope and intercept over the log-odds were fitted on stories left out of training (``calibrate.py``).
        """
        slope, intercept = self.network.config.get("calibration", (1.0, 0.0))
        odds = math.log(min(max(raw, 1e-4), 1 - 1e-4) / (1 - min(max(raw, 1e-4), 1 - 1e-4)))
        return 1 / (1 + math.exp(-(slope * odds + intercept)))
