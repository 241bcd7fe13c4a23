"""Clusters of reports: accounts within a story, and for each account the earlier one that tells of the same event.

Nothing here depends on the order of reading. An account's antecedent is the best of all accounts before it in the one order
of all accounts (`Account.order`), so an event is a tree of accounts; adding a story can only add accounts, and change the
antecedent of those after it that know it by a common key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from communique.linking.days import apart, day_of
from communique.linking.model import Account, Told, Traits
from communique.linking.pairs import PairModel, traits

# A story with more reports than this is clustered in stretches of so many: work grows with the square.
STRETCH = 150
# How many reports of an account speak for it when it is compared with another.
SPEAKERS = 5
# Days between publications within which undated accounts may be one event.
WINDOW_DAYS = 10


def average(sums: Mapping[tuple[int, int], float], sizes: Mapping[int, int], pair: tuple[int, int]) -> float:
    """Mean score of the pairs of reports between two clusters."""
    return sums.get(pair, 0.0) / (sizes[pair[0]] * sizes[pair[1]])


def agglomerate(scores: Mapping[tuple[int, int], float], count: int, least: float) -> list[list[int]]:
    """Clusters of ``0..count-1``: the two with the best average score are joined until none reaches `least`."""
    members = {n: [n] for n in range(count)}
    sizes = dict.fromkeys(range(count), 1)
    sums = dict(scores)
    while sums:
        best = max(sums, key=lambda pair: (average(sums, sizes, pair), -pair[0], -pair[1]))
        if average(sums, sizes, best) < least:
            break
        keep, gone = best
        members[keep] = sorted(members[keep] + members.pop(gone))
        sizes[keep] += sizes.pop(gone)
        merged: dict[tuple[int, int], float] = {}
        for (a, b), total in sums.items():
            if (a, b) != best:
                x, y = (keep if n == gone else n for n in (a, b))
                pair = (min(x, y), max(x, y))
                merged[pair] = merged.get(pair, 0.0) + total
        sums = merged
    return sorted(members.values())


def clustered(reports: Sequence[Traits], model: PairModel) -> list[list[Traits]]:
    """The reports of one story by event."""
    found = []
    ordered = sorted(reports, key=lambda t: (t.position, t.type, t.report_id))
    for at in range(0, len(ordered), STRETCH):
        part = ordered[at : at + STRETCH]
        scores = {}
        for i, a in enumerate(part):
            for j in range(i + 1, len(part)):
                score = model.score(a, part[j])
                # A pair that nearly surely is none still counts in the average, as nothing.
                if score > 0.02:
                    scores[i, j] = score
        found += [[part[n] for n in cluster] for cluster in agglomerate(scores, len(part), model.within)]
    return found


def account(members: Sequence[Traits], side: str | None = None) -> Account:
    """The account of reports of one story. Its day is the commonest day among them, the first of equals."""
    days = [d for m in members if (d := day_of(m.date))]
    day = max(dict.fromkeys(days), key=days.count) if days else None
    first = members[0]
    return Account(first.report_id, first.story_id, day_of(first.published), day, tuple(members), side)


def accounts_of(reports: Iterable[Told], model: PairModel) -> list[Account]:
    """The accounts of one story."""
    return [account(cluster) for cluster in clustered([traits(t) for t in reports], model)]


@dataclass(frozen=True, slots=True)
class Link:
    """An account's antecedent and how sure that is."""

    account_id: str
    antecedent_id: str
    score: float


def may_link(a: Account, b: Account) -> bool:
    """May two accounts be one event, by story, by the splits made by hand, and by their days?"""
    if a.story_id == b.story_id or (a.side != b.side and a.side is not None and b.side is not None):
        return False
    if a.day and b.day:
        return (apart(a.day, b.day) or 0) <= 1
    gap = apart(a.day or a.published, b.day or b.published)
    return gap is not None and gap <= WINDOW_DAYS


def account_score(a: Account, b: Account, model: PairModel) -> float:
    """Mean over the reports of the two accounts of how well each is met by its best on the other side."""
    left, right = a.members[:SPEAKERS], b.members[:SPEAKERS]
    table = [[model.score(x, y) for y in right] for x in left]
    rows = [max(row) for row in table]
    columns = [max(column) for column in zip(*table, strict=True)]
    return float(sum(rows) + sum(columns)) / (len(rows) + len(columns))


def link_score(a: Account, b: Account, model: PairModel) -> float | None:
    """How surely two accounts are one event, or null where not surely enough."""
    score = account_score(a, b, model)
    least = model.across if a.day and b.day else model.undated
    return score if score >= least else None


def antecedent(of: Account, candidates: Iterable[Account], model: PairModel) -> Link | None:
    """The best of the `candidates` that come before `of`, or null where none is good enough."""
    best: Link | None = None
    best_key: tuple[float, ...] | None = None
    for other in sorted((c for c in candidates if c.order < of.order and may_link(of, c)), key=lambda c: c.order):
        score = link_score(of, other, model)
        if score is not None and (best_key is None or (score,) > best_key):
            best, best_key = Link(of.id, other.id, score), (score,)
    return best
