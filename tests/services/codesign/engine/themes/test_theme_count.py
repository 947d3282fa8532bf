"""How many themes: what a person can use, and finer ones inside a large one."""

import numpy as np
import pytest

from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.themes.spherical import bounds
from tests.services.codesign.engine.themes.test_labels import many


@pytest.mark.parametrize(
    ("texts", "fewest", "most"),
    [(2, 1, 1), (10, 2, 3), (47, 2, 6), (100, 2, 12), (160, 4, 14), (240, 6, 14), (8406, 6, 14)],
)
def test_the_number_of_themes_fits_the_number_of_answers(texts: int, fewest: int, most: int) -> None:
    assert bounds(texts) == (fewest, most)


def test_three_plain_topics_stay_three_however_many_answers_there_are() -> None:
    texts, about = many(600)
    found = find_themes(texts, "en")
    assert len(found.themes) == 3
    assert all(len(np.unique(about[found.theme_of == theme.number])) == 1 for theme in found.themes)


def test_a_small_theme_has_no_parts_and_no_text_is_in_one() -> None:
    texts, _about = many(60)
    found = find_themes(texts, "en")
    assert all(theme.parts == () for theme in found.themes)
    assert set(found.part_of.tolist()) == {-1}
