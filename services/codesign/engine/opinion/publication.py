"""Counts by group and stake that may be published, statement by statement.

Agreement and disagreement are published where both are ten or more on every side shown; passes and the number
who saw it only where passes are ten or more as well, because they would give a small cell away. Whatever
could be found by taking the sides from the total (the people on no side shown) must be large enough too, or
the total of that statement stays hidden. Where neither the total nor any group is shown, the total has a
band instead (`kernel.disclosure.opinion_band`): what most people think, in no number that gives anybody away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kernel.disclosure import SMALLEST_CELL, hide_small_parts, in_tens, opinion_band
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.serialise import json_safe

_OPINIONS = ("agree", "disagree")
_ANSWERS = ("agree", "disagree", "passed")


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
    masks = [_masks(everyone, groups, stakes, answers) for answers in (_OPINIONS, _ANSWERS)]
    totals, in_groups, in_stakes = zip(*masks, strict=True)
    # Beside groups' own figures a band could narrow down those who are in no group shown.
    untold = ~(totals[0] | in_groups[0])
    return {
        "totals": _written(everyone, *totals) | {"band": _bands(everyone, untold)},
        "groups": {side.name: _written(side, *in_groups) for side in groups},
        "by_stake": {side.name: _written(side, *in_stakes) for side in stakes},
    }


def _bands(everyone: SideCounts, untold: np.ndarray) -> list[str]:
    cells = zip(everyone.agree.tolist(), everyone.disagree.tolist(), everyone.passed.tolist(), strict=True)
    asked = np.broadcast_to(untold, everyone.agree.shape).tolist()
    return [opinion_band(*cell) if ask else "" for cell, ask in zip(cells, asked, strict=True)]


def public_consensus(consensus: Mapping[str, np.ndarray], shown: Sequence[int | None]) -> dict[str, list[Any]]:
    """Consensus to two digits where the statement's total is shown, else `None`."""
    return {
        name: [
            round(value, 2) if total is not None else None for value, total in zip(values.tolist(), shown, strict=True)
        ]
        for name, values in consensus.items()
    }


def still_growing(view: Mapping[str, Any]) -> dict[str, Any]:
    """The public form of a map made while votes still come in: every count in whole tens, and no score.

    Whoever has it and the final one, or two of it, cannot tell from them how somebody voted in between.
    """
    nothing = [None] * len(view["totals"]["agree"])
    untold = {"agree": nothing, "disagree": nothing}
    return {
        **view,
        "totals": _in_tens(view["totals"]),
        "groups": [
            {**group, "size": in_tens(group["size"]), "counts": _in_tens(group["counts"])} for group in view["groups"]
        ],
        "by_stake": {name: _in_tens(side) for name, side in view["by_stake"].items()},
        "consensus": untold,
        "stake_consensus": untold,
    }


def _in_tens(side: Mapping[str, Any]) -> dict[str, Any]:
    columns = {
        name: [None if count is None else in_tens(count) for count in side[name]] for name in (*_ANSWERS, "seen")
    }
    return {**side, "size": in_tens(side["size"]), **columns}


def _masks(
    everyone: SideCounts, groups: Sequence[SideCounts], stakes: Sequence[SideCounts], answers: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each statement, whether totals, groups and stakes may show these answers."""
    in_groups = _all_large(groups, answers) & (len(groups) > 0)
    totals = _large(everyone, answers) & (_rest_is_safe(everyone, groups, answers) | ~in_groups)
    in_stakes = _all_large(stakes, answers) & _rest_is_safe(everyone, stakes, answers) & totals
    return totals, in_groups, in_stakes


def _large(side: SideCounts, answers: Sequence[str]) -> np.ndarray:
    return np.all([getattr(side, answer) >= SMALLEST_CELL for answer in answers], axis=0)


def _all_large(sides: Sequence[SideCounts], answers: Sequence[str]) -> np.ndarray:
    return np.all([_large(side, answers) for side in sides], axis=0) if sides else np.array(False)


def _rest_is_safe(everyone: SideCounts, sides: Sequence[SideCounts], answers: Sequence[str]) -> np.ndarray:
    rest = np.array([getattr(everyone, answer) - sum(getattr(side, answer) for side in sides) for answer in answers])
    return np.all(rest >= SMALLEST_CELL, axis=0) | np.all(rest == 0, axis=0)


def _written(side: SideCounts, opinions: np.ndarray, answers: np.ndarray) -> dict[str, Any]:
    shown = {"agree": opinions, "disagree": opinions, "passed": answers & opinions, "seen": answers & opinions}
    columns = {name: _masked(getattr(side, name), mask) for name, mask in shown.items()}
    return json_safe({"name": side.name, "size": side.size} | columns)


def _masked(counts: np.ndarray, mask: np.ndarray) -> list[int | None]:
    shown = np.broadcast_to(mask, counts.shape).tolist()
    return [count if show else None for count, show in zip(counts.tolist(), shown, strict=True)]
