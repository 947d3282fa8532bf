"""Votes as they are read and handed in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Triplets:
    """Votes as three integer arrays of one length: positions of participant and statement (from 0), and the
    vote.

    Where a participant and statement come twice, the last counts.
    """

    participant: np.ndarray
    statement: np.ndarray
    value: np.ndarray
