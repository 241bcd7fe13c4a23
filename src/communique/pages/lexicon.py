"""What widgets say: a line's furniture reason by its words alone, from ``data/pages/furniture.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NOT_WORD = re.compile(r"[^\w#©&+@]+")
DIGITS = re.compile(r"\d[\d.,]*")
LABEL = re.compile(r"^\W{0,3}([^\W\d][\w'’ ]{2,30}?)\s*(?:[:|»›>▶►→]+|\s[–—-])\s*(?=\S)")
LABEL_WORDS = frozenset(
    {"related", "read", "recommended", "more", "also", "next", "see", "must", "miss", "trending", "watch", "listen"}
    | {"suggested", "further"}
)
QUOTES = "\"“”„«‘'"
SAID = re.compile(r"\b(?:said|says|told|added|warned|announced)\b", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
BRACKETED = re.compile(r"\[[^\[\]]{1,80}\]")
LONGEST_BRACKETED = 6
"""Words: a line as short as this in square brackets stands for a player or a picture."""
LONGEST_CONTACT = 20
"""Words: a line with a mail address this short asks readers to write."""
LONGEST_SENTENCE = 45
"""Words: widgets do not talk longer than this in one line, except in copyright and cookie notices."""
LONGEST_BAG = 12
"""Words: a longer line of widget words only is rather a sentence that happens to use them."""


@dataclass(frozen=True, slots=True)
class Furnishings:
    """The lexicon, ready to ask: phrases by reason, starts by their first word."""

    whole: Mapping[str, str]
    starts: Mapping[str, tuple[tuple[str, str], ...]]
    inside: tuple[tuple[str, str], ...]
    strong: Mapping[str, str]
    strong_phrases: tuple[tuple[str, str], ...]
    filler: frozenset[str]
    """Words a widget's line may hold besides, those of the strong phrases among them."""


def normal(text: str) -> str:
    """`text` in lower case, digits as "#", everything that is no word a single space."""
    return NOT_WORD.sub(" ", DIGITS.sub("#", text.lower())).strip()


def read_table(name: str) -> dict[str, object]:
    """A data file of this package, parsed."""
    return tomllib.loads((files("communique.data.pages") / name).read_text(encoding="utf-8"))


@cache
def furnishings() -> Furnishings:
    """The lexicon of the package."""
    whole: dict[str, str] = {}
    starts: dict[str, list[tuple[str, str]]] = {}
    inside: list[tuple[str, str]] = []
    strong: dict[str, str] = {}
    phrases: list[tuple[str, str]] = []
    for reason, table in read_table("furniture.toml").items():
        if not isinstance(table, dict):
            continue
        for phrase in table.get("whole", ()):
            whole.setdefault(normal(phrase), reason)
        for phrase in table.get("start", ()):
            key = phrase.rstrip(":").strip() if phrase.endswith(":") else normal(phrase)
            entry = key + ":" if phrase.endswith(":") else key
            starts.setdefault(normal(key).split(" ")[0], []).append((entry, reason))
        inside.extend((normal(phrase), reason) for phrase in table.get("inside", ()))
        for phrase in table.get("strong", ()):
            if " " in normal(phrase):
                phrases.append((normal(phrase), reason))
            strong.setdefault(normal(phrase), reason)
    words = read_table("vocabulary.toml")["filler"]
    filler = frozenset(words if isinstance(words, list) else ()) | {w for p, _ in phrases for w in p.split()}
    longest_first = {key: tuple(sorted(of, key=lambda e: -len(e[0]))) for key, of in starts.items()}
    return Furnishings(whole, longest_first, tuple(inside), strong, tuple(phrases), filler)


def bag_reason(line: str) -> str | None:
    """The reason of a normalised line that holds widget words only, or null."""
    lexicon = furnishings()
    words = line.split()
    if not 0 < len(words) <= LONGEST_BAG:
        return None
    reasons: list[str] = []
    for word in words:
        bare = word.strip("+@")
        reason = lexicon.strong.get(bare)
        if reason is not None:
            reasons.append(reason)
        elif bare not in lexicon.filler:
            return None
    for phrase, reason in lexicon.strong_phrases:
        if f" {phrase} " in f" {line} ":
            reasons.insert(0, reason)
            break
    return max(reasons, key=reasons.count) if reasons else None


def label_reason(text: str) -> str | None:
    """``related`` for a line with a widget's label before a link's words ("Also read | Minister resigns"), else null."""
    match = LABEL.match(text)
    if match is None:
        return None
    words = normal(match[1]).split()
    lexicon = furnishings()
    known = all(w in lexicon.filler or w in lexicon.strong or w in LABEL_WORDS for w in words)
    return "related" if known and len(words) <= 4 and LABEL_WORDS & set(words) else None


def start_reason(text: str, line: str) -> str | None:
    """The reason of the lexicon's phrase that `text` begins with; `line` is its normal form."""
    if len(line.split()) > LONGEST_SENTENCE:
        return None
    for phrase, reason in furnishings().starts.get(line.split(" ", 1)[0], ()):
        if phrase.endswith(":"):
            rest = text.strip().lower()
            found = rest.startswith(phrase[:-1]) and rest[len(phrase) - 1 :].lstrip()[:1] in {
                ":",
                "|",
                "»",
                "–",
                "—",
                "-",
            }
        else:
            found = line == phrase or line.startswith(phrase + " ")
        if found:
            return reason
    return None


def furniture_reason(text: str) -> str | None:  # noqa: PLR0911 - cases, the first that fits
    """Why `text`, a line by itself, is furniture ("share", "advert", ...), or null where its words do not tell.

    A whole known line, a line of widget words only, a label before a link, a known beginning, known words inside.
    """
    line = normal(text)
    if not line:
        return "ornament"
    lexicon = furnishings()
    if text[:1] in QUOTES and text.rstrip()[-1:] != ":":
        return None
    known = lexicon.whole.get(line) or label_reason(text)
    if known is None and not (text.rstrip()[-1:] in ".?!" and " " in line):
        known = bag_reason(line)
    if known is not None or SAID.search(text):
        return known
    if BRACKETED.fullmatch(text.strip()) and len(line.split()) <= LONGEST_BRACKETED:
        return "widget"
    if MAIL.search(text) and len(line.split()) <= LONGEST_CONTACT:
        return "comments"
    by_start = start_reason(text, line)
    if by_start is not None:
        return by_start
    if text.lstrip()[:1] == "©":
        return "copyright"
    return next((reason for phrase, reason in lexicon.inside if f" {phrase} " in f" {line} "), None)
