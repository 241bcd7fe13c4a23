"""Words per second of coding beside the bare spaCy pipeline on the same text, in one run on one core.

    python bench/bench_code.py examples/ [--repeat 3]

Prints both throughputs (for orientation) and their ratio (to compare).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import spacy
from spacy.language import Language

from communique.coding.coder import load_coder
from communique.language.document import build_doc
from communique.language.pipeline import DEFAULT_MODEL, UNUSED
from communique.model import Story
from communique.pages.sources import Unread, read_pages
from communique.pages.stories import read_stories


def stories_of(inputs: list[str]) -> list[Story]:
    pages = [p for p in read_pages(inputs) if not isinstance(p, Unread)]
    return [s for p in pages for s in read_stories(p).stories if s.language in {None, "en"}]


def seconds(run: Callable[[], object], repeat: int) -> float:
    """The best of `repeat` runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    stories = stories_of(options.inputs)
    words = sum(len(p.text.split()) for s in stories for p in s.coded_pieces())
    bare = spacy.load(DEFAULT_MODEL, exclude=list(UNUSED))
    coder = load_coder()
    list(coder.code_all(stories[:2]))

    def parse() -> None:
        for story in stories:
            bare(build_doc(bare, story))

    def code() -> None:
        for _ in coder.code_all(stories):
            pass

    times = {"bare spaCy pipeline": seconds(parse, options.repeat), "communique": seconds(code, options.repeat)}
    for name, taken in times.items():
        print(f"{name:20} {words / taken:8.0f} words/s  ({words} words in {taken:.2f} s)")
    print(f"ratio communique / spaCy in time: {times['communique'] / times['bare spaCy pipeline']:.2f}")
    for name, taken in component_seconds(coder.nlp, stories).items():
        print(f"  of it {name:22} {taken / times['bare spaCy pipeline']:.2f} of the bare pipeline's time")


def component_seconds(nlp: Language, stories: list[Story]) -> dict[str, float]:
    """Seconds that each component of the pipeline takes over all stories."""
    taken: dict[str, float] = {}
    docs = [build_doc(nlp, story) for story in stories]
    for name, component in nlp.pipeline:
        start = time.perf_counter()
        docs = [component(doc) for doc in docs]
        taken[name] = time.perf_counter() - start
    return taken


if __name__ == "__main__":
    main()
