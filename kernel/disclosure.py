"""What may be published: no count under ten people, and none that could be worked out from what is or was shown.

It answers for everything ever released. Figures that still grow move in steps (`may_follow`) and are told in whole
tens; where no exact figure may be given at all, the coarse truth is (`share_band`, `opinion_band`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

SMALLEST_CELL = 10
# Two releases of a figure that still grows lie at least so far apart, in people and in time.
STEP_PEOPLE, STEP_TIME = SMALLEST_CELL, timedelta(hours=1)


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


# --- figures that still grow ----------------------------------------------------------------------------------------


def people_moved(before: Mapping[str, int], now: Mapping[str, int]) -> int:
    """How many people at least stand between two states of a figure whose parts share out people.

    Somebody new adds to one part, somebody who left takes from one, somebody who thinks otherwise does both.
    """
    changes = [now.get(part, 0) - before.get(part, 0) for part in {*before, *now}]
    return max(sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0))


def may_follow(before: Mapping[str, int], now: Mapping[str, int], passed: timedelta) -> bool:
    """Whether a figure may be released anew, `passed` after it was: at least ten people and an hour on."""
    return passed >= STEP_TIME and people_moved(before, now) >= STEP_PEOPLE


def in_tens(count: int) -> int:
    """A figure that still grows, as it is told: the whole tens in it.

    So the exact figure at the end says nothing of whoever came last: no exact one was told before.
    """
    return count - count % STEP_PEOPLE


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


# --- the coarse truth -----------------------------------------------------------------------------------------------

# More than so much of the whole, the narrowest first.
BANDS = (("almost_all", 19, 20), ("nine_in_ten", 9, 10), ("three_in_four", 3, 4), ("half", 1, 2))
MIXED = "mixed"


def share_band(count: int, total: int) -> str:
    """The narrowest band of BANDS that a share lies in; "" for half and less, and where every band would tell too much.

    A band is used only where ten counts or more lie in it and not in a narrower one that is used, so that neither the
    count nor the rest of the total is known within less than ten people.
    """
    highest = total
    for name, part, whole in BANDS:
        over = total * part // whole
        if highest - over < SMALLEST_CELL:
            continue
        if count > over:
            return name
        highest = over
    return ""


def opinion_band(agree: int, disagree: int, passed: int) -> str:
    """What most people think of a statement, where no number may be given: "nine_in_ten_agree", "half_disagree", …

    "mixed" where neither opinion is that of more than half; "" where too few reacted to say even that.
    """
    total = agree + disagree + passed
    for count, opinion in ((agree, "agree"), (disagree, "disagree")):
        band = share_band(count, total)
        if band:
            return f"{band}_{opinion}"
    can_say_half = total - total // 2 >= SMALLEST_CELL
    return MIXED if can_say_half else ""


OPINION_BANDS = (*(f"{name}_{opinion}" for name, _, _ in BANDS for opinion in ("agree", "disagree")), MIXED)


# --- rows about people ----------------------------------------------------------------------------------------------


def coarsen(people: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What is told of each of many people, such that whatever is told together is told of ten people or more.

    Of those whose traits few share, the last one becomes "", then the one before it, and so on. If few are left of whom
    nothing is told, as many others as it takes join them, those of the smallest combinations first: to be the few of
    whom nothing is told would tell them apart as well.
    """
    told = list(people)
    for place in reversed(range(len(told[0]) if told else 0)):
        shared = Counter(told)
        told = [row if shared[row] >= SMALLEST_CELL else (*row[:place], "", *row[place + 1 :]) for row in told]
    nothing = tuple("" for _ in told[0]) if told else ()
    shared = Counter(told)
    for row, count in sorted(shared.items(), key=lambda item: (item[1], item[0])):
        if not 0 < shared[nothing] < SMALLEST_CELL:
            break
        if row != nothing:
            shared[nothing] += count
            told = [nothing if one == row else one for one in told]
    return told
