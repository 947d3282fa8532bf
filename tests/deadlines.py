"""Waiting that ends: the one place where tests look at a clock.

A deadline says when to give up on something that may never come; it is far more than the thing needs, on any machine.
How fast something is belongs in `benchmarks/`.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any


def wait_until(
    ready: Callable[[], Any], seconds: float = 60, what: str | Callable[[], str] = "", every: float = 0.25
) -> Any:
    """Ask until the answer is true, and give it; fails after so many seconds, saying what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ready()
        if answer:
            return answer
        time.sleep(every)
    raise AssertionError(f"waited {seconds} seconds for {what() if callable(what) else what}")


@contextlib.contextmanager
def not_kept_waiting(seconds: float) -> Iterator[None]:
    """Fails where something that must not wait for anybody did: a call to somebody who never answers, say."""
    end = time.monotonic() + seconds
    yield
    assert time.monotonic() < end, f"was kept waiting for more than {seconds} seconds"
