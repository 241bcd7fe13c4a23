"""Times: the spaCy component ``communique_times`` and the dates of acts (`date_of`, `report_date`).

>>> import spacy, communique.language.times
>>> nlp = spacy.load("en_core_web_sm")                        # doctest: +SKIP
>>> _ = nlp.add_pipe("communique_times")                      # doctest: +SKIP
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique.language.extensions import register
from communique.language.time_attach import date_of, report_date
from communique.language.time_calendar import day_of
from communique.language.time_grammar import find_times
from communique.language.time_resolve import Context, Tense, resolve
from communique.language.time_tense import tense_at, verb_tense
from communique.model import TimeExpression

__all__ = ["TimesComponent", "date_of", "find_expressions", "make_times", "report_date", "tense_at", "verb_tense"]


def find_expressions(doc: Doc) -> tuple[TimeExpression, ...]:
    """All time expressions of `doc`, resolved; offsets are characters of ``doc.text``."""
    text, published, before = doc.text, day_of(doc._.published), None
    done: list[TimeExpression] = []
    for found in find_times(text):
        span = doc.char_span(found.start, found.end, alignment_mode="expand")
        tense = tense_at(span.root) if span is not None else Tense.UNKNOWN
        words = text[found.start : found.end]
        resolved = resolve(found, words, Context(published, tense, before))
        before = resolved.value or before
        done.append(TimeExpression(words, found.start, found.end, resolved.value, resolved.duration, resolved.anchor))
    return tuple(done)


class TimesComponent:
    """Writes ``doc._.times``; reads ``doc._.published``, tags and the parse."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and resolve the time expressions of `doc`."""
        doc._.times = find_expressions(doc)
        return doc


@Language.factory("communique_times", assigns=["doc._.times"], requires=["token.dep", "token.tag"])
def make_times(nlp: Language, name: str) -> TimesComponent:  # noqa: ARG001 - spaCy calls it so
    """The component; `nlp` must have a tagger and a parser before it."""
    register()
    return TimesComponent()
