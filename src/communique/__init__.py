r"""communique reads news pages and keeps the diplomatic record.

import communique
for coded in communique.code("Envoy meets president\n\nThe envoy met the president in Geneva on Friday."):
print(coded.reports)
with communique.open("communique.db") as record:
print(record.counts())
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from communique.api import InputError, code
    from communique.api import open_record as open  # noqa: A004 - the name that design promises: communique.open

__all__ = ["InputError", "code", "open"]
_HOMES = {"InputError": "InputError", "code": "code", "open": "open_record"}


def __getattr__(name: str) -> Any:
    """The public names, loaded when first used: importing a submodule must not load spaCy and everything else."""
    if name in _HOMES:
        return getattr(import_module("communique.api"), _HOMES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
