"""Plain text, cut into stories by structure and repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from communique.pages.body import label_body, label_head, repeated_widgets
from communique.pages.heads import find_heads
from communique.pages.lines import Kind, Labelled, Line, Look

MOST_LINES = 20_000
"""Lines that are looked at; a page of news has a hundredth of that."""
LEAST_WORDS = 8
"""Words: a page without one sentence of this length tells no story."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Stories as runs of labelled lines, and the lines outside any story."""

    stories: tuple[tuple[Labelled, ...], ...]
    outside: tuple[Labelled, ...]


def as_furniture(line: Line) -> Labelled:
    """A line outside any story."""
    by_look = {Look.DATED: "timestamp", Look.BYLINE: "author", Look.CAPTION: "caption"}
    return Labelled(line, Kind.FURNITURE, line.reason or by_look.get(line.look, "unknown"))


def trimmed(labelled: Sequence[Labelled]) -> tuple[tuple[Labelled, ...], tuple[Labelled, ...]]:
    """A story up to its last line that is no furniture, and the furniture behind."""
    last = max((i for i, item in enumerate(labelled) if item.kind is not Kind.FURNITURE), default=-1)
    return tuple(labelled[: last + 1]), tuple(labelled[last + 1 :])


def has_body(labelled: Sequence[Labelled]) -> bool:
    """True where there is at least one paragraph of a story's length."""
    return any(item.kind is Kind.PARAGRAPH and len(item.line.text.split()) >= LEAST_WORDS for item in labelled)


def cut_lines(lines: Sequence[Line]) -> Cut:
    """The stories on a page of plain lines; what stands past `MOST_LINES` is set aside."""
    past = [Labelled(line, Kind.FURNITURE, "too_long") for line in lines[MOST_LINES:]]
    cut = cut_some_lines(lines[:MOST_LINES])
    return Cut(cut.stories, (*cut.outside, *past))


def cut_some_lines(lines: Sequence[Line]) -> Cut:
    """The stories on a page of plain lines."""
    heads = find_heads(lines)
    if not heads:
        body = label_body(lines, frozenset(), {}, frozenset())
        if not has_body(body):
            return Cut((), tuple(as_furniture(line) for line in lines))
        first = next(i for i, item in enumerate(body) if item.kind is not Kind.FURNITURE)
        story, after = trimmed(body[first:])
        return Cut((story,), (*body[:first], *after))
    widgets = repeated_widgets(lines)
    titles = {lines[head.at].key: head.at for head in heads}
    outside = [as_furniture(line) for line in lines[: heads[0].at]]
    stories: list[tuple[Labelled, ...]] = []
    ends = [head.at for head in heads[1:]] + [len(lines)]
    for head, end in zip(heads, ends, strict=True):
        top = label_head(lines, head)
        captions = frozenset(item.line.key for item in top if item.kind is Kind.CAPTION)
        body = label_body(lines[head.body : end], widgets, titles, captions)
        story, after = trimmed([*top, *body])
        if has_body(story):
            stories.append(story)
            outside.extend(after)
        else:
            outside.extend(as_furniture(item.line) for item in (*story, *after))
    return Cut(tuple(stories), tuple(outside))
