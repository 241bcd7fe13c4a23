"""A made-up world of news for benchmarks: happenings of each day, and stories that tell them in words of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from communique.linking.model import Party, Told
from communique.model import Participant, Report, ReportPlace, Span, Status

STATES, PEOPLE, TOWNS, WORDS = 190, 100, 2000, 6000
TYPES = {
    "CONSULT": 30,
    "AGREE": 14,
    "ACCUSE": 10,
    "ASSAULT": 12,
    "REQUEST": 8,
    "SUPPORT": 6,
    "REJECT": 6,
    "SANCTION": 5,
    "COERCE": 5,
    "AID": 4,
}
TRIGGERS = {t: tuple(f"{t.lower()}{n}ed" for n in range(6)) for t in TYPES}
MODES = {"CONSULT": ("visit", "phone", None, None)}
EVENTS_A_STORY, MOST_TELLERS = 4, 30


def zipf(n: int, exponent: float = 1.0) -> list[float]:
    """Cumulated weights of the ranks 1 to `n`."""
    return list(accumulate(1 / (rank**exponent) for rank in range(1, n + 1)))


def word(n: int) -> str:
    """A made-up word for a number, of letters only."""
    letters = "bdfgklmnprst"
    vowels = "aeiou"
    out = ""
    for _ in range(3):
        n, a = divmod(n, len(letters))
        n, b = divmod(n, len(vowels))
        out += letters[a] + vowels[b]
    return out + "k"


@dataclass(frozen=True)
class Happening:
    """What happened once in the made-up world."""

    type: str
    mode: str | None
    day: date
    dated: bool
    sides: tuple[tuple[Party, ...], tuple[Party, ...]]
    town: str
    state: str
    words: tuple[str, ...]


class World:
    """Draws happenings and tellings; the same seed gives the same world."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.states = [word(n).upper()[:3] + str(n) for n in range(STATES)]
        self.state_weights, self.people_weights = zipf(STATES), zipf(PEOPLE)
        self.teller_weights = zipf(MOST_TELLERS, 1.5)
        self.words = [word(n) for n in range(WORDS)]
        self.word_weights = zipf(WORDS, 0.8)

    def party(self, state: int) -> tuple[Party, ...]:
        """A state, or somebody who acts for it."""
        code = self.states[state]
        if self.chance.random() < 0.35:
            return (Party(word(state).title(), word(state).title(), code, "GOV"),)
        person = self.chance.choices(range(PEOPLE), cum_weights=self.people_weights)[0]
        name = f"{word(person).title()} {word(state * PEOPLE + person).title()}"
        return (Party(name, name, code, "GOV"),)

    def happening(self, day: date) -> Happening:
        """One of a day."""
        kind = self.chance.choices(list(TYPES), weights=list(TYPES.values()))[0]
        first, second = self.chance.choices(range(STATES), cum_weights=self.state_weights, k=2)
        return Happening(
            kind,
            self.chance.choice(MODES.get(kind, (None,))),
            day,
            self.chance.random() < 0.7,
            (self.party(first), self.party(second) if second != first else ()),
            word(self.chance.randrange(TOWNS)).title(),
            self.states[first],
            tuple(self.chance.choices(self.words, k=14)),
        )

    def tellings(self, day: date, count: int) -> Iterator[tuple[date, list[Happening]]]:
        """About `count` stories of a day, each with the happenings it tells: a happening is told by one to thirty outlets."""
        waiting: list[Happening] = []
        while len(waiting) < count * EVENTS_A_STORY:
            tellers = self.chance.choices(range(1, MOST_TELLERS + 1), cum_weights=self.teller_weights)[0]
            waiting += [self.happening(day)] * tellers
        self.chance.shuffle(waiting)
        for at in range(0, count * EVENTS_A_STORY, EVENTS_A_STORY):
            told = list(dict.fromkeys(waiting[at : at + EVENTS_A_STORY]))
            yield day + timedelta(days=self.chance.random() < 0.3), told

    def sentence(self, told: Happening) -> tuple[str, str, list[tuple[str, Party]]]:
        """A sentence about a happening, its trigger, and its parties."""
        trigger = self.chance.choice(TRIGGERS[told.type])
        own = self.chance.sample(told.words, 8)
        common = self.chance.choices(self.words, cum_weights=self.word_weights, k=6)
        left, right = (" and ".join(p.text for p in side) for side in told.sides)
        text = f"{left} {trigger} {right} in {told.town} {' '.join(own)} {' '.join(common)}."
        return (
            " ".join(text.split()),
            trigger,
            [(r, p) for r, side in zip(("actor", "recipient"), told.sides, strict=True) for p in side],
        )


@dataclass(frozen=True)
class Telling:
    """A report to be, at its place in its story."""

    id: str
    story: str
    published: date
    happening: Happening
    trigger: str
    sentence: str
    start: int


def stories_of_day(
    world: World, day: date, count: int, prefix: str
) -> Iterator[tuple[str, date, str, list[list[Telling]]]]:
    """Stories of a day: id, day of publication, text, and the tellings by happening."""
    for number, (published, happenings) in enumerate(world.tellings(day, count)):
        story = f"{prefix}{day.isoformat()}-{number}"
        text, groups = "", []
        for n, happening in enumerate(happenings):
            group = []
            for m in range(world.chance.choice((1, 2, 3))):
                sentence, trigger, _ = world.sentence(happening)
                group.append(Telling(f"R{story}-{n}-{m}", story, published, happening, trigger, sentence, len(text)))
                text += sentence + "\n"
            groups.append(group)
        yield story, published, text, groups


def told_of(one: Telling) -> Told:
    """The report as linking sees it."""
    h = one.happening
    day = h.day.isoformat() if h.dated else None
    return Told(
        one.id, one.story, one.published.isoformat(), one.start + one.sentence.index(one.trigger), h.type, "actual", h.mode, None,
        h.sides[0], h.sides[1], day, h.town, h.state, one.trigger, one.sentence, one.start,
    )  # fmt: skip


def report_of(one: Telling) -> Report:
    """The report as coding makes it."""

    def span(words: str) -> Span:
        at = one.start + one.sentence.index(words)
        return Span(words, at, at + len(words))

    def side(parties: tuple[Party, ...]) -> tuple[Participant, ...]:
        return tuple(
            Participant(s.text, s.start, s.end, p.name, p.country, p.sector) for p in parties if (s := span(p.text))
        )

    h = one.happening
    town = span(h.town)
    return Report(
        one.id, Span(one.sentence, one.start, one.start + len(one.sentence)), span(one.trigger), h.type, Status.ACTUAL, h.mode, None,
        side(h.sides[0]), side(h.sides[1]), h.day.isoformat() if h.dated else None,
        ReportPlace(town.text, town.start, town.end, h.state), confidence=0.8,
    )  # fmt: skip
