"""The JSON shape keeps its names, and every span in it slices back."""

from __future__ import annotations

import json

from communique.shape import coded_json
from tests.builders import TEXT, coded

STORY_KEYS = {
    "id",
    "page",
    "headline",
    "published",
    "published_from",
    "language",
    "text",
    "paragraphs",
    "captions",
    "furniture",
    "places",
}
REPORT_KEYS = {
    "id", "confidence", "sentence", "trigger", "type", "mode", "status", "attribution", "actors", "recipients", "date", "place",
}  # fmt: skip
STATEMENT_KEYS = {"kind", "sort", "content", "cue", "source", "speaker", "addressee", "occasion"}


def spans(value: object) -> list[dict]:
    if isinstance(value, dict):
        own = [value] if {"text", "start", "end"} <= value.keys() else []
        return own + [s for v in value.values() for s in spans(v)]
    return [s for v in value for s in spans(v)] if isinstance(value, list) else []


def test_names_that_scripts_hold_on_to_are_there():
    made = coded_json(coded())
    assert made["story"].keys() >= STORY_KEYS
    assert made["reports"][0].keys() >= REPORT_KEYS
    assert made["statements"][0].keys() >= STATEMENT_KEYS
    assert made["reports"][0]["actors"][0].keys() >= {"text", "name", "country", "sector"}


def test_every_span_slices_back():
    found = spans(json.loads(json.dumps(coded_json(coded()))))
    assert len(found) > 10
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for s in found)


def test_a_missing_part_is_null():
    made = coded_json(coded())
    assert made["reports"][0]["attribution"] is None
    assert made["statements"][0]["occasion"] is None
