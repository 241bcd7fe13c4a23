"""Who is named in a story: the runs of capitals grouped into persons and bodies, with what the text says of each.

One surname is one person unless two full names in the story share it. What a name's own neighbourhood says ("German
Chancellor X", "X, prime minister of Japan", "Turkey's X") is added up over the story; what is said once holds everywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein
from spacy.tokens import Doc

from communique.language.actor_evidence import Evidence, EvidenceReader
from communique.language.actor_lexicon import Lexicon, Office, plain
from communique.language.actor_scan import Run, Scan

NOT_PERSONS = ("ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "al", "el", "bin", "de", "von", "van"})


@dataclass
class Named:
    """One person or body of the story while it is put together."""

    spellings: Counter[str] = field(default_factory=Counter)
    runs: list[Run] = field(default_factory=list)
    votes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    firm: set[str] = field(default_factory=set)
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
    words = [w for w in plain(text).split() if w not in SUFFIXES]
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
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        # the one named most often; of equals the one whose full name stands nearest
        return max(candidates, key=lambda g: (len(g.runs), -abs(g.runs[0].start - run.start)))


def _given_gender(lexicon: Lexicon, named: Named) -> str | None:
    first = plain(named.name).split()
    return lexicon.genders.get(first[0]) if len(first) > 1 else None


def _decide_person(doc: Doc, lexicon: Lexicon, named: Named, evidences: Sequence[Evidence]) -> bool:
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
    return sum(labels[label] for label in NOT_PERSONS) <= labels["PERSON"] + labels[""]


def _titles(evidence: Evidence) -> Iterator[tuple[str, str | None]]:
    code = max(evidence.codes, key=lambda c: c[1])[0] if evidence.codes else None
    for span in evidence.titles:
        yield span.role.words, code


def _add(named: Named, evidence: Evidence, lexicon: Lexicon) -> None:
    for code, weight in evidence.codes:
        named.votes[code] += weight
    parties = {h.entry.country for h in evidence.hits if h.entry.sector == "PTY"}
    named.firm.update(code for code, _ in evidence.codes if code not in parties)
    named.gender = named.gender or evidence.gender
    named.titles.extend(_titles(evidence))
    if evidence.owner is not None:
        named.owners.append(evidence.owner)
    hit_sectors = [
        h.entry.sector for h in evidence.hits if h.entry.sector and h.entry.kind in ("organisation", "group")
    ]
    roles = [t.role for t in evidence.titles if t.role.kind in ("title", "person")]
    if evidence.opposition:
        named.sectors["PTY"] += 2
    elif evidence.former and roles:
        named.sectors["ELI"] += 2
    elif roles:
        generic = roles[0].words in lexicon.relations["generic"]
        sector = hit_sectors[0] if generic and hit_sectors else roles[0].sector
        if sector:
            named.sectors[sector] += 2
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
        named.is_person = _decide_person(doc, lexicon, named, evidences)
        for evidence in evidences:
            _add(named, evidence, lexicon)
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
        code, weight = max(named.votes.items(), key=lambda vote: vote[1])
        full = len(named.name.split()) > 1
        if not (office and office.country and office.country != code and weight < (5 if full else 2)):
            named.country, named.country_from = code, "text" if code in named.firm else "party"
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
