"""A theme is called sure only where its texts hold together more than dealt-out words would."""

from __future__ import annotations

import numpy as np
import pytest

from services.codesign.engine.themes.certainty import certainties, chance_margins, margins
from services.codesign.engine.themes.finding import find_themes
from services.codesign.engine.themes.reading import read

LAMPS = [
    "The lamp at the bus stop is broken and it is dark",
    "Broken lamp at the stop, dark at night",
    "Dark stop, the lamp has been broken for weeks",
    "Please mend the broken lamp at our stop",
    "The lamp is broken again and the stop is dark",
]
BUSES = [
    "Night bus always late",
    "The late bus never comes on time",
    "Why is the night bus so late",
    "Bus late again last night",
    "The bus was an hour late",
]
WORDS = [
    "garden",
    "window",
    "paper",
    "yellow",
    "river",
    "morning",
    "kitchen",
    "doctor",
    "music",
    "winter",
    "letter",
    "bridge",
    "market",
    "school",
    "story",
    "village",
    "summer",
    "corner",
    "picture",
    "machine",
    "island",
    "forest",
    "coffee",
    "number",
    "silver",
    "teacher",
    "weather",
    "journey",
    "pocket",
    "candle",
]


def nonsense(seed: int, count: int = 30) -> list[str]:
    """Texts whose words were drawn without regard to each other."""
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, 8)) for _ in range(count)]


def test_texts_about_the_same_thing_are_sure() -> None:
    found = find_themes(LAMPS + BUSES, "en")
    assert [theme.size for theme in found.themes] == [5, 5]
    assert min(theme.certainty for theme in found.themes) > 0.5


def test_nonsense_is_seldom_called_sure() -> None:
    themes = [theme for seed in range(6) for theme in find_themes(nonsense(seed), "en").themes]
    assert len(themes) > 10
    assert sum(theme.certainty >= 0.5 for theme in themes) <= len(themes) * 0.1
    assert np.mean([theme.certainty for theme in themes]) < 0.2


def test_a_text_is_compared_with_the_others_without_itself() -> None:
    east, north, up = np.eye(3)
    pairs = margins(np.array([east, east, north, north]), np.array([0, 0, 1, 1]), 2)
    assert pairs.tolist() == [1, 1]
    # Three texts with nothing in common are each near a middle that they make themselves.
    assert margins(np.array([east, north, up, east]), np.array([0, 0, 0, 1]), 2)[0] == 0
    assert margins(np.array([east, east]), np.array([0, -1]), 1).tolist() == [0]
    assert margins(np.zeros((2, 3)), np.array([0, 0]), 1).tolist() == [0]


@pytest.mark.parametrize(("found", "sure"), [(0.1, 0.0), (0.2, 0.0), (0.35, 0.175), (0.9, 0.9)])
def test_the_margin_counts_by_how_far_it_is_above_chance(found: float, sure: float) -> None:
    by_chance = np.array([0.1, 0.2, 0.3, 0.4])
    assert certainties(np.array([found]), by_chance) == pytest.approx([sure])


def test_without_a_chance_to_compare_the_margin_stands() -> None:
    assert certainties(np.array([0.4]), np.zeros(0)).tolist() == [0.4]
    assert chance_margins(read([], []), 3, 1).tolist() == []
    assert chance_margins(read(LAMPS, ["en"] * 5), 0, 1).tolist() == []


def test_the_order_of_texts_does_not_matter() -> None:
    texts = sorted(nonsense(3) + LAMPS)
    first = chance_margins(read(texts, ["en"] * len(texts)), 3, 1)
    assert first.tolist() == chance_margins(read(texts, ["en"] * len(texts)), 3, 1).tolist()
    shuffled = [texts[place] for place in np.random.default_rng(2).permutation(len(texts))]
    plain, mixed = find_themes(texts, "en"), find_themes(shuffled, "en")
    sure = [theme.certainty for theme in mixed.themes]
    assert [theme.certainty for theme in plain.themes] == pytest.approx(sure)
