"""Processes: negotiations and crises as the record sees them, found in the graph of parties and issues.

Nothing here is a list of crises: `processes_of` is a function of the events and stories it is given, in whatever order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from communique.codebook import load as load_codebook
from communique.language.countries import short_name
from communique.linking.days import day_of, stretch
from communique.linking.processes_cluster import Dyad, StoryTraits, dyads_of, gather, leading_dyads
from communique.linking.processes_terms import (
    Settings,
    idf,
    issue_nouns,
    leading_terms,
    settings,
    stemmed,
    word_counts,
)
from communique.linking.words import WORD

# Talks dated within more days than this ("in 2019 and since") are no round that could be told from others.
LONGEST_ROUND = 31
PEOPLE = 3
INCIDENTS = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "THREATEN", "SANCTION", "PROTEST"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One event as processes see it: countries of both sides, names of those who take part, the stories that tell it.

    `date` is an ISO day, month, year or range or null; `told` the first publication day of its stories, or null.
    """

    id: str
    type: str
    mode: str | None
    status: str
    date: str | None
    place: str | None
    place_country: str | None
    triggers: tuple[str, ...]
    actors: frozenset[str]
    recipients: frozenset[str]
    names: tuple[tuple[str, str | None], ...]
    stories: tuple[str, ...]
    told: str | None = None

    @property
    def countries(self) -> frozenset[str]:
        """All countries that take part."""
        return self.actors | self.recipients

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """Place in a timeline: by first day, the sharper date first; without a date by the day it is told, those without any last."""
        span = stretch(self.date) or stretch(self.told)
        return (span is None, span[0] if span else 0, span[1] if span else 0, self.id)


@dataclass(frozen=True, slots=True)
class StoryWords:
    """A story as processes see it: ISO day of publication or null, headline, the sentences that its reports are read from."""

    id: str
    day: str | None
    headline: str | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessParty:
    """A country (or, in a followed process, an actor by name): `role` is ``party``, ``mediator`` or ``host``; `people` the names met most."""

    country: str
    role: str
    events: int
    people: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The country's short name; the code, or the name of a followed actor, where there is none."""
        return short_name(self.country) or self.country


@dataclass(frozen=True, slots=True)
class Round:
    """One meeting or round of talks: the CONSULT events of one day (or told time) and place with parties in common."""

    date: str | None
    place: str | None
    place_country: str | None
    countries: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """A negotiation or crisis. `events` and `aside` are ids in the order of their days; `aside` are told in the same stories, of others."""

    id: str
    name: str
    parties: tuple[ProcessParty, ...]
    issue: tuple[str, ...]
    first_day: str | None
    last_day: str | None
    events: tuple[str, ...]
    incidents: tuple[str, ...]
    rounds: tuple[Round, ...]
    stories: tuple[str, ...]
    aside: tuple[str, ...] = ()
    followed: bool = False

    def of_role(self, role: str) -> tuple[ProcessParty, ...]:
        """Those who are ``party``, ``mediator`` or ``host``."""
        return tuple(p for p in self.parties if p.role == role)

    @property
    def countries(self) -> tuple[str, ...]:
        """The parties' codes."""
        return tuple(p.country for p in self.of_role("party"))


def traits_of(stories: Sequence[StoryWords], deeds: Iterable[Deed], chosen: Settings) -> list[StoryTraits]:
    """What the stories are compared by."""
    countries: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    dyads: dict[str, Counter[Dyad]] = defaultdict(Counter)
    for deed in deeds:
        pairs = dyads_of(deed.countries, chosen.most_countries_of_a_dyad)
        for story in deed.stories:
            countries[story].update(deed.countries)
            names[story].update(name.casefold() for name, _ in deed.names)
            dyads[story].update(pairs)
    return [
        StoryTraits(
            s.id,
            s.day,
            {
                "countries": countries[s.id],
                "names": names[s.id],
                "words": word_counts(s.headline, s.sentences, chosen.headline_counts),
            },
            leading_dyads(dyads[s.id]),
        )
        for s in stories
    ]


def processes_of(
    deeds: Sequence[Deed], stories: Sequence[StoryWords], chosen: Settings | None = None
) -> tuple[Process, ...]:
    """The processes of these events and stories, those with most events first."""
    chosen = chosen or settings()
    told = {s.id: s for s in stories}
    place_of: dict[str, int] = {}
    gathered = gather(traits_of(stories, deeds, chosen), chosen)
    for at, one in enumerate(gathered):
        place_of.update(dict.fromkeys(one.stories, at))
    members: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds:
        homes = Counter(place_of[s] for s in deed.stories if s in place_of)
        if homes:
            members[min(homes, key=lambda at: (-homes[at], at))].append(deed)
    counted = issue_nouns([(s.headline, s.sentences) for s in stories])
    nouns = {s.id: found for s, found in zip(stories, counted, strict=True)}
    spread = idf([tuple(n) for n in nouns.values()])
    made = []
    for at, one in enumerate(gathered):
        inside: Counter[str] = Counter()
        for story in one.stories:
            inside.update(nouns[story])
        process = assembled(members[at], [told[s] for s in sorted(one.stories)], inside, spread, chosen)
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


