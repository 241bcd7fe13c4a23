"""What is told about a statement beside its spans: kind, sort, addressee, occasion, silence (rules on the text).

Speech cues come from `data/statements/speech_cues.txt`. All offsets are characters of the text given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from communique.coding.encoder import CLOSING, OPENING, STRAIGHT, even_quotes
from communique.coding.statements_spans import Attribution, CharSpans, Pair
from communique.model import StatementKind, StatementSort

IRREGULAR = {
    "said": "say", "told": "tell", "spoke": "speak", "spoken": "speak", "wrote": "write", "written": "write",
    "swore": "swear", "sworn": "swear", "began": "begin", "begun": "begin", "cried": "cry", "replied": "reply",
    "denied": "deny", "denies": "deny", "replies": "reply", "implied": "imply", "implies": "imply", "cries": "cry",
    "testified": "testify", "testifies": "testify", "clarified": "clarify", "notified": "notify",
    "specified": "specify", "undertook": "undertake", "decried": "decry", "decries": "decry", "belied": "belie",
}  # fmt: skip

TELL = re.compile(
    r"\b(?:told|tells?|telling|inform(?:s|ed|ing)?|assur(?:es?|ed|ing)|reassur(?:es?|ed|ing)|remind(?:s|ed|ing)?"
    r"|warn(?:s|ed|ing)?|ask(?:s|ed|ing)?|brief(?:s|ed|ing)?|urg(?:es?|ed|ing)|advis(?:es?|ed|ing)"
    r"|notif(?:y|ies|ied|ying)|promis(?:es?|ed|ing))\b",
    re.IGNORECASE,
)
SPEAK = re.compile(
    r"\b(?:said|says?|saying|spoke|speaks?|speaking|announc\w+|explain\w*|wrote|writing|writes?|declar\w+|comment\w*"
    r"|remark\w*|repeat\w*|stress\w*|confirm\w*)\b",
    re.IGNORECASE,
)
NOT_ADDRESSEE = (
    r"that|on|in|at|during|after|before|by|via|about|when|while|as|of|to|how|why|whether|if|who|what|where|for|from|with"
    r"|through|over|against|and|but|or|is|are|was|were|has|had|have|will|would|it|there|this|last|late|later|earlier|early"
    r"|yesterday|today|tonight|again|not|never|also|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
ADDRESSEE = re.compile(
    rf"\s*((?:the |a |an |his |her |their |its |our )?(?!(?:{NOT_ADDRESSEE})\b)[\w’'.&-]+"
    rf"(?: (?!(?:{NOT_ADDRESSEE})\b)[\w’'.&-]+){{0,5}}(?: of (?:the )?[A-Z][\w’'.-]+)?)",
    re.IGNORECASE,
)
OCCASION = re.compile(
    r"\b(?i:at|in|during|after|following|on|before|ahead of|via|to)\s+(?:(?!(?:said|says|told|that|who|which)\b)[\w’'.-]+\s+){0,6}?"
    r"(?:news conference|press conference|press briefing|briefing|interview|statement|speech|address|summit|"
    r"meetings?|hearing|debate|rally|tweets?|post|posts|telephone call|phone call|call|talks|forum|conference|visit|trip|"
    r"ceremony|session|letter|op-ed|editorial|video|broadcast|communique|communiqué|Twitter|Facebook|Telegram|"
    r"Truth Social|television|radio)\b"
    r"(?:\s+(?:with|to|at|in|by|for)\s+(?:the\s+)?[A-Z][\w’'.-]*(?:\s+(?:of\s+the\s+|of\s+|and\s+)?[A-Z][\w’'.-]*)*)?",
)
SAY_NOTHING = (
    r"(?:comment|say|answer|elaborate|speak|discuss|respond|reply|confirm|specify|disclose|reveal|be drawn|talk)"
)
SILENT_CUE = re.compile(
    r"\b(?:declin|refus)\w*\b|\bno (?:immediate )?(?:comment|response|reply|word)\b|\bheld back\b|\bholds? back\b"
    r"|\bnot (?:immediately )?(?:return|respond|reply|comment|answer)\w*\b|\bn[’']t (?:immediately )?(?:return|respond|reply|comment|answer)\w*\b"
    r"|\bnot (?:yet )?commented\b|\bstay(?:ed|s)? silent\b|\bremain(?:ed|s)? silent\b|\bstopped short\b|\bno-comment\b",
    re.IGNORECASE,
)
WITHHELD = re.compile(
    rf"^(?:to {SAY_NOTHING}\b|comment\b|(?:to )?(?:[\w’']+ ){{0,5}}?(?:requests?|questions?|calls?|emails?|messages?|inquir\w+)\b"
    r"|(?:on )?(?:making|giving|offering))",
    re.IGNORECASE,
)
NAME = r"(?:the |a |an )?[\w’'.&-]+(?: (?!on\b|about\b|over\b|regarding\b|as\b|and\b|but\b|after\b|following\b)[\w’'.&-]+){0,6}"
TOPIC = r"(?:\s+(?:on|about|over|regarding|as to)\s+(?P<content>[^.;\n]+?))?(?=[,.;\n]|$)"
SILENCES = (
    re.compile(
        rf"\b(?:[Tt]here (?:was|were|has been|is)|[Nn]either side had) no (?:immediate |official |public |further )*"
        rf"(?P<cue>comment|response|reply|reaction|word|statement)s?(?: yet)?\s+from\s+(?P<source>{NAME}){TOPIC}"
    ),
    re.compile(
        rf"(?P<source>[^.,;\n\"“”]{{2,80}}?),? (?P<cue>(?:has |had |have )?(?:declined|refused|declines|refuses) to "
        rf"{SAY_NOTHING}){TOPIC}"
    ),
    re.compile(
        rf"(?P<source>[^.,;\n\"“”]{{2,80}}?) (?P<cue>(?:did not|didn[’']t|has not|have not|had not) (?:immediately )?"
        rf"(?:respond|reply|responded|replied|return|returned|comment|commented))\b(?: to)?(?: (?:an? |several |repeated )?"
        rf"(?:emailed )?(?:requests?|questions?|calls?|messages?)(?: for comment| seeking comment)?)?{TOPIC}"
    ),
    re.compile(rf"(?P<source>[^.,;\n\"“”]{{2,80}}?) (?P<cue>had no (?:immediate )?comment){TOPIC}"),
    re.compile(
        rf"(?P<source>[^.,;\n\"“”]{{2,80}}?) (?P<cue>could not (?:immediately )?be reached) for comment{TOPIC}"
    ),
    re.compile(
        r"(?P<source>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)*)[^.;\n\"“”]{0,120}? (?P<cue>held back|stopped short)"
        r" (?:on|from|of)\s+(?P<content>(?:making|giving|offering|announcing|naming|saying|committing)\b[^.;\n]*)"
    ),
)  # fmt: skip

CIRCUMSTANCE = re.compile(r"(?:as|while|when|after|before|amid|during|following)\b", re.IGNORECASE)
RUNS_ON = re.compile(
    r"(?P<verb>(?:said|says|added|adds|told \w+))\b.*\b(?P<clause>(?:he|she|they|it) (?:was|is|were|are|had|has)\b)"
)
# What a line must hold for the patterns above to be tried on it.
SILENCE_WORDS = re.compile(
    r"\bno (?:\w+ )*(?:comment|response|reply|reaction|word|statement)|\b(?:declin|refus)e[sd]?\b|\b(?:not|n[’']t) (?:\w+ )?"
    r"(?:respon|repl|return|comment|be reached)|\bheld back\b|\bstopped short\b"
)
HELD_BACK = re.compile(
    rf",?\s+(?:but|and|though|although|while|yet)\s+(?P<cue>(?:(?:he|she|they)\s+)?(?:held back|stopped short|(?:declined|refused) to "
    rf"(?:{SAY_NOTHING}|give|provide|offer|name)|would not (?:comment|say|elaborate)|did not (?:elaborate|comment|specify)))"
    r"(?:\s+(?:on|from|of|about))?(?:\s+(?P<content>[^.;\n]+))?",
)


@cache
def speech_lemmas() -> frozenset[str]:
    """Lemmas of speech cues, from the data file."""
    lines = files("communique").joinpath("data/statements/speech_cues.txt").read_text(encoding="utf8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def lemmas_of(word: str) -> Iterator[str]:
    """What the word may be a form of: itself and itself without common endings."""
    yield word
    if word in IRREGULAR:
        yield IRREGULAR[word]
    for ending in ("s", "es", "d", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2:-1]:
                yield stem[:-1]
    if word.endswith("ies"):
        yield word[:-3] + "y"


def says(cue: str) -> bool:
    """Whether the cue's words tell of speaking or writing."""
    known = speech_lemmas()
    return cue.strip() in {":", "-", "—", "–"} or any(
        lemma in known for word in re.findall(r"[a-z]+", cue.lower()) for lemma in lemmas_of(word)
    )


