"""What processes are made of and what they are, as values."""

from __future__ import annotations

from dataclasses import dataclass

from communique.language.countries import short_name
from communique.linking.days import stretch


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
