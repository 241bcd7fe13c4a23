"""What linking works on and what it makes: values beside those of `communique.model`.

A `Told` is a report with all that linking asks of it, so that a pair of them can be compared without the story. An account
is what one story tells of one event: one or more `Told` of that story. An `Event` is what happened once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on one side of a report: the words, and who that is."""

    text: str
    name: str | None = None
    country: str | None = None
    sector: str | None = None

    @property
    def label(self) -> str:
        """The name, or else the words."""
        return self.name or self.text


@dataclass(frozen=True, slots=True)
class Told:
    """One report as linking sees it. `published` is an ISO day or null; `position` the trigger's first character."""

    report_id: str
    story_id: str
    published: str | None
    position: int
    type: str
    status: str
    mode: str | None
    attribution: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: str | None
    place: str | None
    place_country: str | None
    trigger: str
    sentence: str
    sentence_start: int

    @property
    def parties(self) -> tuple[Party, ...]:
        """Actors, then recipients."""
        return self.actors + self.recipients


@dataclass(frozen=True, slots=True)
class Traits:
    """A `Told` as sets of stems, names and countries: what pairs are compared by. Made by `communique.linking.pairs`."""

    report_id: str
    story_id: str
    published: str | None
    position: int
    type: str
    status: str
    mode: str | None
    date: str | None
    actor_names: frozenset[str]
    recipient_names: frozenset[str]
    actor_countries: frozenset[str]
    recipient_countries: frozenset[str]
    place: frozenset[str]
    place_country: str | None
    trigger: frozenset[str]
    words: frozenset[str]
    attribution: frozenset[str]
    sentence_start: int
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    """What one story tells of one event; `id` is the id of its first report. `side` names a split made by hand, or null."""

    id: str
    story_id: str
    published: str | None
    day: str | None
    members: tuple[Traits, ...]
    side: str | None = None

    @property
    def order(self) -> tuple[bool, bool, str, str, int]:
        """Place in the one order of all accounts, which no order of reading changes: split by hand first, then dated ones."""
        return (self.side is None, self.day is None, self.published or "9999", self.story_id, self.members[0].position)