def quoted_mask(text: str) -> list[bool]:
    """For each character whether it stands inside double quotation marks, the marks included; each line begins anew."""
    mask, inside = [], False
    for char in even_quotes(text):
        if char == "\n":
            inside = False
        opens = char in OPENING or (char in STRAIGHT and not inside)
        closes = char in CLOSING or (char in STRAIGHT and not opens)
        inside = opens or (inside and not closes)
        mask.append(inside or closes)
    return mask


def kind_of(text: str, content: CharSpans, mask: Sequence[bool]) -> StatementKind:
    """Direct where all words are quoted, indirect where none is, else mixed."""
    letters = [mask[k] for start, end in content for k in range(start, end) if text[k].isalnum()]
    if letters and all(letters):
        return StatementKind.DIRECT
    return StatementKind.MIXED if any(letters) else StatementKind.INDIRECT


def sort_of(text: str, found: Attribution, kind: StatementKind) -> StatementSort:
    """Speech where the cue tells of speaking or the words are quoted, else attitude."""
    cue = " ".join(text[a:b] for a, b in found.cue)
    spoken = kind is StatementKind.DIRECT or says(cue) or not found.cue
    return StatementSort.SPEECH if spoken else StatementSort.ATTITUDE


def is_silence(text: str, found: Attribution) -> bool:
    """Whether an attribution tells that somebody said nothing ("declined to comment", "did not respond to questions")."""
    cue = " ".join(text[a:b] for a, b in found.cue)
    if not SILENT_CUE.search(cue):
        return False
    content = text[found.content[0][0] : found.content[0][1]]
    withheld = re.search(rf"\b(?:to |no |not |n[’']t )(?:\w+ )?{SAY_NOTHING}\b|\bcomment|\brequest", cue, re.IGNORECASE)
    return bool(withheld or WITHHELD.match(content) or re.search(r"held back|holds? back|stopped short|silent", cue))


