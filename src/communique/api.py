"""From inputs to coded stories: what `communique.code` and every command that reads is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from communique.coding.coder import StoryCoder, load_coder
from communique.language.pipeline import DEFAULT_MODEL
from communique.model import CodedStory, Furniture, Page
from communique.pages.sources import SourceOptions, Unread, page_of_text, read_pages
from communique.pages.stories import read_stories
from communique.record.store import Record


class Outcome(StrEnum):
    """What became of an input."""

    READ = "read"
    SKIPPED = "skipped"
    FAILED = "failed"


# Reasons that are nobody's fault: there is nothing to read here. Every other reason means something could not be done.
SKIP_REASONS = frozenset({"empty", "no_story", "no_text", "not_html", "robots"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One page's way from input to coded stories; `reason` and `detail` say why it was skipped or failed.

    `known` is true for a page that was held already and therefore not read again.
    """

    name: str
    outcome: Outcome
    page: Page | None = None
    page_text: str = ""
    stories: tuple[CodedStory, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    reason: str | None = None
    detail: str | None = None
    known: bool = False


def unread(item: Unread) -> Reading:
    """The reading of an input that gave no page."""
    if item.reason == "not_modified":
        return Reading(item.name, Outcome.READ, known=True)
    outcome = Outcome.SKIPPED if item.reason in SKIP_REASONS else Outcome.FAILED
    return Reading(item.name, outcome, reason=item.reason, detail=item.detail)


def read_page(page: Page, coder: StoryCoder) -> Reading:
    """Cut `page` into stories and code them. A fault of the program on one page is that page's failure, not the run's."""
    try:
        cut = read_stories(page)
        coded = tuple(coder.code_all(cut.stories))
    except Exception as error:  # noqa: BLE001 - whatever one page does, the rest must be read; the reason is kept
        return Reading(page.id, Outcome.FAILED, page, reason="error", detail=f"{type(error).__name__}: {error}")
    base = Reading(page.id, Outcome.READ, page, cut.page_text, coded, cut.furniture)
    if not coded:
        reason = cut.reason or "no_story"
        return Reading(
            page.id, Outcome.SKIPPED, page, cut.page_text, (), cut.furniture, reason, "no story on this page"
        )
    reasons = {c.not_coded for c in coded}
    if None not in reasons:
        words = ", ".join(sorted(r for r in reasons if r))
        return Reading(
            page.id, Outcome.SKIPPED, page, base.page_text, coded, base.furniture, words, not_coded_line(words)
        )
    return base


def not_coded_line(reason: str) -> str:
    """One line for a person about stories that are kept but not coded."""
    if reason.startswith("language_"):
        return f"written in {reason.removeprefix('language_')!r}, and only English is coded; the story is kept"
    return {"too_long": "longer than a story can be; kept, not coded"}.get(reason, "kept, not coded")


def never(_page: Page) -> bool:
    """No page is known."""
    return False


def read_inputs(
    inputs: Sequence[str],
    coder: StoryCoder,
    options: SourceOptions | None = None,
    known: Callable[[Page], bool] = never,
) -> Iterator[Reading]:
    """Every page of every input, coded, in order; nothing that was put in is missing from what comes out.

    Pages for which `known` is true are passed on without being read.
    """
    for item in read_pages(inputs, options or SourceOptions()):
        if isinstance(item, Unread):
            yield unread(item)
        elif known(item):
            yield Reading(item.id, Outcome.READ, item, known=True)
        else:
            yield read_page(item, coder)


class InputError(ValueError):
    """An input could not be read; the message says which and why."""


def code(source: str | Path, *, coder: StoryCoder | None = None, model: str = DEFAULT_MODEL) -> list[CodedStory]:
    """Code a text, or all pages below a path.

    Args:
        source: a `Path` (file or folder), or the text of a page itself.
        coder: a coder to use again; by default one is loaded for this call, which takes seconds.
        model: spaCy pipeline for the coder loaded here.

    Raises:
        InputError: nothing could be read from `source`.
    """
    coder = coder or load_coder(model)
    if isinstance(source, Path):
        readings = list(read_inputs([str(source)], coder))
    else:
        readings = [read_page(page_of_text(source), coder)]
    stories = [story for reading in readings for story in reading.stories]
    if not stories:
        first = next((r for r in readings if r.reason), None)
        raise InputError(f"{first.name}: {first.detail}" if first else f"{source}: nothing to read")
    return stories


def open_record(path: str | Path = "communique.db") -> Record:
    """Open the record at `path`, made if it is not there. Use it as a context manager.

    Raises:
        RecordError: the file is not a record, or was made by a newer version.
    """
    return Record.open(Path(path))
