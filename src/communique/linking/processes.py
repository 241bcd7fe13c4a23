"""Processes: negotiations and crises as the record sees them, found in the graph of parties and issues.

Nothing here is a list of crises: `processes_of` is a function of the events and stories it is given, in whatever order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from communique.linking.days import day_of, stretch
from communique.linking.processes_cluster import Dyad, StoryTraits, dyads_of, gather, leading_dyads
from communique.linking.processes_model import Deed, Process, ProcessParty, Round, StoryWords
from communique.linking.processes_parties import core_dyad, go_betweens, name_words, parties_of, with_people
from communique.linking.processes_terms import Settings, idf, issue_nouns, leading_terms, settings, word_counts

# Talks dated within more days than this ("in 2019 and since") are no round that could be told from others.
LONGEST_ROUND = 31
INCIDENTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION", "PROTEST"})


def traits_of(stories: Sequence[StoryWords], deeds: Iterable[Deed], chosen: Settings) -> list[StoryTraits]:
    """What the stories are compared by."""
    countries: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    dyads: dict[str, Counter[Dyad]] = defaultdict(Counter)
    for deed in deeds:
        pairs = dyads_of(deed.countries, chosen.most_countries_of_a_dyad)
        for story in deed.stories:
            for country in deed.countries:
                countries[story][country] += 1
            for name, _ in deed.names:
                names[story][name.casefold()] += 1
            for pair in pairs:
                dyads[story][pair] += 1
    found = []
    for s in stories:
        words = word_counts(s.headline, s.sentences, chosen.headline_counts)
        counts = {"countries": countries[s.id], "names": names[s.id], "words": words}
        found.append(StoryTraits(s.id, s.day, counts, leading_dyads(dyads[s.id])))
    return found


def members_of(gathered: Sequence[Sequence[str]], deeds: Iterable[Deed]) -> dict[int, list[Deed]]:
    """The events of each gathering of stories: an event goes where most of its stories are, to the first of equals."""
    place_of = {story: at for at, stories in enumerate(gathered) for story in stories}
    found: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds:
        homes = [place_of[s] for s in deed.stories if s in place_of]
        if homes:
            found[min(set(homes), key=lambda at: (-homes.count(at), at))].append(deed)
    return found


def spaced(stories: Sequence[StoryWords], most: int) -> list[StoryWords]:
    """At most so many of the stories, evenly spaced in the order of their days."""
    ordered = sorted(stories, key=lambda s: (s.day or "9999", s.id))
    step = max(1.0, len(ordered) / most)
    return [ordered[int(n * step)] for n in range(min(most, len(ordered)))]


def processes_of(
    deeds: Sequence[Deed], stories: Sequence[StoryWords], chosen: Settings | None = None
) -> tuple[Process, ...]:
    """The processes of these events and stories, those with most events first."""
    chosen = chosen or settings()
    told = {s.id: s for s in stories}
    gathered = [sorted(one.stories) for one in gather(traits_of(stories, deeds, chosen), chosen)]
    members = members_of(gathered, deeds)
    large = [at for at in range(len(gathered)) if len(members.get(at, ())) >= chosen.least_events]
    heard = {at: spaced([told[s] for s in gathered[at]], chosen.stories_of_a_name) for at in large}
    read = [s for held in heard.values() for s in held]
    counted = issue_nouns([(s.headline, s.sentences) for s in read])
    nouns = {s.id: found for s, found in zip(read, counted, strict=True)}
    spread = idf([tuple(n) for n in nouns.values()])
    made = []
    for at in large:
        inside: Counter[str] = Counter()
        for story in heard[at]:
            inside.update(nouns[story.id])
        process = assembled(members[at], [told[s] for s in gathered[at]], inside, spread, chosen)
        if process is not None and len(process.events) >= chosen.least_events:
            made.append(process)
    return numbered(sorted(made, key=lambda p: (-len(p.events), p.first_day or "9999", p.id)))


def numbered(found: Sequence[Process]) -> tuple[Process, ...]:
    """The same with ids that differ: of processes with one id the earliest keeps it."""
    alike: dict[str, list[Process]] = defaultdict(list)
    for p in sorted(found, key=lambda p: (p.first_day or "9999", p.events)):
        alike[p.id].append(p)
    ids = {p.events: p.id if n == 1 else f"{p.id}-{n}" for group in alike.values() for n, p in enumerate(group, 1)}
    return tuple(replace(p, id=ids[p.events]) for p in found)


def assembled(
    deeds: Sequence[Deed],
    stories: Sequence[StoryWords],
    nouns: Counter[str],
    spread: Mapping[str, float],
    chosen: Settings,
) -> Process | None:
    """The process of these events, or null where nobody takes part."""
    told = sorted(deeds, key=lambda d: d.order)
    core = core_dyad(told, chosen)
    if core is None:
        return None
    parties = parties_of(told, core, chosen)
    issue = leading_terms(nouns, spread, name_words(told), chosen.issue_terms)
    label = f"{'–'.join(p.label for p in naming(parties, len(told), chosen))}: {', '.join(issue)}"
    slug = "-".join([*dict.fromkeys(c.lower() for c in core), *issue[:1]])
    inside = [d for d in told if belongs(d, parties)]
    aside = tuple(d.id for d in told if not belongs(d, parties))
    made = put_together(slug, label.removesuffix(": "), parties, issue, inside, stories)
    return replace(made, aside=aside)


def naming(parties: Sequence[ProcessParty], events: int, chosen: Settings) -> list[ProcessParty]:
    """The parties a process is named by: the core, and a third that has a good share in its events."""
    core = [p for p in parties if p.role == "party"]
    return [p for n, p in enumerate(core[:3]) if n < 2 or p.events >= chosen.named_share * events]


def put_together(  # noqa: PLR0913, PLR0917 - the parts of a process
    ident: str,
    name: str,
    parties: tuple[ProcessParty, ...],
    issue: tuple[str, ...],
    inside: Sequence[Deed],
    stories: Sequence[StoryWords],
) -> Process:
    """A process of these parties and events; `inside` comes in the order of its days."""
    return Process(
        id=ident,
        name=name,
        parties=parties,
        issue=issue,
        first_day=first_day(inside, stories),
        last_day=last_day(inside, stories),
        events=tuple(d.id for d in inside),
        incidents=tuple(d.id for d in inside if d.type in INCIDENTS and d.status == "actual"),
        rounds=rounds_of(inside),
        stories=tuple(s.id for s in sorted(stories, key=lambda s: (s.day or "9999", s.id))),
    )


def belongs(deed: Deed, parties: Sequence[ProcessParty]) -> bool:
    """Is this event between those of the process: two of them, or one and nobody else known, or a mediator's deed?"""
    here = {p.country for p in parties}
    common = deed.countries & here
    return len(common) >= 2 or (bool(common) and deed.countries <= here)