def silences(text: str) -> Iterator[Attribution]:
    """Told absences of a statement found by pattern; the content is what was not spoken about, if told."""
    for line in re.finditer(r"[^\n]+", text):
        if SILENCE_WORDS.search(line.group()):
            yield from _silences(text, line.start(), line.end())


def _silences(text: str, start: int, end: int) -> Iterator[Attribution]:
    for pattern in SILENCES:
        for match in pattern.finditer(text, start, end):
            content = (match.span("content"),) if match.group("content") else ()
            yield Attribution((trimmed(text, match.span("source")),), (match.span("cue"),), content, 1.0)


def trimmed(text: str, span: Pair) -> Pair:
    """The span without white space at its edges and without what stands before its last conjunction."""
    start, end = span
    for lead in re.finditer(
        r"(?:^|\s)(?:and|but|while|although|though|or|that|as|when)\s+", text[start:end], re.IGNORECASE
    ):
        if lead.end() < end - start:
            span = (start + lead.end(), end)
    words = text[span[0] : span[1]]
    return span[0] + len(words) - len(words.lstrip()), span[0] + len(words.rstrip())


def clipped(text: str, found: Attribution, mask: Sequence[bool]) -> tuple[Attribution, Attribution | None]:
    """A content cut before "but declined to ...", which is the source's own silence, and that silence."""
    if not found.source:
        return found, None
    for number, (start, end) in enumerate(found.content):
        match = HELD_BACK.search(text, start + 1, end)
        if match is None or mask[match.start("cue")]:
            continue
        content = (match.span("content"),) if match.group("content") else ()
        kept = (*found.content[:number], (start, match.start()))
        return replace(found, content=kept), Attribution(found.source, (match.span("cue"),), content, found.confidence)
    return found, None


