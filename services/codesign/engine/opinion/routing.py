"""Which statement to show next: the one whose answer tells most, with a floor so that each is heard."""

from __future__ import annotations

from typing import Any

import numpy as np

FLOOR = 10


def next_statement(
    seen: Any,
    agree: Any,
    disagree: Any,
    passed: Any,
    extremity: Any = None,
    already: Any = None,
    *,
    floor: int = FLOOR,
    rng_key: int = 0,
) -> int | None:
    """Return the index of a statement this person has not answered, or `None` where there is none left.

    Counts per statement; `extremity`: distance of the statement from the middle of the map (0 where not
    known); `already`: true where the person has answered. While any open statement has been seen fewer than
    `floor` times, one of the least seen comes next. Else it is drawn with the weight [(1 - p)(E + 1) a (1 + 8
    x 2^(-seen/5))]^2 of Small et al. 2021, with smoothed pass rate p and agree rate a. `rng_key` decides the
    draw: the same key, the same answer.
    """
    seen_count = np.asarray(seen, dtype=float)
    open_to = np.ones(len(seen_count), dtype=bool) if already is None else ~np.asarray(already, dtype=bool)
    choices = np.flatnonzero(open_to)
    if not len(choices):
        return None
    draw = np.random.default_rng(abs(int(rng_key))).random()
    heard = seen_count[choices]
    if heard.min() < floor:
        least = choices[heard == heard.min()]
        return int(least[int(draw * len(least))])
    weights = statement_weights(seen, agree, disagree, passed, extremity)[choices]
    running = np.cumsum(weights)
    return int(choices[min(int(np.searchsorted(running, draw * running[-1], side="right")), len(choices) - 1)])


def statement_weights(seen: Any, agree: Any, disagree: Any, passed: Any, extremity: Any = None) -> np.ndarray:
    """The weight of each statement in the draw; always above 0 and finite."""
    seen_count, agreed, skipped = (np.asarray(part, dtype=float) for part in (seen, agree, passed))
    if not len(seen_count) == len(agreed) == len(skipped) == len(np.asarray(disagree)):
        raise ValueError("the counts must be of one length")
    reach = (
        np.zeros(len(seen_count)) if extremity is None else np.abs(np.nan_to_num(np.asarray(extremity, dtype=float)))
    )
    pass_rate = (skipped + 1) / (seen_count + 2)
    agree_rate = (agreed + 1) / (seen_count + 2)
    fresh = 1 + 8 * np.exp2(-seen_count / 5)
    weight = (1 - pass_rate) * (np.minimum(reach, 1e6) + 1) * agree_rate * fresh
    return np.square(np.maximum(weight, 1e-9))
