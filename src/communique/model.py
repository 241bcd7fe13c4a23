"""The vocabulary of the diplomatic record as frozen dataclasses.

Every class here is a value: it is compared by content, hashable unless it holds a mapping, and never changed. Offsets are
always *characters* (Python string indices), half-open, and say in whose text they count: pieces of a `Story` count in
`Story.text`; a `Story` itself counts in `Page.text`. For each piece ``story.text[piece.start:piece.end] == piece.text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class PublishedFrom(StrEnum):
    """How a story's publication day is known, from the surest to the least sure."""

    GIVEN = "given"
    METADATA = "metadata"
    FEED = "feed"
    URL = "url"
    DATELINE = "dateline"
    CAPTION = "caption"
    INFERRED = "inferred"


class Status(StrEnum):
    """Did the act of a report happen? (codebook, "Status")"""

    ACTUAL = "actual"
    PLANNED = "planned"
    POSSIBLE = "possible"
    NEGATED = "negated"


class StatementKind(StrEnum):
    """How the words of a statement are given; `NONE` is the told absence of a statement ("declined to comment")."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class StatementSort(StrEnum):
    """Words spoken or written, or a told thought, feeling or intention."""

    SPEECH = "speech"
    ATTITUDE = "attitude"


class ActorKind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    OFFICE = "office"
    STATE = "state"
    ORGANISATION = "organisation"
    GROUP = "group"


class MentionKind(StrEnum):
    """With what sort of words an actor is mentioned."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"
    SEAT = "seat"
    ADJECTIVE = "adjective"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: its words and its place, in characters, half-open."""

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} does not fit its {len(self.text)} characters")

    @classmethod
    def of(cls, whole: str, start: int, end: int) -> Span:
        """The span of `whole` from `start` to `end`."""
        return cls(whole[start:end], start, end)

    def shifted(self, by: int) -> Span:
        """The same words, `by` characters further on."""
        return Span(self.text, self.start + by, self.end + by)


# --- pages and stories -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as found, decoded: a file, a line of JSON, a web archive record, a feed entry.

    `text` is what was decoded: the markup of an HTML page, the characters of a plain one. `sha256` is the hex digest of
    the bytes as found. `metadata` holds what the carrier says (``published``, ``title``, ``url``, ``source_domain``, ...).
    `is_story` is true for an input that is one story by contract (`{"id", "published", "text"}`), whose text is kept to
    the letter and never split.
    """

    id: str
    origin: str
    media: str
    text: str
    sha256: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    is_story: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture's caption; `credit`, `people`, `place` (words) and `date` (ISO day) are null where it does not tell."""

    text: str
    start: int
    end: int
    credit: str | None = None
    people: tuple[str, ...] = ()
    place: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A piece of the page that is not the story, and why it was set aside (``share``, ``counter``, ``repeated``, ...)."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """One sign of when a story was published: an ISO day or moment, how it is known, and the words that say so."""

    value: str
    known_from: PublishedFrom
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """One news story cut out of a page.

    `text` is ``page_text[start:end]``, where the page text of an HTML page is its visible text, a block a line. All pieces
    count from the start of `text`. `published` is an ISO day ("2025-04-25") or moment, or null with `published_from` null.
    `language` is an ISO 639-1 code or null where it could not be told.
    """

    id: str
    page_id: str
    text: str
    start: int
    end: int
    headline: Span | None = None
    standfirst: Span | None = None
    byline: Span | None = None
    dateline: Span | None = None
    paragraphs: tuple[Span, ...] = ()
    key_points: tuple[Span, ...] = ()
    captions: tuple[Caption, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    published: str | None = None
    published_from: PublishedFrom | None = None
    published_evidence: tuple[DateEvidence, ...] = ()
    language: str | None = None
    outlet: str | None = None
    agency: str | None = None

    def coded_pieces(self) -> tuple[Span, ...]:
        """Headline, standfirst, captions, key points and paragraphs in the order of the text: what is read for coding."""
        captions = (Span(c.text, c.start, c.end) for c in self.captions)
        single = (p for p in (self.headline, self.standfirst) if p is not None)
        return tuple(sorted((*single, *captions, *self.key_points, *self.paragraphs), key=lambda p: (p.start, p.end)))


# --- language ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """An office or function somebody is said to hold ("foreign policy aide", for RUS)."""

    title: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, office, state, organisation or group as one story knows it.

    `country` is a code of the codebook (ISO 3166-1 alpha-3, UNO, EUR, IGO, NGO, MNC, IMG) or null; `sector` a PLOVER
    sector or null; `names` all names and spellings met in the story.
    """

    name: str | None
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for actors: offsets in the doc's text, `head` the index of its head token in the doc.

    `actors` holds several where the words stand for several ("Ukrainian and European officials", "the two leaders").
    """

    text: str
    start: int
    end: int
    head: int
    kind: MentionKind
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell a time. `value` is an ISO day, month, year or range ``a/b`` or null; `duration` an ISO 8601 period.

    `anchor` says what `value` was resolved against: ``published``, ``text`` (the words alone) or null.
    """

    text: str
    start: int
    end: int
    value: str | None = None
    duration: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Words that name a place, and where that is: WGS 84 degrees, ISO alpha-3 country, GeoNames id; null where unknown."""

    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    admin1: str | None = None


# --- coding ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor or recipient of a report: the words, and who that is (codebook, "Actors and recipients")."""

    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, thought or would not say.

    `content`, `cue` and `source` are the spans of the words themselves, several where broken up, empty where there are
    none; `speaker` is who the source is, from anywhere in the story; `addressee` and `occasion` where told.
    """

    kind: StatementKind
    sort: StatementSort
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speaker: Actor | None = None
    addressee: Span | None = None
    occasion: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where an act took place: words of the story and ISO alpha-3 country."""

    text: str
    start: int
    end: int
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that decided a part of a report: which rule or head, for what, with what score (0 to 1) if it has one."""

    field: str
    rule: str
    value: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One clause of one story that says somebody did something to somebody, as the codebook defines it.

    `attribution` is the words of the source inside the text, null where the newspaper says it in its own voice. `date` is
    an ISO day, month, year or range, or null. `confidence` is the calibrated probability that the report is right.
    """

    id: str
    sentence: Span
    trigger: Span
    type: str
    status: Status
    mode: str | None = None
    attribution: Span | None = None
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    date: str | None = None
    place: ReportPlace | None = None
    contexts: tuple[str, ...] = ()
    confidence: float = 1.0
    reasons: tuple[Reason, ...] = ()


