"""How one side of the people voted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.codesign.engine.serialise import json_safe


@dataclass(frozen=True, eq=False)
class SideCounts:
    """How one side (everyone, a group, a stake) voted: its size, and four counts for each statement."""

    name: str
    size: int
    agree: np.ndarray
    disagree: np.ndarray
    passed: np.ndarray
    seen: np.ndarray

    def agree_rate(self) -> np.ndarray:
        """Smoothed share that agrees, (agree + 1) / (seen + 2), for each statement."""
        return (self.agree + 1) / (self.seen + 2)

    def disagree_rate(self) -> np.ndarray:
        """Smoothed share that disagrees, (disagree + 1) / (seen + 2), for each statement."""
        return (self.disagree + 1) / (self.seen + 2)

    def to_dict(self) -> dict[str, Any]:
        """Name, size and the four counts as lists."""
        return json_safe(vars(self))
