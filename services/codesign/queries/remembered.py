"""Figures over all that was said in a question, remembered until an action on it."""

from collections.abc import Callable
from typing import TypeVar

from kernel.audit.versions import part
from kernel.reading import counting
from kernel.reading.remembered import remembered
from services.codesign.models import DesignChallenge

T = TypeVar("T")
A_MINUTE = 60


def figure(challenge: DesignChallenge, name: str, make: Callable[[], T]) -> T:
    """A figure over all that was said, where giving another answer does not change it."""
    here = part(DesignChallenge, challenge.pk)
    return remembered(f"{here}:{name}", [here], make)


def count_seldom(challenge: DesignChallenge, name: str, count: Callable[[], dict[str, int]]) -> dict[str, int]:
    """Figures over all that came in, for a page to show. Large ones hardly change, and are counted once a minute.

    Never for a guard or an action.
    """
    here = part(DesignChallenge, challenge.pk)
    return remembered(
        f"{here}:{name}",
        [here],
        count,
        seconds=A_MINUTE,
        worth=lambda figures: max(figures.values()) > counting.COUNTED_UP_TO,
    )