def followed(
    name: str, members: Sequence[str], about: Sequence[str], deeds: Iterable[Deed], stories: Sequence[StoryWords]
) -> Process:
    """The process that somebody named: `members` (countries or names) are its parties, `deeds` its events."""
    told = sorted(deeds, key=lambda d: d.order)
    roles = dict.fromkeys(members, "party")
    core = (members[0], members[-1])
    between = go_betweens(told, core, settings())
    roles |= {c: role for c, role in sorted(between.items()) if c not in roles}
    made = put_together(name, name, tuple(with_people(roles, told)), tuple(about), told, stories)
    return replace(made, followed=True)


def first_day(deeds: Sequence[Deed], stories: Sequence[StoryWords]) -> str | None:
    """The first day on which something is told to have happened within a year of the first story; else the first story's."""
    published = min((s.day for s in stories if s.day), default=None)
    days = [d for deed in deeds if deed.status == "actual" and (d := day_of(deed.date))]
    near = [d for d in days if published is None or within_a_year(d, published)]
    return min(near, default=published)


def within_a_year(day: str, of: str) -> bool:
    """Is `day` at most 365 days before `of`?"""
    a, b = stretch(day), stretch(of)
    return a is not None and b is not None and a[0] >= b[0] - 365


def last_day(deeds: Sequence[Deed], stories: Sequence[StoryWords]) -> str | None:
    """The last day on which something happened or a story was published."""
    published = [s.day for s in stories if s.day]
    happened = [d for deed in deeds if deed.status == "actual" and (d := day_of(deed.date))]
    latest = max(published, default=None)
    return max((d for d in (*published, *happened) if latest is None or d <= latest), default=None)


def rounds_of(deeds: Sequence[Deed]) -> tuple[Round, ...]:
    """The CONSULT events that took place, in order: those of one date that share parties, and do not differ in country, are one round.

    Undated ones are rounds of their own: nothing says which they are.
    """
    held: list[list[Deed]] = []
    for deed in deeds:
        span = stretch(deed.date)
        if deed.type != "CONSULT" or deed.status != "actual" or (span and span[1] - span[0] > LONGEST_ROUND):
            continue
        home = next((group for group in held if deed.date and all(same_round(deed, d) for d in group)), None)
        if home is None:
            held.append([deed])
        else:
            home.append(deed)
    return tuple(a_round(group) for group in held if len({c for d in group for c in met_in(d)}) >= 2)


def met_in(deed: Deed) -> frozenset[str]:
    """The countries that meet: of a visit also the one that is visited, where only the place tells it."""
    return deed.countries | {deed.place_country} if deed.mode == "visit" and deed.place_country else deed.countries


def same_round(a: Deed, b: Deed) -> bool:
    """May two CONSULT events be one round?"""
    places = {p for p in (a.place_country, b.place_country) if p}
    return a.date == b.date and len(places) <= 1 and bool(a.countries & b.countries)


def a_round(group: Sequence[Deed]) -> Round:
    """The round of these events."""
    places = Counter((d.place or "", d.place_country or "") for d in group if d.place_country or d.place)
    place, country = min(places, key=lambda p: (-places[p], p)) if places else ("", "")
    countries = Counter(c for d in group for c in met_in(d))
    return Round(
        group[0].date,
        place or None,
        country or None,
        tuple(sorted(countries, key=lambda c: (-countries[c], c))),
        tuple(d.id for d in group),
    )
