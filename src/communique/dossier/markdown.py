"""A dossier as Markdown, good enough to paste into a mail or a wiki.

News text is hostile: signs that Markdown or HTML would obey are escaped, control characters replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from communique.dossier.model import Contradiction, Dossier, Gap, Meeting, Offer, Said, Source
from communique.dossier.words import (
    Entry,
    counted,
    day_words,
    duration_words,
    entries,
    heaviest,
    opens_quoted,
    place_words,
    state_words,
    summary,
    verb_words,
    words,
)
from communique.render import safe

SIGNS = re.compile(r"([\\`*_\[\]|~$])")
ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]{1,2000}")
HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


STATUS = {"held": "", "planned": "(planned)", "not held": "(not held)"}


def text(words_: str | None) -> str:
    """Words on one line, without any sign that would be obeyed."""
    plain = SIGNS.sub(r"\\\1", safe(words_)).translate(HTML)
    # What would open a heading, a list or a quotation at the start of a line.
    return re.sub(r"^(\d{1,9})([.)])(?= )", r"\1\\\2", re.sub(r"^([#+=-])", r"\\\1", plain))


def quoted(sentence: str) -> str:
    """Words of a story between quotation marks, unless they bring their own."""
    words_ = text(sentence)
    return words_ if opens_quoted(sentence) else f"“{words_}”"


def references(stories: Sequence[str], numbers: Mapping[str, int]) -> str:
    """``[3, 4]``, with signs that no Markdown takes for a link."""
    found = sorted(numbers[s] for s in stories if s in numbers)
    return f"\\[{', '.join(map(str, found))}\\]" if found else ""


def notes(entry: Entry) -> str:
    """Status, sources, on whose word, who denies it."""
    found = []
    if entry.status != "actual":
        found.append(str(words()["statuses"].get(entry.status, entry.status)))
    if entry.sources > 1:
        found.append(counted(entry.sources, "independent source"))
    if entry.voices:
        found.append(f"on the word of {', '.join(text(v) for v in entry.voices)}")
    if entry.denied_by:
        found.append(f"denied by {', '.join(text(v) for v in entry.denied_by)}")
    return f" *({'; '.join(found)})*" if found else ""


def entry_lines(entry: Entry, numbers: Mapping[str, int], *, dated: bool) -> Iterator[str]:
    """An entry as an item of a list, sentences of other stories below it."""
    day = f"{entry.when}: " if dated and entry.date else ""
    where = f" · {text(entry.where)}" if entry.where else ""
    told = f" (told {day_words(entry.told)})" if entry.date is None and entry.told else ""
    head = f"- {day}**{text(', '.join(entry.kinds))}** · {text(entry.who)}{where}{told}{notes(entry)}"
    ids = " ".join(f"`{i}`" for i in entry.ids)
    yield f"{head}  \n  {quoted(entry.sentence)} {references(entry.stories, numbers)} {ids}"
    for story, sentence in entry.more:
        yield f"  - {quoted(sentence)} {references([story], numbers)}"


def happened(held: Dossier, numbers: Mapping[str, int], most: int) -> Iterator[str]:
    """What happened, a paragraph a day."""
    found = entries(held.happened)
    kept = heaviest(found, most)
    yield "## What happened"
    yield ""
    if not kept:
        yield "Nothing in the record."
    day: str | None = ""
    for entry in kept:
        if entry.date != day:
            day = entry.date
            yield ""
            yield f"**{entry.when if entry.date else 'No day known'}**"
            yield ""
        yield from entry_lines(entry, numbers, dated=False)
    if len(found) > len(kept):
        yield ""
        yield f"{counted(len(found) - len(kept), 'entry', 'entries')} of less weight left out: `--most {len(found)}` shows all."


def meetings(held: Sequence[Meeting], numbers: Mapping[str, int]) -> Iterator[str]:
    """Rounds of talks as a table."""
    yield "## Rounds of talks"
    yield ""
    if not held:
        yield "None in the record."
        return
    yield "| which | day | where | who | stories |"
    yield "|---|---|---|---|---|"
    for m in held:
        which = text(
            " ".join(
                w for w in (f"{m.series}, no. {m.ordinal}" if m.ordinal else "", STATUS.get(m.status, m.status)) if w
            )
        )
        where = text(place_words(m.place, m.place_country))
        who = text(", ".join(m.parties[:8]))
        yield f"| {which} | {day_words(m.date)} | {where} | {who} | {references(m.stories, numbers)} |"


def proposals(held: Sequence[Offer], numbers: Mapping[str, int]) -> Iterator[str]:
    """Proposals, and below each where the parties stand."""
    yield "## Proposals, and where each party stands"
    yield ""
    if not held:
        yield "No proposals in the record."
    for offer in held:
        terms = [f"by {text(offer.proposer)}" if offer.proposer else "proposer not told", f"**{offer.status}**"]
        terms += [text(offer.terms)] if offer.terms else []
        terms += [f"for {duration_words(offer.duration)}"] if offer.duration else []
        terms += [f"from {day_words(offer.begins)}"] if offer.begins else []
        yield f"- **{text(offer.name)}** · {' · '.join(terms)} {references(offer.stories, numbers)} `{offer.id}`"
        for s in offer.stands:
            before = f", before: {', '.join(s.before)}" if s.before else ""
            day = f" ({day_words(s.day)}{before})" if s.day else f" ({before.removeprefix(', ')})" if before else ""
            yield f"  - {text(s.party)}: **{s.stance}**{day}: {quoted(s.sentence)} {references([s.story], numbers)}"
        if offer.silent:
            yield f"  - nothing told of where they stand: {text(', '.join(offer.silent))}"


def said(held: Sequence[Said], numbers: Mapping[str, int]) -> Iterator[str]:
    """Statements by day."""
    yield "## Statements that matter"
    yield ""
    if not held:
        yield "None in the record."
    for s in held:
        words_ = quoted(s.content) if s.kind == "direct" else text(s.content)
        who = f"**{text(s.speaker)}**{state_words(s)} {text(verb_words(s))}"
        yield f"- {day_words(s.day)} · {who} {words_} {references([s.story], numbers)} `{s.id}`"


def contradictions(held: Sequence[Contradiction], numbers: Mapping[str, int]) -> Iterator[str]:
    """Where accounts do not agree."""
    yield "## Open contradictions"
    yield ""
    if not held:
        yield "None found."
    for c in held:
        yield f"- **{text(c.about)}** ({' '.join(f'`{e}`' for e in c.events)}): {quoted(c.sentence)}"
        for v in c.values:
            word = f", on the word of {text(', '.join(v.on_the_word_of))}" if v.on_the_word_of else ""
            yield f"  - {text(v.value)}{word} {references(v.stories, numbers)}"


def listed(title: str, found: Sequence[Entry], numbers: Mapping[str, int], empty: str) -> Iterator[str]:
    """A list of entries under a heading."""
    yield f"## {title}"
    yield ""
    if not found:
        yield empty
    for entry in found:
        yield from entry_lines(entry, numbers, dated=True)


def gaps(held: Sequence[Gap]) -> Iterator[str]:
    """What is missing or not known."""
    yield "## What is missing or not known"
    yield ""
    if not held:
        yield "Nothing that is known of."
    for g in held:
        shown = " ".join(f"`{safe(i).replace('`', '')}`" for i in g.ids[:8])
        more = " …" if g.count > len(g.ids[:8]) and g.ids else ""
        yield f"- {g.what}: **{g.count}**" + (f" {shown}{more}" if shown else "")


def sources(held: Sequence[Source]) -> Iterator[str]:
    """The stories cited, numbered."""
    yield "## Stories"
    yield ""
    for s in held:
        where = f"<{s.origin}>" if ADDRESS.fullmatch(s.origin) else f"`{safe(s.origin).replace('`', '')}`"
        outlet = f"{text(s.outlet)}, " if s.outlet else ""
        yield f"{s.number}. {text(s.headline) or '(no headline)'} · {outlet}{day_words(s.day)} · {where} `{safe(s.story).replace('`', '')}`"


def markdown(held: Dossier, most: int) -> str:
    """The dossier, with at most so many entries under "What happened"."""
    numbers = {s.story: s.number for s in held.sources}
    parts: list[str] = [f"# {text(held.name)}", ""]
    parts += [f"- {label}: {text(line)}" for label, line in summary(held)]
    sections = (
        happened(held, numbers, most),
        meetings(held.rounds, numbers),
        proposals(held.proposals, numbers),
        said(held.statements, numbers),
        contradictions(held.contradictions, numbers),
        listed("Announced, and nothing told of it since", entries(held.announced), numbers, "Nothing announced."),
        listed(
            "Planned, wished, feared or denied", heaviest(entries(held.not_done), most), numbers, "Nothing of the kind."
        ),
        gaps(held.missing),
        sources(held.sources),
    )
    for section in sections:
        parts += ["", *section]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)) + "\n"
