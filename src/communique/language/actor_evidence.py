"""What stands around a name: titles before it, appositions on both sides, an owner, a party's mark.

The evidence is read from the tokens, not the parse: small parsers err most in long titles and headlines. Every look goes
a bounded number of tokens far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from communique.language.actor_lexicon import Lexicon
from communique.language.actor_phrases import turned
from communique.language.actor_scan import Hit, RoleSpan, Run, Scan

PARTY_MARK = re.compile(r"\s{0,2}[(,\[]\s{0,2}(?:R|D|I|Rep|Dem)[-–—.]\s{0,2}-?\s?[A-Z]")
PARTY_WEIGHT = 0.9  # less than any other evidence: "Republican" and "Labour" are parties of many states
WHERE_WEIGHT = 1.0  # of where somebody is: "the Russian ambassador in Berlin"
MOST_LEFT = 14  # tokens a title may take before a name
FAR_AS = 5  # tokens after a name in which "emerged as" may stand
MOST_RIGHT = 16  # tokens an apposition may take after it
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "WP", "WDT", "WRB", "PRP", "CC"})
CLAUSE_ENDS = frozenset(",;:)–—.")
BESIDE = frozenset({"adjective", "people", "organisation"})  # sorts of names that tell whose the name after them is


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


class EvidenceReader:
    """Reads the neighbourhood of runs in one doc."""

    def __init__(self, doc: Doc, scan: Scan, lexicon: Lexicon) -> None:
        self.doc, self.scan, self.lexicon = doc, scan, lexicon
        self.rel = lexicon.relations

    def read(self, run: Run) -> Evidence:
        """All that the words before and after `run` say of it."""
        evidence = Evidence()
        self._left(run, evidence)
        self._apposition_before(run, evidence)
        self._right(run, evidence)
        self._as_after(run, evidence)
        self._of_after(run, evidence)
        end = self.doc[run.end - 1]
        if PARTY_MARK.match(end.whitespace_ + self.doc[run.end : run.end + 6].text):
            evidence.codes.append(("USA", 3.0))
        return evidence

    def _left(self, run: Run, evidence: Evidence) -> None:
        """Titles and what they belong to, from the name backwards ("Kremlin foreign policy aide X")."""
        i, least = run.start - 1, max(0, run.start - MOST_LEFT)
        while i >= least:
            token = self.doc[i]
            if (span := self.scan.role_at.get(i)) is not None:
                evidence.titles.append(span)
                i = span.start - 1
            elif (hit := self.scan.hit_at.get(i)) is not None:
                if not self._take_left(hit, evidence):
                    return
                i = hit.start - 1
            elif token.lower_ in self.rel["honorific"]:
                evidence.gender = self._gender(token.lower_.strip(".")) or evidence.gender
                i -= 1
            elif token.tag_ == "POS" and i:
                self._owner(i - 1, evidence)
                return
            elif self._goes_on(i, evidence):
                evidence.former = evidence.former or token.lower_ in self.rel["former"]
                evidence.opposition = evidence.opposition or token.lower_ in self.rel["opposition"]
                i -= 1
            else:
                return

    def _gender(self, honorific: str) -> str | None:
        if honorific in self.rel["female_title"]:
            return "f"
        return "m" if honorific in self.rel["male_title"] else None

    def _take_left(self, hit: Hit, evidence: Evidence) -> bool:
        """Take a name known beforehand that stands before the run; false where it belongs to something else."""
        before = self.doc[hit.start - 1].lower_ if hit.start > 1 else ""
        of_title = before == "of" and hit.start - 2 in self.scan.role_at  # "President of Ukraine X"
        if not evidence.titles and self.doc[hit.end - 1].tag_ == "POS":  # "Oman's X"
            self._add_hit(hit, evidence, 2.5)
            return False
        if not evidence.titles and not of_title and hit.entry.kind not in BESIDE:
            return False
        beside = self.scan.hit_at.get(hit.start - 1)
        if (
            hit.entry.kind == "organisation"
            and beside
            and beside.entry.kind in ("adjective", "name")
            and beside.entry.country
        ):
            evidence.hits.append(hit)  # "the Russian Security Council": the adjective decides
        else:
            # right before a name, without a title, a word may belong to something else
            self._add_hit(hit, evidence, 3.0 if evidence.titles or of_title else 1.2)
        return True

    def _goes_on(self, i: int, evidence: Evidence) -> bool:
        """Whether token `i` may be a part of a title."""
        token = self.doc[i]
        if i in self.scan.run_at and not evidence.titles:
            return False
        if token.lower_ in ("of", "for"):
            return i - 1 in self.scan.role_at
        if token.lower_ == "the":
            return i > 0 and i + 1 in self.scan.hit_at and self.doc[i - 1].lower_ == "of"
        part = token.pos_ in ("ADJ", "NOUN", "PROPN", "NUM") or token.text in "-–"
        return part or (bool(evidence.titles) and token.lower_ in self.rel["in_office"])

    def _owner(self, i: int, evidence: Evidence) -> None:
        if i in self.scan.hit_at:
            self._add_hit(self.scan.hit_at[i], evidence, 2.5)
        elif i in self.scan.run_at and evidence.titles:
            evidence.owner = self.scan.run_at[i].start

    def _of_after(self, run: Run, evidence: Evidence) -> None:
        """ "President X of Panama", "X of the US State Department": the state after a name that is a person's."""  # noqa: D210
        person = bool(evidence.titles) or (run.end - run.start > 1 and self.doc[run.end - 1].ent_type_ == "PERSON")
        if not person or run.end + 2 >= len(self.doc) or self.doc[run.end].lower_ != "of":
            return
        at = run.end + 1 + (self.doc[run.end + 1].lower_ == "the")
        if at in self.scan.hit_at:
            self._add_hit(self.scan.hit_at[at], evidence, 3.5 if evidence.titles else 2.0)

    def _add_hit(self, hit: Hit, evidence: Evidence, weight: float) -> None:
        if turned(self.doc, hit, self.lexicon):
            return
        evidence.hits.append(hit)
        if not hit.entry.country:
            return
        # who writes for a foreign paper, or works for a body of many states, keeps a country of his own,
        # and an envoy for a country is not of it
        before = self.doc[hit.start - 1].lower_ if hit.start else ""
        if hit.entry.sector == "JRN" or hit.entry.country in ("NGO", "MNC") or before in ("for", "to", "on"):
            weight = 0.5
        elif before in self.rel["at"]:
            weight = min(weight, WHERE_WEIGHT)
        evidence.codes.append((hit.entry.country, min(weight, PARTY_WEIGHT) if hit.entry.sector == "PTY" else weight))

    def _apposition_before(self, run: Run, evidence: Evidence) -> None:
        """ "the Russian foreign minister, X": the role ends at the comma before the name."""  # noqa: D210
        doc, scan = self.doc, self.scan
        if evidence.titles or run.start < 3 or doc[run.start - 1].text != ",":
            return
        found: RoleSpan | None = None
        hits: list[Hit] = []
        j, least = run.start - 2, max(0, run.start - MOST_LEFT)
        while j >= least and doc[j].pos_ != "DET":
            if j in scan.role_at:
                found = scan.role_at[j]
                j = found.start - 1
            elif j in scan.hit_at:
                hits.append(scan.hit_at[j])
                j = scan.hit_at[j].start - 1
            elif j in scan.run_at or doc[j].pos_ in ("PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "PRON"):
                return
            else:
                j -= 1
        if found is None or found.plural or doc[max(j, 0)].pos_ != "DET" or found.role.kind not in ("title", "person"):
            return
        evidence.titles.append(found)
        for hit in hits:
            self._add_hit(hit, evidence, 2.5)

    def _right(self, run: Run, evidence: Evidence) -> None:
        """ "X, the prime minister of Japan," and "X (the ...)": a role after the name, up to the next comma or verb."""  # noqa: D210
        doc, i = self.doc, run.end
        if i >= len(doc) or doc[i].text not in (",", "(", "–", "—", "-"):
            return
        if i + 1 < len(doc) and doc[i + 1].lower_ == "who":
            self._who(i + 2, evidence)
            return
        if i + 1 < len(doc) and doc[i + 1].pos_ == "ADP" and doc[i + 1].lower_ != "of":
            return  # "signed by X, from the Russian side by Y"
        titles, hits, j = self._apposition_after(i, evidence)
        first = next((t for t in titles if t.role.kind in ("title", "person")), None)
        if first is not None and not first.plural:
            evidence.titles.append(first)
            for hit in hits:
                self._add_hit(hit, evidence, 2.5)
        elif (
            not titles
            and hits
            and j < len(doc)
            and doc[j].text in (",", ")")
            and all(h.entry.kind == "organisation" for h in hits)
        ):
            self._add_hit(hits[0], evidence, 1.5)

    def _as_after(self, run: Run, evidence: Evidence) -> None:
        """ "X has emerged as Washington's key interlocutor": a role after a verb of serving."""  # noqa: D210
        for j in range(run.end, min(len(self.doc) - 1, run.end + FAR_AS)):
            if self.doc[j].lower_ == "as" and self.doc[j - 1].lower_ in self.rel["serve"]:
                titles, hits, _ = self._apposition_after(j, evidence)
                first = next((t for t in titles if t.role.kind in ("title", "person") and not t.plural), None)
                if first is not None:
                    evidence.titles.append(first)
                    for hit in hits:
                        self._add_hit(hit, evidence, 2.0)
                return

    def _apposition_after(self, i: int, evidence: Evidence) -> tuple[list[RoleSpan], list[Hit], int]:
        """Roles and known names after the comma at token `i`, and where they end."""
        doc, scan = self.doc, self.scan
        titles: list[RoleSpan] = []
        hits: list[Hit] = []
        j = i + 1
        while j < min(len(doc), i + MOST_RIGHT):
            token: Token = doc[j]
            if j in scan.role_at:
                titles.append(scan.role_at[j])
                j = scan.role_at[j].end
            elif j in scan.hit_at:
                hits.append(scan.hit_at[j])
                j = scan.hit_at[j].end
            elif token.text in CLAUSE_ENDS or token.tag_ in FINITE or token.lower_ == "to" or j in scan.run_at:
                break
            else:
                evidence.former = evidence.former or (token.lower_ in self.rel["former"] and not titles)
                j += 1
        return titles, hits, j

    def _who(self, start: int, evidence: Evidence) -> None:
        """ "X, who leads the Japanese delegation,": a body or state named right after the verb counts a little."""  # noqa: D210
        doc, scan = self.doc, self.scan
        for j in range(start, min(len(doc), start + 8)):
            ends = doc[j].text in (",", ".", ";") or doc[j].tag_ in ("PRP$", "TO") or j in scan.run_at
            if ends or doc[j].pos_ in ("ADP", "SCONJ", "CCONJ"):
                return
            if j in scan.hit_at:
                self._add_hit(scan.hit_at[j], evidence, 1.0)
                return
