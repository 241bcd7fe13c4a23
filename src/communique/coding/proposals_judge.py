"""All that a doc tells of one phrase: stances by the parse, by the cues of statements and by headlines, and statuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from communique.coding.proposals_governors import Governor, auxiliaries, described, governors, is_denied, made
from communique.coding.proposals_lexicon import looked_up, predicates, proposal_nouns
from communique.coding.proposals_phrases import Phrase
from communique.coding.proposals_stances import ATTITUDES, FOR, OPPOSITE, Judged, Weighed, judge_chain, words_of
from communique.coding.proposals_voices import Reading, parties_at
from communique.model import ProposalStatus

PROMISED = frozenset({"make", "give", "extend"})
HANDED = frozenset({"give", "hand", "deliver", "send", "pass"})


def judge_statuses(phrase: Phrase, chain: Sequence[Governor]) -> list[Judged]:
    """How far the proposal has come, by the innermost predicate if it is told as a fact."""
    lists = predicates()
    for n, g in enumerate(chain[:2]):
        lemma = predicates().lemma(g.token)
        entries = lists.subject_verbs if g.role == "subject" else lists.statuses
        if g.class_ == "silent":
            return []
        name = looked_up(entries, lemma, [c.lower_ for c in g.token.children], g.preposition)
        if name is None:
            continue
        outer = [x for x in chain[n + 1 :] if x.class_ not in {"says", None}]
        future = bool(auxiliaries(g.token) & {"will", "would", "could", "may", "might", "must", "should", "can", "to"})
        status = ProposalStatus(name)
        if g.negated or g.hypothetical or outer or future:
            status = (
                ProposalStatus.REJECTED
                if name == "accepted" and g.negated and not outer and not future
                else ProposalStatus.FLOATED
            )
        return [
            Judged(words_of(Weighed(through=(*chain[: n + 1],)), phrase), "status", status=status, trigger=g.token.i)
        ]
    return []


def is_whole_content(reading: Reading, phrase: Phrase, content: DocSpan) -> bool:
    """Do a statement's words consist of the phrase, with what belongs to it ("the creation of a council")?"""
    doc, nouns = reading.doc, proposal_nouns()
    for token in doc[content.start : phrase.start]:
        if token.pos_ in {"VERB", "AUX", "PROPN", "PRON", "SCONJ"} or (
            token.pos_ == "NOUN" and token.lemma_.lower() not in nouns.transparent
        ):
            return False
    after = phrase.end
    while after < content.end and (doc[after].is_punct or doc[after].is_space):
        after += 1
    return after >= content.end or doc[after].pos_ not in {"AUX", "VERB", "PART"}


def attitude_of(token: Token, near: Sequence[str]) -> str | None:
    """The attitude that a verb tells, also one that a headline's capitals hid from the tagger; null for any other."""
    lists, low = predicates(), token.lower_
    lemmas = (lists.lemma(token), low.removesuffix("s"), low.removesuffix("es"))
    classes = (looked_up(lists.verbs, lemma, near, None) for lemma in lemmas)
    return next((c for c in classes if c in ATTITUDES), None)


def of_statement(reading: Reading, phrase: Phrase) -> list[Judged]:
    """The stance of a speaker whose cue is an attitude and whose words are the proposal itself, where the parse lost it."""
    found, doc = list[Judged](), reading.doc
    if is_denied(doc[phrase.head]):
        return []
    for voice in reading.voices:
        content = next((s for s in voice.content if s.start <= phrase.head < s.end), None)
        if content is None or not voice.cue or not is_whole_content(reading, phrase, content):
            continue
        words = sorted(voice.cue)
        verb = next((doc[i] for i in words if doc[i].pos_ in {"VERB", "NOUN", "AUX", "PROPN"}), None)
        class_ = attitude_of(verb, [doc[i].lower_ for i in words]) if verb is not None else None
        holders = reading.speaker(voice)
        if verb is None or class_ is None or not holders:
            continue
        negated = any(doc[i].lower_ in {"not", "n't", "never", "no"} for i in words)
        value = OPPOSITE[ATTITUDES[class_]] if negated else ATTITUDES[class_]
        span = (min(words[0], phrase.start), max(phrase.end, words[-1] + 1))
        proposes = class_ == "proposes" and value is FOR
        found.append(Judged(span, f"cue:{class_}", value, holders, voice.number, proposes=proposes, trigger=verb.i))
    return found


