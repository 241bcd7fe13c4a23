"""Stories made of told acts, for tests of processes, courses and dossiers: no pipeline, a real record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from communique.model import (
    Actor,
    ActorKind,
    CodedStory,
    Page,
    Participant,
    Report,
    ReportPlace,
    Span,
    Statement,
    StatementKind,
    StatementSort,
    Status,
    Story,
)
from communique.record.store import LedgerLine, Record


@dataclass(frozen=True)
class Act:
    """One sentence that tells one act; `actors` and `recipients` are (words, name, country), the words standing in the sentence."""

    sentence: str
    trigger: str
    type: str
    actors: tuple[tuple[str, str | None, str | None], ...] = ()
    recipients: tuple[tuple[str, str | None, str | None], ...] = ()
    date: str | None = None
    status: str = "actual"
    mode: str | None = None
    place: tuple[str, str] | None = None
    attribution: str | None = None


@dataclass(frozen=True)
class Words:
    """A statement: who (name, country) said what; both stand in the story."""

    speaker: str
    country: str
    content: str
    kind: str = "direct"


def coded_story(
    ident: str,
    headline: str,
    published: str | None,
    acts: Sequence[Act],
    said: Sequence[Words] = (),
    outlet: str | None = None,
) -> CodedStory:
    """A story whose text is the headline and a sentence a line."""
    lines = [headline, *(a.sentence for a in acts), *(f"{w.speaker} said: {w.content}" for w in said)]
    text = "\n".join(lines)

    def span(words: str, after: int = 0) -> Span:
        start = text.index(words, after)
        return Span(words, start, start + len(words))

    def report(number: int, act: Act) -> Report:
        sentence = span(act.sentence, len(headline) + 1)

        def who(held: Sequence[tuple[str, str | None, str | None]]) -> tuple[Participant, ...]:
            found = ((span(words, sentence.start), name, country) for words, name, country in held)
            return tuple(Participant(s.text, s.start, s.end, name, country, "GOV") for s, name, country in found)

        place = None
        if act.place:
            at = span(act.place[0], sentence.start)
            place = ReportPlace(at.text, at.start, at.end, act.place[1])
        return Report(
            f"R{ident}-{number}", sentence, span(act.trigger, sentence.start), act.type, Status(act.status), act.mode,
            span(act.attribution, sentence.start) if act.attribution else None, who(act.actors), who(act.recipients),
            act.date, place, confidence=0.9,
        )  # fmt: skip

    def statement(words: Words) -> Statement:
        content = span(words.content)
        source = span(words.speaker, text.index(f"{words.speaker} said: {words.content}"))
        speaker = Actor(words.speaker, ActorKind.PERSON, words.country, "GOV", (words.speaker,))
        return Statement(StatementKind(words.kind), StatementSort.SPEECH, (content,), (), (source,), speaker)

    story = Story(
        ident,
        ident,
        text,
        0,
        len(text),
        headline=span(headline) if headline else None,
        published=published,
        language="en",
        outlet=outlet,
    )
    return CodedStory(story, tuple(map(statement, said)), tuple(report(n, a) for n, a in enumerate(acts, 1)))


def keep(record: Record, *stories: CodedStory, link: bool = True) -> None:
    """Put stories into the record, each as a page of its own."""
    for coded in stories:
        story = coded.story
        page = Page(story.id, f"{story.id}.txt", "text/plain", story.text, story.id)
        record.add(page, [coded], [], LedgerLine(page.origin, "read", page_id=page.id))
    if link:
        record.link()


def country(code: str, name: str) -> tuple[str, str, str]:
    """A state by its name."""
    return (name, name, code)


NOR, DNK, SWE, CHL, PER = (
    country(c, n)
    for c, n in (("NOR", "Norway"), ("DNK", "Denmark"), ("SWE", "Sweden"), ("CHL", "Chile"), ("PER", "Peru"))
)


def fishery() -> list[CodedStory]:
    """Norway and Denmark quarrel about herring; Sweden mediates, talks follow."""
    return [
        coded_story(
            "f1", "Norway seizes Danish trawler over herring quota", "2031-03-02",
            [
                Act("Norway seized a trawler from Denmark on Sunday over the herring quota.", "seized", "COERCE", (NOR,), (DNK,), "2031-03-02", mode="seize", place=("quota", "NOR")),
                Act("Denmark condemned Norway and threatened to close its ports to Norway's herring fleet.", "condemned", "ACCUSE", (DNK,), (NOR,), "2031-03-02"),
            ],
            [Words("Mette Holm", "DNK", "The herring quota was agreed by both governments and must be kept.")],
            "Fjord Post",
        ),
        coded_story(
            "f2", "Sweden mediates between Norway and Denmark in the herring dispute", "2031-03-09",
            [
                Act("Sweden mediated talks between the two sides on the herring quota.", "mediated", "CONSULT", (SWE,), (), "2031-03-09", mode="third-party", attribution=None),
                Act("Norway and Denmark met in Stockholm on Sunday to discuss the herring quota.", "met", "CONSULT", (NOR, DNK), (), "2031-03-09", place=("Stockholm", "SWE")),
                Act("Norway denied that it had seized a second trawler from Denmark.", "seized", "COERCE", (NOR,), (DNK,), "2031-03-08", "negated", "seize", attribution="Norway"),
            ],
            outlet="Harbour Times",
        ),
        coded_story(
            "f3", "Denmark and Norway to meet again on herring", "2031-03-20",
            [
                Act("Norway will meet Denmark in Oslo on April 2 for talks on the herring quota.", "meet", "CONSULT", (NOR,), (DNK,), "2031-04-02", "planned", place=("Oslo", "NOR")),
                Act("Denmark said that Norway seized a second trawler on March 8.", "seized", "COERCE", (NOR,), (DNK,), "2031-03-08", mode="seize", attribution="Denmark"),
            ],
        ),
    ]  # fmt: skip


def border() -> list[CodedStory]:
    """Chile and Peru shell each other in the desert."""
    return [
        coded_story(
            "b1", "Chile shells Peru across the desert line", "2031-03-04",
            [
                Act("Chile shelled a garrison of Peru in the desert on Tuesday.", "shelled", "ASSAULT", (CHL,), (PER,), "2031-03-04", mode="heavy-weapons"),
                Act("Peru moved artillery into the desert after the shelling by Chile.", "moved", "MOBILIZE", (PER,), (CHL,), "2031-03-04", mode="weapons"),
                Act("Peru accused Chile of breaking the desert armistice.", "accused", "ACCUSE", (PER,), (CHL,), "2031-03-04"),
            ],
        ),
        coded_story(
            "b2", "Peru and Chile trade fire in the desert again", "2031-03-06",
            [
                Act("Peru fired rockets at Chile from the desert on Thursday.", "fired", "ASSAULT", (PER,), (CHL,), "2031-03-06", mode="heavy-weapons"),
                Act("Chile rejected a demand by Peru to leave the desert garrison.", "rejected", "REJECT", (CHL,), (PER,), "2031-03-06"),
            ],
        ),
    ]  # fmt: skip
