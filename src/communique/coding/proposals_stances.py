"""From the predicates above a proposal to who stands where on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from communique.coding.proposals_governors import (
    Governor,
    agent_of,
    auxiliaries,
    in_condition,
    is_passive,
    subject_of,
)
from communique.coding.proposals_lexicon import predicates
from communique.coding.proposals_phrases import Phrase
from communique.coding.proposals_voices import Reading, holders_of, is_question, parties_at
from communique.model import Participant, ProposalStatus, StanceValue, StatementKind, StatementSort

FOR, DOUBT, HOPE, AGAINST = StanceValue.SUPPORTS, StanceValue.DOUBTS, StanceValue.HOPEFUL, StanceValue.REJECTS
CONDITIONAL, SILENT = StanceValue.CONDITIONAL, StanceValue.SILENT
OPPOSITE = {FOR: AGAINST, AGAINST: CONDITIONAL, DOUBT: HOPE, HOPE: DOUBT}
ATTITUDES = {"supports": FOR, "proposes": FOR, "rejects": AGAINST, "doubts": DOUBT, "hopeful": HOPE}
FUTURE = frozenset({"will", "would", "'ll", "’ll", "wo", "shall", "can", "ca", "could"})
KEEPING = frozenset({"respect", "keep", "observe", "hold", "honor", "honour", "follow", "fulfil", "fulfill"})
POSITIVE = True
WISHED = frozenset({"must", "should", "shall"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading of one phrase: a stance with its holder, or a status; `words` are tokens, half-open."""

    words: tuple[int, int]
    rule: str
    stance: StanceValue | None = None
    holders: tuple[Participant, ...] = ()
    statement: int | None = None
    status: ProposalStatus | None = None
    proposes: bool = False
    trigger: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """The way up a chain of predicates: what the content has come to, and the attitude that holds it, if any."""

    positive: bool = True
    value: StanceValue | None = None
    by: Governor | None = None
    rule: str = ""
    through: tuple[Governor, ...] = ()


def weigh(state: Weighed, g: Governor) -> Weighed:
    """What is said once `g` governs what was said below it."""
    if g.class_ in {"realises", "undoes", "trying"}:
        flips = (g.class_ == "undoes") != g.negated
        return replace(state, positive=state.positive != flips, through=(*state.through, g))
    if g.class_ not in ATTITUDES:
        return state
    value = ATTITUDES[g.class_]
    if not state.positive:
        value = {FOR: AGAINST, AGAINST: FOR, DOUBT: HOPE, HOPE: AGAINST}[value]
    if g.negated:
        value = OPPOSITE[value]
    # For what stands above, wishing a thing ended is the same as ending it.
    positive = value in {FOR, HOPE, CONDITIONAL} or g.class_ == "doubts"
    return Weighed(positive, value, g, g.class_, (*state.through, g))


def judged_stance(reading: Reading, phrase: Phrase, state: Weighed) -> Judged | None:
    """The stance of a weighed chain, null where it is not asserted or nobody holds it."""
    g, value = state.by, state.value
    if g is None or value is None:
        return None
    by_cue = reading.voice_of_cue(g.token.i, phrase.head)
    if by_cue is None and g.role in {"object", "to"} and is_passive(g.token) and agent_of(g.token) is None:
        return None
    holders, voice = holders_of(reading, g, phrase)
    if (
        g.negated
        and predicates().lemma(g.token) in predicates().sets["joint"]
        and (g.class_ == "proposes" or len({h.country for h in holders}) > 1)
    ):
        return None
    unsure = g.hypothetical and not (auxiliaries(g.token) & {"can", "could"} and g.negated)
    if unsure and not any(x.conditional for x in state.through):
        return None
    if any(x.conditional for x in state.through) and (value in {FOR, HOPE, AGAINST} or state.rule == "will not"):
        value = CONDITIONAL
    if is_question(reading, g.token) and value in {FOR, HOPE}:
        holders, value = reading.speaker(reading.inner_voice(g.token.i)), DOUBT
    if not holders:
        return None
    return Judged(
        words_of(state, phrase),
        f"{g.role}:{state.rule}",
        value,
        holders,
        voice.number if voice else None,
        proposes=g.class_ == "proposes" and value is FOR,
        trigger=g.token.i,
    )


def words_of(state: Weighed, phrase: Phrase) -> tuple[int, int]:
    """The words of a stance: its predicate with what denies it, the phrase, and whatever stands between."""
    tokens = [g.token for g in state.through]
    tokens += [t.head for t in tokens if t.dep_ == "acomp"]
    inside = [t.i for t in tokens] + [
        c.i for t in tokens for c in t.children if c.dep_ in {"neg", "aux", "auxpass", "prt"} and abs(c.i - t.i) <= 4
    ]
    sent = tokens[-1].sent
    denied = [c.i for c in sent.doc[phrase.head].lefts if c.lower_ in {"no", "neither"}]
    return max(sent.start, min([*inside, *denied, phrase.start])), min(
        sent.end, max([*(i + 1 for i in inside), phrase.end])
    )


