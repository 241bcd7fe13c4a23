"""Values made by hand for tests that need no pipeline."""

from __future__ import annotations

from communique.model import (
    Actor,
    ActorKind,
    Caption,
    CodedStory,
    Coder,
    DateEvidence,
    Furniture,
    Page,
    Participant,
    Place,
    PublishedFrom,
    Reason,
    Report,
    ReportPlace,
    Span,
    Statement,
    StatementKind,
    StatementSort,
    Status,
    Story,
)
from communique.record.store import LedgerLine

TEXT = (
    "Envoy meets president in Geneva\n\n"
    "US envoy Ann Archer met Norwegian President Per Dahl in Geneva on Friday.\n\n"
    "“We agreed on nothing,” Dahl told reporters.\n\n"
    "Share this"
)


def span(words: str, text: str = TEXT) -> Span:
    """The first place of `words` in `text`."""
    start = text.index(words)
    return Span(words, start, start + len(words))


def page(ident: str = "p1", text: str = TEXT, origin: str = "p1.txt", sha256: str = "00") -> Page:
    return Page(ident, origin, "text/plain", text, sha256, {"url": "https://example.org/a"})


def story(ident: str = "p1", page_id: str = "p1", published: str | None = "2025-04-25") -> Story:
    caption = span("US envoy Ann Archer met Norwegian President Per Dahl in Geneva on Friday.")
    share = span("Share this")
    return Story(
        ident,
        page_id,
        TEXT,
        0,
        len(TEXT),
        headline=span("Envoy meets president in Geneva"),
        paragraphs=(caption, span("“We agreed on nothing,” Dahl told reporters.")),
        captions=(Caption(caption.text, caption.start, caption.end, "AP", ("Ann Archer",), "Geneva", "2025-04-25"),),
        furniture=(Furniture(share.text, share.start, share.end, "share"),),
        published=published,
        published_from=PublishedFrom.GIVEN if published else None,
        published_evidence=(DateEvidence("2025-04-25", PublishedFrom.GIVEN, "2025-04-25"),) if published else (),
        language="en",
    )


def participant(words: str, name: str, country: str) -> Participant:
    s = span(words)
    return Participant(s.text, s.start, s.end, name, country, "GOV")


def report(ident: str = "R1", type_: str = "CONSULT") -> Report:
    place = span("Geneva on")
    return Report(
        ident,
        span("US envoy Ann Archer met Norwegian President Per Dahl in Geneva on Friday."),
        span("met"),
        type_,
        Status.ACTUAL,
        actors=(participant("Ann Archer", "Ann Archer", "USA"),),
        recipients=(participant("Per Dahl", "Per Dahl", "NOR"),),
        date="2025-04-25",
        place=ReportPlace("Geneva", place.start, place.start + 6, "CHE"),
        confidence=0.9,
        reasons=(Reason("trigger", "encoder", "met", 0.9),),
    )


def statement() -> Statement:
    return Statement(
        StatementKind.DIRECT,
        StatementSort.SPEECH,
        (span("We agreed on nothing,"),),
        (span("told"),),
        (span("Dahl", TEXT),),
        Actor("Per Dahl", ActorKind.PERSON, "NOR", "GOV", ("Per Dahl", "Dahl")),
        addressee=span("reporters"),
    )


def coded(ident: str = "p1", page_id: str = "p1", report_id: str = "R1") -> CodedStory:
    geneva = span("Geneva on")
    return CodedStory(
        story(ident, page_id),
        (statement(),),
        (report(report_id),),
        (Place("Geneva", geneva.start, geneva.start + 6, "Geneva", "CHE", 46.2, 6.15, 2660646),),
        (),
        (Actor("Per Dahl", ActorKind.PERSON, "NOR", "GOV", ("Per Dahl", "Dahl")),),
        Coder("0", "en_test", "1"),
    )


def line(name: str = "p1", outcome: str = "read", page_id: str | None = "p1") -> LedgerLine:
    return LedgerLine(name, outcome, page_id=page_id)
