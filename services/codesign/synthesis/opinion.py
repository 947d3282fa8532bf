"""The opinion map: from votes to groups that hold, what they share and what divides them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from . import results, stability, statistics
from .digest import digest_table
from .grouping import BaseClusters, Partition, base_clusters, partitions, ranked
from .projection import DIMENSIONS, Projection, fit, place
from .results import OpinionGroup, OpinionMap
from .sides import SideCounts
from .threads import one_thread
from .version import ENGINE_VERSION
from .votes import VoteTable, canonical_votes

STAKES = ("citizen", "professional", "partner", "not_said")
Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What the search for groups came to: labels of the kept people (all 0 without groups) in canonical
    order.
    """

    reason: str
    labels: np.ndarray
    attempt: np.ndarray
    separation: float = 0.0
    agreement: float = 0.0
    by_group: np.ndarray | None = None


@one_thread
def map_opinions(
    votes: Any,
    *,
    participants: Sequence[Any] | None = None,
    statements: Sequence[Any] | None = None,
    stakes: Sequence[str | None] | None = None,
    min_votes: int = 7,
    min_group: int = 5,
    seed: int = 20260101,
    progress: Progress | None = None,
) -> OpinionMap:
    """Map who votes alike.

    `votes`: participants x statements (1 agree, -1 disagree, 0 pass, NaN not seen), or `Triplets`.
    `participants` and `statements`: a distinct key each, which settle ties between people or statements with
    the very same votes. `stakes`: 'citizen', 'professional', 'partner' or '' for each participant. People
    with fewer than `min_votes` votes (or one on every statement, where there are fewer) belong to no group;
    no group is smaller than `min_group`. `progress` is called with a share from 0 to 1 and the name of the
    step. Raises `ValueError` for malformed input.
    """
    report = progress or (lambda share, step: None)
    report(0.0, "read")
    if min_votes < 1 or min_group < 2:
        raise ValueError("min_votes must be 1 or more and min_group 2 or more")
    table = canonical_votes(votes, participants, statements)
    stake_of = _stake_numbers(stakes, table.matrix.shape[0])
    kept = np.flatnonzero(table.seen_per_row >= max(1, min(min_votes, table.matrix.shape[1])))
    report(0.1, "map")
    projection = fit(table.matrix[kept], seed)
    outcome = _search(table.matrix[kept], projection, min_group, seed, report)
    report(0.95, "describe")
    parameters = {"min_votes": min_votes, "min_group": min_group, "seed": seed, "engine": ENGINE_VERSION}
    digest = digest_table(table, participants=participants, statements=statements, stakes=stakes, parameters=parameters)
    opinion_map = _describe(table, kept, projection, outcome, stake_of, parameters, digest)
    report(1.0, "done")
    return opinion_map


def _stake_numbers(stakes: Sequence[str | None] | None, people: int) -> np.ndarray:
    if stakes is None:
        return np.full(people, STAKES.index("not_said"))
    if len(stakes) != people:
        raise ValueError(f"{len(stakes)} stakes for {people} participants")
    unknown = sorted({str(stake) for stake in stakes if stake} - set(STAKES))
    if unknown:
        raise ValueError(f"unknown stake: {', '.join(unknown)}")
    return np.array([STAKES.index(stake or "not_said") for stake in stakes], dtype=np.int64)


def _search(votes: sp.csr_array, projection: Projection, min_group: int, seed: int, report: Progress) -> _Outcome:
    people = votes.shape[0]
    none = np.zeros(people, dtype=np.int64)
    if not people:
        return _Outcome(results.TOO_FEW_VOTES, none, none)
    if people < 2 * min_group:
        return _Outcome(results.TOO_FEW_PEOPLE, none, none)
    if projection.flat:
        return _Outcome(results.NO_VARIATION, none, none)
    positions = place(votes, projection)
    base = base_clusters(positions)
    found = ranked(partitions(base, min_group, seed))[: stability.CANDIDATES]
    if not found:
        return _Outcome(results.NO_SPLIT, none, none)
    labels = {partition.kept: _ordered(base, partition, positions) for partition in found}
    return _judge(votes, labels, found, min_group, seed, report)


