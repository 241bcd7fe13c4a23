"""Places: the spaCy component ``communique_places`` and the places of acts (`place_of`).

>>> import spacy, communique.language.places
>>> nlp = spacy.load("en_core_web_sm")                        # doctest: +SKIP
>>> _ = nlp.add_pipe("communique_places")                     # doctest: +SKIP
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique.language.extensions import register
from communique.language.place_attach import place_of
from communique.language.place_find import find_places
from communique.language.place_resolve import resolve_names
from communique.model import Place

__all__ = ["PlacesComponent", "find_and_locate", "make_places", "place_of"]


def find_and_locate(doc: Doc, *, adjectives: bool = True) -> tuple[Place, ...]:
    """All places of `doc` in order; offsets are characters of ``doc.text``, coordinates degrees (WGS 84).

    With `adjectives`, words like "Russian" are given too, at their country; they tell what a story is about, not where.
    """
    named = find_places(doc)
    resolved = resolve_names(named)
    done = []
    for name in named:
        site = resolved[name.key]
        if site.kind == "adjective" and not adjectives:
            continue
        span = doc[name.start : name.end]
        done.append(
            Place(
                span.text,
                span.start_char,
                span.end_char,
                site.name,
                site.country,
                site.lat,
                site.lon,
                site.geonameid,
                site.admin1,
            )
        )
    return tuple(done)


class PlacesComponent:
    """Writes ``doc._.places``; reads tags and the parse, and named entities where the pipeline has them."""

    def __init__(self, *, adjectives: bool) -> None:
        self.adjectives = adjectives

    def __call__(self, doc: Doc) -> Doc:
        """Find and locate the places of `doc`."""
        doc._.places = find_and_locate(doc, adjectives=self.adjectives)
        return doc


@Language.factory(
    "communique_places",
    assigns=["doc._.places"],
    requires=["token.dep", "token.tag"],
    default_config={"adjectives": True},
)
def make_places(nlp: Language, name: str, adjectives: bool) -> PlacesComponent:  # noqa: ARG001, FBT001 - spaCy calls it so
    """The component; `nlp` must have a tagger and a parser before it, and does better with a named entity recogniser."""
    register()
    return PlacesComponent(adjectives=adjectives)
