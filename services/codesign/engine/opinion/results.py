"""What an opinion map holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.codesign.engine.opinion.publication import public_consensus, public_counts, visible_sides
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.serialise import json_safe

CLEAR = "clear"
TOO_FEW_PEOPLE = "too_few_people"
TOO_FEW_VOTES = "too_few_votes"
NO_VARIATION = "no_variation"
LIKE_CHANCE = "like_chance"
NO_SPLIT = "no_split"
NOT_STABLE = "not_stable"

_PLAIN = ("clear", "reason", "separation", "stability", "variance", "statement_positions", "parameters", "digest")
_FULL = (
    "group_of", "positions", "attempt", "groups", "by_stake", "totals",
    "consensus", "stake_consensus", "divisive", "shared",
)  # fmt: skip


@dataclass(frozen=True)
class RepresentativeStatement:
    """A statement that marks a group: it votes this way more than chance and more than everybody else.

    `share`: share of the group's votes on it that go this way; `other_share`: the same for everybody else;
    `z`: two proportion test; `p`: one-sided, corrected for all tests of the map (Benjamini and Hochberg
    1995).
    """

    statement: int
    direction: str
    share: float
    other_share: float
    seen: int
    z: float
    p: float

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True, eq=False)
class OpinionGroup:
    """People who vote alike. `stability`: how well halves of the people find this group again, 0 to 1
    (Jaccard).
    """

    label: int
    size: int
    stability: float
    representative: tuple[RepresentativeStatement, ...]
    hull: np.ndarray
    centre: tuple[float, float]
    counts: SideCounts

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True, eq=False)
class Consensus:
    """Agreement across sides, for each statement: the product over sides of the smoothed share; 1 is
    everybody.
    """

    agree: np.ndarray
    disagree: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """Both arrays as lists."""
        return json_safe(vars(self))


@dataclass(frozen=True)
class ScoredStatement:
    """A statement with a score from 0 to 1 and, where it has one, a direction."""

    statement: int
    score: float
    direction: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Who votes alike, what is shared and what divides.

    `group_of` (n): label of the group, -1 for people with too few votes; where `clear` is false there are no
    groups and everybody else is 0. `positions` (n x 2) and `statement_positions` (m x 2, the side of those
    who agree) are on one scale. `separation` is the silhouette of the groups, `stability` the adjusted Rand
    index between halves; both are those of the best attempt where groups are not clear. `attempt` is that
    best attempt, never shown as groups.
    """

    group_of: np.ndarray
    positions: np.ndarray
    statement_positions: np.ndarray
    groups: tuple[OpinionGroup, ...]
    consensus: Consensus
    stake_consensus: Consensus
    divisive: tuple[ScoredStatement, ...]
    shared: tuple[ScoredStatement, ...]
    clear: bool
    reason: str
    separation: float
    stability: float
    variance: tuple[float, ...]
    totals: SideCounts
    by_stake: dict[str, SideCounts]
    attempt: np.ndarray
    parameters: dict[str, Any]
    digest: str

    @property
    def extremity(self) -> np.ndarray:
        """How far each statement lies from the middle of the map (m): what those who agree with it differ by."""
        return np.sqrt(np.square(self.statement_positions).sum(axis=1))

    def to_dict(self, *, public: bool = False) -> dict[str, Any]:
        """Everything as JSON types; with `public`, nothing about single people and no count under ten.

        The public form leaves out places of people, corners of groups (they are people), scores and shares of
        single statements (small counts could be worked out from them), and groups and stakes of fewer than
        ten people.
        """
        result = json_safe({name: getattr(self, name) for name in _PLAIN})
        return result | (self._public() if public else json_safe({name: getattr(self, name) for name in _FULL}))

    def _public(self) -> dict[str, Any]:
        sizes = visible_sides([group.counts for group in self.groups], self.totals.size)
        stakes = visible_sides(list(self.by_stake.values()), self.totals.size)
        counts = public_counts(self.totals, sizes, stakes)
        shown = counts["totals"]["agree"]
        groups = [
            {
                "label": group.label,
                "size": group.size,
                "stability": group.stability,
                "centre": group.centre,
                "representative": [
                    {"statement": item.statement, "direction": item.direction} for item in group.representative
                ],
                "counts": counts["groups"][group.counts.name],
            }
            for group in self.groups
            if group.counts.name in counts["groups"]
        ]
        named = {
            name: [{"statement": item.statement, "direction": item.direction} for item in getattr(self, name)]
            for name in ("divisive", "shared")
        }
        return named | {
            "groups": json_safe(groups),
            "by_stake": counts["by_stake"],
            "totals": counts["totals"],
            "consensus": public_consensus(vars(self.consensus), shown),
            "stake_consensus": public_consensus(vars(self.stake_consensus), shown),
        }
