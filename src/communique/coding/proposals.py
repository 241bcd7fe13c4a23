"""Proposals of a story and where each party stands: the spaCy component ``communique_proposals``.

A proposal is a noun phrase of `data/proposals/nouns.json` that somebody puts on the table, wants, refuses, doubts or awaits,
by the predicates above it (`proposals_governors`) and the statements it stands in. Phrases of one proposal are put together
(`proposals_merge`); each stance keeps its exact words, its sentence, and the statement and report it is part of.

Reads the parse, ``doc._.mentions``, ``doc._.times``, ``doc._.statements`` and ``doc._.reports``; sets ``doc._.proposals``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.coding.proposals_governors import governors, subject_of
from communique.coding.proposals_judge import judge
from communique.coding.proposals_lexicon import predicates, proposal_nouns
from communique.coding.proposals_merge import clustered
from communique.coding.proposals_phrases import Phrase, countries_of, phrases
from communique.coding.proposals_silence import outcomes, progress_told, silences
from communique.coding.proposals_stances import Judged
from communique.coding.proposals_voices import Reading, parties_at
from communique.language.extensions import register
from communique.language.times import report_date
from communique.model import MentionKind, Participant, ProposalTelling, Span, Stance, StanceValue, StatusMark

# Sectors whose part in it makes a proposal one of public affairs.
PUBLIC = frozenset({"GOV", "MIL", "LEG", "IGO", "PTY", "REB", "SPY", "JUD", "ELI", "COP", "UAF", "PRM", "NGO", "REL"})
PRONOUNS = frozenset({"it", "this", "that"})
STRONG = frozenset({"supports", "proposes", "rejects", "doubts", "hopeful", "asks"})
# Predicates that license a phrase even where nobody is named who takes the stance.
LICENSING = frozenset({"supports", "proposes", "rejects", "hopeful", "discusses"})
# A stance told of a day so many days before the story's at most; a farther day belongs to something else in the sentence.
RECENT = 60
CLOSING = frozenset({".", "?", "!", '"', "”", "’", "»", "''"})
# Pronouns look back so many sentences.
LOOK_BACK = 1


@dataclass(frozen=True, slots=True)
class Read:
    """A phrase with all that is told of it."""

    phrase: Phrase
    judged: tuple[Judged, ...]
    licensed: bool


def is_licensed(doc: Doc, phrase: Phrase, judged: Sequence[Judged]) -> bool:
    """Is the phrase used as something on the table, not as a thing that happened or a turn of phrase?"""
    nouns, lists = proposal_nouns(), predicates()
    if phrase.kind in {"period", "pronoun"}:
        return bool(judged)
    if (phrase.kind == "body" and phrase.definite and not is_founded(doc, phrase, judged)) or is_plot(doc, phrase):
        return False
    weak = phrase.kind in nouns.weak_kinds or phrase.noun in nouns.weak
    chain = governors(doc[phrase.head])
    past = (
        lists.sets["factive"] | nouns.participation
        if phrase.kind in nouns.weak_kinds
        else lists.sets["factive"]
        if weak
        else frozenset()
    )
    if any(j.stance and lists.lemma(doc[j.trigger]) not in past for j in judged):
        return True
    if (
        phrase.noun in nouns.inherent
        and (phrase.owner or phrase.terms or phrase.telling)
        and any(g.class_ for g in chain)
    ):
        return True
    if phrase.kind == "ceasefire" and (phrase.duration or phrase.lasting is not None):
        return True
    classes = {g.class_ for g in chain[:2]}
    return not weak and bool(classes & LICENSING)


def is_founded(doc: Doc, phrase: Phrase, judged: Sequence[Judged]) -> bool:
    """Is a body told of as one to be set up? "The commission" alone is there already."""
    above = doc[phrase.head].head.head
    return any(j.proposes for j in judged) or above.lemma_.lower() in proposal_nouns().founding


def is_plot(doc: Doc, phrase: Phrase) -> bool:
    """Plans to do somebody harm are not put on a table."""
    purpose = phrase.terms
    return purpose is not None and any(t.lemma_.lower() in proposal_nouns().hostile for t in doc[slice(*purpose)][:4])


def pronouns(doc: Doc, reading: Reading, known: Sequence[Read]) -> list[tuple[Read, Phrase]]:
    """Pronouns that take up a proposal told just before, with the phrase they stand for."""
    numbers = {t.i: n for n, sent in enumerate(doc.sents) for t in sent}
    found = []
    for token in doc:
        if (
            token.lower_ not in PRONOUNS
            or token.pos_ != "PRON"
            or token.dep_ not in {"dobj", "pobj", "nsubjpass", "nsubj"}
        ):
            continue
        near = [
            r.phrase
            for r in known
            if r.phrase.head < token.i and numbers[token.i] - numbers[r.phrase.head] <= LOOK_BACK
        ]
        chain = governors(token)
        if not near or not chain or chain[0].class_ not in STRONG or chain[0].role not in {"object", "said"}:
            continue
        if predicates().lemma(chain[0].token) in predicates().sets["people"] and any(
            c.dep_ in {"xcomp", "ccomp"} for c in chain[0].token.children
        ):
            continue
        phrase = Phrase(token.i, token.i, token.i + 1, token.lower_, "pronoun", definite=True)
        judged = tuple(judge(reading, phrase))
        if any(j.stance for j in judged):
            found.append((Read(phrase, judged, licensed=True), near[-1]))
    return found


def span_of(doc: Doc, start: int, end: int) -> Span:
    """Tokens as characters. Asking the tokens is cheap, while the text of a doc is put together each time it is asked for."""
    text = doc[start:end].text
    return Span(text, doc[start].idx, doc[start].idx + len(text))


def trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Tokens without white space at the edges and within one piece of the story."""
    while start < end - 1 and doc[start].is_space:
        start += 1
    stop = next((i for i in range(start, end) if doc[i].is_space and "\n" in doc[i].text), end)
    while stop > start + 1 and doc[stop - 1].is_space:
        stop -= 1
    return start, max(stop, start + 1)


