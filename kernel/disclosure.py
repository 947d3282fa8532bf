"""What may be published: no count under ten people, and none that could be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_CELL = 10


def publishable(count: int, total: int) -> bool:
    """Whether a count and the rest of its total are both large enough to show."""
    return count >= SMALLEST_CELL and total - count >= SMALLEST_CELL


def shown_total(total: int) -> int | None:
    """A total of which no parts are known; `None` where it is small."""
    return total if total >= SMALLEST_CELL else None


def hide_small_parts(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Parts of a whole whose total is shown: small parts become `None`.

    Further parts are hidden, smallest first, until what is hidden adds up to ten people or more, so that no
    hidden part can be found by subtraction. A nought is hidden too: to say that nobody did is to say that
    everybody did not.
    """
    total = sum(parts.values())
    hidden = {name for name, count in parts.items() if not publishable(count, total)}
    if hidden == set(parts) or not hidden:
        return {name: (None if hidden else count) for name, count in parts.items()}
    for name, _ in sorted(parts.items(), key=lambda item: (item[1], item[0])):
        if sum(parts[key] for key in hidden) >= SMALLEST_CELL and len(hidden) > 1:
            break
        hidden.add(name)
    return {name: (None if name in hidden else count) for name, count in parts.items()}


def publishable_opinions(agree: int, disagree: int, passed: int) -> tuple[int | None, int | None, int | None]:
    """How many agree, disagree and pass on one statement, as everybody may see it: both opinions from ten people each,
    those who pass only where they are ten as well, else `None`.
    """
    if min(agree, disagree) < SMALLEST_CELL:
        return None, None, None
    return agree, disagree, passed if passed >= SMALLEST_CELL else None


@dataclass(frozen=True)
class Band:
    """A count that moves by single people, as everybody may see it: at least so many, and fewer than `below`."""

    at_least: int
    below: int

    @property
    def is_none(self) -> bool:
        return self.below == 1


def band(count: int) -> Band:
    """None, fewer than ten, or whole tens: however often it is asked for, one person alone is never told apart."""
    if count <= 0:
        return Band(0, 1)
    if count < SMALLEST_CELL:
        return Band(1, SMALLEST_CELL)
    tens = count // SMALLEST_CELL * SMALLEST_CELL
    return Band(tens, tens + SMALLEST_CELL)
