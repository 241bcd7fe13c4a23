"""Turn coders' hand-written report sheets into stand-off training labels.

Two kinds of sheet, one grammar for a report line (fields split by `` | ``, ``-`` means null)::

    > trigger | TYPE | mode | status | attribution | actors | recipients | date | place

``actors`` and ``recipients`` are ``text = name / COUNTRY / SECTOR`` entries split by ``;``; ``place`` is ``text = COUNTRY``.
A trigger that stands several times in its sentence is written ``trigger@2`` for the second one.

*corpus sheet* (``show`` prints the numbered sentences of a story of the corpus; the text itself is never stored)::

    @@ STORY-ID
    s3 > met | CONSULT | visit | actual | - | Steve Witkoff = Steve Witkoff / USA / GOV | ...

*own sheet* (stories written for the project; one sentence a line, an empty line ends a paragraph)::

    @@ own-ID | 2025-04-25
    Headline of the story

    First sentence of the lead.
    > met | CONSULT | ...

Commands::

    python annotate.py show CORPUS STORY-ID...      numbered sentences
    python annotate.py check CORPUS SHEET...        every error with its line; exit 1 if any
    python annotate.py build CORPUS OUT SHEET...    labels as JSON Lines: story id, offsets, fields of the codebook

CORPUS is a JSON Lines file (or .gz) of ``{"id", "published", "text"}``. The labels hold offsets
(characters of that text) and no words of it; for an own story the text stands beside its labels.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TYPES = {
    "AGREE": "", "CONSULT": "visit third-party multilateral phone", "SUPPORT": "", "CONCEDE": "", "COOPERATE": "",
    "AID": "", "RETREAT": "withdraw release disarm ceasefire access resign", "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege", "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue", "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
}  # fmt: skip
STATUSES = {"actual", "planned", "possible", "negated"}
SECTORS = frozenset(
    [
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "SPY",
        "PTY",
        "REB",
        "PRM",
        "UAF",
        "JRN",
        "BUS",
        "CVL",
        "EDU",
        "MED",
        "REF",
        "LAB",
        "REL",
        "ELI",
        "CRM",
        "NGO",
        "IGO",
    ]
)
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?$")
BOUNDARY = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\s*\n+\s*")
ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|Jr|U\.S|U\.N|U\.K|a\.m|p\.m|No|vs|[A-Z])\.$"
)


class SheetError(ValueError):
    """A line of a sheet does not follow the grammar or does not fit its sentence."""


@dataclass(frozen=True)
class Sentence:
    text: str
    start: int


def sentences(text: str) -> list[Sentence]:
    """Sentences of `text` with their character starts."""
    out: list[Sentence] = []
    start = 0
    for m in BOUNDARY.finditer(text):
        piece = text[start : m.start()]
        if "\n" not in m.group() and ABBREVIATION.search(piece):
            continue
        closing = m.group()[: len(m.group()) - len(m.group().lstrip("\"”’')]"))]
        out.append(Sentence(piece + closing, start))
        start = m.end()
    out.append(Sentence(text[start:], start))
    return [Sentence(s.text.strip(), s.start + len(s.text) - len(s.text.lstrip())) for s in out if s.text.strip()]


def null(field: str) -> str | None:
    return None if field.strip() in {"", "-"} else field.strip()


def find(needle: str, sentence: Sentence, what: str) -> dict[str, object]:
    """Span of `needle` in `sentence` (``needle@2`` for the second one), offsets in the story."""
    m = re.match(r"(.*)@(\d)$", needle)
    words, nth = (m[1].strip(), int(m[2])) if m else (needle, 1)
    whole = [x.start() for x in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence.text)]
    at = whole or [x.start() for x in re.finditer(re.escape(words), sentence.text)]
    if len(at) < nth:
        raise SheetError(f"{what} {needle!r} is not in the sentence {sentence.text[:60]!r}")
    start = sentence.start + at[nth - 1]
    return {"start": start, "end": start + len(words)}


def nearest(words: str, sentence: Sentence, text: str, what: str) -> dict[str, object]:
    """Span of `words` in the sentence, else nearest before it in the story, else first after it."""
    at = text.find(words, sentence.start, sentence.start + len(sentence.text))
    at = text.rfind(words, 0, sentence.start) if at < 0 else at
    at = text.find(words) if at < 0 else at
    if at < 0:
        raise SheetError(f"{what} {words!r} is not in the story")
    return {"start": at, "end": at + len(words)}


def parties(field: str, sentence: Sentence) -> list[dict[str, object]]:
    out = []
    for entry in filter(None, (e.strip() for e in field.split(";"))):
        if entry == "-":
            continue
        text, _, rest = entry.partition(" = ")
        parts = [p.strip() for p in rest.rsplit("/", 2)] if rest else []
        if len(parts) != 3:
            raise SheetError(f"{entry!r}: write text = name / COUNTRY / SECTOR")
        name, country, sector = (null(p) for p in parts)
        if country and not re.fullmatch("[A-Z]{3}", country):
            raise SheetError(f"country {country!r} in {entry!r}")
        if sector and sector not in SECTORS:
            raise SheetError(f"sector {sector!r} in {entry!r}; one of {' '.join(sorted(SECTORS))}")
        out.append({**find(text.strip(), sentence, "actor"), "name": name, "country": country, "sector": sector})
    return out


def report(line: str, sentence: Sentence, story_text: str) -> dict[str, object]:
    f = [x.strip() for x in line.split("|")]
    if len(f) != 9:
        raise SheetError(f"{len(f)} fields, not 9: {line[:80]}")
    trigger, kind, mode, status, attribution, actors, recipients, date, place = f
    if kind not in TYPES:
        raise SheetError(f"type {kind!r}")
    if null(mode) and mode not in TYPES[kind].split():
        raise SheetError(f"mode {mode!r} of {kind}; one of {TYPES[kind]}")
    if status not in STATUSES:
        raise SheetError(f"status {status!r}")
    if null(date) and not DATE.match(date):
        raise SheetError(f"date {date!r}")
    where = None
    if null(place):
        text, _, country = (x.strip() for x in place.partition(" = "))
        where = {**nearest(text, sentence, story_text, "place"), "country": null(country)}
    source = nearest(attribution, sentence, story_text, "attribution") if null(attribution) else None
    doers, bearers = parties(actors, sentence), parties(recipients, sentence)
    if not doers and not bearers:
        raise SheetError(f"neither actor nor recipient: {line[:80]}")
    return {
        "sentence": {"start": sentence.start, "end": sentence.start + len(sentence.text)},
        "trigger": find(trigger, sentence, "trigger"),
        "type": kind, "mode": null(mode), "status": status, "attribution": source,
        "actors": doers, "recipients": bearers, "date": null(date), "place": where,
    }  # fmt: skip


def stories(path: Path, corpus: dict[str, str]) -> Iterator[tuple[dict[str, object], list[str]]]:
    """Each story of a sheet with its labels and the errors met."""
    for block in re.split(r"^@@ ?", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        ident, _, published = (x.strip() for x in head.partition("|"))
        lines = body.rstrip().split("\n")
        yield own_story(ident, published, lines) if ident not in corpus else corpus_story(ident, corpus[ident], lines)


def corpus_story(ident: str, text: str, lines: list[str]) -> tuple[dict[str, object], list[str]]:
    sents, reports, errors, coded = sentences(text), [], [], len(text)
    for line in filter(str.strip, lines):
        if m := re.match(r"end s(\d+)", line):
            last = sents[int(m[1]) - 1]
            coded = last.start + len(last.text)
            continue
        m = re.match(r"s(\d+)\s*>\s*(.*)", line)
        try:
            if not m or not 1 <= int(m[1]) <= len(sents):
                raise SheetError(f"no such sentence: {line[:60]}")
            reports.append(report(m[2], sents[int(m[1]) - 1], text))
        except SheetError as e:
            errors.append(f"{ident}: {e}")
    return {"id": ident, "coded_chars": coded, "reports": reports}, errors


def own_story(ident: str, published: str, lines: list[str]) -> tuple[dict[str, object], list[str]]:
    kept = [(i, x) for i, x in enumerate(lines) if not x.startswith(">")]
    text, at = "", {}
    for i, x in kept:
        if x.strip():
            text += "" if not text or text.endswith("\n") else " "
            at[i] = Sentence(x.strip(), len(text))
            text += x.strip()
        else:
            text = text.rstrip("\n") + "\n\n" if text else text
    text = text.rstrip()
    errors = [] if DATE.match(published) else [f"{ident}: published {published!r}"]
    reports, current = [], None
    for i, x in enumerate(lines):
        if i in at:
            current = at[i]
        elif x.startswith(">"):
            try:
                if current is None:
                    raise SheetError("a report before any sentence")
                reports.append(report(x[1:].strip(), current, text))
            except SheetError as e:
                errors.append(f"{ident}: {e}")
    return {"id": ident, "published": published, "text": text, "coded_chars": len(text), "reports": reports}, errors


def load_corpus(path: Path) -> dict[str, str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as f:
        return {d["id"]: d["text"] for d in map(json.loads, f)}


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("command", choices=("show", "check", "build"))
    ap.add_argument("corpus", type=Path)
    ap.add_argument("rest", nargs="+")
    a = ap.parse_args()
    corpus = load_corpus(a.corpus)
    if a.command == "show":
        for ident in a.rest:
            print(f"@@ {ident}")
            for n, s in enumerate(sentences(corpus[ident]), 1):
                print(f"s{n}: {s.text}")
        return 0
    sheets = a.rest if a.command == "check" else a.rest[1:]
    found = [x for s in sheets for x in stories(Path(s), corpus)]
    errors = [e for _, es in found for e in es]
    print("\n".join(errors), file=sys.stderr)
    print(
        f"{len(found)} stories, {sum(len(s['reports']) for s, _ in found)} reports, {len(errors)} errors",
        file=sys.stderr,
    )
    if a.command == "build":
        with Path(a.rest[0]).open("w", encoding="utf-8") as f:
            f.writelines(json.dumps(s, ensure_ascii=False) + "\n" for s, _ in found)
    return bool(errors)


if __name__ == "__main__":
    raise SystemExit(main())
