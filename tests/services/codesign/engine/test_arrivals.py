"""Bursts of visitors: from one place, or at even pauses; people who come as people come are none."""

from __future__ import annotations

import numpy as np

from services.codesign.engine.arrivals import Burst, find_bursts


def test_five_from_one_place_are_a_burst_and_four_are_not() -> None:
    moments = [0.0, 100, 350, 400, 1000, 1100, 2900, 3000]
    assert find_bursts(moments, ["a", "b", "a", "a", "b", "a", "a", "b"]) == [Burst("place", (0, 2, 3, 5, 6))]
    assert find_bursts(moments, ["a", "b", "a", "a", "b", "a", "c", "b"]) == []


def test_an_hour_without_anybody_ends_a_burst() -> None:
    moments = [0.0, 10, 300, 3901, 3950, 4700]
    assert find_bursts(moments, ["a"] * 6) == []


def test_even_pauses_are_a_rhythm_whatever_the_places() -> None:
    moments = [3.0, 90.0, *(200.0 + 30 * n + n % 2 for n in range(9)), 900.0]
    assert find_bursts(moments, list("abcdefghijkl")) == [Burst("rhythm", tuple(range(2, 11)))]


def test_people_who_know_nothing_of_each_other_are_no_rhythm() -> None:
    pauses = np.random.default_rng(3).exponential(300, 400)
    assert find_bursts(np.cumsum(pauses).tolist(), [str(n) for n in range(400)]) == []


def test_nobody_is_no_burst() -> None:
    assert find_bursts([], []) == []
