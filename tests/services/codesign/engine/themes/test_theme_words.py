"""Words of themes: the language of each text, names of people, Welsh beside English."""

from __future__ import annotations

import pytest

from services.codesign.engine.themes.bridges import bridged
from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.themes.languages import text_languages
from services.codesign.engine.themes.names import NameWatch
from services.codesign.engine.themes.tokens import any_stem, bare, content_stem, names_a_theme, placed_tokens, tokens

WELSH = ["Mae'r bws yn hwyr bob bore", "Roedd y bws yn hwyr ac yn llawn", "Mae bws y bore yn hwyr o hyd",
         "Bysiau hwyr eto, dim bws ar y Sul"]  # fmt: skip
ENGLISH = ["The bus is late every morning", "My bus was late and it was full", "The morning bus is always late"]


def people(texts: list[str], language: str = "en") -> frozenset[str]:
    watch = NameWatch()
    for text in texts:
        watch.read(placed_tokens(text), language)
    return watch.people({word.casefold() for text in texts for word in tokens(text)})


def test_the_language_is_detected_where_none_is_given() -> None:
    texts = [*WELSH, *ENGLISH, "Der Bus ist jeden Morgen zu spät und immer voll", "公园里有很多树"]
    assert text_languages(None, texts) == ["cy"] * 4 + ["en"] * 3 + ["de", "zh"]
    assert text_languages(["en-GB", None, "", "CY_gb"], WELSH) == ["en", "cy", "cy", "cy"]


def test_too_few_words_follow_the_language_of_the_others() -> None:
    assert text_languages(None, [*WELSH, "parc"])[-1] == "cy"
    assert text_languages(None, [*ENGLISH, "call back"])[-1] == "en"
    assert text_languages(None, ["parc"]) == [""]
    assert text_languages(None, ["😀", "!!", "12"]) == ["", "", ""]
    assert text_languages([None, "cy"], ["parc", "bws"]) == ["cy", "cy"]


def test_detection_of_many_texts_is_the_same_again() -> None:
    texts = [f"{text} {number}" for number in range(200) for text in (*WELSH, *ENGLISH)]
    first = text_languages(None, texts)
    assert first == text_languages(None, texts)
    assert set(first) == {"cy", "en"}


def test_names_of_people_are_told_from_places_and_subjects() -> None:
    texts = [
        "I saw Priya and she was lovely",
        "The nurse called Oisin helped me, thank you",
        "My appointment with Dr Okonkwo was on Monday",
        "The centre in Glanmor is too far, so I go to Bryn Road",
        "The Council should answer letters, and the NHS too",
        "I am on Universal Credit and I read about it on Facebook",
        "In March we had Welsh lessons in Glanmor",
    ]
    found = people(texts)
    assert {"priya", "oisin", "okonkwo"} <= found
    assert not {"glanmor", "bryn", "road", "council", "nhs", "facebook", "monday", "march", "welsh", "credit", "nurse",
                "centre", "letters", "i"} & (found - {"i"})  # fmt: skip


def test_the_beginning_of_a_sentence_says_nothing() -> None:
    texts = ["Parking is dear. Parking is hard", "Great staff - Clean rooms - Friendly", '"Waiting" is the word']
    assert people(texts) == frozenset()
    assert "sarah" in people(["Sarah, incredible, thank you"])
    assert people(["THE BUS IS LATE AND SO IS THE TRAIN"]) == frozenset()


def test_languages_that_capitalise_nouns_give_no_names_by_capitals() -> None:
    assert people(["Wir warten auf den Bus und die Bahn", "Es fehlt ein Spielplatz im Park"], "de") == frozenset()


@pytest.mark.parametrize("name", ["Priya", "Sarah", "Oisin"])
def test_no_theme_is_called_after_a_person(name: str) -> None:
    visits = [f"When {name} came to visit, the kitchen was warm", f"Our visit from {name} made the kitchen warm",
              f"A visit by {name} to the kitchen", f"I like {name} and the warm kitchen",
              f"Then {name} showed the kitchen to us"]  # fmt: skip
    buses = ["The bus is late every morning", "Late buses again, the bus never comes", "My bus was late and full",
             "The morning bus is always late", "No bus on Sunday morning, and late buses all week"]  # fmt: skip
    found = find_themes(visits + buses, "en", max_themes=2)
    keywords = {word.casefold() for theme in found.themes for word in theme.keywords}
    assert name.casefold() not in keywords
    assert {"kitchen", "bus"} <= keywords


