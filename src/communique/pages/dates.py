"""When a story was published: every sign of it that the page gives, and which of them is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from communique.model import Caption, DateEvidence, PublishedFrom
from communique.pages.captions import is_old_picture
from communique.pages.datelines import Dateline
from communique.pages.moments import iso_day, iso_moment, moments_in

URL_DAY = re.compile(r"[/_-](?P<y>(?:19|20)\d\d)[/_-]?(?P<m>0[1-9]|1[0-2]|[a-z]{3})[/_-]?(?P<d>[0-3]\d)(?=[/_.-]|$)")
URL_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
UPDATED = re.compile(r"\b(?:updated|modified|revised|edited|actualizado|aktualisiert|обновлено)\b", re.IGNORECASE)
RANK = {kind: rank for rank, kind in enumerate(PublishedFrom)}


@dataclass(frozen=True, slots=True)
class Printed:
    """What a story prints of its own date: dated lines, datelines, captions, in the order of the text."""

    dated: tuple[str, ...] = ()
    datelines: tuple[Dateline, ...] = ()
    captions: tuple[Caption, ...] = ()


def url_evidence(url: str) -> DateEvidence | None:
    """The day in an address ("/2025/04/25/", "/2025-apr-25/"), or null."""
    match = URL_DAY.search(url.lower())
    if match is None:
        return None
    month = int(match["m"]) if match["m"].isdigit() else URL_MONTHS.get(match["m"], 0)
    day = iso_day(int(match["y"]), month, int(match["d"]))
    return DateEvidence(day, PublishedFrom.URL, match[0].strip("/_-")) if day else None


def carried_evidence(metadata: Mapping[str, str]) -> tuple[DateEvidence, ...]:
    """What the carrier of a page says: the input's own field, a feed, markup, the address."""
    sources = (
        ("published", PublishedFrom(metadata.get("published_from", "given"))),
        ("feed_published", PublishedFrom.FEED),
    )
    found = [
        DateEvidence(value, kind, metadata[key])
        for key, kind in sources
        if metadata.get(key) and (value := iso_moment(metadata[key]))
    ]
    by_url = url_evidence(metadata.get("url", ""))
    return (*found, by_url) if by_url else tuple(found)


def printed_evidence(printed: Printed) -> tuple[DateEvidence, ...]:
    """What the story's own lines say with a full date; a line that tells of an update counts after the others."""
    found: list[DateEvidence] = []
    for words in sorted(printed.dated, key=lambda w: UPDATED.search(w) is not None):
        days = moments_in(words)
        if days:
            found.append(DateEvidence(days[0].value, PublishedFrom.DATELINE, words))
    found += [DateEvidence(d.day.value, PublishedFrom.DATELINE, d.text) for d in printed.datelines if d.day]
    found += [
        DateEvidence(c.date, PublishedFrom.CAPTION, c.text[-80:])
        for c in printed.captions
        if c.date and not is_old_picture(c.text)
    ]
    return tuple(found)


def nearest_year(month: int, day: int, near: str) -> str | None:
    """The ISO day of `month` and `day` closest to the ISO day `near`."""
    anchor = date.fromisoformat(near[:10])
    days = [d for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (d := iso_day(year, month, day))]
    return min(days, key=lambda d: abs((date.fromisoformat(d) - anchor).days), default=None)


def completed_evidence(datelines: Sequence[Dateline], known: Sequence[DateEvidence]) -> tuple[DateEvidence, ...]:
    """Datelines without a year ("MOSCOW, April 25"), the year from the surest other sign; none where there is no other."""
    if not known:
        return ()
    near = min(known, key=lambda e: RANK[e.known_from]).value
    days = [(d.text, nearest_year(d.day_of_year.month, d.day_of_year.day, near)) for d in datelines if d.day_of_year]
    return tuple(DateEvidence(day, PublishedFrom.DATELINE, words) for words, day in days if day)


def plausible(evidence: DateEvidence, fetched: str | None) -> bool:
    """False for a day after the page was fetched; one day is allowed for time zones."""
    if not fetched:
        return True
    limit = date.fromisoformat(fetched[:10]) + timedelta(days=1)
    return date.fromisoformat(evidence.value[:10]) <= limit


def gather(metadata: Mapping[str, str], marked: Sequence[DateEvidence], printed: Printed) -> tuple[DateEvidence, ...]:
    """All evidence for one story, the surest first; `marked` is what its markup says. Conflicts are all kept."""
    fetched = iso_moment(metadata.get("fetched", ""))
    known = (*carried_evidence(metadata), *marked, *printed_evidence(printed))
    known = tuple(e for e in known if plausible(e, fetched))
    known = (*known, *completed_evidence(printed.datelines, known))
    return tuple(sorted(dict.fromkeys(known), key=lambda e: RANK[e.known_from]))


def choose(evidence: Sequence[DateEvidence]) -> tuple[str | None, PublishedFrom | None]:
    """The publication day or moment that is believed, and how it is known: the surest sign; nulls where there is none."""
    if not evidence:
        return None, None
    return evidence[0].value, evidence[0].known_from
