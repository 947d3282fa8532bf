"""Counts by group and stake that may be published, statement by statement.

Only agreement and disagreement are published, and only where both are ten or more on every side shown. Passes
and views stay unpublished: they would give small cells away. Whatever could be found by taking the sides from
the total (the people on no side shown) must be large enough too, or the total of that statement stays hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .disclosure import SMALLEST_CELL, hide_small_parts
from .serialise import json_safe
from .sides import SideCounts


def visible_sides(sides: Sequence[SideCounts], people: int) -> list[SideCounts]:
    """Sides of ten people or more whose sizes give no smaller side away; `people` is everyone."""
    sizes = {side.name: side.size for side in sides if side.size}
    outside = people - sum(sizes.values())
    shown = hide_small_parts(sizes | ({"": outside} if outside else {}))
    return [side for side in sides if shown.get(side.name) is not None]


def public_counts(everyone: SideCounts, groups: Sequence[SideCounts], stakes: Sequence[SideCounts]) -> dict[str, Any]:
    """Totals, groups and stakes with the cells that may be shown; the others are `None`.

    `groups` and `stakes` are the visible ones. Returns `totals` and, by name, `groups` and `by_stake`.
    """
    show_groups = _all_large(groups) & (len(groups) > 0)
    show_totals = _large(everyone) & (_rest_is_safe(everyone, groups) | ~show_groups)
    show_stakes = _all_large(stakes) & _rest_is_safe(everyone, stakes) & show_totals
    return {
        "totals": _written(everyone, show_totals),
        "groups": {side.name: _written(side, show_groups) for side in groups},
        "by_stake": {side.name: _written(side, show_stakes) for side in stakes},
    }


def public_consensus(consensus: Mapping[str, np.ndarray], shown: Sequence[int | None]) -> dict[str, list[Any]]:
    """Consensus to two digits where the statement's total is shown, else `None`."""
    return {
        name: [
            round(value, 2) if total is not None else None for value, total in zip(values.tolist(), shown, strict=True)
        ]
        for name, values in consensus.items()
    }


def _large(side: SideCounts) -> np.ndarray:
    return (side.agree >= SMALLEST_CELL) & (side.disagree >= SMALLEST_CELL)


def _all_large(sides: Sequence[SideCounts]) -> np.ndarray:
    return np.all([_large(side) for side in sides], axis=0) if sides else np.array(False)


def _rest_is_safe(everyone: SideCounts, sides: Sequence[SideCounts]) -> np.ndarray:
    agree = everyone.agree - sum(side.agree for side in sides)
    disagree = everyone.disagree - sum(side.disagree for side in sides)
    return ((agree >= SMALLEST_CELL) & (disagree >= SMALLEST_CELL)) | ((agree == 0) & (disagree == 0))


def _written(side: SideCounts, shown: np.ndarray) -> dict[str, Any]:
    mask = np.broadcast_to(shown, side.agree.shape)
    columns = {
        name: [count if show else None for count, show in zip(getattr(side, name).tolist(), mask, strict=True)]
        for name in ("agree", "disagree")
    }
    return json_safe({"name": side.name, "size": side.size} | columns)
