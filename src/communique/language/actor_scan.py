"""First reading of a doc: words known by name, roles, and runs of capitals that are names. Token indices throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Entry, Lexicon, RoleWord, plain
from communique.language.actor_origins import origins
from communique.language.countries import city_country

MOST_TOKENS = 7  # the longest name of the lists has seven
MOST_ROLE_TOKENS = 5
LONGEST_NAME = 12  # tokens; what is longer is a list or an attack
PARTICLES = frozenset({"de", "del", "della", "van", "von", "der", "den", "bin", "ibn", "bint", "al", "el", "ul", "da"})
PARTICLES |= {"dos", "du", "la", "le", "di", "ter", "ten"}
NAME_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
DASHES = frozenset("-‐–")
JOINTS = DASHES | {"'", "’"}
PLACE_KINDS = frozenset({"name", "region", "seat"})
SMALL_WORDS = frozenset({"ADV", "DET", "SCONJ", "AUX", "PRON", "ADP"})
ROLE_ENDS = frozenset({"NOUN", "PROPN", "ADJ", "X", "VERB", "NUM"})


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
    i = 0
    while i < len(doc):
        hit = _hit_at(doc, lexicon, i)
        if hit is not None:
            yield hit
        i = hit.end if hit is not None else i + 1


def _hit_at(doc: Doc, lexicon: Lexicon, i: int) -> Hit | None:
    """The longest name known beforehand that begins at token `i`."""
    first = doc[i].text
    if not (first[:1].isupper() or first in lexicon.lower_firsts) or first in ("The", "A"):
        return None
    for k in range(min(MOST_TOKENS, len(doc) - i), 0, -1):
        last = doc[i + k - 1].text[-1]
        if not (last.isalnum() or last in ".+)"):
            continue
        words = words_of(doc, i, i + k)
        entry = None if "\n" in words else lexicon.entry(words)
        if entry is not None and _fits(doc, i, i + k, entry, lexicon):
            return Hit(i, i + k, entry)
    return None


def _fits(doc: Doc, start: int, end: int, entry: Entry, lexicon: Lexicon) -> bool:
    """Whether the words mean what the list says here: not a part of a person's name, not a verb or a small word."""
    token = doc[start]
    if token.is_sent_start and end - start == 1 and token.pos_ in SMALL_WORDS and not token.text.isupper():
        return False
    if entry.kind in PLACE_KINDS:
        before = doc[start - 1].text if start else ""
        given = end - start == 1 and before[:1].isupper() and before.casefold() in lexicon.genders
        return not given and not _within_person(doc, start, end)
    return True


def _roles(doc: Doc, lexicon: Lexicon, taken: Mapping[int, Hit]) -> Iterator[RoleSpan]:
    lowers = [t.lower_.replace("’", "'") for t in doc]
    i = 0
    while i < len(doc):
        span = _role_at(doc, lexicon, lowers, taken, i) if lowers[i][0].isalpha() else None
        if span is not None:
            yield span
        i = span.end if span is not None else i + 1