def of_reception(reading: Reading, phrase: Phrase) -> list[Judged]:
    """How a proposal was met: "the plan won backing from Kampala", "drew criticism from Ankara"."""
    doc, lists = reading.doc, predicates()
    verb = doc[phrase.head].head
    if doc[phrase.head].dep_ != "nsubj" or lists.lemma(verb) not in lists.sets["receives"]:
        return []
    found = []
    for noun in verb.children:
        classes = (
            {c for _, c in lists.nouns.get(lists.lemma(noun), ()) if c in ATTITUDES} if noun.dep_ == "dobj" else set()
        )
        sources = (
            c
            for by in (*noun.children, *verb.children)
            if by.lower_ in {"from", "by"}
            for c in by.children
            if c.dep_ == "pobj"
        )
        holders = tuple(p for token in sources for p in parties_at(doc, token))
        if len(classes) == 1 and holders:
            end = noun.right_edge.i + 1
            value = ATTITUDES[next(iter(classes))]
            found.append(
                Judged((phrase.start, end), f"reception:{next(iter(classes))}", value, holders, trigger=verb.i)
            )
    return found


def of_headline(reading: Reading, phrase: Phrase) -> list[Judged]:
    """The stance that a headline's verb tells where the parse took the verb for a name."""
    if phrase.verb is None:
        return []
    doc, verb = reading.doc, phrase.verb
    class_ = attitude_of(doc[verb], ())
    voice = reading.voice_of_cue(verb, phrase.head)
    holders = reading.speaker(voice) or parties_at(doc, doc[verb - 1])
    if class_ is None or not holders:
        return []
    number = voice.number if voice else None
    proposes = class_ == "proposes"
    rule = f"headline:{class_}"
    return [Judged((verb, phrase.end), rule, ATTITUDES[class_], holders, number, proposes=proposes, trigger=verb)]


def chains_of(reading: Reading, phrase: Phrase) -> tuple[list[list[Governor]], list[list[Governor]]]:
    """The chains above a phrase, and those of clauses that describe it."""
    doc, lists = reading.doc, predicates()
    head = doc[phrase.head]
    if phrase.kind == "period":
        last = doc[phrase.end - 1]
        above = [[made(last, "object", lists)], governors(head)]
        return [*above, *([made(c, "object", lists)] for c in last.children if c.dep_ in {"advcl", "relcl"})], []
    weak = phrase.kind in proposal_nouns().weak_kinds
    describing = [] if weak else [[g] for g in described(head)]
    return [governors(head)], describing


def given(phrase: Phrase, g: Governor) -> Governor:
    """A governor that hands the thing over: "made a commitment", "gave them a memorandum" is to propose it."""
    kind = proposal_nouns().kinds.get(phrase.noun)
    lemma = predicates().lemma(g.token)
    if g.role == "object" and g.preposition is None:
        if kind == "guarantee" and lemma in PROMISED:
            return replace(g, class_="supports")
        if kind in {"plan", "offer", "deal"} and lemma in HANDED:
            return replace(g, class_="proposes")
    return g


def judge(reading: Reading, phrase: Phrase) -> list[Judged]:
    """All that the doc tells of a phrase: stances with their holders, and statuses."""
    if phrase.verb is not None:
        return of_headline(reading, phrase)
    found = of_reception(reading, phrase)
    for describes, chains in zip((False, True), chains_of(reading, phrase), strict=True):
        for chain in chains:
            if describes and predicates().lemma(chain[0].token) in predicates().sets["desires"]:
                continue  # "the offer he wanted" is one that is not there
            known = [given(phrase, reading.known(g)) for g in chain]
            if phrase.kind != "period" or chain[0].token.i != phrase.end - 1:
                found += judge_chain(reading, phrase, known, describes=describes)
            if not describes or not any(j.status not in {None, ProposalStatus.FLOATED} for j in found):
                found += judge_statuses(phrase, known)
    return found if any(j.stance for j in found) else [*found, *of_statement(reading, phrase)]
