"""Read a stored run back, to align the next one to it and to tell what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from services.codesign.engine.opinion.alignment import PreviousMap
from services.codesign.engine.opinion.changes import RunFacts
from services.codesign.engine.opinion.projection import DIMENSIONS


def previous_map(
    stored: Mapping[str, Any], participants: Sequence[Any], statements: Sequence[Any]
) -> PreviousMap | None:
    """The run before as `map_opinions` takes it; `stored` is `OpinionMap.to_dict()`, or empty where there was no map.

    None where there is nothing to align to. Groups that were not clear carry no names over.
    """
    if not stored or len(stored.get("group_of", ())) != len(participants):
        return None
    group_of = np.array(stored["group_of"], dtype=np.int64)
    return PreviousMap(
        participants=participants,
        group_of=group_of if stored["clear"] else np.full(len(group_of), -1),
        positions=np.array(stored["positions"], dtype=float).reshape(-1, DIMENSIONS),
        statements=statements,
        statement_positions=np.array(stored["statement_positions"], dtype=float).reshape(-1, DIMENSIONS),
        digest=stored["digest"],
        aligned_to=stored["parameters"].get("aligned_to", ""),
        turned=stored["parameters"].get("turn", PreviousMap.turned),
    )


def run_facts(
    number: int,
    stored: Mapping[str, Any],
    participants: Sequence[Any],
    statements: Sequence[Any],
    answers: int,
) -> RunFacts:
    """A run as far as it can be compared; a list of participants that does not fit the map is left out."""
    if not stored:
        return RunFacts(number=number, statements=len(statements), answers=answers)
    fits = len(stored["group_of"]) == len(participants)
    return RunFacts(
        number=number,
        participants=participants,
        group_of=stored["group_of"] if fits else [-1] * len(participants),
        votes=int(sum(stored["totals"]["seen"])),
        statements=len(statements),
        answers=answers,
        clear=bool(stored["clear"]),
        groups={group["label"]: group["size"] for group in stored["groups"]},
        shared=[statements[item["statement"]] for item in stored["shared"]],
        divisive=[statements[item["statement"]] for item in stored["divisive"]],
    )
