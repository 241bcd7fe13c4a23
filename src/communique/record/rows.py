"""Values of the vocabulary as rows of the record's tables."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence

from communique.model import Actor, CodedStory, Participant, Report, Span, Statement, Story

Connection = sqlite3.Connection


def statement_id(story: Story, statement: Statement) -> str:
    """An id that is the same whenever the same words of the same story are coded as the same statement."""
    spans = ",".join(f"{s.start}-{s.end}" for s in (*statement.content, *statement.cue))
    return "S" + hashlib.blake2b(f"{story.id}|{statement.kind}|{spans}".encode(), digest_size=6).hexdigest()


def insert(db: Connection, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Insert dictionaries that all have the same keys. Table and column names come from this package only."""
    held = list(rows)
    if held:
        columns = list(held[0])
        marks = ", ".join(f":{c}" for c in columns)
        db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", held)  # noqa: S608


def joined(spans: Sequence[Span]) -> str | None:
    """The words of spans, broken parts joined by an ellipsis; null for none."""
    return " … ".join(s.text for s in spans) or None


def coder_id(db: Connection, coded: CodedStory) -> int | None:
    """The number of the coder of a story, made if it is new."""
    if coded.coder is None:
        return None
    c = coded.coder
    values = (c.version, c.pipeline, c.pipeline_version, json.dumps(c.weights))
    db.execute(
        "INSERT OR IGNORE INTO coders (version, pipeline, pipeline_version, weights) VALUES (?, ?, ?, ?)", values
    )
    found = db.execute(
        "SELECT id FROM coders WHERE version = ? AND pipeline = ? AND pipeline_version = ? AND weights = ?", values
    ).fetchone()
    return int(found[0])


def actor_id(db: Connection, actor: Actor) -> int | None:
    """The number of an actor, made if it is new; null for one without a name."""
    if actor.name is None:
        return None
    values = (actor.name, actor.kind.value, actor.country, actor.sector)
    where = "name = ? AND kind = ? AND country IS ? AND sector IS ?"
    found = db.execute(f"SELECT id FROM actors WHERE {where}", values).fetchone()  # noqa: S608
    if found is None:
        db.execute("INSERT INTO actors (name, kind, country, sector) VALUES (?, ?, ?, ?)", values)
        found = db.execute(f"SELECT id FROM actors WHERE {where}", values).fetchone()  # noqa: S608
    return int(found[0])


def story_row(db: Connection, coded: CodedStory, position: int) -> dict[str, object]:
    """The row of `stories`."""
    s = coded.story
    return {
        "id": s.id,
        "page_id": s.page_id,
        "position": position,
        "page_start": s.start,
        "page_end": s.end,
        "headline": s.headline.text if s.headline else None,
        "text": s.text,
        "published": s.published,
        "published_from": s.published_from.value if s.published_from else None,
        "language": s.language,
        "outlet": s.outlet,
        "agency": s.agency,
        "coder_id": coder_id(db, coded),
        "not_coded": coded.not_coded,
    }


def piece_rows(story: Story) -> list[dict[str, object]]:
    """The rows of `pieces`, in the order of the text."""
    empty = dict.fromkeys(("reason", "credit", "people", "place", "date"))

    def row(kind: str, start: int, end: int, **more: object) -> dict[str, object]:
        return {"story_id": story.id, "kind": kind, "start": start, "end": end, **empty, **more}

    single = (("headline", story.headline), ("standfirst", story.standfirst), ("byline", story.byline))
    rows = [row(kind, p.start, p.end) for kind, p in (*single, ("dateline", story.dateline)) if p is not None]
    rows += [row("paragraph", p.start, p.end) for p in story.paragraphs]
    rows += [row("key_point", p.start, p.end) for p in story.key_points]
    rows += [
        row("caption", c.start, c.end, credit=c.credit, people=json.dumps(c.people), place=c.place, date=c.date)
        for c in story.captions
    ]
    rows += [row("furniture", f.start, f.end, reason=f.reason) for f in story.furniture]
    return sorted(rows, key=lambda r: (str(r["start"]).zfill(9), str(r["kind"])))