def test_a_place_and_an_office_may_name_a_theme() -> None:
    centre = ["The centre in Glanmor is far away", "I live in Glanmor near the centre", "Glanmor centre is closed",
              "There is no centre in Glanmor at night"]  # fmt: skip
    nhs = ["The NHS website is slow", "Forms on the NHS website are long", "I wait for the NHS website to answer",
           "An NHS website in plain words"]  # fmt: skip
    found = find_themes(centre + nhs, "en", max_themes=2)
    keywords = {word for theme in found.themes for word in theme.keywords}
    assert {"glanmor", "NHS"} <= keywords


def test_welsh_words_stand_for_english_ones_mutated_too() -> None:
    stems = [any_stem(word, "cy") for word in ("bws", "fysiau", "barc", "mharc", "feddyg", "rhywbeth")]
    assert bridged(stems, "cy")[:5] == [any_stem(word, "en") for word in ("bus", "bus", "park", "park", "doctor")]
    assert bridged(stems, "cy")[5] == stems[5]
    assert bridged(["bws"], "en") == ["bws"]


def test_a_theme_in_two_languages_shows_words_of_both() -> None:
    park = [
        "Lovely park with trees for children",
        "More trees in the park please",
        "The children play in the park",
        "Mae angen mwy o goed yn y parc",
        "Mae plant yn chwarae yn y parc",
        "Parc hyfryd a choed i blant",
    ]
    found = find_themes([*ENGLISH, *WELSH, *park], max_themes=2)
    buses, parks = (found.themes[found.theme_of[place]] for place in (0, -1))
    assert set(found.theme_of[:7].tolist()) == {buses.number}
    assert set(found.theme_of[7:].tolist()) == {parks.number}
    assert {"bus", "bws", "late", "hwyr"} <= set(buses.keywords)
    assert {"park", "parc", "trees"} <= set(parks.keywords)


def test_only_an_ending_does_not_make_another_keyword() -> None:
    found = find_themes([*ENGLISH, "Late buses and more late buses"] * 2, "en", max_themes=1)
    assert not {"bus", "buses"} <= set(found.themes[0].keywords)


def test_stop_words_in_the_languages_that_have_them() -> None:
    pairs = [("en", "the"), ("cy", "roedd"), ("de", "und"), ("fr", "est"), ("es", "los"), ("pt", "uma")]
    pairs += [("it", "della"), ("nl", "het"), ("pl", "jest"), ("ga", "agus")]
    for language, word in pairs:
        assert content_stem(word, language) == "", language
    assert not names_a_theme("thank", "en")
    assert not names_a_theme("diolch", "cy")
    assert names_a_theme("parc", "cy")


def test_other_languages_are_read_sensibly() -> None:
    texts = ["Le bus est toujours en retard le matin", "Les bus sont en retard et bondés", "J'attends le bus le matin",
             "Le parc a besoin d'arbres et de bancs", "Les enfants jouent dans le parc",
             "Plus d'arbres dans le parc pour les enfants, aujourd'hui"]  # fmt: skip
    found = find_themes(texts)
    assert found.theme_of.tolist() == [found.theme_of[0]] * 3 + [found.theme_of[3]] * 3
    buses, parks = (found.themes[found.theme_of[place]] for place in (0, 3))
    assert {"bus", "matin"} <= set(buses.keywords)
    assert {"parc", "arbres", "enfants"} <= set(parks.keywords)
    assert bare("aujourd'hui", "fr") == "aujourd'hui"
    assert [bare("Dad's", "en"), bare("l'eau", "fr"), bare("mae'r", "cy"), bare("don't", "en")] == [
        "Dad",
        "eau",
        "mae",
        "don't",
    ]
