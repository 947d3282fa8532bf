"""One thread for the linear algebra.

The tables here are small: threads that wait for each other cost more than they bring, above all on a machine
that is busy with other work, and sums would depend on the number of processors.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@functools.lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run `function` with the numeric libraries held to one thread."""

    @functools.wraps(function)
    def held(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with _controller().limit(limits=1):
            return function(*args, **kwargs)

    return held
