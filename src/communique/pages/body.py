"""What each line of one story is, between its headline and the next: paragraphs, captions, and what is not the story's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from communique.pages.heads import Head, is_points_heading, points_end, same_head
from communique.pages.lexicon import label_reason
from communique.pages.lines import END_OF_SENTENCE, Kind, Labelled, Line, Look, own_words, words_of

BIOGRAPHY = re.compile(
    r"^(?:The (?:author|writer)|(?:[A-ZÀ-Þ][\w.'’À-ÿ-]+ ){1,4})(?:is|was|are|has been|covers|writes|reports|joined) (?:\w+ ){0,2}?(?:an?|the|our|based|on|for|from|as)\b"
    r"(?=.{0,120}\b(?:correspondent|reporter|journalist|columnist|writer|editor|contributor|producer|fellow|bureau chief|freelance|based in)\b)"
)
OPENERS = frozenset({"related"})
"""Reasons of furniture under which a list of other stories' headlines may stand."""
TAIL_OPENERS = frozenset({"related", "comments", "author", "copyright", "cookie"})
"""Reasons of furniture after which, with no prose to come, only widgets follow."""
LONGEST_OPENER = 8
"""Words: a longer line of furniture is no heading of a list."""
LONGEST_LABEL = 5
"""Words: no heading of a list that nobody knows is longer."""
LONGEST_ASIDE = 7
SHORT_ASIDE = 4
"""Words: only so short a line is taken for a widget because it has nothing to do with the story; the longer without names."""
LONGEST_UNKNOWN = 7
"""Words: only shorter lines are taken for widgets because they stand again and again."""
LONGEST_LIST = 6
"""Lines under a heading of a list that are taken for its items until shown otherwise."""
LEAST_SENTENCE = 9
"""Words: a shorter sentence may as well be a headline with a full stop."""
LEAST_ITEM = 3
LONGEST_ITEM = 30
"""Words: a list's headlines are this long at least and at most."""
ALONE_ALIKE = 0.5
SAME_SUBJECT = 0.34
TOGETHER_ALIKE = 0.2
"""Share of telling words that one, two, three sentences have in common with a story from which they are of it."""


def cohesion(text: str, subject: frozenset[str]) -> float:
    """Share of the telling words of `text` that the story uses as well; 0 for a text without any."""
    words = words_of(text)
    return len(words & subject) / len(words) if words else 0.0


def subject_of(lines: Sequence[Line]) -> frozenset[str]:
    """The telling words of a story's prose, without the lines under headings of lists, unless there are no others."""
    listed = {j for i, line in enumerate(lines) if is_opener(line) for j in range(i + 1, i + 1 + LONGEST_LIST)}
    prose = [(i, line) for i, line in enumerate(lines) if line.look is Look.PROSE]
    sure = [line for i, line in prose if i not in listed] or [line for _, line in prose]
    return frozenset().union(*(words_of(line.text) for line in sure))


def is_opener(line: Line) -> bool:
    """True for a heading under which a list of other stories' headlines may stand."""
    return line.look is Look.FURNITURE and line.reason in OPENERS and not is_link_line(line)


def label_head(lines: Sequence[Line], head: Head) -> list[Labelled]:
    """The lines from the headline to the body."""
    headline = lines[head.at]
    labelled = [Labelled(headline, Kind.HEADLINE)]
    captions: set[str] = set()
    has_byline = any(line.look is Look.BYLINE for line in lines[head.at + 1 : head.body])
    points = {
        i
        for at in range(head.at + 1, head.body)
        if is_points_heading(lines[at])
        for i in range(at + 1, points_end(lines, at))
    }
    for offset, line in enumerate(lines[head.at + 1 : head.body]):
        kind, reason = Kind.FURNITURE, line.reason or "widget"
        if head.at + 1 + offset in points:
            kind, reason = Kind.KEY_POINT, ""
        elif same_head(headline, line):
            reason = "repeated"
        elif line.look in {Look.CAPTION, Look.SIGNED}:
            kind, reason = (Kind.FURNITURE, "repeated") if line.key in captions else (Kind.CAPTION, "")
            captions.add(line.key)
        elif line.look is Look.DATED:
            kind, reason = Kind.DATED, ""
        elif line.look is Look.BYLINE or (line.look is Look.NAME and not has_byline):
            kind, reason, has_byline = Kind.BYLINE, "", True
        elif line.look is Look.NAME:
            reason = "author"
        elif line.look is Look.SHORT and any(c.isdigit() for c in line.text):
            reason = "counter"
        elif offset == 0 and line.look in {Look.TITLE, Look.PROSE}:
            kind, reason = Kind.STANDFIRST, ""
        labelled.append(Labelled(line, kind, reason or None))
    return one_byline(labelled)


