"""The JSON shape of a coded story, as `communique code --format jsonl` prints it and scripts hold on to it.

Every span is ``{"text", "start", "end"}`` with character offsets into ``story.text``: ``text[start:end] == span.text``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from communique.model import (
    Actor,
    Caption,
    CodedStory,
    Participant,
    Place,
    ProposalTelling,
    Report,
    Span,
    Stance,
    Statement,
    Story,
    TimeExpression,
)

Json = dict[str, Any]


def span_json(span: Span | None) -> Json | None:
    """A span, or null."""
    return None if span is None else {"text": span.text, "start": span.start, "end": span.end}


def spans_json(spans: Sequence[Span]) -> Json | list[Json | None] | None:
    """One span as itself, several as a list, none as null."""
    if not spans:
        return None
    return span_json(spans[0]) if len(spans) == 1 else [span_json(s) for s in spans]


def caption_json(caption: Caption) -> Json:
    """A caption with what was read out of it."""
    return {
        "text": caption.text,
        "start": caption.start,
        "end": caption.end,
        "credit": caption.credit,
        "people": list(caption.people),
        "place": caption.place,
        "date": caption.date,
    }


def place_json(place: Place) -> Json:
    """A named place and where it is."""
    return {
        "text": place.text,
        "start": place.start,
        "end": place.end,
        "name": place.name,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
    }


def time_json(time: TimeExpression) -> Json:
    """A time expression and what it was resolved to."""
    return {
        "text": time.text,
        "start": time.start,
        "end": time.end,
        "value": time.value,
        "duration": time.duration,
        "anchor": time.anchor,
    }


def actor_json(actor: Actor | None) -> Json | None:
    """An actor as a speaker, or null."""
    return None if actor is None else {"name": actor.name, "country": actor.country, "sector": actor.sector}


def participant_json(participant: Participant) -> Json:
    """An actor or recipient of a report."""
    return {
        "text": participant.text,
        "start": participant.start,
        "end": participant.end,
        "name": participant.name,
        "country": participant.country,
        "sector": participant.sector,
    }


def statement_json(statement: Statement) -> Json:
    """A statement."""
    return {
        "kind": statement.kind.value,
        "sort": statement.sort.value,
        "content": spans_json(statement.content),
        "cue": spans_json(statement.cue),
        "source": spans_json(statement.source),
        "speaker": actor_json(statement.speaker),
        "addressee": span_json(statement.addressee),
        "occasion": span_json(statement.occasion),
        "confidence": round(statement.confidence, 3),
    }


def report_json(report: Report) -> Json:
    """A report in the fields of the codebook, with id and confidence."""
    place = report.place
    return {
        "id": report.id,
        "type": report.type,
        "mode": report.mode,
        "status": report.status.value,
        "attribution": span_json(report.attribution),
        "actors": [participant_json(p) for p in report.actors],
        "recipients": [participant_json(p) for p in report.recipients],
        "date": report.date,
        "place": place and {"text": place.text, "start": place.start, "end": place.end, "country": place.country},
        "trigger": span_json(report.trigger),
        "sentence": span_json(report.sentence),
        "contexts": list(report.contexts),
        "confidence": round(report.confidence, 3),
    }


def stance_json(stance: Stance) -> Json:
    """Where a party stands; `statement` is a number (from 0) in ``statements``, `report` the id of one of ``reports``."""
    return {
        "party": participant_json(stance.party),
        "stance": stance.stance.value,
        "words": span_json(stance.words),
        "sentence": span_json(stance.sentence),
        "statement": stance.statement,
        "report": stance.report,
        "day": stance.day,
        "rule": stance.rule,
    }


def proposal_json(proposal: ProposalTelling) -> Json:
    """A proposal as the story tells it."""
    return {
        "name": span_json(proposal.name),
        "kind": proposal.kind,
        "mentions": [span_json(m) for m in proposal.mentions],
        "proposer": participant_json(proposal.proposer) if proposal.proposer else None,
        "parties": [participant_json(p) for p in proposal.parties],
        "duration": proposal.duration,
        "begins": proposal.begins,
        "terms": span_json(proposal.terms),
        "status": proposal.status.value,
        "statuses": [
            {
                "status": s.status.value,
                "words": span_json(s.words),
                "sentence": span_json(s.sentence),
                "day": s.day,
            }
            for s in proposal.statuses
        ],
        "stances": [stance_json(s) for s in proposal.stances],
    }


def story_json(coded: CodedStory) -> Json:
    """The story's own part: pieces, dates, furniture, places."""
    story: Story = coded.story
    return {
        "id": story.id,
        "page": story.page_id,
        "page_start": story.start,
        "page_end": story.end,
        "headline": story.headline.text if story.headline else None,
        "standfirst": span_json(story.standfirst),
        "byline": span_json(story.byline),
        "dateline": span_json(story.dateline),
        "published": story.published,
        "published_from": story.published_from,
        "published_evidence": [
            {"value": e.value, "known_from": e.known_from.value, "words": e.words} for e in story.published_evidence
        ],
        "language": story.language,
        "outlet": story.outlet,
        "agency": story.agency,
        "text": story.text,
        "paragraphs": [span_json(p) for p in story.paragraphs],
        "key_points": [span_json(p) for p in story.key_points],
        "captions": [caption_json(c) for c in story.captions],
        "furniture": [{"text": f.text, "start": f.start, "end": f.end, "reason": f.reason} for f in story.furniture],
        "places": [place_json(p) for p in coded.places],
        "times": [time_json(t) for t in coded.times],
    }


def coded_json(coded: CodedStory) -> Json:
    """One coded story as one JSON object."""
    return {
        "story": story_json(coded),
        "statements": [statement_json(s) for s in coded.statements],
        "reports": [report_json(r) for r in coded.reports],
        "proposals": [proposal_json(p) for p in coded.proposals],
        "not_coded": coded.not_coded,
    }
