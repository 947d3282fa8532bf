"""Themes in free text."""

from __future__ import annotations

import json
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.codesign.engine.opinion.grouping import adjusted_rand
from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.themes.results import ThemeSet
from services.codesign.engine.themes.tokens import content_stem, tokens

BUS = ["The bus is late every morning", "Late buses again, the bus never comes", "My bus was late and full",
       "The morning bus is always late", "No bus on Sunday morning, and late buses all week"]  # fmt: skip
PARK = ["Lovely park with trees for children", "More trees in the park please",
        "The children play in the park",
        "Park benches under the trees", "Children need a park with swings and trees"]  # fmt: skip
CYMRAEG = ["Mae'r bws yn hwyr bob bore", "Bysiau hwyr eto, mae'r bws yn hwyr",
           "Roedd y bws yn hwyr ac yn llawn",
           "Mae bws y bore yn hwyr o hyd"]  # fmt: skip


def test_two_themes_with_words_that_people_use() -> None:
    found = find_themes(BUS + PARK, "en", max_themes=2)
    assert adjusted_rand(found.theme_of, np.array([0] * 5 + [1] * 5)) == 1.0
    bus, park = (found.themes[found.theme_of[place]] for place in (0, 5))
    assert {"bus", "late"} <= set(bus.keywords)
    assert {"park", "trees", "children"} <= set(park.keywords)
    assert bus.size == park.size == 5
    assert set(bus.representative) == set(range(5))
    assert 0 < bus.certainty <= 1
    assert bus.label == bus.keywords[:3]


def test_welsh_and_english_in_one_challenge() -> None:
    found = find_themes(BUS + PARK + CYMRAEG, ["en"] * 10 + ["cy"] * 4, max_themes=3)
    welsh = found.themes[found.theme_of[10]]
    assert set(found.theme_of[10:].tolist()) == {welsh.number}
    assert {"bws", "hwyr"} <= set(welsh.keywords)
    assert not {"yn", "mae", "mae'r", "y"} & set(welsh.keywords)


@pytest.mark.parametrize(
    ("texts", "unassigned"),
    [([], 0), ([""], 1), (["one text"], 1), (["😀", "👍👍", "!!!"], 3), (["a b", "c d", "שלום"], 3)],
)
def test_too_little_to_group_is_kept_in_sight(texts: list[str], unassigned: int) -> None:
    found = find_themes(texts, "en")
    assert (found.themes, len(found.unassigned)) == ((), unassigned)
    assert found.theme_of.tolist() == [-1] * len(texts)


def test_identical_texts_are_one_theme_and_duplicates() -> None:
    found = find_themes(["The bus is late"] * 6, "en")
    assert [theme.size for theme in found.themes] == [6]
    assert found.near_duplicates == ((0, 1, 2, 3, 4, 5),)
    assert found.themes[0].representative == (0,)


def test_near_duplicates_but_not_opposites() -> None:
    texts = ["please mend the broken street lamp now", "Please mend the broken street lamp now!",
             "please mend that broken street lamp now", "the nurse was kind",
             "the nurse was not kind"]  # fmt: skip
    assert find_themes(texts, "en").near_duplicates == ((0, 1),)
    longer = ["please mend the old broken street lamp outside my house " + word for word in ("now", "today")]
    assert find_themes(longer, "en").near_duplicates == ((0, 1),)


def test_scripts_right_to_left_and_without_spaces() -> None:
    texts = [
        "الحافلة متأخرة كل صباح",
        "الحافلة متأخرة دائما",
        "الحافلة متأخرة اليوم",
        "公园里有很多树",
        "公园里没有树",
        "公园很好",
    ]
    found = find_themes(texts, ["ar"] * 3 + ["zh"] * 3, max_themes=2)
    assert adjusted_rand(found.theme_of, np.array([0, 0, 0, 1, 1, 1])) == 1.0
    assert tokens("公园里") == ["公园", "园里"]
    assert tokens("हिन्दी में") == ["हिन्दी", "में"]


def test_stems_and_stop_words() -> None:
    assert content_stem("Waiting", "en") == content_stem("waited", "en") == "wait"
    assert content_stem("ysgolion", "cy") == content_stem("ysgol", "cy") == "ysgol"
    assert content_stem("the", "en") == content_stem("und", "de") == content_stem("mae", "cy") == ""
    assert content_stem("nothing", "en") == "noth"
    assert content_stem("Straßen", "de") == content_stem("Strasse", "de")
    assert content_stem("waiting", "xx") == "waiting"