def one_byline(labelled: list[Labelled]) -> list[Labelled]:
    """All bylines but the first as furniture."""
    seen = False
    result = []
    for item in labelled:
        again = item.kind is Kind.BYLINE and seen
        seen = seen or item.kind is Kind.BYLINE
        result.append(Labelled(item.line, Kind.FURNITURE, "author") if again else item)
    return result


def resumes(lines: Sequence[Line], at: int, subject: frozenset[str]) -> bool:
    """True where the story goes on at `at`, after a list of other headlines: sentences, on the story's subject.

    The more sentences stand together, the less they must share with the story.
    """
    run = 0
    while run < 4 and at + run < len(lines) and lines[at + run].look is Look.PROSE:
        run += 1
    if run == 0:
        return False
    alike = cohesion(" ".join(line.text for line in lines[at : at + run]), subject)
    own = cohesion(lines[at].text, subject)
    if run == 1:
        return own >= ALONE_ALIKE or len(lines[at].text.split()) > LONGEST_ITEM
    return alike >= (TOGETHER_ALIKE if run >= 3 else SAME_SUBJECT) and (
        own > 0 or len(lines[at].text.split()) >= LONGEST_ITEM
    )


def is_sentence(line: Line) -> bool:
    """True for prose that reads as a sentence of a text, not as a headline with a stop, a colon or a question mark."""
    return line.look is Look.PROSE and len(line.text.split()) >= LEAST_SENTENCE and not line.text.endswith((":", "?"))


def unknown_list(lines: Sequence[Line], at: int, subject: frozenset[str]) -> bool:
    """True where a short line nobody knows stands over at least two other stories' headlines, and the story ends there."""
    heading = lines[at]
    if heading.look not in {Look.SHORT, Look.NAME, Look.TITLE, Look.FURNITURE} or is_link_line(heading):
        return False
    end = at + 1
    while end < len(lines) and lines[end].look in {Look.TITLE, Look.PROSE, Look.NAME}:
        end += 1
    items = [line for line in lines[at + 1 : end] if len(line.text.split()) >= LEAST_ITEM]
    if len(heading.text.split()) > LONGEST_LABEL or not 2 <= len(items) <= LONGEST_LIST + 4:
        return False
    titles = sum(not is_sentence(line) for line in items)
    run_on = any(is_sentence(one) and is_sentence(two) for one, two in pairwise(items))
    if run_on or titles * 2 < len(items) or any(len(line.text.split()) > LONGEST_ITEM for line in items):
        return False
    alike = [cohesion(line.text, subject) for line in items]
    own = sum(each >= SAME_SUBJECT for each in alike)
    if own * 2 >= len(items) or alike[0] >= (0.01 if items[0].look is Look.PROSE else SAME_SUBJECT):
        return False
    return not any(resumes(lines, i, subject) for i in range(at + 1, len(lines)))


def first_tail(lines: Sequence[Line], subject: frozenset[str]) -> int:
    """The first line number after which the story does not go on."""
    for at in range(max(1, len(lines) - LONGEST_LIST - 8), len(lines)):
        if unknown_list(lines, at, subject_of(lines[:at])):
            lines = lines[:at]
            break
    last = max((i for i, line in enumerate(lines) if resumes_story(lines, i, subject)), default=-1)
    for at in range(last + 1, len(lines)):
        line = lines[at]
        if line.look is Look.FURNITURE and line.reason in TAIL_OPENERS and not is_link_line(line):
            return at
    return len(lines)


def is_link_line(line: Line) -> bool:
    """True for a label with a link's words in one line ("Read more: ..."): it opens no list."""
    return len(line.text.split()) > LONGEST_OPENER or label_reason(line.text) is not None


