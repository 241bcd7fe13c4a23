"""Statements: what the tagger finds in plain sentences, and each rule on its own. All sentences are made up here."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.coding.encoder import FloatArray
from communique.coding.statements import Layout, load_tagger, make_statements, tag_statements, with_continuations
from communique.coding.statements_rules import (
    addressee_of,
    clipped,
    is_silence,
    kind_of,
    mended,
    occasion_of,
    plain_sentences,
    quoted_mask,
    says,
    silences,
)
from communique.coding.statements_spans import (
    LABELS,
    Attribution,
    Candidates,
    Heads,
    allowed_steps,
    distance_bucket,
    link_features,
    link_scores,
    marginals,
    spans_of,
    viterbi,
)
from communique.model import Actor, ActorKind, Mention, MentionKind, Span, Statement, StatementKind, StatementSort

FRAGMENTS = (
    '"We agree," he said.',
    "\n",
    " ",
    "“No",
    "”",
    "Officials told Reuters that ",
    "the truce holds. ",
    '"',
    "The minister declined to comment on the deal.",
    "ﬁ",
    "\u200b",
    "''",
    "İ",
    "said",
)


def span(text: str, words: str) -> tuple[int, int]:
    """Where the words stand in the text."""
    start = text.index(words)
    return start, start + len(words)


def attribution(text: str, source: str, cue: str, *content: str) -> Attribution:
    """An attribution by its words."""
    spans = tuple(span(text, words) for words in content)
    return Attribution((span(text, source),) if source else (), (span(text, cue),) if cue else (), spans, 1.0)


def words_of(statement: Statement) -> tuple[str, str, str]:
    """Source, cue and content as words."""
    joined = (" … ".join(s.text for s in spans) for spans in (statement.source, statement.cue, statement.content))
    source, cue, content = joined
    return source, cue, content


# --- the whole ---------------------------------------------------------------------------------------------------


def test_a_direct_quotation_with_its_addressee() -> None:
    (found,) = tag_statements('"We will not sign this treaty," Foreign Minister Ana Lopez told reporters on Monday.')
    source, cue, content = words_of(found)
    assert (found.kind, found.sort) == (StatementKind.DIRECT, StatementSort.SPEECH)
    assert "Ana Lopez" in source
    assert cue == "told"
    assert content.startswith('"We will not sign')
    assert found.addressee is not None
    assert found.addressee.text == "reporters"
    assert found.confidence > 0.5


def test_indirect_speech() -> None:
    (found,) = tag_statements("The ministry said that the talks would resume in Vienna next week.")
    assert words_of(found) == ("The ministry", "said", "that the talks would resume in Vienna next week")
    assert found.kind is StatementKind.INDIRECT


def test_an_attitude_is_not_speech() -> None:
    found = tag_statements("The president believes that the border dispute can be settled this year.")
    assert [s.sort for s in found] == [StatementSort.ATTITUDE]


def test_a_quoted_paragraph_goes_on_from_the_one_before() -> None:
    first, second = tag_statements(
        '"The two delegations came closer on most points of the plan," presidential aide Ivan Orlov told reporters.\n\n'
        '"As for the prisoners, the discussion will go on in Geneva next week."'
    )
    assert first.kind is second.kind is StatementKind.DIRECT
    assert "Orlov" in words_of(first)[0]
    assert not second.source
    assert not second.cue
    assert second.addressee == first.addressee


def test_a_last_quotation_belongs_to_whom_it_names() -> None:
    text = (
        "Chancellor Weber said he was hopeful that a truce could be agreed soon.\n"
        '"We will be there to build a lasting peace," President Duval added.'
    )
    assert ["Duval" in words_of(s)[0] for s in tag_statements(text)] == [False, True]


def test_no_text_no_statements() -> None:
    assert tag_statements("") == ()
    assert tag_statements("\n\n") == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(FRAGMENTS),
        max_size=14,
    ).map("".join)
)
def test_every_span_holds_its_own_words(text: str) -> None:
    for found in tag_statements(text):
        spans = [*found.content, *found.cue, *found.source, *filter(None, (found.addressee, found.occasion))]
        assert all(text[s.start : s.end] == s.text and s.text for s in spans)
        assert all("\n" not in s.text for s in spans)
        assert found.content or found.kind is StatementKind.NONE


# --- silence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "There was no immediate comment from Walker on the outcome of the talks.",
            "Walker", "comment", ["the outcome of the talks"],
        ),
        ("On Friday the foreign ministry had no comment.", "On Friday the foreign ministry", "had no comment", []),
        ("The embassy did not immediately respond to a request for comment.", "The embassy", "did not immediately respond", []),
        ("Reports said that the envoy could not be reached for comment.", "the envoy", "could not be reached", []),
    ],
)  # fmt: skip
def test_silence_by_pattern(text: str, source: str, cue: str, content: list[str]) -> None:
    (found,) = silences(text)
    assert text[slice(*found.source[0])] == source
    assert text[slice(*found.cue[0])] == cue
    assert [text[a:b] for a, b in found.content] == content


def test_declining_to_comment_is_the_absence_of_a_statement() -> None:
    found = tag_statements("A spokesman for the ministry declined to comment on the report.")
    assert [s.kind for s in found] == [StatementKind.NONE]


def test_refusing_to_act_is_not_silence() -> None:
    text = "The general refused to withdraw his troops."
    assert not is_silence(text, attribution(text, "The general", "refused", "to withdraw his troops"))


def test_what_was_held_back_is_cut_from_what_was_said() -> None:
    text = "Weber said he was hopeful but held back on making any commitments."
    whole = attribution(text, "Weber", "said", "he was hopeful but held back on making any commitments")
    kept, silence = clipped(text, whole, quoted_mask(text))
    assert [text[a:b] for a, b in kept.content] == ["he was hopeful"]
    assert silence is not None
    assert text[slice(*silence.cue[0])] == "held back"
    assert text[slice(*silence.content[0])] == "making any commitments"


# --- rules on the text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('"We agree."', StatementKind.DIRECT),
        ("“We agree. And soon.”", StatementKind.DIRECT),
        ('the plan was "dead" already', StatementKind.MIXED),
        ("the plan was dead", StatementKind.INDIRECT),
    ],
)
def test_kind_is_told_by_quotation_marks(content: str, kind: StatementKind) -> None:
    text = f"He said {content} on Friday."
    assert kind_of(text, (span(text, content),), quoted_mask(text)) is kind


def test_an_unclosed_mark_ends_with_its_line() -> None:
    mask = quoted_mask('"We agree\nThey left')
    assert mask[3]
    assert not mask[-1]


@pytest.mark.parametrize(
    "cue", ["said", "told", "denied", "according to", "warning", "has promised", ":", "planned to announce"]
)
def test_cues_of_speech(cue: str) -> None:
    assert says(cue)


@pytest.mark.parametrize("cue", ["believes", "hopes", "wants", "is seeking", "supported"])
def test_cues_of_attitude(cue: str) -> None:
    assert not says(cue)


@pytest.mark.parametrize(
    ("text", "cue", "content", "addressee"),
    [
        ('"We agree," he told state television on Friday.', "told", '"We agree,"', "state television"),
        ("She told the Security Council that aid had stopped.", "told", "that aid had stopped", "the Security Council"),
        ('"We agree," she said to reporters.', "said", '"We agree,"', "reporters"),
        ("He said that aid had stopped.", "said", "that aid had stopped", None),
        ("He warned that aid would stop.", "warned", "that aid would stop", None),
    ],
)
def test_addressee(text: str, cue: str, content: str, addressee: str | None) -> None:
    found = addressee_of(text, attribution(text, "", cue, content), plain_sentences(text))
    assert (text[slice(*found)] if found else None) == addressee


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ('"We agree," Duval said at a joint news conference, as talks went on.', "at a joint news conference"),
        ('"We agree," Duval said in an interview with Radio One.', "in an interview with Radio One"),
        ('In a statement, Duval said "We agree,".', "In a statement"),
        ('"We agree," Duval said.', None),
    ],
)
def test_occasion(text: str, occasion: str | None) -> None:
    found = occasion_of(text, attribution(text, "Duval", "said", '"We agree,"'), plain_sentences(text))
    assert (text[slice(*found)] if found else None) == occasion


def test_circumstances_after_a_quotation_are_not_words_said() -> None:
    text = '"We agree," Duval said, as Europe looked for ways out.'
    whole = attribution(text, "Duval", "said", '"We agree,"', "as Europe looked for ways out")
    assert mended(text, whole, quoted_mask(text)).content == (span(text, '"We agree,"'),)


def test_a_cue_that_runs_on_ends_at_its_verb() -> None:
    text = "Weber said for his part he was hopeful that a truce would hold."
    whole = attribution(text, "Weber", "said for his part he was hopeful", "that a truce would hold")
    fixed = mended(text, whole, quoted_mask(text))
    assert text[slice(*fixed.cue[0])] == "said"
    assert text[slice(*fixed.content[0])] == "he was hopeful that a truce would hold"


def test_contents_in_several_paragraphs_become_statements_of_one_speaker() -> None:
    text = 'Duval said: "We agree.\n"We will sign."'
    whole = replace(
        attribution(text, "Duval", "said", '"We agree.'), content=(span(text, '"We agree.\n"We will sign."'),)
    )
    first, second = with_continuations(Layout.of(text), [whole])
    assert first.attribution.source
    assert second.follows == 0
    assert [text[a:b] for a, b in second.attribution.content] == ['"We will sign."']


# --- spans and links ---------------------------------------------------------------------------------------------


def plain_heads(hidden: int = 4, size: int = 2) -> Heads:
    """Heads that constrain labels and have no weights."""
    opens, closes, steps = ((~x).astype(np.float32) * -1e4 for x in allowed_steps())
    zeros: FloatArray = np.zeros((3 * 4 * size, hidden), dtype=np.float32)
    return Heads(
        opens, closes, steps, zeros, zeros[:, 0], np.zeros((3, hidden), np.float32), np.zeros(3, np.float32),
        np.zeros((3, 18), np.float32), np.zeros((3, 4), np.float32), np.zeros(3, np.float32),
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_paths_are_well_formed_and_marginals_sum_to_one(seed: int, lengths: list[int]) -> None:
    emissions = np.random.default_rng(seed).normal(size=(len(lengths), max(lengths), len(LABELS))).astype(np.float32)
    heads = plain_heads()
    paths, sure = viterbi(emissions, lengths, heads), marginals(emissions, lengths, heads)
    opens, closes, steps = allowed_steps()
    for row, length in enumerate(lengths):
        path = paths[row, :length]
        assert opens[path[0]]
        assert closes[path[-1]]
        assert all(steps[a, b] for a, b in pairwise(path))
        assert np.allclose(sure[row, :length].sum(axis=1), 1, atol=1e-3)


def test_spans_of_a_path() -> None:
    path = [LABELS.index(x) for x in ("B-source", "E-source", "S-cue", "O", "B-content", "I-content", "E-content")]
    sure = np.full((7, len(LABELS)), 0.5, dtype=np.float32)
    found = [(s.role, s.first, s.last) for s in spans_of(path, sure)]
    assert found == [("source", 0, 1), ("cue", 2, 2), ("content", 4, 6)]


def test_distances_fall_into_buckets_on_both_sides() -> None:
    assert [distance_bucket(g) for g in (0, 1, 2, 3, 4, 5, 9, 500)] == [0, 1, 2, 3, 3, 4, 5, 8]
    assert distance_bucket(-1) == distance_bucket(1) + 9


def test_link_features_count_what_stands_between() -> None:
    features = link_features([(5, 6)], [(0, 1), (3, 3), (9, 9)], [0] * 5 + [1] * 5)
    assert features.between == [[1, 0, 0]]
    assert features.apart == [[True, True, False]]


def test_links_without_weights_are_equally_likely() -> None:
    scores = link_scores(plain_heads(), 0, np.ones((6, 4), np.float32), Candidates([(4, 5)], [(0, 0), (2, 2)], [0] * 6))
    assert np.allclose(np.exp(scores), 1 / 3)


# --- the spaCy component -----------------------------------------------------------------------------------------


def test_the_component_sets_statements_and_speakers() -> None:
    nlp = spacy.blank("en")
    component = make_statements(nlp, "communique_statements")
    text = '"We agree on every point of the plan," Duval told reporters in Paris.\n\n"The rest will be settled in May."'
    doc = nlp.make_doc(text)
    duval = Actor("Jean Duval", ActorKind.PERSON, "FRA")
    start, end = span(text, "Duval")
    doc._.mentions = (Mention("Duval", start, end, 10, MentionKind.NAME, (duval,)),)
    component(doc)
    assert [s.speaker for s in doc._.statements] == [duval, duval]


def test_a_name_the_mentions_missed_is_found_by_its_last_word() -> None:
    nlp = spacy.blank("en")
    duval = Actor("Jean Duval", ActorKind.PERSON, "FRA")
    doc = nlp.make_doc("President Jean Duval arrived.\n\nDuval said that the talks would go on.")
    component = make_statements(nlp, "communique_statements")
    doc._.mentions = (Mention("Jean Duval", 10, 20, 2, MentionKind.NAME, (duval,)),)
    component(doc)
    assert [s.speaker for s in doc._.statements] == [duval]


def test_the_tagger_is_loaded_once() -> None:
    assert load_tagger() is load_tagger()


def test_spans_are_spans_of_the_text() -> None:
    text = "Officials said the truce was holding."
    (found,) = tag_statements(text)
    assert found.content == (Span.of(text, *span(text, "the truce was holding")),)