def test_the_order_of_texts_does_not_matter() -> None:
    texts = BUS + PARK + CYMRAEG
    order = np.random.default_rng(4).permutation(len(texts))
    first = find_themes(texts, "en", max_themes=3)
    second = find_themes([texts[place] for place in order], "en", max_themes=3)
    assert second.theme_of.tolist() == first.theme_of[order].tolist()
    assert [theme.keywords for theme in second.themes] == [theme.keywords for theme in first.themes]
    for one, other in zip(first.themes, second.themes, strict=True):
        assert [order[place] for place in other.representative] == list(one.representative)


def sound(found: ThemeSet, count: int) -> None:
    written = found.to_dict()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert len(found.theme_of) == count
    assert sum(theme.size for theme in found.themes) + len(found.unassigned) == count
    for theme in found.themes:
        assert theme.size == (found.theme_of == theme.number).sum()
        assert {found.theme_of[place] for place in theme.representative + theme.dissenting} == {theme.number}
        assert not set(theme.representative) & set(theme.dissenting)
        assert 0 <= theme.certainty <= 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(st.text(max_size=30), st.sampled_from(BUS + PARK + CYMRAEG)), max_size=30),
    st.sampled_from(["en", "cy", "de", "", "zz"]),
    st.sampled_from([None, 1, 4]),
)
def test_any_texts_give_a_sound_answer(texts: list[str], language: str, themes: int | None) -> None:
    sound(find_themes(texts, language, max_themes=themes), len(texts))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(BUS + PARK + CYMRAEG + ["", "😀", "公园里有很多树", "الحافلة متأخرة"]), max_size=24),
    st.randoms(use_true_random=False),
)
def test_any_order_gives_the_same_themes(texts: list[str], shuffle: Random) -> None:
    order = list(range(len(texts)))
    shuffle.shuffle(order)
    first, second = find_themes(texts), find_themes([texts[place] for place in order])
    assert second.theme_of.tolist() == first.theme_of[order].tolist()
    assert [theme.keywords for theme in second.themes] == [theme.keywords for theme in first.themes]


@pytest.mark.parametrize(
    "text", ["wait " * 20_000, "a" * 100_000, "公园" * 20_000, "'" * 1000, "\ud800\x00", "ה" * 500]
)
def test_very_long_and_odd_texts(text: str) -> None:
    texts = [text, text, text, *BUS, *PARK]
    for language in (None, "en", "cy"):
        sound(find_themes(texts, language), len(texts))


def test_texts_that_fit_nowhere_stay_in_sight() -> None:
    odd = ["zxqv wpfk jhgd", "Quantum entanglement"]
    found = find_themes([*BUS * 2, *PARK * 2, *odd], "en", max_themes=2)
    assert found.unassigned == (20, 21)


def test_malformed_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="1 languages for 2 texts"):
        find_themes(["a", "b"], ["en"])
    with pytest.raises(ValueError, match="1 or more"):
        find_themes(["a"], "en", max_themes=0)


def test_ten_thousand_short_texts() -> None:
    rng = np.random.default_rng(2)
    vocabulary = [f"{start}{end}" for start in "bcdfghjklmnp" for end in ("arn", "ell", "ist", "oak", "une", "ymp")]
    topics = rng.permutation(len(vocabulary)).reshape(6, -1)
    texts = []
    for number in range(10_000):
        own = rng.choice(topics[number % 6], 9)
        texts.append(" ".join(vocabulary[word] for word in (*own, *rng.integers(0, len(vocabulary), 3))))
    found = find_themes(texts, "", max_themes=6)
    sound(found, 10_000)
    assert adjusted_rand(found.theme_of + 1, np.arange(10_000) % 6) > 0.9


def mutual_information(first: np.ndarray, second: np.ndarray) -> float:
    """Normalised mutual information, arithmetic mean."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1 / len(first))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    held = table > 0
    together = (table[held] * np.log(table[held] / np.outer(rows, columns)[held])).sum()
    spread = [-(part[part > 0] * np.log(part[part > 0])).sum() for part in (rows, columns)]
    return float(together / np.mean(spread))
