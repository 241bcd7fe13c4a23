"""Where stories begin on a page: headlines, known by what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from communique.pages.datelines import DESKS, find_dateline
from communique.pages.lexicon import read_table
from communique.pages.lines import Line, Look

REACH = 14
"""Lines below a headline within which its byline, date, caption and copy stand."""
ENOUGH = 3.0
"""Score from which a line is a headline: a title that opens the page before prose just reaches it."""
MOST_POINTS = 8
"""Key points of a story at the most."""
LEAST_COPY = 6
"""Words: a shorter line that comes again behind a sentence is a widget, not a headline and its copy."""
LONGEST_WIDGET = 4
"""Words of an unknown line in a head that is taken for a widget rather than the first words of the text."""
LONGEST_HEADLINE = 40
"""Words."""
AROUND = frozenset({Look.FURNITURE, Look.DATED, Look.BYLINE, Look.NAME, Look.CAPTION, Look.SIGNED, Look.SHORT})
"""Looks of what stands between a headline and its story."""
CLOSERS = frozenset({"related", "comments", "copyright", "author", "newsletter", "navigation", "cookie"})
"""Reasons of furniture that stands behind a story, and so before the next."""


@cache
def points_headings() -> frozenset[str]:
    """What stands above a story's key points."""
    words = read_table("vocabulary.toml")["points"]
    return frozenset(words if isinstance(words, list) else ())


@dataclass(frozen=True, slots=True)
class Head:
    """A headline's line number, the first line number after all that belongs to its head, and how sure.

    A bare one has nothing in its head but itself.
    """

    at: int
    body: int
    score: float
    bare: bool = False


def usual_gap(lines: Sequence[Line]) -> int:
    """Empty lines between most lines of prose."""
    gaps = Counter(line.gap for before, line in pairwise(lines) if line.look is before.look is Look.PROSE)
    return gaps.most_common(1)[0][0] if gaps else 0


def same_head(first: Line, second: Line) -> bool:
    """True where the second line repeats the first as a headline, whole or as its long beginning."""
    one, two = first.key, second.key
    return one == two or (
        len(one.split()) >= 5 and len(two.split()) >= 5 and (one.startswith(two) or two.startswith(one))
    )


def head_end(lines: Sequence[Line], at: int) -> tuple[int, bool]:
    """The first line number that no longer belongs to the head at `at`, and whether a standfirst was passed.

    One sentence or title may stand between headline and byline, date or copy of the headline: the standfirst.
    """
    end, passed = at + 1, False
    while end < min(len(lines), at + REACH):
        line = lines[end]
        if is_points_heading(line):
            end = points_end(lines, end)
        elif line.look in AROUND or same_head(lines[at], line) or is_widget(lines, at, end):
            end += 1
        elif not passed and end == at + 1 and opens_head(lines, end + 1, at):
            passed = True
            end += 1
        else:
            break
    while end > at + 1 and lines[end - 1].look in {Look.SHORT, Look.NAME} and not passed and only_weak(lines, at, end):
        end -= 1
    return end, passed


def is_points_heading(line: Line) -> bool:
    """True for the heading of a story's key points ("Summary", "Key takeaways")."""
    return line.key in points_headings()


def points_end(lines: Sequence[Line], at: int) -> int:
    """The first line number behind the key points under the heading at `at`."""
    end = at + 1
    while end < min(len(lines), at + 1 + MOST_POINTS) and lines[end].look is Look.TITLE:
        end += 1
    return end


def is_widget(lines: Sequence[Line], at: int, end: int) -> bool:
    """True for a few words nobody knows behind a date or byline, with more of the head or the text below them."""
    line = lines[end]
    known = any(other.look in {Look.DATED, Look.BYLINE, Look.CAPTION} for other in lines[at + 1 : end])
    return known and line.look is Look.TITLE and len(line.text.split()) <= LONGEST_WIDGET and end + 1 < len(lines)


def only_weak(lines: Sequence[Line], at: int, end: int) -> bool:
    """True where nothing between headline and `end` is more than a short line: then it is not a head's matter."""
    return all(line.look in {Look.SHORT, Look.NAME} for line in lines[at + 1 : end])


def opens_head(lines: Sequence[Line], at: int, headline: int) -> bool:
    """True where a byline, a date or the headline's copy stands at or right behind `at`, only widgets before it."""
    for line in lines[at : at + 4]:
        copied = same_head(lines[headline], line) and len(line.text.split()) >= LEAST_COPY
        if line.look in {Look.DATED, Look.BYLINE} or copied:
            return True
        if line.look not in {Look.FURNITURE, Look.SHORT, Look.NAME}:
            return False
    return False


def evidence_below(lines: Sequence[Line], at: int, end: int, *, passed: bool) -> float:
    """What the lines of a head say for its headline."""
    head, looks = lines[at], {line.look for line in lines[at + 1 : end]}
    score = 0.0
    if any(same_head(head, line) for line in lines[at + 1 : end]):
        score += 3.0
    score += 0.5 * any(line.look is Look.DATED for line in lines[at + 1 : min(end, at + 3)])
    score += 2.0 * (Look.DATED in looks) + 1.5 * (Look.BYLINE in looks) + 0.5 * (Look.NAME in looks)
    if Look.CAPTION in looks:
        captions = [line.key for line in lines[at + 1 : end] if line.look is Look.CAPTION]
        score += 2.5 if len(set(captions)) < len(captions) else 1.5
    reasons = {line.reason for line in lines[at + 1 : end] if line.look is Look.FURNITURE}
    score += 0.5 * bool(reasons & {"share", "counter", "timestamp"})
    if end < len(lines) and find_dateline(lines[end].text) is not None:
        score += 2.0
    return score - 0.5 * passed