def judge_chain(
    reading: Reading, phrase: Phrase, chain: Sequence[Governor], *, describes: bool = False
) -> list[Judged]:
    """What one chain of predicates tells: statuses from the innermost, stances from the outermost attitude."""
    lists, found = predicates(), list[Judged]()
    state = Weighed()
    for n, g in enumerate(chain):
        if g.class_ == "silent":
            return said_nothing(reading, phrase, chain[: n + 2])
        if g.class_ is None and g.role in {"clause", "to"}:
            # What an unknown verb makes of its content is not known: nothing below it is asserted.
            return found
        if g.class_ == "asks" and (state.value or n):
            state = Weighed(POSITIVE, DOUBT, g, "asks", (*state.through, g))
        elif (
            g.class_ == "says"
            or (g.beyond and (state.value or (state.through and g.class_ in ATTITUDES)))
            or (g.class_ is None and g.role != "subject" and g.token.lemma_ != "be")
        ):
            break
        elif g.class_ in ATTITUDES or g.class_ in {"realises", "undoes", "trying"}:
            if (
                state.value
                and predicates().lemma(g.token) in lists.sets["factive"]
                and (held := judged_stance(reading, phrase, state))
            ):
                found.append(held)
            state = weigh(state, g)
    if state.value is None and not describes:
        state = speakers_view(reading, chain) or state
    if (held := judged_stance(reading, phrase, state)) or (
        not state.value and (held := discussed(reading, phrase, chain))
    ):
        found.append(held)
    return found


def said_nothing(reading: Reading, phrase: Phrase, chain: Sequence[Governor]) -> list[Judged]:
    """The silence of whoever would not comment on it: "declined to comment on the offer", "did not respond to it"."""
    refused = [g for g in chain if g.class_ == "rejects" or g.negated]
    holders = parties_at(reading.doc, subject_of(refused[-1].token)) if refused else ()
    if not holders:
        return []
    words = words_of(Weighed(through=tuple(chain[: chain.index(refused[-1]) + 1])), phrase)
    voice = reading.inner_voice(phrase.head)
    return [Judged(words, "silent", SILENT, holders, voice.number if voice else None, trigger=refused[-1].token.i)]


def discussed(reading: Reading, phrase: Phrase, chain: Sequence[Governor]) -> Judged | None:
    """A speaker who tells that it was talked of, and no more."""
    g = next((g for g in chain if g.class_ == "discusses"), None)
    voice = reading.inner_voice(g.token.i) if g else None
    if g is None or voice is None or voice.statement.kind is StatementKind.NONE:
        return None
    if voice.statement.sort is not StatementSort.SPEECH or g.token.i in voice.cue:
        return None
    holders = reading.speaker(voice)
    return (
        Judged(
            words_of(Weighed(through=tuple(chain[: chain.index(g) + 1])), phrase),
            "discussed",
            SILENT,
            holders,
            voice.number,
            trigger=g.token.i,
        )
        if holders
        else None
    )


def refuses_itself(reading: Reading, g: Governor) -> bool:
    """Is it the speaker's own side that will not do it ("Kyiv said it would make no deal")?"""
    lemma = predicates().lemma(g.token)
    if (
        g.role == "subject"
        or lemma in KEEPING
        or lemma in {"be", "have"}
        or not auxiliaries(g.token) & {"will", "would", "wo", "'ll", "’ll"}
    ):
        return False
    doers = parties_at(reading.doc, subject_of(g.token))
    inner = reading.inner_voice(g.token.i)
    said_by = reading.speaker(inner) if inner else doers
    return bool({d.country for d in doers} & {s.country for s in said_by})


def of_existence(g: Governor) -> Weighed | None:
    """ "There will be no talks", "there must be a truce": what a speaker says of whether it will be."""  # noqa: D210
    if g.token.lemma_ != "be" or g.role != "object" or not any(c.dep_ == "expl" for c in g.token.children):
        return None
    aux = auxiliaries(g.token)
    if g.negated and aux & FUTURE:
        return Weighed(POSITIVE, AGAINST, replace(g, role="said"), "there will be none", (g,))
    if aux & WISHED and not g.negated:
        return Weighed(POSITIVE, FOR, replace(g, role="said"), "must", (g,))
    return None


def speakers_view(reading: Reading, chain: Sequence[Governor]) -> Weighed | None:  # noqa: PLR0911 - cases, the first that fits
    """What a speaker holds of what will, can or must become of a proposal; null where it is told as a fact."""
    for g in chain:
        if in_condition(g.token, predicates()):
            return None
        aux = auxiliaries(g.token)
        if g.role == "said" and g.class_:
            value = ATTITUDES[g.class_]
            return Weighed(
                POSITIVE, OPPOSITE[value] if g.negated else value, replace(g, hypothetical=False), "said of it", (g,)
            )
        if (told := of_existence(g)) is not None:
            return told
        if g.class_ in {"discusses", "considers"} and aux & WISHED and not g.negated:
            return Weighed(POSITIVE, FOR, replace(g, role="said"), "must", (g,))
        if g.class_ not in {"realises", "undoes"} and g.role != "subject":
            continue
        bad = (g.class_ == "undoes") != g.negated
        if g.class_ is None and not (g.negated and predicates().lemma(g.token) in predicates().sets["occurs"]):
            continue
        question = is_question(reading, g.token)
        if not question and bad and aux & FUTURE and refuses_itself(reading, g):
            return Weighed(POSITIVE, AGAINST, replace(g, role="object", hypothetical=False), "will not itself", (g,))
        if question or (bad and aux & FUTURE):
            return Weighed(
                POSITIVE,
                DOUBT,
                replace(g, role="said", hypothetical=False),
                "question" if question else "will not",
                (g,),
            )
        by_itself = g.role == "subject" or is_passive(g.token)
        if aux & {"could", "can", "may", "might"} and g.class_ == "realises" and by_itself:
            return Weighed(POSITIVE, HOPE, replace(g, role="said", hypothetical=False), "can", (g,))
        if aux & WISHED:
            return Weighed(POSITIVE, AGAINST if bad else FOR, replace(g, role="said"), "must", (g,))
    return None
