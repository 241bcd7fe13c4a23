"""First reading of a doc: words known by name, roles, and runs of capitals that are names. Token indices throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Entry, Lexicon, RoleWord
from communique.language.countries import city_country

MOST_TOKENS = 7  # the longest name of the lists has seven
MOST_ROLE_TOKENS = 5
PARTICLES = frozenset({"de", "del", "della", "van", "von", "der", "den", "bin", "ibn", "bint", "al", "el", "ul", "da", "dos", "du", "la", "le", "di", "ter", "ten"})
NAME_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
DASHES = frozenset("-‐–")


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `start` to `end` (half-open) that are known by name."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """Tokens `start` to `end` that name a role; `plural` as they stand."""

    start: int
    end: int
    role: RoleWord
    plural: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `start` to `end` that are a name not known beforehand, titles left out."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was found, and by which token each thing is covered."""

    hits: tuple[Hit, ...]
    roles: tuple[RoleSpan, ...]
    runs: tuple[Run, ...]
    hit_at: Mapping[int, Hit]
    role_at: Mapping[int, RoleSpan]
    run_at: Mapping[int, Run]
    title_case: frozenset[int]


def words_of(doc: Doc, start: int, end: int) -> str:
    """The text of tokens `start` to `end`. (`Doc.text` is put together anew at every call: too slow to slice.)"""
    if end - start == 1:
        return doc[start].text
    return doc[start:end].text


def title_case_tokens(doc: Doc) -> frozenset[int]:
    """Tokens of sentences whose words are nearly all capitalised (headlines), where a capital says little."""
    found: list[int] = []
    for sent in doc.sents:
        words = [t for t in sent if t.is_alpha and len(t) > 3]
        if len(words) >= 3 and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words):
            found.extend(range(sent.start, sent.end))
    return frozenset(found)


def _within_person(doc: Doc, start: int, end: int) -> bool:
    """Whether the tokens are a part of a longer person's name ("Jordan" in "Jordan Peterson")."""
    first, last = doc[start], doc[end - 1]
    if first.ent_type_ != "PERSON":
        return False
    before = first.ent_iob_ == "I" and start > 0 and doc[start - 1].text[:1].isupper() and doc[start - 1].is_alpha
    after = end < len(doc) and doc[end].ent_iob_ == "I" and doc[end].text[:1].isupper() and last.ent_type_ == "PERSON"
    return before or after


def _hits(doc: Doc, lexicon: Lexicon) -> Iterator[Hit]:
    i, n = 0, len(doc)
    while i < n:
        token = doc[i]
        first = token.text
        step = 1
        if first[:1].isupper() or first in lexicon.lower_firsts:
            for k in range(min(MOST_TOKENS, n - i), 0, -1):
                if not doc[i + k - 1].text[-1].isalnum() and doc[i + k - 1].text[-1] not in ".+)'’s":
                    continue
                words = words_of(doc, i, i + k)
                entry = None if "\n" in words or first in ("The", "A") else lexicon.entry(words)
                if entry is not None and _fits(doc, i, i + k, entry, lexicon):
                    yield Hit(i, i + k, entry)
                    step = k
                    break
        i += step


def _fits(doc: Doc, start: int, end: int, entry: Entry, lexicon: Lexicon) -> bool:
    """Whether the words mean what the list says here: not a part of a person's name, not a verb or a small word."""
    token = doc[start]
    words = words_of(doc, start, end)
    if words.endswith(("'s", "’s")):
        return False
    if end - start == 1:
        if token.is_sent_start and token.pos_ in ("ADV", "DET", "SCONJ", "AUX", "PRON") and not token.text.isupper():
            return False
        if token.text == "Turkey" and token.ent_type_ == "DATE":
            return False
    if entry.kind in ("name", "region", "seat") and _within_person(doc, start, end):
        return False
    if entry.kind in ("name", "region", "seat", "adjective") and start and end - start == 1:
        before = doc[start - 1].text
        if before[:1].isupper() and entry.kind != "adjective" and lexicon.genders.get(before.casefold()):
            return False
    return True


def _roles(doc: Doc, lexicon: Lexicon, taken: Mapping[int, Hit]) -> Iterator[RoleSpan]:
    lowers = [t.lower_ for t in doc]
    i, n = 0, len(doc)
    while i < n:
        step = 1
        if i not in taken and (lowers[i][0].isalpha()):
            for k in range(min(MOST_ROLE_TOKENS, n - i), 0, -1):
                if any(j in taken for j in range(i, i + k)):
                    continue
                words = lowers[i] if k == 1 else words_of(doc, i, i + k).lower()
                role = None if "\n" in words else lexicon.role(words.replace("’", "'"))
                if role is not None and doc[i + k - 1].pos_ in ("NOUN", "PROPN", "ADJ", "X", "VERB", "NUM"):
                    if k == 1 and not _noun_like(doc[i]):
                        continue
                    yield RoleSpan(i, i + k, role, words not in lexicon.roles or words.split()[-1] in ("police", "people", "troops", "authorities", "personnel"))
                    step = k
                    break
        i += step


def _noun_like(token: Token) -> bool:
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    return token.pos_ == "ADJ" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "appos", "attr")


