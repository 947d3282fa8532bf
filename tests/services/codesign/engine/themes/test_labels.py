"""What people teach: named themes hold, draw others after them, and leave the rest alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.themes.results import ThemeSet
from tests.services.codesign.engine.themes.test_themes import BUS, CYMRAEG, PARK, sound

WARD = ["The ward was clean and the food was warm", "Clean ward, warm food, friendly cleaners",
        "Food on the ward was cold but the ward was clean", "The ward is clean and bright",
        "Ward food should be warm", "Cleaners keep the ward clean"]  # fmt: skip
TEXTS = BUS + PARK + WARD


def many(count: int, seed: int = 3) -> tuple[list[str], np.ndarray]:
    """Made-up texts about three things, in words of their own and some shared ones."""
    rng = np.random.default_rng(seed)
    topics = ["bus late morning driver timetable ticket stop seat fare route", "park trees children swings grass bench "
              "ducks gate football path", "ward nurse food clean bed doctor visit lift noise lamp"]  # fmt: skip
    own = [topic.split() for topic in topics]
    shared = ["people", "often", "thing", "place", "better", "service", "time", "always", "need", "year"]
    texts, about = [], []
    for number in range(count):
        words = [*rng.choice(own[number % 3], 5, replace=False), *rng.choice(shared, 4, replace=False)]
        texts.append(" ".join(rng.permutation(words)))
        about.append(number % 3)
    return texts, np.array(about)


def taught_with(texts: list[str], said: dict[int, str]) -> list[str | None]:
    return [said.get(place) for place in range(len(texts))]


def named(found: ThemeSet, name: str) -> int:
    numbers = [theme.number for theme in found.themes if theme.name == name]
    assert len(numbers) == 1
    return numbers[0]


def test_what_people_said_always_holds() -> None:
    said = {0: "Getting about", 5: "Getting about", 6: "", 12: "Food & cleaning"}
    found = find_themes(TEXTS, "en", labels=taught_with(TEXTS, said))
    getting_about, food = named(found, "Getting about"), named(found, "Food & cleaning")
    assert found.theme_of[0] == found.theme_of[5] == getting_about
    assert found.theme_of[12] == food
    assert found.theme_of[6] == -1
    assert 6 in found.unassigned
    assert found.themes[getting_about].labelled == 2
    assert found.parameters["labels"] == 4


def test_a_named_theme_draws_what_belongs_and_leaves_the_rest_to_the_machine() -> None:
    texts, about = many(300)
    said = dict.fromkeys(range(0, 60, 3), "Transport")
    found = find_themes(texts, "en", labels=taught_with(texts, said), max_themes=3)
    transport = found.theme_of == named(found, "Transport")
    assert (about[transport] == 0).mean() > 0.95
    assert transport[about == 0].mean() > 0.9
    others = [theme for theme in found.themes if not theme.name]
    assert len(others) == 2
    assert all(theme.keywords and theme.labelled == 0 for theme in others)
    assert {"bus", "driver"} & set(found.themes[named(found, "Transport")].keywords)


@pytest.mark.parametrize("examples", [1, 2, 3])
def test_a_few_examples_do_not_swallow_everything(examples: int) -> None:
    texts, about = many(600)
    rng = np.random.default_rng(examples)
    said = {int(place): "Odds and ends" for place in rng.choice(np.flatnonzero(about == 1), examples, replace=False)}
    found = find_themes(texts, "en", labels=taught_with(texts, said))
    drawn = found.theme_of == named(found, "Odds and ends")
    assert examples <= drawn.sum() <= examples * 16
    assert (about[drawn] == 1).mean() > 0.9
    assert {0, 2} <= {int(about[found.theme_of == theme.number][0]) for theme in found.themes if not theme.name}


def test_more_examples_draw_more() -> None:
    texts, about = many(300)
    sizes = []
    for examples in (2, 5, 20):
        said = {int(place): "Green places" for place in np.flatnonzero(about == 1)[:examples]}
        found = find_themes(texts, "en", labels=taught_with(texts, said))
        sizes.append(found.themes[named(found, "Green places")].size)
    assert sizes == sorted(sizes)
    assert sizes[-1] > 80


def test_two_names_share_the_texts_between_them() -> None:
    texts, about = many(300)
    said = {place: ("Transport", "Green places", "Hospital")[about[place]] for place in range(60)}
    found = find_themes(texts, "en", labels=taught_with(texts, said))
    names = np.array([theme.name for theme in found.themes] + [""])[found.theme_of]
    right = names == np.array(["Transport", "Green places", "Hospital"])[about]
    assert right[60:].mean() > 0.95
    assert all(0 < theme.certainty <= 1 for theme in found.themes)


def test_copies_follow_what_was_said_of_one_and_divided_people_decide_nothing() -> None:
    texts = [*TEXTS, TEXTS[0], TEXTS[0], TEXTS[5], TEXTS[5], TEXTS[5]]
    said = {0: "Buses", 18: "A", 19: "B"}
    found = find_themes(texts, "en", labels=taught_with(texts, said))
    buses = named(found, "Buses")
    assert found.theme_of[16] == found.theme_of[17] == found.theme_of[0] == buses
    assert found.theme_of[18] == named(found, "A")
    assert found.theme_of[19] == named(found, "B")
    assert found.theme_of[20] == found.theme_of[5]


def test_a_named_theme_without_telling_words_is_labelled_by_its_name() -> None:
    found = find_themes(["😀", "👍👍", *BUS], "en", labels=["Cheers", "Cheers", *[None] * 5])
    cheers = found.themes[named(found, "Cheers")]
    assert (cheers.size, cheers.keywords, cheers.label) == (2, (), ("Cheers",))


def test_nowhere_is_no_theme() -> None:
    found = find_themes(TEXTS, "en", labels=[""] * len(TEXTS))
    assert found.themes == ()
    assert found.unassigned == tuple(range(len(TEXTS)))


def test_nothing_taught_changes_nothing() -> None:
    plain, taught = find_themes(TEXTS, "en"), find_themes(TEXTS, "en", labels=[None] * len(TEXTS))
    assert plain.to_dict() == taught.to_dict()


def test_the_order_of_taught_texts_does_not_matter() -> None:
    texts, about = many(120)
    said = taught_with(texts, {place: ("Transport", "Green places", "")[about[place]] for place in range(40)})
    order = np.random.default_rng(9).permutation(len(texts))
    first = find_themes(texts, "en", labels=said)
    second = find_themes([texts[place] for place in order], "en", labels=[said[place] for place in order])
    assert second.theme_of.tolist() == first.theme_of[order].tolist()
    assert [theme.keywords for theme in second.themes] == [theme.keywords for theme in first.themes]
    assert [theme.certainty for theme in second.themes] == pytest.approx([theme.certainty for theme in first.themes])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=20), st.sampled_from(BUS + PARK + CYMRAEG)),
            st.sampled_from([None, None, "", "Buses", "Parks", "公园 🌳"]),
        ),
        max_size=25,
    ),
    st.sampled_from([None, 1, 3]),
)
def test_whatever_was_said_holds(pairs: list[tuple[str, str | None]], most: int | None) -> None:
    texts, said = [text for text, _ in pairs], [name for _, name in pairs]
    found = find_themes(texts, "en", labels=said, max_themes=most)
    sound(found, len(texts))
    for place, name in enumerate(said):
        number = int(found.theme_of[place])
        if name is not None:
            assert (found.themes[number].name if number >= 0 else "") == name
            assert name or number == -1
    assert sorted(theme.name for theme in found.themes if theme.name) == sorted({name for name in said if name})


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="1 labels for 2 texts"):
        find_themes(["a", "b"], "en", labels=["c"])
