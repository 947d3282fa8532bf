"""The statements of a stored map as a table: for each one its counts on every side, and how far it joins or divides.

Works on the map as JSON, so that it never knows more than the reader may: from the public form it computes with the
cells that are shown, and gives nothing where one is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

EVERYONE, GROUP, STAKE = "everyone", "group", "stake"


@dataclass(frozen=True)
class Cell:
    """How one side reacted to a statement; `None` is a count that may not be shown.

    `band`: what most of them think where no number may be given, as `kernel.disclosure.opinion_band` says it.
    """

    agree: int | None
    disagree: int | None
    passed: int | None
    seen: int | None
    band: str = ""


@dataclass(frozen=True)
class Side:
    """A column of the table: everyone, a group (`name` is its label) or a stake."""

    kind: str
    name: str
    counts: Mapping[str, Any]

    def cell(self, index: int) -> Cell:
        """The side's counts on one statement."""
        agree, disagree, passed, seen = (self.counts[kind][index] for kind in ("agree", "disagree", "passed", "seen"))
        bands = self.counts.get("band")
        return Cell(agree, disagree, passed, seen, bands[index] if bands else "")


@dataclass(frozen=True)
class StatementTable:
    """The sides, and for each statement three scores from 0 to 1; `None` where they cannot be shown.

    `agree` and `disagree`: consensus across groups. `divides`: the widest gap between groups, or without groups twice
    the smaller camp.
    """

    sides: tuple[Side, ...]
    agree: Sequence[float | None]
    disagree: Sequence[float | None]
    divides: Sequence[float | None]

    @property
    def size(self) -> int:
        """How many statements there are."""
        return len(self.divides)

    def in_order(self, order: str) -> list[int]:
        """Indexes of the statements: by number, or those first that join ("shared") or divide ("divides") most.

        What has no score comes last.
        """
        if order == "shared":
            pairs = zip(self.agree, self.disagree, strict=True)
            return _falling([None if None in pair else max(pair) for pair in pairs])  # type: ignore[type-var]
        return _falling(self.divides) if order == "divides" else list(range(self.size))


def statement_table(view: Mapping[str, Any]) -> StatementTable:
    """The table of a map's analysts' or public form; empty for a map of nothing."""
    if not view:
        return StatementTable((), (), (), ())
    everyone = Side(EVERYONE, "", view["totals"])
    groups = [Side(GROUP, str(group["label"]), group["counts"]) for group in view["groups"]]
    stakes = [Side(STAKE, name, counts) for name, counts in view["by_stake"].items()]
    return StatementTable(
        (everyone, *groups, *stakes),
        view["consensus"]["agree"],
        view["consensus"]["disagree"],
        _divides(groups, everyone, clear=bool(view["clear"])),
    )


def _divides(groups: Sequence[Side], everyone: Side, *, clear: bool) -> list[float | None]:
    """As the engine scores what divides; of groups that are hidden nothing is known."""
    if clear:
        if len(groups) < 2:
            return [None] * len(everyone.counts["agree"])
        leaning = np.array([_rate(side, "agree") - _rate(side, "disagree") for side in groups]) / 2
        score = leaning.max(axis=0) - leaning.min(axis=0)
    else:
        score = 2 * np.minimum(_rate(everyone, "agree"), _rate(everyone, "disagree"))
    return [None if np.isnan(value) else round(value, 3) for value in score.tolist()]


def _rate(side: Side, kind: str) -> np.ndarray:
    """The smoothed share; not a number where a count is hidden."""
    return (_numbers(side.counts[kind]) + 1) / (_numbers(side.counts["seen"]) + 2)


def _numbers(counts: Iterable[int | None]) -> np.ndarray:
    return np.array([np.nan if count is None else count for count in counts], dtype=float)


def _falling(scores: Sequence[float | None]) -> list[int]:
    return sorted(range(len(scores)), key=lambda index: (-(scores[index] or 0.0), scores[index] is None, index))