def _role_at(doc: Doc, lexicon: Lexicon, lowers: list[str], taken: Mapping[int, Hit], i: int) -> RoleSpan | None:
    """The longest role that begins at token `i`."""
    longest = next((k for k in range(MOST_ROLE_TOKENS) if i + k >= len(doc) or i + k in taken), MOST_ROLE_TOKENS)
    for k in range(longest, 0, -1):
        words = lowers[i] if k == 1 else words_of(doc, i, i + k).lower().replace("’", "'")
        role = lexicon.role(words)
        if role is None or doc[i + k - 1].pos_ not in ROLE_ENDS or (k == 1 and not _noun_like(doc[i])):
            continue
        plural = words not in lexicon.roles or words.split()[-1] in lexicon.relations["plural_form"]
        return RoleSpan(i, i + k, role, plural)
    return None


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
        inner = (t for t in doc if t.i not in self.title_case and not t.is_sent_start)
        self.sure = {t.text for t in inner if t.text[:1].isupper() and t.pos_ == "PROPN"}
        self.common = lexicon.relations["honorific"]

    def is_name(self, i: int) -> bool:
        """Whether the capital of token `i` is that of a name."""
        token = self.doc[i]
        if i in self.hit_at or not token.text[:1].isupper() or token.lower_ in self.common or self._other_word(i):
            return False
        if i in self.title_case and token.text not in self.sure:
            return self._name_in_headline(token)
        if token.pos_ == "PROPN":
            return token.ent_type_ not in ("DATE", "TIME", "MONEY", "LANGUAGE")
        if token.is_sent_start:
            return token.ent_type_ == "PERSON" and token.pos_ not in SMALL_WORDS
        return token.ent_type_ in ("PERSON", "ORG", "NORP") and token.pos_ in ("NOUN", "ADJ", "X", "VERB", "ADV", "ADP")

    def _other_word(self, i: int) -> bool:
        """Whether the token is a role or a month and not a name."""
        span, word = self.role_at.get(i), self.doc[i].lower_
        if span is not None:
            return not self._name_despite_role(i, span)
        return word in self.lexicon.relations["calendar"] and not self._after_given_name(i)

    def _name_in_headline(self, token: Token) -> bool:
        word = token.text.casefold()
        known = token.ent_type_ in NAME_ENTITIES or word in self.lexicon.genders or word in self.lexicon.register
        return token.pos_ == "PROPN" and known and token.text.lower() not in self.lower_words

    def _after_given_name(self, i: int) -> bool:
        before = self.doc[i - 1].text if i else ""
        return before[:1].isupper() and before.casefold() in self.lexicon.genders

    def _name_despite_role(self, i: int, span: RoleSpan) -> bool:
        """Whether a word that can be a role is a name here ("Marine Le Pen", "Martin Luther King")."""
        token = self.doc[i]
        if span.end - span.start > 1 or token.lower_ not in self.lexicon.relations["ambiguous"]:
            before = self.doc[i - 1] if i else None
            ends_name = (
                before is not None
                and before.text[:1].isupper()
                and before.pos_ != "DET"
                and before.i not in self.role_at
            )
            return span.role.kind not in ("title", "person") and token.pos_ == "PROPN" and ends_name
        in_person = token.ent_iob_ == "I" and token.ent_type_ == "PERSON" and i - 1 not in self.role_at
        return self._after_given_name(i) or in_person or (token.lower_ == "marine" and token.ent_type_ == "PERSON")

    def _joins(self, i: int) -> int:
        """How many tokens from `i` on join two parts of one name: particles, hyphens; 0 where nothing does."""
        doc, k = self.doc, i
        while k < min(len(doc), i + 3) and (doc[k].text in JOINTS or doc[k].lower_ in PARTICLES):
            k += 1
        if k == i or k >= len(doc):
            return 0
        dash = doc[k - 1].text in DASHES
        if dash and doc[k - 1].whitespace_:
            return 0
        second = dash and doc[k].is_alpha and k not in self.hit_at and doc[k].text[0].isupper()
        return k - i if second or self.is_name(k) else 0

    def _with_particle(self, start: int) -> int:
        """Where the name begins with the particles before it ("al-Assad", "bin Salman", "van der Bellen")."""
        doc = self.doc
        least = max(0, start - MOST_TOKENS)
        while start > least:
            before = doc[start - 1]
            hyphen = (
                before.text in DASHES and not before.whitespace_ and start > 1 and doc[start - 2].lower_ in PARTICLES
            )
            word = before.lower_ in PARTICLES - {"la", "le", "den"} and before.pos_ in ("PROPN", "X", "NOUN")
            if not (hyphen or word):
                break
            start -= 1
        return start

    def runs(self) -> Iterator[Run]:
        """The runs in the order of the text."""
        i, n = 0, len(self.doc)
        while i < n:
            if not self.is_name(i):
                i += 1
                continue
            end = i + 1
            while end < min(n, i + LONGEST_NAME):
                joined = 0 if self.is_name(end) and not self.doc[end].is_sent_start else self._joins(end)
                if not joined and not (self.is_name(end) and not self.doc[end].is_sent_start):
                    break
                end += joined + 1
            start = self._after_field(self._with_particle(i), end)
            if end - start > 1 or len(self.doc[start]) > 1:  # "(R)" and "(L)" under a picture are nobody
                yield Run(start, end, words_of(self.doc, start, end))
            i = end

    def _after_field(self, start: int, end: int) -> int:
        """Where the name begins in "Minister for Digital Affairs Jane Doe": at the given name."""
        if start < 2 or self.doc[start - 1].lower_ not in ("of", "for") or start - 2 not in self.role_at:
            return start
        return next((i for i in range(start + 1, end - 1) if self._given(i)), start)

    def _given(self, i: int) -> bool:
        word = self.doc[i].text
        return word.casefold() in self.lexicon.genders or plain(word) in origins().given


def _short_for(doc: Doc, run: Run, hits: Sequence[Hit]) -> Entry | None:
    """The body named before that "the Union" or "the Commission" is short for: the last one that ends in this word."""
    if run.end - run.start > 1 or run.start == 0 or doc[run.start - 1].lower_ != "the" or not doc[run.start].is_title:
        return None
    before = (h.entry for h in reversed(hits) if h.start < run.start and h.entry.kind == "organisation")
    ends = run.text.casefold()
    return next((e for e in before if len(words := e.name.casefold().split()) > 1 and words[-1] == ends), None)


def scan(doc: Doc, lexicon: Lexicon) -> Scan:
    """Read `doc` once: what is known by name, which words are roles, which capitals are names."""
    hits = tuple(_hits(doc, lexicon))
    hit_at = {i: hit for hit in hits for i in range(hit.start, hit.end)}
    roles = tuple(_roles(doc, lexicon, hit_at))
    role_at = {i: role for role in roles for i in range(role.start, role.end)}
    finder = _RunFinder(doc, lexicon, hit_at, role_at)
    runs, late = [], []
    for run in finder.runs():
        before = doc[run.start - 1].lower_ if run.start else ""
        place = doc[run.start].ent_type_ in ("GPE", "LOC") or before in ("in", "near", "at", "from")
        code = city_country(run.text) if place else None
        short = _short_for(doc, run, hits)
        if short is not None:
            late.append(Hit(run.start, run.end, short))
        elif code:
            late.append(Hit(run.start, run.end, Entry(run.text, code, "GOV", "region")))
        else:
            runs.append(run)
    hit_at |= {i: hit for hit in late for i in range(hit.start, hit.end)}
    run_at = {i: run for run in runs for i in range(run.start, run.end)}
    return Scan(tuple(sorted((*hits, *late), key=lambda h: h.start)), roles, tuple(runs), hit_at, role_at, run_at)