def is_conflict(type_: str) -> bool:
    """Is this type of an act one of conflict, in words or deeds?"""
    held = load_codebook().types.get(type_)
    return held is not None and held.quad.endswith("conflict")


def core_dyad(deeds: Sequence[Deed], chosen: Settings) -> Dyad | None:
    """The two whose process it is: most events, those of conflict counted twice."""
    weights: Counter[Dyad] = Counter()
    for deed in deeds:
        for dyad in dyads_of(deed.countries, chosen.most_countries_of_a_dyad):
            weights[dyad] += 2 if is_conflict(deed.type) else 1
    between = {d: w for d, w in weights.items() if d[0] != d[1]} or weights
    return min(between, key=lambda d: (-between[d], d)) if between else None


def does(deed: Deed, kinds: Sequence[str]) -> bool:
    """Does a word that tells the deed begin like one of `kinds`?"""
    stems = [stemmed(w.lower()) or "" for trigger in deed.triggers for w in WORD.findall(trigger)]
    return any(s.startswith(tuple(kinds)) for s in stems)


def go_betweens(deeds: Sequence[Deed], core: Dyad, chosen: Settings) -> dict[str, str]:
    """Countries beside the core that mediate between others, or lend a place to their talks."""
    found: dict[str, str] = {}
    for deed in deeds:
        if deed.status == "negated":
            continue
        others = deed.actors - set(core)
        if deed.mode == "third-party" or does(deed, chosen.mediation):
            found |= dict.fromkeys(others, "mediator")
        elif does(deed, chosen.hosting) and (deed.countries <= others or deed.countries & set(core)):
            found |= {c: found.get(c, "host") for c in others}
        if deed.type == "CONSULT" and deed.status == "actual" and len(deed.countries) >= 2 and deed.place_country:
            venue = deed.place_country
            if venue not in deed.countries and venue not in core:
                found.setdefault(venue, "host")
    return found


def parties_of(deeds: Sequence[Deed], core: Dyad, chosen: Settings) -> tuple[ProcessParty, ...]:
    """Parties, mediators and hosts. Who quarrels with one of the core as well as mediating is a party."""
    met = Counter(c for deed in deeds for c in deed.countries)
    quarrels = Counter(
        c for deed in deeds if is_conflict(deed.type) for c in deed.countries if deed.countries & set(core)
    )
    between = go_betweens(deeds, core, chosen)
    least = max(2.0, chosen.party_share * len(deeds))
    found: dict[str, str] = dict.fromkeys(core, "party")
    for country, n in sorted(met.items(), key=lambda item: (-item[1], item[0])):
        mediates = between.get(country)
        if country in found or (n < least and mediates is None):
            continue
        mild = 4 * quarrels[country] < n
        if mediates == "mediator" and mild:
            found[country] = "mediator"
        elif n >= least and list(found.values()).count("party") < chosen.most_parties:
            found[country] = "party"
        elif mediates:
            found[country] = mediates
    found |= {c: role for c, role in sorted(between.items()) if c not in found}
    return tuple(with_people(found, deeds))


def with_people(roles: Mapping[str, str], deeds: Sequence[Deed]) -> list[ProcessParty]:
    """Parties with how many of the events they have part in, and who acts for them."""
    met = Counter(c for deed in deeds for c in {*deed.countries, *(n for n, _ in deed.names)})
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for deed in deeds:
        for name, country in deed.names:
            if country is not None and country in roles and short_name(country) != name:
                people[country][name] += 1
    return [ProcessParty(c, role, met[c], leading_people(people[c])) for c, role in roles.items()]


def leading_people(met: Mapping[str, int]) -> tuple[str, ...]:
    """The three names met most; a surname alone counts for the one full name that ends with it."""
    counts = Counter(met)
    for name in sorted(met):
        full = [n for n in met if n != name and n.endswith(f" {name}")]
        if len(full) == 1:
            counts[full[0]] += counts.pop(name)
    return tuple(sorted(counts, key=lambda n: (-counts[n], n))[:PEOPLE])


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


def name_words(deeds: Sequence[Deed]) -> frozenset[str]:
    """The words of all names and of the places of talks, in lower case: they name parties and venues, not issues."""
    venues = (d.place or "" for d in deeds if d.type == "CONSULT")
    names = (name for d in deeds for name, _ in d.names)
    return frozenset(w.lower() for words in (*names, *venues) for w in WORD.findall(words))


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
    return tuple(a_round(group) for group in held if len({c for d in group for c in d.countries}) >= 2)


def same_round(a: Deed, b: Deed) -> bool:
    """May two CONSULT events be one round?"""
    places = {p for p in (a.place_country, b.place_country) if p}
    return a.date == b.date and len(places) <= 1 and bool(a.countries & b.countries)


def a_round(group: Sequence[Deed]) -> Round:
    """The round of these events."""
    places = Counter((d.place or "", d.place_country or "") for d in group if d.place_country or d.place)
    place, country = min(places, key=lambda p: (-places[p], p)) if places else ("", "")
    countries = Counter(c for d in group for c in d.countries)
    return Round(
        group[0].date,
        place or None,
        country or None,
        tuple(sorted(countries, key=lambda c: (-countries[c], c))),
        tuple(d.id for d in group),
    )
