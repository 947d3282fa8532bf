"""Which statement comes next."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from services.codesign.engine.opinion.routing import next_statement, statement_weights


def test_the_weight_is_the_published_formula() -> None:
    weight = statement_weights([10], [6], [3], [1], [0.5])[0]
    expected = ((1 - 2 / 12) * 1.5 * (7 / 12) * (1 + 8 * 2 ** (-2))) ** 2
    assert weight == pytest.approx(expected)


def test_the_least_heard_come_first() -> None:
    seen = [50, 3, 3, 9]
    chosen = {next_statement(seen, seen, [0] * 4, [0] * 4, floor=10, rng_key=key) for key in range(40)}
    assert chosen == {1, 2}


def test_answered_statements_never_come_again() -> None:
    seen = [20] * 5
    already = np.array([True, False, True, False, True])
    chosen = {next_statement(seen, seen, [0] * 5, [0] * 5, None, already, rng_key=key) for key in range(60)}
    assert chosen == {1, 3}
    assert next_statement(seen, seen, [0] * 5, [0] * 5, None, np.ones(5, dtype=bool)) is None
    assert next_statement([], [], [], []) is None


def test_the_draw_follows_the_weights_and_the_key() -> None:
    seen, agree = [100, 100], [90, 10]
    counted = Counter(next_statement(seen, agree, [0, 0], [0, 0], [1.0, 0.0], rng_key=key) for key in range(3000))
    weights = statement_weights(seen, agree, [0, 0], [0, 0], [1.0, 0.0])
    assert counted[0] / 3000 == pytest.approx(weights[0] / weights.sum(), abs=0.02)
    again = [next_statement(seen, agree, [0, 0], [0, 0], rng_key=7) for _ in range(5)]
    assert len(set(again)) == 1


def test_odd_extremity_and_lengths() -> None:
    assert np.isfinite(statement_weights([1, 1], [1, 1], [0, 0], [0, 0], [np.nan, np.inf])).all()
    with pytest.raises(ValueError, match="one length"):
        next_statement([20, 20], [1], [1, 1], [1, 1])


def test_of_two_thousand_statements_one_that_is_left_is_chosen() -> None:
    rng = np.random.default_rng(1)
    seen = rng.integers(10, 900, 2000)
    agree = rng.integers(0, seen + 1)
    passed = np.minimum(seen - agree, 3)
    extremity, already = rng.random(2000), rng.random(2000) < 0.3
    chosen = {
        next_statement(seen, agree, seen - agree - passed, passed, extremity, already, rng_key=key) for key in range(50)
    }
    assert len(chosen) > 25
    assert not already[list(chosen)].any()
