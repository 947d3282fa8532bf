"""What is new since the run before, in numbers that a page can say in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kernel.disclosure import SMALLEST_CELL
from services.codesign.engine.opinion.alignment import common


@dataclass(frozen=True)
class RunFacts:
    """A run as far as it can be compared with another.

    `participants` and `group_of` belong together, as do their orders in both runs to the same keys; `groups` are sizes
    by label where groups are clear; `shared` and `divisive` are the keys of the statements listed.
    """

    number: int
    participants: Sequence[Hashable] = ()
    group_of: Sequence[int] = ()
    votes: int = 0
    statements: int = 0
    answers: int = 0
    clear: bool = False
    groups: Mapping[int, int] = field(default_factory=dict)
    shared: Sequence[Hashable] = ()
    divisive: Sequence[Hashable] = ()


def compare_runs(before: RunFacts, now: RunFacts) -> dict[str, Any]:
    """What changed from `before` to `now`: counts then and now, groups that came, went, grew, and who moved."""
    moved, stayed = _moves(before, now)
    return {
        "since": before.number,
        "people": {"now": len(now.participants), "was": len(before.participants)},
        "votes": {"now": now.votes, "was": before.votes},
        "statements": {"now": now.statements, "was": before.statements},
        "answers": {"now": now.answers, "was": before.answers},
        "clear": {"now": now.clear, "was": before.clear},
        "groups": [
            {"label": label, "size": size, "was": before.groups.get(label)}
            for label, size in sorted(now.groups.items())
        ],
        "gone": sorted(set(before.groups) - set(now.groups)),
        "moved": moved,
        "stayed": stayed,
        "shared": _listed(before.shared, now.shared),
        "divisive": _listed(before.divisive, now.divisive),
    }


def told_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What may be told of the changes: where only a few came or went, nothing of how many, and nothing of groups.

    Else the difference would say in which group somebody is who came last.
    """
    people = changes["people"]
    if not 0 < abs(people["now"] - people["was"]) < SMALLEST_CELL:
        return dict(changes)
    counted = ("people", "votes", "groups", "moved", "stayed")
    return {name: value for name, value in changes.items() if name not in counted}


def _moves(before: RunFacts, now: RunFacts) -> tuple[int, int]:
    """How many people were in a clear group both times, and changed it or stayed."""
    if not (before.clear and now.clear):
        return 0, 0
    here, there = common(now.participants, before.participants)
    new, old = np.asarray(now.group_of, dtype=np.int64)[here], np.asarray(before.group_of, dtype=np.int64)[there]
    both = (new >= 0) & (old >= 0)
    return int((new != old)[both].sum()), int((new == old)[both].sum())


def _listed(before: Sequence[Hashable], now: Sequence[Hashable]) -> dict[str, list[Hashable]]:
    return {"new": [key for key in now if key not in before], "gone": [key for key in before if key not in now]}
