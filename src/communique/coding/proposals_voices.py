"""Who speaks where in a doc: its statements laid over its tokens, and who stands behind a predicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from communique.coding.proposals_governors import Governor, subject_of
from communique.coding.proposals_phrases import Phrase, actors_at
from communique.model import Actor, Participant, Statement, StatementKind, Status

FIRST_PERSON = frozenset({"we", "i", "us", "me", "our", "my", "ourselves"})
THIRD_PERSON = frozenset({"he", "she", "it", "they"})
IMPERSONAL = frozenset({"it", "this", "that", "there", "which", "what"})
SIDES = frozenset({"side", "party", "both"})
# Sectors that speak for no party to public affairs.
NOT_PARTIES = frozenset({"JRN", "CRM", "EDU", "MED"})


@dataclass(frozen=True, slots=True)
class Voice:
    """A statement of the doc with the tokens of its parts."""

    number: int
    statement: Statement
    content: tuple[DocSpan, ...]
    cue: frozenset[int]
    source: Token | None

    def says(self, i: int) -> bool:
        """Does the content hold token `i`?"""
        return any(span.start <= i < span.end for span in self.content)

    @property
    def size(self) -> int:
        """How many tokens the content has."""
        return sum(len(span) for span in self.content)


def voices(doc: Doc) -> list[Voice]:
    """The statements of `doc`, laid over its tokens."""
    found = []
    for number, s in enumerate(doc._.statements):
        content = [doc.char_span(x.start, x.end, alignment_mode="expand") for x in s.content]
        cue = [doc.char_span(x.start, x.end, alignment_mode="expand") for x in s.cue]
        source = doc.char_span(s.source[0].start, s.source[0].end, alignment_mode="expand") if s.source else None
        spans = tuple(x for x in content if x is not None)
        words = frozenset(t.i for x in cue if x is not None for t in x)
        found.append(Voice(number, s, spans, words, source.root if source is not None else None))
    return found


def speaker_participant(doc: Doc, voice: Voice, all_voices: Sequence[Voice]) -> tuple[Participant, ...]:
    """Who makes a statement, with the words that stand for the source there or, in a quotation that runs on, before it."""
    actor: Actor | None = voice.statement.speaker
    told = parties_at(doc, voice.source) if voice.source is not None else ()
    if len(told) > 1 or (voice.source is not None and voice.source.lemma_.lower() in SIDES):
        return told
    words = next(
        (
            v.statement.source[0]
            for v in reversed(all_voices[: voice.number + 1])
            if v.statement.source and v.statement.speaker == actor
        ),
        None,
    )
    if actor is not None and words is not None and (actor.name or actor.country):
        return (
            (Participant(words.text, words.start, words.end, actor.name, actor.country, actor.sector),)
            if actor.sector not in NOT_PARTIES
            else ()
        )
    return told


def parties_at(doc: Doc, token: Token | None) -> tuple[Participant, ...]:
    """Those who are parties to public affairs among whom `token` stands for."""
    if token is None:
        return ()
    if token.lemma_.lower() in SIDES and len({p.country for p in actors_at(doc, token)}) < 2:
        return ()  # "neither side", "the two sides": whose they are is not said
    return tuple(p for p in actors_at(doc, token) if p.sector not in NOT_PARTIES)


# What a report says of the thing that its trigger governs, where the lists do not know the word.
REPORT_CLASSES = {"SUPPORT": "supports", "AGREE": "supports", "REQUEST": "supports", "REJECT": "rejects"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What every judgement needs of a doc, put together once. `triggers` gives the class of each report's trigger word."""

    doc: Doc
    voices: tuple[Voice, ...]
    triggers: Mapping[int, str]

    @classmethod
    def of(cls, doc: Doc) -> Reading:
        """The reading of `doc`."""
        triggers = {}
        for report in doc._.reports:
            span = doc.char_span(report.trigger.start, report.trigger.end, alignment_mode="expand")
            if span is not None and report.status is Status.ACTUAL and report.type in REPORT_CLASSES:
                triggers[span.root.i] = REPORT_CLASSES[report.type]
        return cls(doc, tuple(voices(doc)), triggers)

    def known(self, g: Governor) -> Governor:
        """The governor, its class from the report it triggers where the lists do not know the word."""
        by_report = (
            self.triggers.get(g.token.i) if g.class_ is None and g.role == "object" and g.preposition is None else None
        )
        return replace(g, class_=by_report) if by_report else g

    def inner_voice(self, i: int) -> Voice | None:
        """The innermost spoken statement whose content holds token `i`."""
        return min((v for v in self.voices if v.says(i)), key=lambda v: v.size, default=None)

    def voice_opened_by(self, pronoun: Token) -> Voice | None:
        """The indirect statement that a personal pronoun opens, whose speaker it then is ("Merz said he was hopeful")."""
        if pronoun.lower_ not in THIRD_PERSON:
            return None
        for voice in self.voices:
            content = voice.content[0] if voice.content else None
            if (
                content is not None
                and voice.source is not None
                and voice.source.i != pronoun.i
                and voice.statement.kind is not StatementKind.DIRECT
            ):
                lead = [t for t in self.doc[content.start : content.start + 3] if t.lower_ != "that"]
                if lead and lead[0].i == pronoun.i:
                    return voice
        return None

    def voice_of_cue(self, i: int, inside: int) -> Voice | None:
        """The statement whose cue is token `i` and whose content holds token `inside`."""
        return next((v for v in self.voices if i in v.cue and v.says(inside)), None)

    def speaker(self, voice: Voice | None) -> tuple[Participant, ...]:
        """Who makes a statement."""
        return () if voice is None else speaker_participant(self.doc, voice, self.voices)


def holders_of(reading: Reading, governor: Governor, phrase: Phrase) -> tuple[tuple[Participant, ...], Voice | None]:
    """Who takes the stance that a predicate tells, and the statement it is part of."""
    subject = None if governor.role == "said" else subject_of(governor.token)
    if (
        subject is not None
        and (outer := reading.voice_opened_by(subject)) is not None
        and (found := reading.speaker(outer))
    ):
        return found, reading.inner_voice(governor.token.i)
    by_cue = reading.voice_of_cue(governor.token.i, phrase.head)
    if by_cue is not None and (found := reading.speaker(by_cue)):
        return found, by_cue
    inner = reading.inner_voice(governor.token.i)
    if subject is not None and subject.lower_ in FIRST_PERSON and (found := reading.speaker(inner)):
        return found, inner
    own = parties_at(reading.doc, subject) if subject is not None and subject.i != phrase.head else ()
    if own:
        return own, inner
    if subject is not None and subject.pos_ in {"NOUN", "PROPN"} and not is_thing(subject, phrase):
        return (), inner
    impersonal = governor.role == "said" or subject is None or is_thing(subject, phrase)
    return (reading.speaker(inner), inner) if impersonal else ((), inner)


def is_thing(subject: Token, phrase: Phrase) -> bool:
    """Is the subject the proposal itself, or nobody who could act?"""
    return (
        subject.i == phrase.head
        or subject.lower_ in IMPERSONAL
        or (subject.ent_type_ == "" and subject.pos_ == "NOUN" and subject.tag_ == "NN")
    )


def is_question(reading: Reading, token: Token) -> bool:
    """Is the sentence a question put by a speaker?"""
    sent = token.sent
    return sent.text.rstrip(' \n"”’»').endswith("?") and reading.inner_voice(token.i) is not None