class StanceValue(StrEnum):
    """Where a party stands; `SILENT` is the told absence of a position ("no comment", "did not say whether")."""

    SUPPORTS = "supports"
    CONDITIONAL = "conditional"
    HOPEFUL = "hopeful"
    DOUBTS = "doubts"
    REJECTS = "rejects"
    SILENT = "silent"


class ProposalStatus(StrEnum):
    """How far a proposal has come."""

    FLOATED = "floated"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_FORCE = "in force"
    BROKEN = "broken"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one party stands on a proposal by one sentence of a story.

    `words` are the exact words that say so; `statement` is the number (from 0) of the story's statement and `report` the id of
    its report that they are part of, where there is one. `day` is the ISO day the story tells for it, else null: it stands as of
    the story's own day. `rule` names what decided.
    """

    party: Participant
    stance: StanceValue
    words: Span
    sentence: Span
    statement: int | None = None
    report: str | None = None
    day: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class StatusMark:
    """A status of a proposal with the words and the sentence that say so; `day` as in `Stance`."""

    status: ProposalStatus
    words: Span
    sentence: Span
    day: str | None = None


def furthest(statuses: Iterable[ProposalStatus]) -> ProposalStatus:
    """The last of `statuses` that says what became of a proposal: that it was offered or floated is often told afterwards."""
    held = list(statuses)
    early = (ProposalStatus.FLOATED, ProposalStatus.OFFERED)
    later = [s for s in held if s not in early]
    return later[-1] if later else max(held, key=early.index, default=ProposalStatus.FLOATED)


@dataclass(frozen=True, slots=True)
class ProposalTelling:
    """One proposal as one story tells it: something put on the table, be it a plan, a truce, talks or a joint body.

    `name` is the fullest of its `mentions`, `parties` whom it is to bind beside the proposer, `duration` an ISO 8601 period,
    `begins` an ISO day, month or range from which it is to hold, `terms` the words of its purpose; null or empty where not told.
    """

    name: Span
    kind: str
    mentions: tuple[Span, ...]
    proposer: Participant | None = None
    parties: tuple[Participant, ...] = ()
    duration: str | None = None
    begins: str | None = None
    terms: Span | None = None
    statuses: tuple[StatusMark, ...] = ()
    stances: tuple[Stance, ...] = ()

    @property
    def status(self) -> ProposalStatus:
        """The last status that the story tells of what became of it; else offered, else floated."""
        return furthest(m.status for m in self.statuses)


@dataclass(frozen=True, slots=True)
class Coder:
    """What coded a story: this package's version, the pipeline's name and version, the hashes of the weights used."""

    version: str
    pipeline: str
    pipeline_version: str
    weights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedStory:
    """A story with all that was read out of it. `not_coded` is the reason where it was kept but not coded, else null."""

    story: Story
    statements: tuple[Statement, ...] = ()
    reports: tuple[Report, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    actors: tuple[Actor, ...] = ()
    coder: Coder | None = None
    not_coded: str | None = None
    proposals: tuple[ProposalTelling, ...] = ()

    def with_confidence(self, at_least: float) -> CodedStory:
        """The same without the reports that are less sure than `at_least`."""
        return replace(self, reports=tuple(r for r in self.reports if r.confidence >= at_least))
