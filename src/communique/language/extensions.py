"""The attributes that the pipeline's components write on a spaCy `Doc`, in one place.

| attribute | type | written by |
|---|---|---|
| ``doc._.published`` | ISO day or moment, or null | whoever makes the doc |
| ``doc._.pieces`` | tuple of `Piece` | `communique.language.document.build_doc` |
| ``doc._.mentions`` | tuple of `communique.model.Mention` | ``communique_actors`` |
| ``doc._.times`` | tuple of `communique.model.TimeExpression` | ``communique_times`` |
| ``doc._.places`` | tuple of `communique.model.Place` | ``communique_places`` |
| ``doc._.statements`` | tuple of `communique.model.Statement` | ``communique_statements`` |
| ``doc._.reports`` | tuple of `communique.model.Report` | ``communique_reports`` |
| ``doc._.proposals`` | tuple of `communique.model.ProposalTelling` | ``communique_proposals`` |

All offsets in these values are characters of ``doc.text``.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the doc and where it stands in the story: ``doc.text[start:end]`` begins at `story_start` there."""

    start: int
    end: int
    story_start: int
    kind: str


DEFAULTS: dict[str, object] = {
    "published": None,
    "pieces": (),
    "mentions": (),
    "times": (),
    "places": (),
    "statements": (),
    "reports": (),
    "proposals": (),
}


def register() -> None:
    """Declare the attributes on `Doc`; safe to call any number of times."""
    for name, default in DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
