"""Bursts: many who started from one place, or in one rhythm. They are pointed out to people, never counted less.

A class in a library and a machine look alike from here, so this only says where to look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

ONE_PLACE, ONE_RHYTHM = "place", "rhythm"
HOUR = 3600.0
FEWEST_IN_PLACE, FEWEST_IN_RHYTHM = 5, 8
# Between people who know nothing of each other pauses differ far more.
SAME_PAUSE, LONGEST_PAUSE = 0.1, 600.0


@dataclass(frozen=True)
class Burst:
    """Positions of the arrivals that belong to it, in order of time."""

    kind: str
    members: tuple[int, ...]


def find_bursts(moments: Sequence[float], marks: Sequence[str]) -> list[Burst]:
    """Bursts among arrivals in order of time (seconds): from one place with no pause of an hour, or at even pauses."""
    return _in_places(moments, marks) + _in_rhythm(moments)


def _in_places(moments: Sequence[float], marks: Sequence[str]) -> list[Burst]:
    running: dict[str, list[int]] = {}
    found: list[list[int]] = []
    for place, (moment, mark) in enumerate(zip(moments, marks, strict=True)):
        members = running.setdefault(mark, [])
        if members and moment - moments[members[-1]] > HOUR:
            found.append(members)
            members = running[mark] = []
        members.append(place)
    found += running.values()
    large = sorted(members for members in found if len(members) >= FEWEST_IN_PLACE)
    return [Burst(ONE_PLACE, tuple(members)) for members in large]


def _in_rhythm(moments: Sequence[float]) -> list[Burst]:
    found: list[Burst] = []
    run: list[int] = []
    pauses: list[float] = []
    for place in range(len(moments)):
        pause = moments[place] - moments[place - 1] if run else 0.0
        if run and _goes_on(pauses, pause):
            pauses.append(pause)
            run.append(place)
            continue
        found += _if_large(run)
        run, pauses = ([place - 1, place], [pause]) if run and pause <= LONGEST_PAUSE else ([place], [])
    return found + _if_large(run)


def _goes_on(pauses: Sequence[float], pause: float) -> bool:
    if pause > LONGEST_PAUSE:
        return False
    usual = median(pauses) if pauses else pause
    return abs(pause - usual) <= max(1.0, SAME_PAUSE * usual)


def _if_large(run: Sequence[int]) -> list[Burst]:
    return [Burst(ONE_RHYTHM, tuple(run))] if len(run) >= FEWEST_IN_RHYTHM else []
