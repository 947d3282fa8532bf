"""Keep names and places steady from one run to the next, so that people who did not change do not jump.

Two runs are laid over each other by the turn or mirroring that brings the people of both closest together (the
orthogonal Procrustes problem, Schönemann 1966); no distance changes. Groups get the names of the groups that most of
their people were in, matched so that as many as possible stay where they were (Kuhn 1955).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from services.codesign.engine.opinion.projection import DIMENSIONS

# A group keeps a name only if this share of its people, or of those who held the name, had it before.
SAME_GROUP = 0.3


@dataclass(frozen=True, eq=False)
class PreviousMap:
    """What a run needs to know of the one before: who and what was in it, in which group and where on the map.

    `digest` names that run, `aligned_to` the one that it was aligned to itself, by `turned`.
    """

    participants: Sequence[Any]
    group_of: np.ndarray
    positions: np.ndarray
    statements: Sequence[Any]
    statement_positions: np.ndarray
    digest: str = ""
    aligned_to: str = ""
    turned: Sequence[Sequence[float]] = ((1.0, 0.0), (0.0, 1.0))

    def name_for(self, digest: str) -> str:
        """What a run with this digest is aligned to: a repetition of that run to the same as it was."""
        return self.aligned_to if digest == self.digest else self.digest

    @property
    def groups(self) -> int:
        """How many groups there were; 0 where they were not clear."""
        labels = np.asarray(self.group_of)
        return len(np.unique(labels[labels >= 0])) if len(labels) else 0


def common(now: Sequence[Any], before: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Positions in both sequences of the keys that are in both."""
    held = {key: place for place, key in enumerate(before)}
    pairs = [(place, held[key]) for place, key in enumerate(now) if key in held]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def turn(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The rotation or mirroring (2 x 2) that brings `now` closest to `before`, row by row; none without points."""
    if not len(now):
        return np.eye(DIMENSIONS)
    scale = max(float(np.abs(now).max()) * float(np.abs(before).max()), 1e-12)
    left, strength, right = np.linalg.svd(now.T @ before / scale)
    # Along a direction in which either map is flat there is nothing to turn by.
    return left @ right if strength[-1] > 1e-9 * max(strength[0], 1e-12) else np.eye(DIMENSIONS)


def turn_to(
    previous: PreviousMap,
    participants: Sequence[Any],
    statements: Sequence[Any],
    positions: np.ndarray,
    statement_positions: np.ndarray,
) -> np.ndarray:
    """The turn from this run's places to the previous run's: by the people of both, else by the statements of both."""
    for keys, places, old_keys, old in (
        (participants, positions, previous.participants, previous.positions),
        (statements, statement_positions, previous.statements, previous.statement_positions),
    ):
        here, there = common(keys, old_keys)
        if len(here) > DIMENSIONS:
            return turn(places[here], np.asarray(old, dtype=float).reshape(-1, DIMENSIONS)[there])
    return np.eye(DIMENSIONS)


def steady_labels(labels: np.ndarray, participants: Sequence[Any], previous: PreviousMap) -> np.ndarray:
    """New label for each of this run's groups (0 to k - 1), by the people they share with the groups before.

    A group without a forerunner gets the smallest number that is neither taken nor was another group's before.
    """
    count = int(labels.max()) + 1
    before = np.asarray(previous.group_of)
    here, there = common(participants, previous.participants)
    kept = (labels[here] >= 0) & (before[there] >= 0)
    known = np.unique(before[before >= 0])
    shared = np.zeros((count, len(known)))
    np.add.at(shared, (labels[here][kept], np.searchsorted(known, before[there][kept])), 1)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    old_sizes = np.array([(before == label).sum() for label in known], dtype=float)
    rows, columns = linear_sum_assignment(-shared)
    named: dict[int, int] = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if shared[row, column] > SAME_GROUP * min(sizes[row], old_sizes[column]):
            named[row] = int(known[column])
    free = (label for label in range(count + len(known)) if label not in set(known.tolist()))
    return np.array([named[group] if group in named else next(free) for group in range(count)], dtype=np.int64)
