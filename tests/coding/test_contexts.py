"""What a report is about: the contexts of PLOVER's list, on evidence in the clause, the sentence and the headline."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from communique import codebook
from communique.coding.contexts import contexts_of, read_contexts, weighed
from communique.coding.contexts_lexicon import entry, lexicon, look_up, read
from communique.language.document import build_doc
from communique.model import Span, Story

QUIET = "What the papers say this morning"
NOT_NEEDED = ("communique_statements", "communique_reports", "communique_proposals")


@pytest.fixture(scope="module")
def parsed(coder):
    """A function from a sentence, and a headline where there is one, to its doc."""

    def parse(sentence, headline=None, published="2025-04-25"):
        text = sentence if headline is None else f"{headline}\n\n{sentence}"
        at = len(text) - len(sentence)
        story = Story(
            "s",
            "s",
            text,
            0,
            len(text),
            headline=None if headline is None else Span(headline, 0, len(headline)),
            paragraphs=(Span(sentence, at, len(text)),),
            published=published,
        )
        with coder.nlp.select_pipes(disable=[n for n in NOT_NEEDED if n in coder.nlp.pipe_names]):
            return coder.nlp(build_doc(coder.nlp, story))

    return parse


def contexts(doc, word, type_=None):
    return contexts_of(doc, next(t for t in reversed(doc) if t.text == word), type_)


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Chile signed a free-trade agreement with Vietnam in Hanoi.", "signed", {"economic"}),
        ("Two brigades of the Peruvian army shelled positions of guerrillas on Monday.", "shelled", {"military"}),
        ("The court convicted a former minister of taking bribes.", "convicted", {"legal", "corruption"}),
        ("Denmark recalled its ambassador from Oslo.", "recalled", {"diplomatic"}),
        ("The hackers stole data in a cyber attack on a Swiss ministry.", "stole", {"cyber"}),
        ("Uruguay granted political asylum to a Cuban pianist.", "granted", {"asylum"}),
        ("Inspectors were refused access to a uranium enrichment plant.", "refused", {"cbrn"}),
        ("Thousands of migrants were deported to Niger.", "deported", {"migration"}),
        ("A suicide bomber killed four people near a bus stop.", "killed", {"terrorism"}),
        ("The senate rejected the draft law on fisheries.", "rejected", {"legislative"}),
        ("Doctors appealed for vaccines as the cholera epidemic spread.", "appealed", {"disease"}),
        ("Japan sent rescuers to Nepal after the earthquake.", "sent", {"enviro_disaster"}),
        ("Police arrested nine members of a cocaine cartel.", "arrested", {"crime", "illegal_drugs"}),
        ("The two sides quarrelled about the disputed border and the oil field.", "quarrelled", {"resource"}),
    ],
)
def test_words_of_the_clause_tell_what_the_act_is_about(parsed, sentence, trigger, expected):
    got = contexts(parsed(sentence), trigger)
    assert expected <= set(got), got


def test_nothing_is_given_where_no_word_tells_anything(parsed):
    assert contexts(parsed("She praised him warmly for his long letter."), "praised") == ()


def test_who_says_it_does_not_tell_what_it_is_about(parsed):
    doc = parsed("Voters elected a new president, a colonel told reporters.")
    assert contexts(doc, "elected") == ("election",)


def test_the_noun_a_clause_describes_takes_part_in_its_act(parsed):
    doc = parsed("He spoke of the helicopters and of the artillery supplied by a neighbour.")
    assert "military" in contexts(doc, "supplied")


def test_each_of_two_acts_has_its_own_contexts(parsed):
    doc = parsed("Ghana expelled the ambassador after rebels had shelled a town.")
    assert "diplomatic" in contexts(doc, "expelled")
    assert contexts(doc, "shelled")[0] == "military"
    assert "diplomatic" not in contexts(doc, "shelled")


def test_a_longer_phrase_hides_the_words_inside_it(parsed):
    doc = parsed("The company presented its artificial intelligence at a press conference.")
    assert "intelligence" not in contexts(doc, "presented")


def test_a_headline_confirms_and_does_not_tell_by_itself(parsed):
    sentence = "They discussed the plan on Tuesday."
    assert contexts(parsed(sentence, "Embassy is painted"), "discussed") == ()
    assert "diplomatic" in contexts(
        parsed(sentence, "Foreign ministers and ambassadors at summit on treaty"), "discussed"
    )
    assert contexts(parsed("Rebels attacked a bridge.", QUIET), "attacked") == ("military",)


def test_what_states_say_to_each_other_is_diplomacy_where_nothing_narrower_is_told(parsed):
    doc = parsed("Norway thanked Finland on Friday.")
    assert contexts(doc, "thanked", "SUPPORT") == ("diplomatic",)
    assert contexts(doc, "thanked", "ASSAULT") == ("military",)
    assert contexts(doc, "thanked", "PROTEST") == ()
    assert contexts(parsed("Norway thanked Finland for the tariffs."), "thanked", "SUPPORT") == ("economic",)


def test_the_type_of_the_act_is_evidence(parsed):
    doc = parsed("They moved everything to the north.")
    assert contexts(doc, "moved") == ()
    assert contexts(doc, "moved", "MOBILIZE") == ("military",)


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("The two presidents met in March 1994.", "met", True),
        ("The two presidents met in March 2025.", "met", False),
        ("The ministry has bought grain since 2003.", "bought", False),
        ("The two presidents praised the 1994 treaty.", "praised", False),
        ("Partisans attacked the railway during the Cold War.", "attacked", True),
    ],
)
def test_an_act_of_a_past_period_is_historical(parsed, sentence, trigger, expected):
    assert ("historical" in contexts(parsed(sentence), trigger)) is expected


def test_years_say_nothing_without_the_day_of_the_story(parsed):
    assert "historical" not in contexts(parsed("The two presidents met in March 1994.", published=None), "met")


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("If rebels attacked the port, trade would stop.", "attacked", True),
        ("The alliance would attack the port if rebels returned.", "attack", True),
        ("Rebels attacked the port.", "attacked", False),
        ("The ministry threatened to close the port unless rebels left.", "threatened", False),
    ],
)
def test_an_act_under_a_condition_is_hypothetical(parsed, sentence, trigger, expected):
    assert ("hypothetical" in contexts(parsed(sentence), trigger)) is expected


def test_at_most_three_in_the_order_of_the_codebook(parsed):
    doc = parsed(
        "The court, the parliament, the army, the church and the central bank discussed the cholera epidemic, the "
        "earthquake, refugees, hackers and terrorism."
    )
    got = contexts(doc, "discussed")
    order = list(codebook.load().contexts)
    assert len(got) == 3
    assert list(got) == sorted(got, key=order.index)


def made(coder, words, trigger):
    """A doc of one sentence, every word hanging on `trigger`."""
    return Doc(
        coder.nlp.vocab,
        words=words,
        lemmas=words,
        pos=["NOUN"] * len(words),
        heads=[trigger] * len(words),
        deps=["ROOT" if n == trigger else "dobj" for n in range(len(words))],
        sent_starts=[True] + [False] * (len(words) - 1),
    )


def test_only_words_within_reach_are_read(coder):
    reach = lexicon().settings.reach
    near, far = (["met"] + ["thing"] * (n - 1) + ["epidemic"] for n in (reach, reach + 1))
    assert "disease" in contexts_of(*with_first(made(coder, near, 0)))
    assert "disease" not in contexts_of(*with_first(made(coder, far, 0)))


def with_first(doc):
    return doc, doc[0]


def test_a_sentence_without_end_costs_no_more_than_a_long_one(coder):
    doc = made(coder, ["epidemic"] * 30_000, 15_000)
    begin = time.process_time()
    for n in range(50):
        contexts_of(doc, doc[15_000 + n])
    assert time.process_time() - begin < 2.0  # about 0.1 s; a scan of the whole sentence takes a minute


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from([0.25, 0.5, 1.0, 2.0]))))
def test_evidence_weighs_the_same_in_any_order_and_however_often_it_is_repeated(evidence):
    assert weighed(evidence) == weighed([*reversed(evidence), *evidence])


def test_each_context_says_what_decided(parsed):
    doc = parsed("Navy divers destroyed a mine in March 2001 because the embassy had asked for it.")
    read = read_contexts(doc, next(t for t in doc if t.text == "destroyed"))
    assert tuple(r.value for r in read.reasons) == read.names
    rules = {r.value: r.rule for r in read.reasons}
    assert "navy" in rules["military"]
    assert rules["historical"] == "year"


def test_look_up_finds_what_stands_there_whole_and_once(coder):
    doc = coder.nlp.make_doc("peace - keeping")
    words = [t for t in doc if not t.is_punct]
    found = list(look_up(words, lexicon().phrases))
    assert [f.phrase.words for f in found] == [("peace", "keeping")]
    assert found[0].tokens == tuple(words)


def test_every_context_of_the_data_is_the_codebooks():
    known = set(codebook.load().contexts)
    raw, settings = read("lexicon.json"), lexicon().settings
    assert set(raw["contexts"]) == known - {"historical", "hypothetical"}
    assert {c for c, _ in settings.sectors.values()} | {c for c, _ in settings.types.values()} <= known
    assert {c for names in read("older.json")["names"].values() for c in names} <= known
    assert set(settings.types) | set(settings.between_states) <= set(codebook.load().types)
    assert set(settings.between_states.values()) <= known
    assert set(settings.sectors) <= set(codebook.load().sectors)


def test_no_phrase_of_the_lexicon_is_contradicted_or_out_of_reach():
    raw = read("lexicon.json")
    hidden = {entry(w) for w in raw["none"]}
    for context, groups in raw["contexts"].items():
        written = [w for words in groups.values() for w in words]
        assert len(written) == len(set(written)), context
        assert not hidden & {entry(w) for w in written}, context
        assert all(w == w.lower() and "-" not in w.replace("covid-19", "") for w in written), context
        assert set(groups) <= {"strong", "plain", "weak"}


def test_a_phrase_asks_for_a_part_of_speech_the_lexicon_knows():
    assert entry("shell/v") == (("shell",), frozenset({"VERB"}))
    assert entry("hiv/aids") == (("hiv/aids",), frozenset())
    with pytest.raises(KeyError):
        entry("shell/x")
