"""The codebook as data and look-ups: types, modes, contexts, sectors, quad classes and scores.

The lists live in ``data/codebook.json`` with their source (PLOVER manual, draft 0.8, 2021, Open Event Data Alliance).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the 16 PLOVER types.

    `quad` is ``verbal cooperation``, ``material cooperation``, ``verbal conflict`` or ``material conflict``; `score` the
    conflict-cooperation score from -10 (most hostile) to +10.
    """

    code: str
    covers: str
    quad: str
    score: float
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All look-ups of one codebook file."""

    version: str
    types: Mapping[str, EventType]
    sectors: Mapping[str, str]
    contexts: Mapping[str, str]

    def check(self, type_: str, mode: str | None) -> None:
        """Raise `ValueError` if `type_` is unknown or `mode` is not one of its modes."""
        if type_ not in self.types:
            raise ValueError(f"unknown type {type_!r}; one of {', '.join(self.types)}")
        if mode is not None and mode not in self.types[type_].modes:
            raise ValueError(f"{type_} has no mode {mode!r}; one of {', '.join(self.types[type_].modes) or 'none'}")


@cache
def load() -> Codebook:
    """The codebook of this version of the package."""
    raw = json.loads(files("communique").joinpath("data/codebook.json").read_text(encoding="utf-8"))
    types = {
        code: EventType(code, t["covers"], t["quad"], t["score"], tuple(t["modes"])) for code, t in raw["types"].items()
    }
    return Codebook(raw["version"], types, raw["sectors"], raw["contexts"])