def mended(text: str, found: Attribution, mask: Sequence[bool]) -> Attribution:
    """The attribution with two habits of the tagger undone.

    An unquoted clause after the cue of a full quotation tells the circumstances ("as Europe seeks ..."), not the words.
    A cue that runs into the reported clause ("said for his part he was") ends at its verb, and the content begins there.
    """
    quoted = [span for span in found.content if all(mask[k] for k in range(*span) if text[k].isalnum())]
    if quoted and len(quoted) < len(found.content):
        kept = [span for span in found.content if span in quoted or not CIRCUMSTANCE.match(text, span[0], span[1])]
        found = replace(found, content=tuple(kept))
    if len(found.cue) == 1 and len(found.content) == 1:
        (start, end), (first, last) = found.cue[0], found.content[0]
        match = RUNS_ON.match(text, start, end)
        if match and end <= first <= end + 1:
            found = replace(found, cue=((start, match.end("verb")),), content=((match.start("clause"), last),))
    return found


def outside(span: Pair, others: Iterable[Pair]) -> bool:
    """Whether a span touches none of the others."""
    return all(span[1] <= start or end <= span[0] for start, end in others)


def sentence_at(sentences: Sequence[Pair], position: int) -> Pair:
    """The sentence that holds a position; `sentences` are in order."""
    number = bisect_right(sentences, (position, 1 << 60)) - 1
    return sentences[max(number, 0)]


def plain_sentences(text: str) -> list[Pair]:
    """Sentences cut by punctuation alone, for a text that no parser has read."""
    return [m.span() for m in re.finditer(r"[^\s].*?(?:[.!?][\"”’']*(?=\s+[\"“‘'A-Z])|(?=\n)|$)", text)] or [
        (0, len(text))
    ]


def addressee_of(text: str, found: Attribution, sentences: Sequence[Pair]) -> Pair | None:
    """To whom it was said: what follows "told", or "to" after a verb of speaking, between cue and content."""
    if not found.cue:
        return None
    start, end = found.cue[-1]
    stop = sentence_at(sentences, start)[1]
    after = min([a for a, _ in (*found.content, *found.source) if a >= end] + [stop])
    verb = TELL.search(text, start, end)
    if verb:
        return _addressee(text, verb.end(), after)
    verb = SPEAK.search(text, start, end)
    to = re.compile(r"\s*to\s+").match(text, verb.end(), after) if verb else None
    return _addressee(text, to.end(), after) if to else None


def _addressee(text: str, start: int, stop: int) -> Pair | None:
    match = ADDRESSEE.match(text, start, stop)
    return (match.start(1), start + len(text[start : match.end(1)].rstrip(" .’'"))) if match else None


def occasion_of(text: str, found: Attribution, sentences: Sequence[Pair]) -> Pair | None:
    """Where it was said ("at a joint news conference", "in a statement"), told in the cue's sentence, not in the content."""
    if not found.cue:
        return None
    start, end = sentence_at(sentences, found.cue[0][0])
    spans = [(m.start(), m.start() + len(m.group().rstrip("."))) for m in OCCASION.finditer(text, start, end)]
    free = [s for s in spans if outside(s, (*found.content, *found.source))]
    after = [s for s in free if s[0] >= found.cue[0][0]]
    return next(iter(after or free), None)
