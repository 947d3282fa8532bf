"""Who was heard, against the targets that were set before anyone was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kernel.disclosure import SMALLEST_CELL, hide_small_parts, publishable
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
    """People heard against people wanted; `heard`, `share` and `met` are `None` where the count may not be
    shown.
    """

    key: Any
    wanted: int
    heard: int | None
    share: float | None
    met: bool | None

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True)
class Coverage:
    """Who was heard. A count of `None` is one that may not be shown.

    `targets_met` is the share of targets met, 0 to 1; `None` without targets or where hidden ones make it
    unsure.
    """

    total: int | None
    targets: tuple[TargetCount, ...]
    by_stake: dict[str, int | None]
    by_mode: dict[str, int | None]
    targets_met: float | None
    public: bool

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON types."""
        return json_safe(vars(self))


def coverage(
    contributors: Iterable[Contributor | tuple[Any, ...]],
    targets: Sequence[tuple[Hashable, int]],
    *,
    public: bool = False,
) -> Coverage:
    """Count people by target, stake and mode.

    `contributors`: (target keys, stake, mode) for each person; `targets`: (key, wanted count). With `public`,
    counts under ten are hidden, and so is every count whose complement is under ten or that would give a
    hidden one away. Nobody is counted twice in a target. Raises `ValueError` for a target named twice or a
    negative count.
    """
    people = [Contributor(*contributor) for contributor in contributors]
    keys = [key for key, _ in targets]
    if len(set(keys)) != len(keys) or any(wanted < 0 for _, wanted in targets):
        raise ValueError("each target comes once, with a count of 0 or more")
    ticked = Counter(key for person in people for key in set(person.targets))
    stakes = Counter(person.stake or "not_said" for person in people)
    modes = Counter(person.mode or "not_said" for person in people)
    counted = tuple(_target(key, wanted, ticked[key], len(people), public) for key, wanted in targets)
    met = [target.met for target in counted]
    return Coverage(
        total=None if public and len(people) < SMALLEST_CELL else len(people),
        targets=counted,
        by_stake=_parts(stakes, public),
        by_mode=_parts(modes, public),
        targets_met=None if not met or None in met else sum(bool(one) for one in met) / len(met),
        public=public,
    )


def _target(key: Hashable, wanted: int, heard: int, total: int, public: bool) -> TargetCount:
    if public and not publishable(heard, total):
        return TargetCount(key, wanted, None, None, None)
    share = min(heard / wanted, 1.0) if wanted else 1.0
    return TargetCount(key, wanted, heard, share, heard >= wanted)


def _parts(counts: Counter[str], public: bool) -> dict[str, int | None]:
    ordered = dict(sorted(counts.items()))
    return hide_small_parts(ordered) if public else dict(ordered)
