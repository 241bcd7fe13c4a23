"""Pages made from own stories in the shapes in which pages are found, with furniture known to the lexicon or not."""

from __future__ import annotations

import random
from dataclasses import dataclass
from html import escape

from tests.pages import material
from tests.pages.material import OTHER_HEADLINES, Told

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
AGENCIES = ("AFP", "Reuters", "EPA", "Anadolu", "Xinhua")
PHOTOGRAPHERS = ("Maria Lopez", "Jean Remy", "SERGEI PETROV", "Li Wei")


@dataclass(frozen=True)
class Gold:
    """What a page must give: for each story its headline, day, captions and paragraphs."""

    text: str
    media: str
    stories: tuple[Told, ...]
    captions: tuple[str, ...]


def day_words(chance: random.Random, story: Told) -> str:
    year, month, day = story.day
    name = MONTHS[month - 1]
    return chance.choice([f"{day} {name} {year}", f"{name} {day}, {year}", f"{day:02d} {name[:3]} {year}"])


def caption(chance: random.Random, story: Told) -> str:
    agency, photographer = chance.choice(AGENCIES), chance.choice(PHOTOGRAPHERS)
    credit = chance.choice(
        [f"({agency}/{photographer})", f"{agency}/{photographer}", f"Photo: {agency}", f"[{photographer}/{agency}]"]
    )
    return f"{story.shown}, {day_words(chance, story)}. {credit}"


def stamp(chance: random.Random, story: Told) -> str:
    words = day_words(chance, story)
    return chance.choice(
        [f"Published {words}", f"{words} 14:20 GMT", f"Updated {words}, 09:15 CET", f"{words} · 4 min read"]
    )


class Furnished:
    """Chooses furniture of one site."""

    def __init__(self, chance: random.Random, *, unseen: bool) -> None:
        self.chance = chance
        kind = "UNSEEN" if unseen else "KNOWN"
        self.share = chance.choice(getattr(material, f"{kind}_SHARE"))
        self.inline = getattr(material, f"{kind}_INLINE")
        self.list_name = chance.choice(getattr(material, f"{kind}_LIST"))
        self.tail = chance.choice(getattr(material, f"{kind}_TAIL"))

    def body(self, story: Told) -> list[str]:
        lines = []
        for number, paragraph in enumerate(story.paragraphs):
            lines.append(paragraph)
            if 0 < number < len(story.paragraphs) - 1 and self.chance.random() < 0.25:
                lines.append(self.chance.choice(self.inline).format(other=self.chance.choice(OTHER_HEADLINES)))
        return lines

    def others(self) -> list[str]:
        return self.chance.sample(OTHER_HEADLINES, 4)


def plain_page(seed: int, *, unseen: bool) -> Gold:
    """A page of one to three stories as plain text."""
    chance = random.Random(seed)
    site = Furnished(chance, unseen=unseen)
    stories = chance.sample(material.STORIES, chance.choice([1, 1, 2, 3]))
    shape = chance.choice(["repeated", "wire", "dump"])
    lines: list[str] = ["Home", "World", "Sign in"] if shape == "dump" else []
    captions = []
    for story in stories:
        shown = caption(chance, story)
        captions.append(shown)
        if shape == "repeated":
            lines += [story.headline, "", shown, shown, *site.share, "", story.headline, "", shown, shown, ""]
        elif shape == "wire":
            lines += ["", story.headline, "By Jane Harper", stamp(chance, story), *site.share, shown]
        else:
            lines += [story.headline, stamp(chance, story), "Karim Delgado", *site.share, shown]
        for line in site.body(story):
            lines += [line, ""] if shape == "repeated" else [line]
        lines += list(site.tail)
        lines += ["", ""] if shape == "repeated" else [site.list_name, *site.others()]
    if shape == "dump":
        lines += ["© 2021 The Lantern. All rights reserved.", "Terms of use"]
    return Gold("\n".join(lines), "text/plain", tuple(stories), tuple(captions))


def html_page(seed: int, *, unseen: bool) -> Gold:
    """A page of one to three stories as HTML; where unseen, without elements or class names that tell anything."""
    chance = random.Random(seed)
    site = Furnished(chance, unseen=unseen)
    stories = chance.sample(material.STORIES, chance.choice([1, 1, 2, 3]))
    wrap, menu, more = ("div", "x1", "x2") if unseen else ("article", "navbar", "related")
    first = stories[0]
    parts = [f"<html><head><title>{escape(first.headline)} - The Lantern</title></head><body>"]
    parts.append(f'<div class="{menu}"><a href="/">Home</a> <a href="/w">World</a></div>')
    captions = []
    for story in stories:
        shown = caption(chance, story)
        captions.append(shown)
        body = "".join(f"<p>{escape(line)}</p>" for line in site.body(story))
        links = "".join(f'<li><a href="#">{escape(other)}</a></li>' for other in site.others())
        share = " ".join(f'<a href="#">{escape(word)}</a>' for word in site.share)
        parts.append(
            f"<{wrap}><h1>{escape(story.headline)}</h1><div>By Jane Harper</div>"
            f'<div><time datetime="{story.iso}">{day_words(chance, story)}</time></div><div>{share}</div>'
            f"<figure><img src=a.jpg><figcaption>{escape(shown)}</figcaption></figure>{body}"
            f"<div>{'</div><div>'.join(escape(t) for t in site.tail)}</div>"
            f'<div class="{more}"><h3>{escape(site.list_name)}</h3><ul>{links}</ul></div></{wrap}>'
        )
    parts.append("<div>© 2021 The Lantern. All rights reserved.</div></body></html>")
    return Gold("\n".join(parts), "text/html", tuple(stories), tuple(captions))
