"""How long it takes to choose which of 2,000 statements comes next, against one sort of as many numbers.

Usage: python -m benchmarks.synthesis.routing
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np

from services.codesign.engine.opinion.routing import next_statement

STATEMENTS, ROUNDS = 2000, 200


def main() -> None:
    """Both in turns, so that a busy moment hits both; the medians."""
    rng = np.random.default_rng(1)
    seen = rng.integers(10, 900, STATEMENTS)
    agree = rng.integers(0, seen + 1)
    passed = np.minimum(seen - agree, 3)
    extremity, already = rng.random(STATEMENTS), rng.random(STATEMENTS) < 0.3
    choosing, sorting = [], []
    for key in range(ROUNDS):
        started = time.perf_counter()
        next_statement(seen, agree, seen - agree - passed, passed, extremity, already, rng_key=key)
        between = time.perf_counter()
        np.sort(extremity)
        choosing.append(between - started)
        sorting.append(time.perf_counter() - between)
    chosen, sorted_ = median(choosing), median(sorting)
    print(f"choosing {chosen * 1000:.3f} ms (limit 2), sorting {sorted_ * 1000:.3f} ms: {chosen / sorted_:.1f} times")


if __name__ == "__main__":
    main()