def statement_rows(db: Connection, coded: CodedStory) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows of `statements` and `statement_spans`; the same words are one statement."""
    rows: dict[str, dict[str, object]] = {}
    spans: list[dict[str, object]] = []
    for s in coded.statements:
        key = statement_id(coded.story, s)
        if key in rows:
            continue
        rows[key] = {
            "id": key,
            "story_id": coded.story.id,
            "kind": s.kind.value,
            "sort": s.sort.value,
            "speaker": s.speaker.name if s.speaker else None,
            "speaker_id": actor_id(db, s.speaker) if s.speaker else None,
            "source": joined(s.source),
            "cue": joined(s.cue),
            "content": joined(s.content) or "",
            "addressee": s.addressee.text if s.addressee else None,
            "occasion": s.occasion.text if s.occasion else None,
            "confidence": s.confidence,
        }
        parts = [("content", x) for x in s.content] + [("cue", x) for x in s.cue] + [("source", x) for x in s.source]
        parts += [(k, x) for k, x in (("addressee", s.addressee), ("occasion", s.occasion)) if x is not None]
        spans += [{"statement_id": key, "part": part, "start": x.start, "end": x.end} for part, x in parts]
    return list(rows.values()), spans


def report_row(story: Story, r: Report) -> dict[str, object]:
    """The row of `reports`."""
    return {
        "id": r.id,
        "story_id": story.id,
        "type": r.type,
        "mode": r.mode,
        "status": r.status.value,
        "attribution": r.attribution.text if r.attribution else None,
        "attribution_start": r.attribution.start if r.attribution else None,
        "attribution_end": r.attribution.end if r.attribution else None,
        "sentence_start": r.sentence.start,
        "sentence_end": r.sentence.end,
        "trigger": r.trigger.text,
        "trigger_start": r.trigger.start,
        "trigger_end": r.trigger.end,
        "date": r.date,
        "place": r.place.text if r.place else None,
        "place_start": r.place.start if r.place else None,
        "place_end": r.place.end if r.place else None,
        "place_country": r.place.country if r.place else None,
        "contexts": json.dumps(r.contexts),
        "confidence": r.confidence,
        "reasons": json.dumps(
            [{"field": x.field, "rule": x.rule, "value": x.value, "score": x.score} for x in r.reasons],
            ensure_ascii=False,
        ),
    }


def participant_rows(report: Report) -> list[dict[str, object]]:
    """The rows of `participants`."""

    def row(role: str, position: int, p: Participant) -> dict[str, object]:
        return {
            "report_id": report.id,
            "role": role,
            "position": position,
            "text": p.text,
            "start": p.start,
            "end": p.end,
            "name": p.name,
            "country": p.country,
            "sector": p.sector,
        }

    actors = [row("actor", n, p) for n, p in enumerate(report.actors, 1)]
    return actors + [row("recipient", n, p) for n, p in enumerate(report.recipients, 1)]


def appearance_rows(db: Connection, coded: CodedStory) -> list[dict[str, object]]:
    """The rows of `appearances`."""
    rows: dict[int, dict[str, object]] = {}
    for actor in coded.actors:
        number = actor_id(db, actor)
        if number is not None:
            roles = [{"title": r.title, "country": r.country} for r in actor.roles]
            rows[number] = {
                "story_id": coded.story.id,
                "actor_id": number,
                "names": json.dumps(actor.names, ensure_ascii=False),
                "roles": json.dumps(roles, ensure_ascii=False),
            }
    return list(rows.values())


def place_rows(coded: CodedStory) -> list[dict[str, object]]:
    """The rows of `places`."""
    columns = ("text", "start", "end", "name", "country", "admin1", "lat", "lon", "geonameid")
    return [{"story_id": coded.story.id, **{c: getattr(p, c) for c in columns}} for p in coded.places]


def insert_story(db: Connection, coded: CodedStory, position: int) -> None:
    """All rows of one coded story. The caller holds the transaction."""
    story = coded.story
    insert(db, "stories", [story_row(db, coded, position)])
    insert(db, "pieces", piece_rows(story))
    evidence = story.published_evidence
    insert(
        db,
        "date_evidence",
        [
            {"story_id": story.id, "value": e.value, "known_from": e.known_from.value, "words": e.words}
            for e in evidence
        ],
    )
    insert(db, "appearances", appearance_rows(db, coded))
    statements, spans = statement_rows(db, coded)
    insert(db, "statements", statements)
    insert(db, "statement_spans", spans)
    insert(db, "places", place_rows(coded))
    insert(db, "reports", [report_row(story, r) for r in coded.reports])
    insert(db, "participants", [row for r in coded.reports for row in participant_rows(r)])
