"""Reactions with and without those that came from files: how far a result rests on people whom nobody here has met."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from kernel.disclosure import SMALLEST_CELL

ANSWERS = {"agree": 1, "disagree": -1, "passed": 0}


class Without(NamedTuple):
    """Shares that agree with a statement, of everybody who reacted and of those who did so here. None: not shown."""

    everybody: float | None
    here: float | None


def without_files(
    reactions: np.ndarray, statements: Sequence[int], from_files: Collection[int]
) -> dict[str, list[int]]:
    """Counts of each answer, for each statement, without people from files; nothing where no reaction is from one.

    `reactions`: rows of person, statement, value, the first two as ids.
    """
    foreign = np.isin(reactions[:, 0], np.array(sorted(from_files), dtype=np.int64))
    if not foreign.any():
        return {}
    here = reactions[~foreign]
    places = np.searchsorted(np.array(statements, dtype=np.int64), here[:, 1])
    return {
        name: np.bincount(places[here[:, 2] == value], minlength=len(statements)).tolist()
        for name, value in ANSWERS.items()
    }


def shares_without(
    totals: Mapping[str, Sequence[int | None]], here: Mapping[str, Any], index: int, *, whole: bool
) -> Without:
    """What of a statement may be shown. Unless `whole`, both those who reacted here and those from files are either
    nobody or ten and more, and the shares are rounded to tenths, so that neither can be worked out from the other.
    """
    agree, disagree = totals["agree"][index], totals["disagree"][index]
    if agree is None or disagree is None:
        return Without(None, None)
    everybody = agree + disagree + (totals["passed"][index] or 0)
    counted = sum(here[name][index] for name in ANSWERS)
    parts = (counted, everybody - counted)
    if not everybody or not whole and any(0 < part < SMALLEST_CELL for part in parts):
        return Without(None, None)
    shares = agree / everybody, here["agree"][index] / counted if counted else None
    if whole:
        return Without(*shares)
    return Without(*(None if share is None else round(share, 1) for share in shares))
