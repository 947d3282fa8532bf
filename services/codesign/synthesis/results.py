"""What an opinion map holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .disclosure import SMALLEST_CELL, hide_small_parts, share
from .serialise import json_safe

CLEAR = "clear"
TOO_FEW_PEOPLE = "too_few_people"
TOO_FEW_VOTES = "too_few_votes"
NO_VARIATION = "no_variation"
LIKE_CHANCE = "like_chance"
NO_SPLIT = "no_split"
NOT_STABLE = "not_stable"


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

    def to_dict(self, *, public: bool = False) -> dict[str, Any]:
        """Counts as lists; with `public`, small counts and those that give them away are `None`."""
        names = ("agree", "disagree", "passed")
        if not public:
            return json_safe({"name": self.name, "size": self.size, "seen": self.seen} | self._columns(names))
        rows = [
            hide_small_parts(dict(zip(names, cells, strict=True)))
            for cells in zip(self.agree.tolist(), self.disagree.tolist(), self.passed.tolist(), strict=True)
        ]
        seen = [count if count >= SMALLEST_CELL else None for count in self.seen.tolist()]
        columns = {name: [row[name] for row in rows] for name in names}
        return {"name": self.name, "size": self.size, "seen": seen, **columns}

    def _columns(self, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        return {name: getattr(self, name) for name in names}


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

    def to_dict(self, *, public: bool = False) -> dict[str, Any]:
        """All fields; with `public`, no hull (its corners are people) and no share that rests on a small
        cell.
        """
        fields: dict[str, Any] = {"label": self.label, "size": self.size, "stability": self.stability}
        fields["centre"] = self.centre
        if public:
            fields["representative"] = [self._public(item) for item in self.representative]
        else:
            fields |= {"representative": self.representative, "hull": self.hull}
        return json_safe(fields) | {"counts": self.counts.to_dict(public=public)}

    def _public(self, item: RepresentativeStatement) -> dict[str, Any]:
        count = round(item.share * item.seen)
        return {"statement": item.statement, "direction": item.direction, "share": share(count, item.seen)}


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

    def to_dict(self, *, public: bool = False) -> dict[str, Any]:
        """Everything as JSON types; with `public`, nothing about single people and no count under ten."""
        shared = {
            name: getattr(self, name)
            for name in (
                "consensus", "stake_consensus", "divisive", "shared", "clear", "reason",
                "separation", "stability",
                "variance", "statement_positions", "parameters", "digest",
            )
        }  # fmt: skip
        result = json_safe(shared) | {"totals": self.totals.to_dict(public=public)}
        groups, stakes = self._sides(public)
        result["groups"] = [group.to_dict(public=public) for group in groups]
        result["by_stake"] = {name: side.to_dict(public=public) for name, side in stakes.items()}
        if not public:
            result |= json_safe(
                {"group_of": self.group_of, "positions": self.positions, "attempt": self.attempt}
            )
        return result

    def _sides(self, public: bool) -> tuple[tuple[OpinionGroup, ...], dict[str, SideCounts]]:
        if not public:
            return self.groups, self.by_stake
        sizes = {str(group.label): group.size for group in self.groups}
        outside = self.totals.size - sum(sizes.values())
        visible = hide_small_parts(sizes | ({"": outside} if outside else {}))
        stakes = hide_small_parts({name: side.size for name, side in self.by_stake.items() if side.size})
        return (
            tuple(group for group in self.groups if visible[str(group.label)] is not None),
            {name: side for name, side in self.by_stake.items() if stakes.get(name) is not None},
        )