def _judge(
    votes: sp.csr_array,
    labels: dict[int, np.ndarray],
    found: list[Partition],
    min_group: int,
    seed: int,
    report: Progress,
) -> _Outcome:
    """Keep the clearest partition that halves of the people find again, if the votes hang together at all."""
    tested = stability.sample(votes, seed)
    part = votes[tested] if len(tested) < votes.shape[0] else votes
    report(0.2, "chance")
    none = np.zeros(votes.shape[0], dtype=np.int64)
    attempt = labels[found[0].kept]
    if not stability.beats_chance(part, seed):
        return _Outcome(results.LIKE_CHANCE, none, attempt, found[0].silhouette)
    done = iter(range(1, stability.SPLITS + 1))
    tested_labels = {kept: groups[tested] for kept, groups in labels.items()}
    measured = stability.measure(
        part,
        tested_labels,
        found,
        min_group,
        seed,
        lambda: report(0.3 + 0.6 * next(done) / stability.SPLITS, "halves"),
    )
    for partition in found:
        held = measured[partition.kept]
        if held.agreement >= stability.STABLE:
            groups = labels[partition.kept]
            return _Outcome(results.CLEAR, groups, groups, partition.silhouette, held.agreement, held.by_group)
    first = measured[found[0].kept]
    return _Outcome(results.NOT_STABLE, none, attempt, found[0].silhouette, first.agreement)


def _ordered(base: BaseClusters, partition: Partition, positions: np.ndarray) -> np.ndarray:
    """Group of each person; the largest group is 0, equals from left to right."""
    groups = partition.labels[base.nearest(positions)]
    sizes = np.bincount(groups, minlength=partition.kept)
    middle = np.bincount(groups, weights=positions[:, 0], minlength=partition.kept) / np.maximum(sizes, 1)
    rank = np.empty(partition.kept, dtype=np.int64)
    rank[np.lexsort((np.round(middle, 9), -sizes))] = np.arange(partition.kept)
    return rank[groups]


def _describe(
    table: VoteTable,
    kept: np.ndarray,
    projection: Projection,
    outcome: _Outcome,
    stake_of: np.ndarray,
    parameters: dict[str, Any],
    digest: str,
) -> OpinionMap:
    people, width = table.matrix.shape
    group_of = _to_caller(table, kept, outcome.labels)
    positions = np.zeros((people, DIMENSIONS))
    # Turned back, so that votes turned round give the mirrored map.
    positions[table.rows] = place(table.matrix, projection) * table.orientation + 0.0
    statement_positions = np.zeros((width, DIMENSIONS))
    statement_positions[table.columns] = projection.components * np.sqrt(max(width, 1))
    everyone = statistics.side_counts(table, np.zeros(people, dtype=np.int64), ["everyone"])[0]
    stakes = statistics.side_counts(table, stake_of, STAKES)
    count = int(outcome.labels.max()) + 1 if outcome.reason == results.CLEAR else 0
    sides = statistics.side_counts(table, group_of, [str(label) for label in range(count)]) if count else []
    return OpinionMap(
        group_of=group_of,
        positions=positions,
        statement_positions=statement_positions,
        groups=_groups(sides, everyone, group_of, positions, outcome),
        consensus=statistics.consensus(sides or [everyone], width),
        stake_consensus=statistics.consensus([side for side in stakes if side.size], width),
        divisive=statistics.divisive(sides, everyone),
        shared=statistics.shared(sides or [everyone]),
        clear=outcome.reason == results.CLEAR,
        reason=outcome.reason,
        separation=outcome.separation,
        stability=outcome.agreement,
        variance=projection.shares(),
        totals=everyone,
        by_stake={side.name: side for side in stakes if side.size},
        attempt=_to_caller(table, kept, outcome.attempt),
        parameters=parameters,
        digest=digest,
    )


def _to_caller(table: VoteTable, kept: np.ndarray, labels: np.ndarray) -> np.ndarray:
    spread = np.full(table.matrix.shape[0], -1, dtype=np.int64)
    spread[table.rows[kept]] = labels
    return spread


def _groups(
    sides: list[SideCounts],
    everyone: SideCounts,
    group_of: np.ndarray,
    positions: np.ndarray,
    outcome: _Outcome,
) -> tuple[OpinionGroup, ...]:
    if not sides or outcome.by_group is None:
        return ()
    marks = statistics.representative(sides, everyone)
    groups = []
    for label, side in enumerate(sides):
        places = positions[group_of == label]
        centre = (float(places[:, 0].mean()), float(places[:, 1].mean()))
        held = float(outcome.by_group[label])
        groups.append(OpinionGroup(label, side.size, held, marks[label], hull(places), centre, side))
    return tuple(groups)


def hull(points: np.ndarray) -> np.ndarray:
    """Corners of the smallest convex outline (h x 2), anticlockwise (Andrew 1979); a line or a dot where it
    is flat.
    """
    corners = np.unique(np.round(points, 6) + 0.0, axis=0).tolist()
    if len(corners) < 3:
        return np.array(corners).reshape(-1, 2)
    lower, upper = _half_hull(corners), _half_hull(corners[::-1])
    return np.array(lower[:-1] + upper[:-1])


def _half_hull(corners: list[list[float]]) -> list[list[float]]:
    chain: list[list[float]] = []
    for x, y in corners:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2], chain[-1]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append([x, y])
    return chain