def chars(doc: Doc, words: tuple[int, int]) -> Span:
    """The characters of tokens, without marks at the end."""
    start, end = trimmed(doc, *words)
    while end > start + 1 and (doc[end - 1].is_space or doc[end - 1].is_punct):
        end -= 1
    return span_of(doc, start, end)


def whole_sentence(doc: Doc, words: tuple[int, int], token: Token) -> Span:
    """The sentence of a token with its last marks, wide enough for `words` (tokens)."""
    sent = token.sent
    start, end = trimmed(doc, min(sent.start, words[0]), max(sent.end, words[1]))
    while end < len(doc) and doc[end].text in CLOSING and not doc[end - 1].whitespace_:
        end += 1
    return span_of(doc, start, end)


def told_day(doc: Doc, token: Token) -> str | None:
    """The ISO day that the story tells for an act, null where only the story's own day could stand for it."""
    value, rule = report_date(doc, token)
    if not value or rule != "told:own" or len(value) != len("2025-01-01"):
        return None
    published = doc._.published
    if published is None:
        return value
    gap = (date.fromisoformat(published[:10]) - date.fromisoformat(value)).days
    return value if -1 <= gap <= RECENT else None


def report_of(doc: Doc, judged: Judged, holder: Participant) -> str | None:
    """The report that tells the same act: one whose trigger lies in the words and that has the holder among its actors."""
    start, end = doc[judged.words[0]].idx, doc[judged.words[1] - 1].idx + 1
    for report in doc._.reports:
        if start <= report.trigger.start < end and any(a.country == holder.country for a in report.actors):
            return str(report.id)
    return None


