"""Who speaks or acts in each sentence of a story, so far as a place needs it: what one speaker says on one stage has one place.

A voice is the name and the country of a clause's subject. A pronoun, or a quotation that names no speaker, has the voice told
last before it. This is no coreference: it looks at subjects only, and at what stands before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.language.place_find import find_data
from communique.language.time_clauses import SPEECH, clause_chain

# Words of a subject looked at on either side of its head: long enumerations are no one's voice.
REACH = 12
PERSONAL = frozenset({"he", "she", "i", "him", "her", "his"})


@dataclass(frozen=True, slots=True)
class Voice:
    """A subject's names and titles (lower case) and its countries (ISO alpha-3)."""

    names: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Voices:
    """The last named person and the last named subject before each sentence, by the sentence's first token, and its own speaker."""

    person: Mapping[int, Voice]
    before: Mapping[int, Voice]
    speaker: Mapping[int, Voice]
    country_at: Mapping[int, str]


NOBODY = Voice()


def likeness(one: Voice, other: Voice) -> str:
    """How far two voices are one: ``name``, ``country`` or ``title`` in common, ``other``, or ``none`` where one is unknown."""
    if NOBODY in {one, other}:
        return "none"
    if one.names & other.names:
        return "name"
    if one.names and other.names:
        return "fellow" if one.countries & other.countries else "other"
    if one.countries & other.countries:
        return "country"
    return "title" if one.titles & other.titles and not (one.countries and other.countries) else "other"


def _subject(head: Token) -> Token | None:
    return next((c for c in head.children if c.dep_ in {"nsubj", "nsubjpass"}), None)


def _voice_of(subject: Token, country_at: Mapping[int, str]) -> Voice:
    first, last = max(subject.left_edge.i, subject.i - REACH), min(subject.right_edge.i, subject.i + REACH)
    titles, names, countries = set(), set(), set()
    known = find_data()["office_words"]
    for token in subject.doc[first : last + 1]:
        if token.i > subject.i and token.dep_ in {"relcl", "acl", "prep"}:
            break
        if token.i in country_at:
            countries.add(country_at[token.i])
        elif token.lower_ in known:
            titles.add(token.lower_)
        elif token.pos_ == "PROPN" and len(token) > 1:
            names.add(token.lower_)
    return Voice(frozenset(names), frozenset(titles), frozenset(countries))


def _speakers(sentence: list[Token]) -> Iterator[Token]:
    """The subjects of verbs of speech, outermost first; whoever "according to" names."""
    verbs = [t for t in sentence if t.lemma_ in SPEECH and t.pos_ == "VERB"]
    for verb in sorted(verbs, key=lambda t: sum(1 for _ in t.ancestors)):
        subject = _subject(verb)
        if subject is not None:
            yield subject
    for token in sentence:
        if token.dep_ == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according":
            yield token


def survey_voices(doc: Doc) -> Voices:
    """The voices of a story, sentence by sentence. Reads ``doc._.places`` for countries."""
    country_at: dict[int, str] = {}
    for place in doc._.places:
        span = doc.char_span(place.start, place.end, alignment_mode="expand")
        if span is not None and place.country:
            country_at.update(dict.fromkeys(range(span.start, span.end), place.country))
    person: dict[int, Voice] = {}
    before: dict[int, Voice] = {}
    speaker: dict[int, Voice] = {}
    last_person = last = NOBODY
    for sentence in doc.sents:
        person[sentence.start], before[sentence.start] = last_person, last
        tokens = list(sentence)
        subjects = [*_speakers(tokens), *((s,) if (s := _subject(sentence.root)) is not None else ())]
        found = NOBODY
        for subject in subjects:
            found = _resolved(subject, country_at, last_person, last)
            if found != NOBODY:
                break
        speaker[sentence.start] = found if found != NOBODY else last
        if found.names or found.countries:
            last = found
        if found.names:
            last_person = found
    return Voices(person, before, speaker, country_at)


def _resolved(subject: Token, country_at: Mapping[int, str], person: Voice, last: Voice) -> Voice:
    if subject.pos_ == "PRON":
        return person if subject.lower_ in PERSONAL and person != NOBODY else last
    return _voice_of(subject, country_at)


def doer(voices: Voices, token: Token) -> Voice:
    """The subject of the clause of `token`, or of the nearest clause above it that has one."""
    start = token.sent.start
    for head in clause_chain(token):
        subject = _subject(head)
        if subject is not None:
            return _resolved(subject, voices.country_at, voices.person[start], voices.before[start])
    return NOBODY


def teller(voices: Voices, token: Token) -> Voice:
    """Who speaks in the sentence of `token`, or spoke last before it."""
    return voices.speaker[token.sent.start]
