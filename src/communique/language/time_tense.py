"""The tense in which a verb puts its act, and the tense that holds at any word."""

from __future__ import annotations

from spacy.tokens import Token

from communique.language.time_grammar import time_lexicon
from communique.language.time_resolve import Tense

ONGOING = frozenset({"is", "are", "am", "'s", "'re", "’re", "’s"})
# "Is meeting", "are coming": the present of these tells what is arranged.
ARRANGED = frozenset(
    {"go", "come", "travel", "meet", "arrive", "visit", "fly", "hold", "host", "open", "begin", "start", "leave"}
)


def verb_tense(verb: Token) -> Tense:
    """The tense of a verb with its auxiliaries; a bare infinitive points ahead ("agreed to meet Friday")."""
    lex = time_lexicon()
    auxiliaries = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    words = {c.lower_ for c in auxiliaries}
    perfect = any(c.lemma_ == "have" for c in auxiliaries)
    if words & lex.future_auxiliaries and not perfect:
        return Tense.FUTURE
    if "to" in words or verb.tag_ == "VB":
        return Tense.PAST if perfect else _infinitive(verb)
    if verb.lemma_ in lex.future_verbs and verb.tag_ in {"VBN", "JJ"} and not perfect:
        return Tense.FUTURE
    if verb.tag_ == "VBG" and any(c.lower_ in ONGOING for c in auxiliaries):
        return Tense.FUTURE if verb.lemma_ in ARRANGED or verb.lemma_ in lex.future_verbs else Tense.PRESENT
    if verb.tag_ in {"VBD", "VBN"} or perfect or words & {"was", "were", "did", "had", "been"}:
        return Tense.PAST
    return Tense.PRESENT if verb.tag_ in {"VBZ", "VBP"} else Tense.UNKNOWN


def _infinitive(verb: Token) -> Tense:
    """A bare infinitive points ahead, unless the verb above tells that it came true or failed ("refused to meet Friday")."""
    above = verb.head
    if above != verb and above.lemma_ in time_lexicon().implicative_verbs:
        return verb_tense(above) if above.pos_ in {"VERB", "AUX"} else Tense.PAST
    return Tense.INFINITIVE


def tense_at(token: Token) -> Tense:
    """The tense of the nearest verb above `token`; participles and -ing forms take it from the verb above them."""
    for above in (token, *token.ancestors):
        if above.pos_ not in {"VERB", "AUX"} and above.tag_ not in {"VBD", "VBN", "VBZ", "VBP", "VB"}:
            if above.lemma_ == "due":
                return Tense.FUTURE
            continue
        tense = verb_tense(above)
        if tense is not Tense.UNKNOWN:
            return tense
    return Tense.UNKNOWN
