"""Where stories begin on a page: headlines, known by what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from communique.pages.datelines import find_dateline
from communique.pages.lines import Line, Look

REACH = 14
"""Lines below a headline within which its byline, date, caption and copy stand."""
ENOUGH = 3.0
"""Score from which a line is a headline: a title that opens the page before prose just reaches it."""
LONGEST_HEADLINE = 40
"""Words."""
AROUND = frozenset({Look.FURNITURE, Look.DATED, Look.BYLINE, Look.NAME, Look.CAPTION, Look.SIGNED, Look.SHORT})
"""Looks of what stands between a headline and its story."""
CLOSERS = frozenset({"related", "comments", "copyright", "author", "newsletter", "navigation", "cookie"})
"""Reasons of furniture that stands behind a story, and so before the next."""


@dataclass(frozen=True, slots=True)
class Head:
    """A headline's line number, the first line number after all that belongs to its head, and how sure."""

    at: int
    body: int
    score: float


def usual_gap(lines: Sequence[Line]) -> int:
    """Empty lines between most lines of prose."""
    gaps = Counter(
        line.gap for before, line in zip(lines, lines[1:], strict=False) if line.look is before.look is Look.PROSE
    )
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
        if line.look in AROUND or same_head(lines[at], line):
            end += 1
        elif not passed and end == at + 1 and opens_head(lines, end + 1, at):
            passed = True
            end += 1
        else:
            break
    while end > at + 1 and lines[end - 1].look in {Look.SHORT, Look.NAME} and not passed and only_weak(lines, at, end):
        end -= 1
    return end, passed


def only_weak(lines: Sequence[Line], at: int, end: int) -> bool:
    """True where nothing between headline and `end` is more than a short line: then it is not a head's matter."""
    return all(line.look in {Look.SHORT, Look.NAME} for line in lines[at + 1 : end])


def opens_head(lines: Sequence[Line], at: int, headline: int) -> bool:
    """True where a byline, a date or the headline's copy stands at or right behind `at`, only widgets before it."""
    for line in lines[at : at + 4]:
        if line.look in {Look.DATED, Look.BYLINE} or same_head(lines[headline], line):
            return True
        if line.look not in {Look.FURNITURE, Look.SHORT, Look.NAME}:
            return False
    return False


def evidence_below(lines: Sequence[Line], at: int, end: int, passed: bool) -> float:
    """What the lines of a head say for its headline."""
    head, looks = lines[at], {line.look for line in lines[at + 1 : end]}
    score = 0.0
    if any(same_head(head, line) for line in lines[at + 1 : end]):
        score += 3.0
    score += 2.0 * (Look.DATED in looks) + 1.5 * (Look.BYLINE in looks) + 0.5 * (Look.NAME in looks)
    if Look.CAPTION in looks:
        captions = [line.key for line in lines[at + 1 : end] if line.look is Look.CAPTION]
        score += 2.5 if len(set(captions)) < len(captions) else 1.5
    reasons = {line.reason for line in lines[at + 1 : end] if line.look is Look.FURNITURE}
    score += 0.5 * bool(reasons & {"share", "counter", "timestamp"})
    if end < len(lines) and find_dateline(lines[end].text) is not None:
        score += 2.0
    return score - 0.5 * passed


def prose_follows(lines: Sequence[Line], end: int) -> bool:
    """True where a story's text begins at line `end`."""
    following = lines[end : end + 3]
    return any(line.look in {Look.PROSE, Look.SIGNED} for line in following)


def score_head(lines: Sequence[Line], at: int, usual: int) -> Head | None:
    """How much speaks for line `at` being a headline; null where it cannot be one."""
    line = lines[at]
    words = line.text.split()
    if line.look in {Look.FURNITURE, Look.DATED, Look.BYLINE, Look.CAPTION} or len(words) > LONGEST_HEADLINE:
        return None
    end, passed = head_end(lines, at)
    if not prose_follows(lines, end):
        return None
    below = evidence_below(lines, at, end, passed)
    score = below + {Look.TITLE: 1.0, Look.SHORT: -0.5, Look.NAME: 0.0}.get(
        line.look, -1.0 if len(words) > 14 else -0.25
    )
    before = lines[at - 1] if at else None
    if before is None or all(other.look in AROUND for other in lines[:at]):
        score += 1.0
    elif before.look is Look.FURNITURE:
        score += 1.0 if before.reason in CLOSERS else 0.25
    if before is not None and line.gap > usual:
        score += 1.0 if line.gap == usual + 1 else 2.0
    if below == 0.0 and end < len(lines) and lines[end].look is Look.PROSE:
        score += 1.0
    if below == 0.0 and before is not None and line.gap <= usual + 1 and any(o.look is Look.PROSE for o in lines[:at]):
        score -= 1.5
    return Head(at, end, score)


def better(lines: Sequence[Line], first: Head, second: Head) -> Head:
    """Which of two headlines that share one head it is: the upper with a standfirst below, or the lower alone."""
    if any(same_head(lines[first.at], line) for line in lines[first.at + 1 : first.body]):
        return first
    if second.at != first.at + 1:
        return first if first.score >= second.score else second
    upper, lower = lines[first.at], lines[second.at]
    before = lines[first.at - 1] if first.at else None
    in_list = before is not None and (
        before.look in {Look.TITLE, Look.PROSE} or before.reason in CLOSERS - {"navigation"}
    )
    if in_list and lower.gap <= upper.gap:
        return second
    if upper.look is Look.TITLE and lower.look is Look.PROSE:
        return first
    long_enough = upper.look is Look.TITLE and len(upper.text.split()) >= 5 and len(lower.text) > len(upper.text)
    return first if long_enough and lower.gap <= upper.gap and not in_list else second


def find_heads(lines: Sequence[Line]) -> tuple[Head, ...]:
    """The heads of all stories on the page, in order, none within another."""
    usual = usual_gap(lines)
    kept: list[Head] = []
    for at in range(len(lines)):
        head = score_head(lines, at, usual)
        if head is None or head.score < ENOUGH:
            continue
        if kept and head.at < kept[-1].body:
            kept[-1] = better(lines, kept[-1], head)
        else:
            kept.append(head)
    return tuple(kept)
