"""The place of an act."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.model import ReportPlace


def place_of(doc: Doc, trigger: Token, type_: str = "") -> tuple[ReportPlace | None, str]:
    """The place of the act whose trigger word is `trigger`, and the rule that decided."""
    return None, "none"
