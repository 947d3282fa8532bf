"""Who was heard, against the targets that were set before anyone was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kernel.disclosure import hide_small_parts, publishable, share_band, shown_total
from services.codesign.engine.serialise import json_safe


class Contributor(NamedTuple):
    """One person: keys of the targets they ticked, the stake they declared ('' for none), and how they took
    part.
    """

    targets: Collection[Hashable]
    stake: str = ""
    mode: str = ""


@dataclass(frozen=True)
class TargetCount:
    """People heard against people wanted."""

    key: Any
    wanted: int
    heard: int
    share: float
    met: bool

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True)
class Coverage:
    """Who was heard. `targets_met` is the share of targets met, 0 to 1; `None` without targets."""

    total: int
    targets: tuple[TargetCount, ...]
    by_stake: dict[str, int]
    by_mode: dict[str, int]
    targets_met: float | None

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON types."""
        return json_safe(vars(self))


def coverage(
    contributors: Iterable[Contributor | tuple[Any, ...]], targets: Sequence[tuple[Hashable, int]]
) -> Coverage:
    """Count people by target, stake and mode.

    `contributors`: (target keys, stake, mode) for each person; `targets`: (key, wanted count). Nobody is counted twice
    in a target. Raises `ValueError` for a target named twice or a negative count.
    """
    people = [Contributor(*contributor) for contributor in contributors]
    keys = [key for key, _ in targets]
    if len(set(keys)) != len(keys) or any(wanted < 0 for _, wanted in targets):
        raise ValueError("each target comes once, with a count of 0 or more")
    ticked = Counter(key for person in people for key in set(person.targets))
    stakes = Counter(person.stake or "not_said" for person in people)
    modes = Counter(person.mode or "not_said" for person in people)
    counted = tuple(_target(key, wanted, ticked[key]) for key, wanted in targets)
    return Coverage(
        total=len(people),
        targets=counted,
        by_stake=dict(sorted(stakes.items())),
        by_mode=dict(sorted(modes.items())),
        targets_met=sum(target.met for target in counted) / len(counted) if counted else None,
    )


def published(stored: Mapping[str, Any]) -> dict[str, Any]:
    """`Coverage.to_dict()` as everybody may see it: counts under ten are `None`, and so is every count whose complement
    is under ten or that would give a hidden one away. A target that nearly everybody is of has a `band` instead.
    """
    total = stored.get("total") or 0
    targets = [
        target if publishable(target["heard"], total) else _in_short(target, total)
        for target in stored.get("targets", [])
    ]
    hidden = any(target["heard"] is None for target in targets)
    return {
        **stored,
        "total": shown_total(total),
        "targets": targets,
        "targets_met": None if hidden else stored.get("targets_met"),
        "by_stake": hide_small_parts(stored.get("by_stake", {})),
        "by_mode": hide_small_parts(stored.get("by_mode", {})),
    }


def _in_short(target: Mapping[str, Any], total: int) -> dict[str, Any]:
    band = share_band(target["heard"], total)
    return {**target, "heard": None, "share": None, "met": None, "band": band}


def _target(key: Hashable, wanted: int, heard: int) -> TargetCount:
    share = min(heard / wanted, 1.0) if wanted else 1.0
    return TargetCount(key, wanted, heard, share, heard >= wanted)
