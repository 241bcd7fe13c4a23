"""Who is named in a story: the runs of capitals grouped into persons and bodies, with what the text says of each.

One surname is one person unless two full names in the story share it. What a name's own neighbourhood says ("German
Chancellor X", "X, prime minister of Japan", "Turkey's X") is added up over the story; what is said once holds everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein
from spacy.tokens import Doc

from communique.language.actor_lexicon import Lexicon, Office, plain
from communique.language.actor_scan import Hit, RoleSpan, Run, Scan

POSSESSIVES = ("'s", "’s", "'", "’")
PARTY_MARK = re.compile(r"\s{0,2}[(,\[]\s{0,2}(?:R|D|I|Rep|Dem)[-–—.]\s{0,2}-?\s?[A-Z]")
PARTY_WEIGHT = 0.9  # less than any other evidence: "Republican" and "Labour" are parties of many states
MOST_LEFT = 14  # tokens a title may take before a name
MOST_RIGHT = 16  # tokens an apposition may take after it


@dataclass
class Evidence:
    """What stands around one run: titles, countries with weights, the owner in "X's envoy", a gender."""

    titles: list[RoleSpan] = field(default_factory=list)
    codes: list[tuple[str, float]] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    owner: int | None = None
    gender: str | None = None
    former: bool = False
    opposition: bool = False


@dataclass
class Named:
    """One person or body of the story while it is put together."""

    spellings: Counter[str] = field(default_factory=Counter)
    runs: list[Run] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    titles: list[tuple[str, str | None]] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    gender: str | None = None
    is_person: bool = True
    office: Office | None = None
    country: str | None = None
    sector: str | None = None
    country_from: str = ""

    @property
    def name(self) -> str:
        """The fullest spelling met in the story."""
        return max(self.spellings, key=lambda s: (min(len(s.split()), 3), self.spellings[s], len(s)))


class EvidenceReader:
    """Reads the neighbourhood of runs in one doc."""

    def __init__(self, doc: Doc, scan: Scan, lexicon: Lexicon) -> None:
        self.doc, self.scan, self.lexicon = doc, scan, lexicon

    def read(self, run: Run) -> Evidence:
        """All that the words before and after `run` say of it."""
        evidence = Evidence()
        self._left(run, evidence)
        self._apposition_before(run, evidence)
        self._right(run, evidence)
        self._of_after(run, evidence)
        end = self.doc[run.end - 1]
        if PARTY_MARK.match(end.whitespace_ + self.doc[run.end : run.end + 6].text):
            evidence.codes.append(("USA", 3.0))
        return evidence

    def _of_after(self, run: Run, evidence: Evidence) -> None:
        """ "President X of Panama": the state after a name that has a title."""
        if evidence.titles and run.end + 1 < len(self.doc) and self.doc[run.end].lower_ == "of":
            at = run.end + 1 + (self.doc[run.end + 1].lower_ == "the")
            if at in self.scan.hit_at:
                self._add_hit(self.scan.hit_at[at], evidence, 3.5)

    def _turned(self, hit: Hit) -> bool:
        """Whether the words after or before a state's name turn it away ("US-backed", "pro-Russian")."""
        doc = self.doc
        if hit.end + 1 < len(doc) and doc[hit.end].text in "-–" and doc[hit.end + 1].lower_ in self.lexicon.relations["away_suffix"]:
            return True
        before = doc[hit.start - 1] if hit.start else None
        if before is not None and before.text in "-–" and hit.start > 1:
            return doc[hit.start - 2].lower_ in ("pro", "anti", "ex", "non")
        return before is not None and before.lower_ in ("pro-", "anti-", "pro", "anti")

    def _left(self, run: Run, evidence: Evidence) -> None:
        doc, scan = self.doc, self.scan
        i, least = run.start - 1, max(0, run.start - MOST_LEFT)
        while i >= least:
            token = doc[i]
            if i in scan.role_at:
                span = scan.role_at[i]
                evidence.titles.append(span)
                i = span.start - 1
            elif i in scan.hit_at:
                hit = scan.hit_at[i]
                direct = evidence.titles or hit.entry.kind in ("adjective", "organisation")
                if not direct and hit.entry.kind != "adjective":
                    break
                # an adjective or body right before a name, without a title, may belong to something else
                beside = scan.hit_at.get(hit.start - 1)
                if hit.entry.kind == "organisation" and beside and beside.entry.kind in ("adjective", "name") and beside.entry.country:
                    evidence.hits.append(hit)  # "the Russian Security Council": the adjective decides
                else:
                    self._add_hit(hit, evidence, 3.0 if evidence.titles else 1.2)
                i = hit.start - 1
            elif token.lower_ in self.lexicon.relations["honorific"]:
                evidence.gender = "f" if token.lower_.strip(".") in ("mrs", "ms", "miss", "lady", "dame", "madam", "madame", "frau") else ("m" if token.lower_.strip(".") in ("mr", "sir", "herr", "lord") else evidence.gender)
                i -= 1
            elif token.text in POSSESSIVES and token.tag_ == "POS" and i:
                self._owner(i - 1, evidence)
                break
            elif (token.lower_ in ("of", "for") and i - 1 in scan.role_at) or (token.lower_ == "the" and i + 1 in scan.hit_at and doc[i - 1].lower_ == "of") or token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM") or token.text in "-–":
                if i in scan.run_at and not evidence.titles:
                    break
                evidence.former = evidence.former or token.lower_ in self.lexicon.relations["former"]
                evidence.opposition = evidence.opposition or token.lower_ in self.lexicon.relations["opposition"]
                i -= 1
            else:
                break

    def _owner(self, i: int, evidence: Evidence) -> None:
        if i in self.scan.hit_at:
            self._add_hit(self.scan.hit_at[i], evidence, 2.5)
        elif i in self.scan.run_at and evidence.titles:
            evidence.owner = self.scan.run_at[i].start

    def _add_hit(self, hit: Hit, evidence: Evidence, weight: float) -> None:
        if self._turned(hit):
            return
        evidence.hits.append(hit)
        if hit.entry.country:
            # who writes for a foreign paper, or works for a body of many states, keeps a country of his own
            weak = hit.entry.sector == "JRN" or hit.entry.country in ("NGO", "MNC")
            # an envoy for a country is not of it
            weak = weak or (hit.start > 0 and self.doc[hit.start - 1].lower_ in ("for", "to", "on"))
            weight = 0.5 if weak else weight
            evidence.codes.append((hit.entry.country, min(weight, PARTY_WEIGHT) if hit.entry.sector == "PTY" else weight))

    def _apposition_before(self, run: Run, evidence: Evidence) -> None:
        """ "the Russian foreign minister, X": the role ends at the comma before the name."""
        doc, scan = self.doc, self.scan
        i = run.start - 1
        if evidence.titles or i < 2 or doc[i].text != ",":
            return
        found, hits, j = None, [], i - 1
        while j >= max(0, i - 12):
            if j in scan.role_at:
                found = scan.role_at[j]
                j = found.start - 1
            elif j in scan.hit_at:
                hits.append(scan.hit_at[j])
                j = scan.hit_at[j].start - 1
            elif j in scan.run_at or doc[j].pos_ in ("PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "PRON"):
                return
            elif doc[j].pos_ == "DET":
                break
            else:
                j -= 1
        if found is None or found.plural or doc[max(j, 0)].pos_ != "DET" or found.role.kind not in ("title", "person"):
            return
        evidence.titles.append(found)
        for hit in hits:
            self._add_hit(hit, evidence, 2.5)

    def _right(self, run: Run, evidence: Evidence) -> None:
        """ "X, the prime minister of Japan," and "X (the ...)": a role after the name, up to the next comma or verb."""
        doc, scan = self.doc, self.scan
        i = run.end
        if i >= len(doc) or doc[i].text not in (",", "(", "–", "—", "-"):
            return
        if i + 1 < len(doc) and doc[i + 1].lower_ == "who":
            self._who(i + 2, evidence)
            return
        titles, hits, j = [], [], i + 1
        while j < min(len(doc), i + MOST_RIGHT):
            token = doc[j]
            if j in scan.role_at:
                titles.append(scan.role_at[j])
                j = scan.role_at[j].end
                continue
            if j in scan.hit_at:
                hits.append(scan.hit_at[j])
                j = scan.hit_at[j].end
                continue
            if token.text in (",", ";", ":", ")", "–", "—", ".") or token.tag_ in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT", "WRB", "PRP", "CC") or (j in scan.run_at and not titles):
                break
            if token.lower_ == "to" or (j in scan.run_at):
                break
            evidence.former = evidence.former or (token.lower_ in self.lexicon.relations["former"] and not titles)
            j += 1
        first = next((t for t in titles if t.role.kind in ("title", "person")), None)
        if first is None or first.plural:
            if not titles and hits and j < len(doc) and doc[j].text in (",", ")") and all(h.entry.kind == "organisation" for h in hits):
                self._add_hit(hits[0], evidence, 1.5)
            return
        evidence.titles.append(first)
        for hit in hits:
            self._add_hit(hit, evidence, 2.5)


    def _who(self, start: int, evidence: Evidence) -> None:
        """ "X, who leads the Japanese delegation,": a body or state named right after the verb counts a little."""
        doc, scan = self.doc, self.scan
        for j in range(start, min(len(doc), start + 8)):
            if doc[j].text in (",", ".", ";") or doc[j].pos_ in ("ADP", "SCONJ", "CCONJ") or j in scan.run_at:
                return
            if j in scan.hit_at:
                self._add_hit(scan.hit_at[j], evidence, 1.0)
                return


def _initials_fit(a: str, b: str) -> bool:
    """Whether two given names may be one person's: equal, an initial of the other, a prefix, or nearly alike."""
    return a == b or a.startswith(b) or b.startswith(a) or (a[0] == b[0] and Levenshtein.distance(a, b) <= 2)


def _surnames_fit(a: str, b: str) -> bool:
    """Whether two surnames are spellings of one ("Zelensky", "Zelenskyy"; "Qaddafi", "Gaddafi" are too far apart)."""
    if a == b:
        return True
    if min(len(a), len(b)) < 6 or a[0] != b[0]:
        return False
    return Levenshtein.distance(a, b, score_cutoff=2) <= (1 if min(len(a), len(b)) < 8 else 2)


def _parts(text: str) -> list[str]:
    """The words of a name for comparison, without particles in front of a surname and without suffixes like "Jr."."""
    words = [w for w in plain(text).split() if w not in ("jr", "sr", "ii", "iii", "al", "el", "bin", "de", "von", "van")]
    return words or plain(text).split() or [""]


class Grouper:
    """Groups runs into `Named`: full names first, so that a surname in a headline finds its bearer."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.groups: list[Named] = []
        self.of_run: dict[int, Named] = {}
        self._by_last: dict[str, list[Named]] = {}
        self._by_first: dict[str, list[Named]] = {}
        self._lasts: dict[int, tuple[str, ...]] = {}

    def group(self, runs: Sequence[Run]) -> None:
        """Put every run into a group."""
        for run in sorted(runs, key=lambda r: (-min(len(_parts(r.text)), 2), r.start)):
            parts = _parts(run.text)
            found = self._find_full(parts) if len(parts) > 1 else self._find_single(parts[0], run)
            if found is None:
                found = Named()
                self.groups.append(found)
                self._lasts[id(found)] = tuple(parts)
                self._by_last.setdefault(parts[-1], []).append(found)
                if len(parts) > 1:
                    self._by_first.setdefault(parts[0], []).append(found)
            found.spellings[run.text] += 1
            found.runs.append(run)
            self.of_run[run.start] = found

    def _find_full(self, parts: list[str]) -> Named | None:
        for last, groups in self._by_last.items():
            if _surnames_fit(last, parts[-1]):
                for group in groups:
                    known = self._lasts[id(group)]
                    if len(known) > 1 and _initials_fit(known[0], parts[0]):
                        return group
                    if len(known) > 2 and known[0] == parts[-1]:
                        return group
        return None

    def _find_single(self, word: str, run: Run) -> Named | None:
        candidates = list(self._by_last.get(word, ())) or list(self._by_first.get(word, ()))
        if not candidates:
            candidates = [g for last, groups in self._by_last.items() if _surnames_fit(last, word) for g in groups]
        if not candidates:
            candidates = [g for g in self.groups if word in self._lasts[id(g)] and len(word) > 3]
        if not candidates:
            return None
        # the one named most often; of equals the one whose full name stands nearest
        return max(candidates, key=lambda g: (len(g.runs) >= 2 and len(g.runs), -min(abs(r.start - run.start) for r in g.runs)))


def _given_gender(lexicon: Lexicon, named: Named) -> str | None:
    first = plain(named.name).split()
    return lexicon.genders.get(first[0]) if len(first) > 1 else None


def _decide_person(doc: Doc, scan: Scan, lexicon: Lexicon, named: Named, evidences: Sequence[Evidence]) -> bool:
    """Whether the name is a person's: by what it ends in, by titles and given names, and last by the pipeline's label."""
    words = named.name.split()
    last = lexicon.role(words[-1].lower())
    if last is not None and last.kind in ("body", "people") and len(words) > 1:
        return False
    if any(e.gender or any(t.role.kind in ("title", "person") and not t.plural for t in e.titles) for e in evidences):
        return True
    if plain(words[0]) in lexicon.genders and len(words) > 1:
        return True
    if len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 6:
        return False
    labels = Counter(doc[r.end - 1].ent_type_ for r in named.runs)
    return labels["ORG"] + labels["GPE"] + labels["LOC"] + labels["FAC"] + labels["PRODUCT"] + labels["NORP"] <= labels["PERSON"] + labels[""]


def _titles(doc: Doc, evidence: Evidence) -> Iterator[tuple[str, str | None]]:
    code = max(evidence.codes, key=lambda c: c[1])[0] if evidence.codes else None
    for span in evidence.titles:
        yield span.role.words, code


def _add(named: Named, evidence: Evidence, doc: Doc, lexicon: Lexicon) -> None:
    for code, weight in evidence.codes:
        named.votes[code] += weight  # type: ignore[assignment]
    named.gender = named.gender or evidence.gender
    named.titles.extend(_titles(doc, evidence))
    if evidence.owner is not None:
        named.owners.append(evidence.owner)
    hit_sectors = [h.entry.sector for h in evidence.hits if h.entry.sector and h.entry.kind in ("organisation", "group")]
    roles = [t.role for t in evidence.titles if t.role.kind in ("title", "person")]
    if evidence.opposition:
        named.sectors["PTY"] += 2
    elif evidence.former and roles:
        named.sectors["ELI"] += 2
    elif roles:
        generic = roles[0].words in lexicon.relations["generic"]
        named.sectors[hit_sectors[0] if generic and hit_sectors else roles[0].sector] += 2
    elif hit_sectors:
        named.sectors[hit_sectors[0]] += 1


@dataclass(frozen=True)
class People:
    """The persons and bodies of a story, and to which of them each run belongs (by its first token)."""

    groups: tuple[Named, ...]
    of_run: dict[int, Named]


def find_people(doc: Doc, scan: Scan, lexicon: Lexicon, published: str | None) -> People:
    """Group the runs of `doc` and settle what the text itself, and then the register, say of each group."""
    reader, grouper = EvidenceReader(doc, scan, lexicon), Grouper(lexicon)
    runs = [r for r in scan.runs if len(r.text) > 1]
    grouper.group(runs)
    evidence_of = {r.start: reader.read(r) for r in runs}
    for named in grouper.groups:
        evidences = [evidence_of[r.start] for r in named.runs]
        named.is_person = _decide_person(doc, scan, lexicon, named, evidences)
        for evidence in evidences:
            _add(named, evidence, doc, lexicon)
        named.gender = named.gender or _given_gender(lexicon, named)
        named.office = register_office(lexicon, named.name, published, only_surname=len(named.name.split()) == 1)
        _settle(named, lexicon)
    for named in grouper.groups:
        if named.country is None:
            owners = (grouper.of_run.get(start) for start in named.owners)
            named.country = next((o.country for o in owners if o and o.country), None)
            named.country_from = "owner" if named.country else ""
    return People(tuple(grouper.groups), grouper.of_run)


def _settle(named: Named, lexicon: Lexicon) -> None:
    """Country and sector from the words of the story, else from the register."""
    office = named.office
    if named.votes:
        code, weight = named.votes.most_common(1)[0]
        full = len(named.name.split()) > 1
        if not (office and office.country and office.country != code and weight < (5 if full else 2)):
            named.country, named.country_from = code, "text" if weight % PARTY_WEIGHT > 0.01 else "party"
    if named.country is None and office:
        named.country, named.country_from = office.country, "register"
    if named.country is None and any(t in lexicon.relations["usa_titles"] for t, _ in named.titles):
        named.country, named.country_from = "USA", "title"
    if named.sectors:
        named.sector = named.sectors.most_common(1)[0][0]
    elif office:
        named.sector = office.sector


def register_office(lexicon: Lexicon, name: str, published: str | None, *, only_surname: bool) -> Office | None:
    """The office of `name` in the register on the day `published`; a bare surname must be one person's alone."""
    words = plain(name).split()
    if not words:
        return None
    offices = lexicon.register.get(" ".join(words)) or ()
    if not offices and len(words) > 2:
        offices = lexicon.register.get(f"{words[0]} {words[-1]}") or ()
    if not offices and len(words) > 1:
        same = lexicon.register.get(words[-1]) or ()
        offices = tuple(o for o in same if _initials_fit(plain(o.name).split()[0], words[0]))
    held = [o for o in offices if o.held(published)]
    if only_surname and len({o.name for o in (held or offices)}) > 1:
        return None
    if held:
        return held[0]
    if not offices or (only_surname and not published):
        return offices[0] if offices and not only_surname else None
    return min(offices, key=lambda o: abs(int(o.since[:4]) - int((published or o.since)[:4])))
