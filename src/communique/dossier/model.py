"""What a dossier holds, as values. Every entry names the stories and ids it stands on; null is what the record does not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A story that is cited: `number` from 1 in the order of days; `day` is its ISO day of publication."""

    number: int
    story: str
    headline: str | None
    outlet: str | None
    day: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Told:
    """One report of an event: its sentence, who it leaves the word to (null where the story says it itself), and its status."""

    report: str
    story: str
    sentence: str
    attribution: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Value:
    """One of several accounts of a thing: what it is and the stories that say so."""

    value: str
    stories: tuple[str, ...]
    on_the_word_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `kind` is type and mode; `on_the_word_of` those who are the source where no story says it in its own voice.

    `sources` counts independent ones; `told` and `told_last` are the first and last ISO day it was told; `confidence` from 0 to 1.
    """

    id: str
    date: str | None
    told: str | None
    told_last: str | None
    kind: str
    status: str
    incident: bool
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    place_country: str | None
    on_the_word_of: tuple[str, ...]
    denied_by: tuple[str, ...]
    sources: int
    stories: tuple[str, ...]
    reports: tuple[Told, ...]
    confidence: float

    @property
    def sentence(self) -> str:
        """The sentence that tells it."""
        return self.reports[0].sentence


@dataclass(frozen=True, slots=True)
class Meeting:
    """One round of talks. `status` is held, planned or not held; `events` is empty for one that is only told of as one of a series.

    `ordinal` says which of `series` (a name) it is, null where no story numbers it.
    """

    date: str | None
    place: str | None
    place_country: str | None
    parties: tuple[str, ...]
    sentence: str
    events: tuple[str, ...]
    stories: tuple[str, ...]
    status: str = "held"
    ordinal: int | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a party stands on a proposal, at last: the stance, the sentence that says so; `before` are earlier other stances."""

    party: str
    country: str | None
    stance: str
    day: str | None
    sentence: str
    story: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal with each party's stand. `silent` are parties of the dossier of whom no stance is told."""

    id: str
    name: str
    kind: str
    proposer: str | None
    terms: str | None
    duration: str | None
    begins: str | None
    status: str
    first_day: str | None
    last_day: str | None
    stands: tuple[Stand, ...]
    silent: tuple[str, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: `kind` is direct, indirect, mixed, or none where somebody would not comment."""

    id: str
    day: str | None
    speaker: str
    country: str | None
    kind: str
    cue: str | None
    content: str
    story: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where accounts do not agree: about what, in which events, and who says which."""

    about: str
    events: tuple[str, ...]
    sentence: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something this dossier does not hold or does not know: what, how many, and where that can be looked up."""

    what: str
    count: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A party, mediator or host, with the people who act for it."""

    party: str
    country: str | None
    role: str
    events: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. `kind` is process, followed, dyad or actor; `until` the last ISO day of publication taken in."""

    id: str
    name: str
    kind: str
    first_day: str | None
    last_day: str | None
    until: str | None
    record_last_day: str | None
    people: tuple[Person, ...]
    issue: tuple[str, ...]
    happened: tuple[Line, ...]
    not_done: tuple[Line, ...]
    rounds: tuple[Meeting, ...]
    proposals: tuple[Offer, ...]
    statements: tuple[Said, ...]
    contradictions: tuple[Contradiction, ...]
    announced: tuple[Line, ...]
    missing: tuple[Gap, ...]
    sources: tuple[Source, ...]

    @property
    def incidents(self) -> tuple[Line, ...]:
        """What happened in force, threat or sanction."""
        return tuple(line for line in self.happened if line.incident)
