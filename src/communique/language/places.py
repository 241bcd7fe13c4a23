"""Places: the spaCy component ``communique_places`` and the places of acts (`place_of`)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.language.extensions import register
from communique.model import ReportPlace


class PlacesComponent:
    """Writes ``doc._.places``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and locate the places of `doc`."""
        return doc


@Language.factory("communique_places", assigns=["doc._.places"], requires=["token.dep", "token.tag"])
def make_places(nlp: Language, name: str) -> PlacesComponent:
    """The component; `nlp` must have a tagger and a parser before it."""
    register()
    return PlacesComponent()


def place_of(doc: Doc, trigger: Token, type_: str = "") -> tuple[ReportPlace | None, str]:
    """The place of the act whose trigger word is `trigger`, and the rule that decided."""
    return None, "none"
