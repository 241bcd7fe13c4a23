"""The spaCy component ``communique_actors``: every phrase of a story that stands for a potential political actor.

>>> nlp = spacy.load("en_core_web_sm")          # doctest: +SKIP
>>> nlp.add_pipe("communique_actors")           # doctest: +SKIP
>>> [(m.text, m.actors[0].country) for m in nlp("Turkey's Erdogan called the Kremlin.")._.mentions]  # doctest: +SKIP

It reads one story at a time and nothing else: what it knows beforehand is the word lists in ``data/actors``.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique.language.actor_lexicon import Lexicon, lexicon
from communique.language.actor_people import find_people
from communique.language.actor_phrases import is_phrase_head
from communique.language.actor_pronouns import FIRST, FIRST_PLURAL, HE, THIRD_PLURAL
from communique.language.actor_quotes import quotations
from communique.language.actor_reference import StoryReader
from communique.language.actor_scan import Scan, scan
from communique.language.actor_seen import Resolved
from communique.language.actor_words import Reading
from communique.language.extensions import register
from communique.model import Mention, MentionKind

# pronouns that mean somebody even where it cannot be told whom
PERSONAL = frozenset({*HE, *FIRST, *FIRST_PLURAL, *THIRD_PLURAL, "who", "whom"})
READER = "actor_reader"  # the attribute that keeps a doc's reader, for phrases that are asked for later


def read_story(doc: Doc, lists: Lexicon) -> StoryReader:
    """Read all phrases of `doc` in order; the reader answers for any token afterwards."""
    found = scan(doc, lists)
    people = find_people(doc, found, lists, doc._.published)
    reader = StoryReader(Reading(doc, found, people, lists, quotations(doc, lists.relations["say"])))
    reader.read(phrase_heads(doc, found))
    return reader


def phrase_heads(doc: Doc, found: Scan) -> list[int]:
    """The tokens that head the phrases of `doc`, one for each known name and each run, in the order of the text."""
    spans = [(hit.start, hit.end) for hit in found.hits] + [(run.start, run.end) for run in found.runs]
    roots = {doc[start:end].root.i for start, end in spans}
    inside = found.hit_at.keys() | found.run_at.keys()
    return sorted(roots | {t.i for t in doc if t.i not in inside and is_phrase_head(t)})


def is_actor(reader: StoryReader, resolved: Resolved) -> bool:
    """Whether the phrase stands for somebody who can act or bear an act, not for a thing or an idea."""
    phrase = resolved.phrase
    if resolved.kind is MentionKind.PRONOUN and resolved.how == "home":
        return reader.doc[phrase.head].lower_ in PERSONAL
    if phrase.run is not None or phrase.hit is not None or resolved.kind is MentionKind.PRONOUN:
        return bool(resolved.actors)
    return phrase.role is not None or resolved.how in ("pair", "earlier", "issuer")


def text_span(reader: StoryReader, resolved: Resolved) -> tuple[int, int]:
    """The tokens of the words that are kept: a name without its title, a phrase without what follows it."""
    phrase = resolved.phrase
    if phrase.run is not None:
        return phrase.run.start, phrase.run.end
    if phrase.hit is not None and phrase.hit.entry.kind in ("name", "seat", "region"):
        return phrase.hit.start, phrase.hit.end
    start, end = phrase.start, phrase.end
    while end - 1 > phrase.head and reader.doc[end - 1].is_punct:
        end -= 1
    return start, end


def mention_of(reader: StoryReader, resolved: Resolved) -> Mention:
    """The mention with the words and the actors of a resolved phrase."""
    doc = reader.doc
    start, end = text_span(reader, resolved)
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    return Mention(doc[start:end].text, first, last, resolved.phrase.head, resolved.kind, resolved.actors)


class ActorsComponent:
    """Sets ``doc._.mentions``. With `use_register` false nobody is known beforehand."""

    def __init__(self, *, use_register: bool = True) -> None:
        self.lists = lexicon() if use_register else lexicon().without_register()

    def __call__(self, doc: Doc) -> Doc:
        reader = read_story(doc, self.lists)
        found = [reader.done[i] for i in sorted(reader.done)]
        doc._.mentions = tuple(mention_of(reader, r) for r in found if r.actors and is_actor(reader, r))
        setattr(doc._, READER, reader)
        return doc


@Language.factory(
    "communique_actors",
    assigns=["doc._.mentions"],
    requires=["token.dep", "token.tag", "doc.ents"],
    default_config={"use_register": True},
)
def make_actors(nlp: Language, name: str, *, use_register: bool) -> ActorsComponent:  # noqa: ARG001
    """The component for `nlp`; `use_register` false leaves out the register of office holders."""
    register()
    if not Doc.has_extension(READER):
        Doc.set_extension(READER, default=None)
    return ActorsComponent(use_register=use_register)