def stances_of(doc: Doc, judged: Iterable[Judged]) -> tuple[Stance, ...]:
    """Stances in the order of the text; of several readings of one sentence the party has the one of most words."""
    best: dict[tuple[str, str, int], tuple[Judged, Participant]] = {}
    for j in judged:
        for holder in j.holders if j.stance else ():
            key = (holder.name or holder.text, holder.country or "", doc[j.trigger].sent.start)
            held = best.get(key)
            if held is None or strength(j) > strength(held[0]):
                best[key] = (j, holder)
    found = []
    for j, holder in best.values():
        words = chars(doc, j.words)
        sentence = whole_sentence(doc, j.words, doc[j.trigger])
        if j.stance is not None:
            found.append(
                Stance(
                    named(doc, holder),
                    j.stance,
                    words,
                    sentence,
                    j.statement,
                    report_of(doc, j, holder),
                    told_day(doc, doc[j.trigger]),
                    j.rule,
                )
            )
    return tuple(sorted(found, key=lambda s: (s.words.start, s.words.end, s.party.start)))


def named(doc: Doc, holder: Participant) -> Participant:
    """The holder; one told by a pronoun with the words it was last told by."""
    span = doc.char_span(holder.start, holder.end)
    if holder.name is not None or span is None or span[0].pos_ != "PRON":
        return holder
    for mention in reversed(doc._.mentions):
        if (
            mention.start < holder.start
            and mention.kind is not MentionKind.PRONOUN
            and any(a.country == holder.country and a.sector == holder.sector for a in mention.actors)
        ):
            actor = next(a for a in mention.actors if a.country == holder.country and a.sector == holder.sector)
            return replace(holder, text=mention.text, start=mention.start, end=mention.end, name=actor.name)
    return holder


def strength(judged: Judged) -> tuple[bool, bool, bool, int]:
    """What makes one of two readings of a sentence the better one: it takes a side, by more than a cue, in more words."""
    return (
        judged.stance is not StanceValue.SILENT,
        not judged.rule.startswith("cue"),
        not judged.rule.startswith("said"),
        judged.words[1] - judged.words[0],
    )


def marks_of(doc: Doc, judged: Iterable[Judged]) -> tuple[StatusMark, ...]:
    """Statuses in the order of the text."""
    marks = []
    for j in judged:
        if j.status is not None:
            words = chars(doc, j.words)
            marks.append(
                StatusMark(j.status, words, whole_sentence(doc, j.words, doc[j.trigger]), told_day(doc, doc[j.trigger]))
            )
    return tuple(sorted(dict.fromkeys(marks), key=lambda m: (m.words.start, m.words.end)))


def begins_of(doc: Doc, phrase: Phrase) -> str | None:
    """From when it is to hold: a time after "from", "starting", "beginning" or "on" in the same clause, after the phrase."""
    sent = doc[phrase.head].sent
    for time in doc._.times:
        if not doc[phrase.head].idx < time.start < sent.end_char or time.value is None or time.duration:
            continue
        span = doc.char_span(time.start, time.end, alignment_mode="expand")
        before = {t.lower_ for t in doc[max(0, span.start - 2) : span.start]} if span is not None else set()
        if before & {"from", "starting", "beginning"} or time.text.lower().startswith(("from ", "starting ")):
            return str(time.value)
    return None


def proposer_of(doc: Doc, reads: Sequence[Read]) -> Participant | None:
    """Who put it on the table: the owner by name, else who proposed it first, else who is to keep what was promised."""
    owner = next((r.phrase.owner for r in reads if r.phrase.owner), None)
    if owner is not None:
        return named(doc, owner)
    return next((j.holders[0] for r in reads for j in r.judged if j.proposes and j.holders), None)


def keeper_of(doc: Doc, reads: Sequence[Read]) -> Participant | None:
    """Whoever is to respect or keep a thing that is said to be promised: only who promised it can keep it."""
    if not any(r.phrase.kind in {"period", "ceasefire", "offer"} for r in reads):
        return None
    promised = any("promis" in doc[r.phrase.start : r.phrase.end].text.lower() for r in reads)
    for r in reads if promised else ():
        for g in governors(doc[r.phrase.head])[:1]:
            if g.token.lemma_ in {"respect", "keep", "honor", "honour", "observe"} and (
                found := parties_at(doc, subject_of(g.token))
            ):
                return found[0]
    return None


def name_of(reads: Sequence[Read]) -> Read:
    """The phrase with the fullest words; of equals the first. Pronouns and periods name nothing."""
    naming = [r for r in reads if r.phrase.kind not in {"pronoun", "period"}]
    return max(naming, key=lambda r: (fullness(r.phrase), r.phrase.end - r.phrase.start, -r.phrase.head))


