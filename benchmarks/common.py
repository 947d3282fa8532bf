"""A database for a benchmark, and a table to print."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median, quantiles
from typing import Any

import django

import tests.environment  # noqa: F401 - sets the environment before Django reads it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")
django.setup()


@contextlib.contextmanager
def database() -> Iterator[str]:
    """A fresh, migrated database with two councils in it, gone afterwards."""
    from tests.template import fresh_database  # noqa: PLC0415 - after django.setup()

    with fresh_database("bench") as name:
        yield name


def interleaved(first: Callable[[], Any], second: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Median seconds of two calls, taken in turns so that a busy moment hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for taken, call in zip(times, (first, second), strict=True):
            started = time.perf_counter()
            call()
            taken.append(time.perf_counter() - started)
    return median(times[0]), median(times[1])


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1]


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under headings, aligned."""
    cells = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
