"""Stances that do not name the proposal: "no comment", how its outcome was met, and talk of progress beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from communique.coding.proposals_judge import judge
from communique.coding.proposals_lexicon import predicates
from communique.coding.proposals_phrases import Phrase
from communique.coding.proposals_voices import Reading, Voice
from communique.model import Participant, ProposalTelling, Span, Stance, StanceValue, StatementKind


def stripped(words: DocSpan) -> Span:
    """Tokens as characters, without white space at the edges."""
    text = words.text
    start = words.start_char + len(text) - len(text.lstrip())
    return Span(text.strip(), start, start + len(text.strip()))


def with_stance(telling: ProposalTelling, stance: Stance) -> ProposalTelling:
    """The proposal with one more stance, unless the party has one by that sentence already."""
    who = (stance.party.name or stance.party.text, stance.party.country)
    if any(
        (s.party.name or s.party.text, s.party.country) == who and s.sentence.start == stance.sentence.start
        for s in telling.stances
    ):
        return telling
    return replace(
        telling,
        stances=tuple(sorted((*telling.stances, stance), key=lambda s: (s.words.start, s.words.end, s.party.start))),
    )


def has_mention(telling: ProposalTelling, start: int, end: int) -> bool:
    """Is the proposal mentioned between two characters?"""
    return any(start <= m.start < end for m in telling.mentions)


def leading(found: Sequence[ProposalTelling], before: int) -> int | None:
    """The number of the proposal that the story is about so far: the one mentioned most often, the first of equals."""
    told = [(n, sum(m.start < before for m in t.mentions), t.mentions[0].start) for n, t in enumerate(found)]
    told = [x for x in told if x[1]]
    return max(told, key=lambda x: (x[1] > 1, -x[2]))[0] if told else None


def silences(doc: Doc, reading: Reading, found: Sequence[ProposalTelling]) -> list[ProposalTelling]:
    """The proposals with the silence of those who would not comment on them, or on the news they are."""
    done = list(found)
    for voice in reading.voices:
        statement = voice.statement
        if statement.kind is not StatementKind.NONE or not statement.cue:
            continue
        token = next((doc[i] for i in sorted(voice.cue)), None)
        holders = reading.speaker(voice)
        if token is None or not holders:
            continue
        sentence = stripped(token.sent)
        if any(
            s.sentence.start == sentence.start and s.party.country == holders[0].country
            for t in done
            for s in t.stances
        ):
            continue
        number = next(
            (n for n, t in enumerate(done) if has_mention(t, sentence.start, sentence.end)),
            leading(done, sentence.start),
        )
        if number is None:
            continue
        for holder in holders:
            stance = Stance(holder, StanceValue.SILENT, sentence, sentence, voice.number, rule="no comment")
            done[number] = with_stance(done[number], stance)
    return done


def outcomes(doc: Doc, reading: Reading, found: Sequence[ProposalTelling]) -> list[ProposalTelling]:
    """The proposals with the welcome or blame that what came of them met: "praised the outcome", "condemned the move"."""
    done, lists = list(found), predicates()
    for token in doc:
        if lists.lemma(token) not in lists.sets["outcomes"] or not any(
            c.lower_ in {"the", "this", "that"} for c in token.lefts
        ):
            continue
        number = leading(done, token.idx)
        if number is None or len(done[number].mentions) < 2:
            continue
        phrase = Phrase(token.i, token.left_edge.i, token.i + 1, token.lower_, "pronoun", definite=True)
        for judged in judge(reading, phrase):
            if judged.stance is None or lists.lemma(doc[judged.trigger]) not in lists.sets["factive"]:
                continue
            words, sentence = stripped(doc[judged.words[0] : judged.words[1]]), stripped(doc[judged.trigger].sent)
            for holder in judged.holders:
                stance = Stance(holder, judged.stance, words, sentence, judged.statement, rule=f"outcome {judged.rule}")
                done[number] = with_stance(done[number], stance)
    return done


def tells_progress(words: str) -> bool:
    """Do the words say that sides have come closer?"""
    low = words.lower()
    return any(all(part in low for part in entry.split()) for entry in predicates().progress)


def speakers_of_progress(doc: Doc, reading: Reading) -> list[tuple[Voice, Token, tuple[Participant, ...]]]:
    """Statements that tell of progress, with their cues and speakers."""
    found = []
    for voice in reading.voices:
        if voice.statement.kind is StatementKind.NONE or not voice.cue or not voice.content:
            continue
        lemmas = " ".join(t.lemma_.lower() if t.pos_ == "VERB" else t.lower_ for span in voice.content for t in span)
        if tells_progress(lemmas) and not any(
            t.dep_ == "neg" or t.lower_ == "no" for span in voice.content for t in span
        ):
            holders = reading.speaker(voice)
            if holders:
                found.append((voice, doc[min(voice.cue)], holders))
    return found


def progress_told(doc: Doc, reading: Reading, found: Sequence[ProposalTelling]) -> list[ProposalTelling]:
    """The proposals with the hope of those who tell of progress in the sentence that names them."""
    done = list(found)
    for voice, cue, holders in speakers_of_progress(doc, reading):
        sentence = stripped(cue.sent)
        numbers = [n for n, t in enumerate(done) if has_mention(t, sentence.start, sentence.end)]
        content = voice.content[0]
        if len(numbers) != 1 or any(
            s.sentence.start == sentence.start and s.party.country == holders[0].country
            for s in done[numbers[0]].stances
        ):
            continue
        words = stripped(content)
        for holder in holders:
            done[numbers[0]] = with_stance(
                done[numbers[0]], Stance(holder, StanceValue.HOPEFUL, words, sentence, voice.number, rule="progress")
            )
    return done