def fullness(phrase: Phrase) -> int:
    """How much a phrase says of what is proposed, by whom, for whom and for how long."""
    return len(phrase.telling) + bool(phrase.duration) + bool(phrase.owner) + len(phrase.parties)


def telling_of(doc: Doc, reads: Sequence[Read]) -> ProposalTelling | None:
    """The proposal of phrases that stand for one; null where nobody of public affairs has a part in it."""
    best = name_of(reads)
    judged = [j for r in reads for j in r.judged]
    proposer = proposer_of(doc, reads) or keeper_of(doc, reads)
    parties = dict.fromkeys(
        p for r in reads for p in r.phrase.parties if proposer is None or p.country != proposer.country
    )
    involved = [*parties, *([proposer] if proposer else []), *(h for j in judged for h in j.holders)]
    about = frozenset().union(*(r.phrase.about for r in reads))
    if not any(p.sector in PUBLIC for p in involved) and not (about and not involved):
        return None
    kinds = [r.phrase.kind for r in reads if r.phrase.kind not in {"pronoun", "period"}]
    terms = next((r.phrase.terms for r in (best, *reads) if r.phrase.terms), None)
    return ProposalTelling(
        name=chars(doc, (best.phrase.start, best.phrase.end)),
        kind=next((k for k in kinds if k not in {"plan", "offer", "deal"}), kinds[0]),
        mentions=tuple(chars(doc, (r.phrase.start, r.phrase.end)) for r in sorted(reads, key=lambda r: r.phrase.head)),
        proposer=proposer,
        parties=tuple({p.country or p.text: p for p in reversed(parties)}.values())[::-1],
        duration=next((r.phrase.duration for r in reads if r.phrase.duration), None),
        begins=next((b for r in reads if (b := begins_of(doc, r.phrase))), None),
        terms=chars(doc, terms) if terms else None,
        statuses=marks_of(doc, judged),
        stances=stances_of(doc, judged),
    )


def read_phrases(doc: Doc, reading: Reading) -> list[list[Read]]:
    """The phrases of each proposal, with all that is told of them, pronouns included."""
    reads = []
    for phrase in phrases(doc):
        judged = tuple(judge(reading, phrase))
        reads.append(Read(phrase, judged, is_licensed(doc, phrase, judged)))
    by_head = {r.phrase.head: r for r in reads}
    groups = clustered([r.phrase for r in reads if r.licensed], [r.phrase for r in reads if not r.licensed])
    found = [[by_head[p.head] for p in group] for group in groups]
    members = {r.phrase.head: n for n, group in enumerate(found) for r in group}
    known = [r for r in reads if r.phrase.head in members]
    for pronoun, antecedent in pronouns(doc, reading, known):
        found[members[antecedent.head]].append(pronoun)
    return found


def find_proposals(doc: Doc) -> tuple[ProposalTelling, ...]:
    """All proposals that `doc` tells, in the order of their first mentions; offsets are characters of ``doc.text``."""
    reading = Reading.of(doc)
    found = [t for group in read_phrases(doc, reading) if (t := telling_of(doc, group)) is not None]
    found = progress_told(doc, reading, outcomes(doc, reading, silences(doc, reading, found)))
    return tuple(sorted(found, key=lambda t: t.mentions[0].start))


class ProposalsComponent:
    """Sets ``doc._.proposals``."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the proposals of `doc` and each party's stance."""
        doc._.proposals = find_proposals(doc)
        return doc


@Language.factory(
    "communique_proposals",
    assigns=["doc._.proposals"],
    requires=["token.dep", "token.tag", "doc._.mentions", "doc._.times", "doc._.statements", "doc._.reports"],
)
def make_proposals(nlp: Language, name: str) -> ProposalsComponent:  # noqa: ARG001 - spaCy's factory signature
    """The component; declared as `communique_proposals` among spaCy's factories."""
    register()
    return ProposalsComponent()


__all__ = ["ProposalsComponent", "countries_of", "find_proposals", "make_proposals"]