class _RunFinder:
    """Finds the runs of one doc; a class only to share what is known of the doc's capitals."""

    def __init__(self, doc: Doc, lexicon: Lexicon, hit_at: Mapping[int, Hit], role_at: Mapping[int, RoleSpan]) -> None:
        self.doc, self.lexicon, self.hit_at, self.role_at = doc, lexicon, hit_at, role_at
        self.title_case = title_case_tokens(doc)
        self.lower_words = {t.text for t in doc if t.text.islower()}
        self.sure = {t.text for t in doc if t.i not in self.title_case and t.text[:1].isupper() and t.pos_ == "PROPN" and not t.is_sent_start}
        self.common = lexicon.relations["honorific"]

    def is_name(self, i: int) -> bool:
        token = self.doc[i]
        text = token.text
        if i in self.hit_at or not text[:1].isupper() or token.lower_ in self.common or token.is_punct:
            return False
        span = self.role_at.get(i)
        if span is not None and not self._name_despite_role(i, span):
            return False
        if i in self.title_case and text not in self.sure:
            return token.pos_ == "PROPN" and text.lower() not in self.lower_words and (token.ent_type_ in NAME_ENTITIES or text.casefold() in self.lexicon.genders or text.casefold() in self.lexicon.register)
        if token.pos_ == "PROPN":
            return token.ent_type_ not in ("DATE", "TIME", "MONEY", "LANGUAGE") or text in self.sure and token.ent_type_ == ""
        if token.is_sent_start:
            return token.ent_type_ == "PERSON" and token.pos_ not in ("PRON", "DET", "ADP", "SCONJ")
        return token.ent_type_ in ("PERSON", "ORG", "NORP") and token.pos_ in ("NOUN", "ADJ", "X", "VERB", "ADV", "ADP")

    def _name_despite_role(self, i: int, span: RoleSpan) -> bool:
        """Whether a word that can be a role is a name here ("Marine Le Pen", "Martin Luther King")."""
        token = self.doc[i]
        if span.end - span.start > 1 or token.lower_ not in self.lexicon.relations["ambiguous"]:
            return span.role.kind in ("body", "people", "thing", "state") and token.pos_ == "PROPN" and (i in self.title_case or not token.is_sent_start) and i > 0 and self.doc[i - 1].text[:1].isupper() and self.doc[i - 1].pos_ != "DET" and i - 1 not in self.role_at
        before = self.doc[i - 1] if i else token
        given = before.i != i and before.text.casefold() in self.lexicon.genders and before.text[:1].isupper()
        return given or (token.ent_type_ == "PERSON" and token.lower_ == "marine") or (token.ent_iob_ == "I" and token.ent_type_ == "PERSON" and before.i not in self.role_at)

    def _joins(self, i: int) -> int:
        """How many tokens from `i` on join two parts of one name: particles, hyphens; 0 where nothing does."""
        doc = self.doc
        k = i
        while k < len(doc) and k - i < 3 and (doc[k].text in DASHES or doc[k].lower_ in PARTICLES or doc[k].text in ("'", "’")):
            k += 1
        if k == i or k >= len(doc):
            return 0
        if doc[k - 1].text in DASHES and doc[k - 1].whitespace_:
            return 0
        return k - i if self.is_name(k) or (doc[k - 1].text in DASHES and doc[k].is_alpha and k not in self.hit_at and not doc[k - 1].whitespace_ and doc[k].text[0].isupper()) else 0

    def runs(self) -> Iterator[Run]:
        i, n = 0, len(self.doc)
        while i < n:
            if not self.is_name(i):
                i += 1
                continue
            start = i
            # "al-Assad", "bin Salman", "van der Bellen": the particle before belongs to the name
            while start > 0 and (self.doc[start - 1].text in DASHES and not self.doc[start - 1].whitespace_ and start > 1 and self.doc[start - 2].lower_ in PARTICLES or self.doc[start - 1].lower_ in PARTICLES and self.doc[start - 1].lower_ not in ("la", "le", "den") and self.doc[start - 1].pos_ in ("PROPN", "X", "NOUN")):
                start -= 1
            end = i + 1
            while end < n:
                if self.is_name(end) and not self.doc[end].is_sent_start:
                    end += 1
                elif joined := self._joins(end):
                    end += joined + 1
                else:
                    break
            start = self._after_field(start, end)
            yield Run(start, end, words_of(self.doc, start, end))
            i = end

    def _after_field(self, start: int, end: int) -> int:
        """Where the name begins in "Minister for Digital Affairs Jane Doe": at the given name."""
        if start < 2 or self.doc[start - 1].lower_ not in ("of", "for") or start - 2 not in self.role_at:
            return start
        return next((i for i in range(start + 1, end - 1) if self.doc[i].text.casefold() in self.lexicon.genders), start)


def scan(doc: Doc, lexicon: Lexicon) -> Scan:
    """Read `doc` once: what is known by name, which words are roles, which capitals are names."""
    hits = tuple(_hits(doc, lexicon))
    hit_at = {i: hit for hit in hits for i in range(hit.start, hit.end)}
    roles = tuple(_roles(doc, lexicon, hit_at))
    role_at = {i: role for role in roles for i in range(role.start, role.end)}
    finder = _RunFinder(doc, lexicon, hit_at, role_at)
    runs, cities = [], []
    for run in finder.runs():
        place = doc[run.start].ent_type_ in ("GPE", "LOC") or (run.start and doc[run.start - 1].lower_ in ("in", "near", "at", "from"))
        code = city_country(run.text) if place else None
        if code:
            cities.append(Hit(run.start, run.end, Entry(run.text, code, "GOV", "region")))
        else:
            runs.append(run)
    hits = tuple(sorted((*hits, *cities), key=lambda h: h.start))
    hit_at |= {i: hit for hit in cities for i in range(hit.start, hit.end)}
    run_at = {i: run for run in runs for i in range(run.start, run.end)}
    return Scan(hits, roles, tuple(runs), hit_at, role_at, run_at, finder.title_case)