def resumes_story(lines: Sequence[Line], at: int, subject: frozenset[str]) -> bool:
    """True for prose of the story itself: not one of a list's headlines that ends in a full stop."""
    if lines[at].look not in {Look.PROSE, Look.SIGNED}:
        return False
    opener = next((i for i in range(at - 1, max(-1, at - 12), -1) if lines[i].look is Look.FURNITURE), None)
    if opener is None or lines[opener].reason not in OPENERS or is_link_line(lines[opener]):
        return True
    between = lines[opener + 1 : at]
    if any(resumes(lines, opener + 1 + i, subject) for i in range(len(between))):
        return True
    return resumes(lines, at, subject)


def repeated_widgets(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines that stand on the page more than once and are no sentences: widgets, whatever they say."""
    counts = Counter(line.key for line in lines if len(line.text.split()) <= LONGEST_UNKNOWN)
    looks = {line.key: line.look for line in lines}
    return frozenset(key for key, n in counts.items() if n > 1 and looks[key] in {Look.TITLE, Look.SHORT, Look.NAME})


def label_body(
    lines: Sequence[Line], widgets: frozenset[str], others: Mapping[str, int], captions: frozenset[str]
) -> list[Labelled]:
    """The lines after the head, to the next story's. `others` holds the other headlines of the page by key.

    `captions` are the keys of the captions already met in the head.
    """
    subject = subject_of(lines)
    tail = first_tail(lines, subject)
    labelled: list[Labelled] = []
    seen = set(captions)
    in_list = False
    for at, line in enumerate(lines):
        if line.look is Look.FURNITURE:
            in_list = (line.reason in OPENERS and not is_link_line(line)) or (in_list and line.reason not in OPENERS)
            labelled.append(Labelled(line, Kind.FURNITURE, line.reason))
            continue
        in_list = in_list and not resumes(lines, at, subject)
        if is_biography(line, len(lines) - at):
            labelled.append(Labelled(line, Kind.FURNITURE, "author"))
            continue
        if at >= tail:
            labelled.append(Labelled(line, Kind.FURNITURE, "related"))
            continue
        if is_aside(line, subject):
            labelled.append(Labelled(line, Kind.FURNITURE, "widget"))
            continue
        labelled.append(label_line(line, widgets, others, seen, in_list=in_list))
        seen.add(line.key)
    return labelled


def is_biography(line: Line, from_end: int) -> bool:
    """True for a line about the author near a story's end ("Jane Doe is a senior correspondent in Geneva.")."""
    return from_end <= LONGEST_LIST + 10 and len(line.text.split()) <= 45 and BIOGRAPHY.match(line.text) is not None


def is_aside(line: Line, subject: frozenset[str]) -> bool:
    """True for a few words that are no sentence, name nobody, and share nothing with the story around them."""
    words = line.text.split()
    if line.look not in {Look.TITLE, Look.SHORT, Look.NAME} or len(words) > LONGEST_ASIDE:
        return False
    if END_OF_SENTENCE.search(line.text) is not None or own_words(line.text) & subject:
        return False
    return len(words) <= SHORT_ASIDE or not any(word[:1].isupper() or word[:1].isdigit() for word in words[1:])


def label_line(  # noqa: PLR0911 - cases, the first that fits
    line: Line, widgets: frozenset[str], others: Mapping[str, int], seen: set[str], *, in_list: bool
) -> Labelled:
    """What a line of the body is that its words alone do not give away as furniture."""
    if line.look is Look.CAPTION:
        return Labelled(line, Kind.FURNITURE, "repeated") if line.key in seen else Labelled(line, Kind.CAPTION)
    if line.look is Look.DATED:
        return Labelled(line, Kind.FURNITURE, "timestamp")
    if line.look is Look.BYLINE:
        return Labelled(line, Kind.FURNITURE, "author")
    if in_list or line.key in others:
        return Labelled(line, Kind.FURNITURE, "related")
    if line.key in widgets:
        return Labelled(line, Kind.FURNITURE, "widget")
    if line.key in seen and len(line.text.split()) >= 3:
        return Labelled(line, Kind.FURNITURE, "repeated")
    if line.look is Look.SHORT and not any(c.isalpha() for c in line.text):
        return Labelled(line, Kind.FURNITURE, "counter")
    return Labelled(line, Kind.PARAGRAPH)