def prose_follows(lines: Sequence[Line], at: int, end: int) -> bool:
    """True where a story's text begins at line `end`, behind the head of the headline at `at`."""
    sure = any(line.look in {Look.DATED, Look.BYLINE} or same_head(lines[at], line) for line in lines[at + 1 : end])
    following = lines[end : end + (8 if sure else 3)]
    return any(line.look in {Look.PROSE, Look.SIGNED} for line in following)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a page as a whole: its usual gap, its first line that is not AROUND a story, its first sentence."""

    usual: int
    first_text: int
    first_prose: int


def shape_of(lines: Sequence[Line]) -> Shape:
    """The shape of a page."""
    first_text = next((i for i, line in enumerate(lines) if line.look not in AROUND), len(lines))
    first_prose = next((i for i, line in enumerate(lines) if line.look is Look.PROSE), len(lines))
    return Shape(usual_gap(lines), first_text, first_prose)


def score_head(lines: Sequence[Line], at: int, shape: Shape) -> Head | None:
    """How much speaks for line `at` being a headline; null where it cannot be one."""
    line = lines[at]
    words = line.text.split()
    if line.look in {Look.FURNITURE, Look.DATED, Look.BYLINE, Look.CAPTION} or len(words) > LONGEST_HEADLINE:
        return None
    if line.text.lower() in DESKS:
        return None
    end, passed = head_end(lines, at)
    if not prose_follows(lines, at, end):
        return None
    below = evidence_below(lines, at, end, passed=passed)
    score = below + {Look.TITLE: 1.0, Look.SHORT: -0.5, Look.NAME: 0.0}.get(
        line.look, -0.5 if len(words) > 20 else -0.25
    )
    before = lines[at - 1] if at else None
    if at <= shape.first_text:
        score += 1.0
    elif before is not None and before.look is Look.FURNITURE:
        score += 1.0 if before.reason in CLOSERS else 0.25
    if before is not None and line.gap > shape.usual:
        score += 1.0 if line.gap == shape.usual + 1 else 2.0
    if below == 0.0 and end < len(lines) and lines[end].look is Look.PROSE:
        score += 1.0
    if below == 0.0 and before is not None and line.gap <= shape.usual + 1 and at > shape.first_prose:
        score -= 1.5
    return Head(at, end, score, bare=below == 0.0)


def likeness(line: Line) -> float:
    """How much a line by itself is like a headline: long titles more than sentences, those more than names and labels."""
    words = len(line.key.split())
    if line.look is Look.TITLE:
        return 3.0 if words >= 5 else 2.0 if words == 4 else 1.0
    if line.look is Look.PROSE:
        return 2.5 if words <= 14 else 2.0
    return 0.5


def better(lines: Sequence[Line], first: Head, second: Head, shape: Shape) -> Head:  # noqa: PLR0911 - cases, the first that fits
    """Which of two lines that could be the headline of one head is it: a kicker, a list's last line, a name are not."""
    if any(same_head(lines[first.at], line) for line in lines[first.at + 1 : first.body]):
        return first
    upper, lower = lines[first.at], lines[second.at]
    before = lines[first.at - 1] if first.at else None
    listed = before is not None and (
        before.look in {Look.TITLE, Look.PROSE} or before.reason in CLOSERS - {"navigation"}
    )
    in_list = listed and lower.gap <= upper.gap and second.at == first.at + 1
    if abs(likeness(upper) - likeness(lower)) >= 1.0 and not (in_list and likeness(lower) >= 2.0):
        return first if likeness(upper) > likeness(lower) else second
    on_top = first.at <= shape.first_text
    if second.at == first.at + 1 and lower.gap > upper.gap and not on_top:
        return second
    if second.at != first.at + 1:
        return first if first.score >= second.score else second
    if in_list:
        return second
    if upper.look is Look.TITLE and lower.look is Look.PROSE and likeness(upper) >= 2.0:
        return first
    long_enough = upper.look is Look.TITLE and len(upper.text.split()) >= 5 and len(lower.text) > len(upper.text)
    return first if long_enough and lower.gap <= upper.gap else second


def find_heads(lines: Sequence[Line]) -> tuple[Head, ...]:
    """The heads of all stories on the page, in order, none within another."""
    shape = shape_of(lines)
    kept: list[Head] = []
    for at in range(len(lines)):
        head = score_head(lines, at, shape)
        if head is None or head.score < ENOUGH:
            continue
        if kept and head.bare and lines[at].gap <= shape.usual + 1:
            continue
        if kept and head.at < kept[-1].body:
            kept[-1] = better(lines, kept[-1], head, shape)
        else:
            kept.append(head)
    return tuple(kept)
