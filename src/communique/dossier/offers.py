"""Proposals of a dossier, and where each party stands on them at last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from communique.dossier.evidence import in_batches
from communique.dossier.lines import plain
from communique.dossier.model import Offer, Stand
from communique.language.countries import short_name
from communique.record.proposal_queries import ProposalView, StanceView, proposal
from communique.record.store import Record


def proposal_ids(db: sqlite3.Connection, stories: Sequence[str]) -> list[str]:
    """The proposals told in these stories."""
    sql = "SELECT DISTINCT proposal_id FROM proposal_tellings WHERE proposal_id IS NOT NULL AND story_id IN ({})"
    return sorted({r[0] for r in in_batches(db, sql, stories)})


def stand_of(stances: Sequence[StanceView]) -> Stand:
    """Where one side stands: its last stance that is not silence; the stances before it that differ, in order."""
    spoken = [s for s in stances if s.stance != "silent"] or list(stances)
    last = spoken[-1]
    before = dict.fromkeys(s.stance for s in spoken[:-1] if s.stance != last.stance)
    named = short_name(last.country) if last.country else None
    party = last.party if named is None or named == last.party else f"{last.party} ({last.country})"
    return Stand(
        plain(party), last.country, last.stance, last.day, plain(last.sentence.text), last.story_id, tuple(before)
    )


def stands_of(stances: Iterable[StanceView], until: str | None) -> tuple[Stand, ...]:
    """The stand of each side, those who moved last first."""
    by_side: dict[str, list[StanceView]] = {}
    for stance in stances:
        if until is None or stance.day is None or stance.day <= until:
            by_side.setdefault(stance.side, []).append(stance)
    return tuple(stand_of(held) for held in by_side.values())


def offer_of(view: ProposalView, parties: Sequence[str], until: str | None) -> Offer:
    """A proposal as a dossier tells it. With `until`, its status is the last one told by then."""
    stands = stands_of(view.stances, until)
    statuses = [s.status for s in view.statuses if until is None or s.day is None or s.day <= until]
    stories = dict.fromkeys(t.story_id for t in view.tellings if until is None or t.day is None or t.day <= until)
    spoken = {s.country or s.party for s in stands}
    proposer = view.proposer or (short_name(view.proposer_country) if view.proposer_country else None)
    return Offer(
        id=view.id,
        name=plain(view.name),
        kind=view.kind,
        proposer=plain(proposer) if proposer else None,
        terms=plain(view.terms) if view.terms and plain(view.terms) not in plain(view.name) else None,
        duration=view.duration,
        begins=view.begins,
        status=statuses[-1] if until and statuses else view.status,
        first_day=view.first_day,
        last_day=view.last_day,
        stands=stands,
        silent=tuple(short_name(p) or p for p in parties if p not in spoken and p != view.proposer_country),
        stories=tuple(stories),
    )


def concerns(view: ProposalView, parties: Sequence[str]) -> bool:
    """Is one of the parties its proposer, bound by it or heard on it? One of whom nothing is known concerns all."""
    known = {view.proposer_country, view.proposer, *view.parties, *(s.side for s in view.stances)} - {None}
    return not known or bool(known & set(parties))


def offers(record: Record, stories: Sequence[str], parties: Sequence[str], until: str | None) -> tuple[Offer, ...]:
    """The proposals told in these stories that concern the parties, by day."""
    views = (proposal(record, ident) for ident in proposal_ids(record.db, stories))
    found = [offer_of(v, parties, until) for v in views if concerns(v, parties)]
    kept = [o for o in found if o.stories and not (until and o.first_day and o.first_day > until)]
    return tuple(sorted(kept, key=lambda o: (o.first_day is None, o.first_day or "", o.id)))
