"""The opinion map: from votes to groups that hold, what they share and what divides them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from services.codesign.engine.digest import digest_table
from services.codesign.engine.opinion import results, stability, statistics
from services.codesign.engine.opinion.alignment import PreviousMap, steady_labels, turn_to
from services.codesign.engine.opinion.grouping import Partition, base_clusters, partitions, ranked
from services.codesign.engine.opinion.projection import DIMENSIONS, Projection, fit, place
from services.codesign.engine.opinion.results import OpinionGroup, OpinionMap
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.opinion.votes import VoteTable, canonical_votes
from services.codesign.engine.serialise import DIGITS
from services.codesign.engine.threads import one_thread
from services.codesign.engine.version import ENGINE_VERSION

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


@dataclass(frozen=True, eq=False)
class _Placed:
    """Groups and places in the caller's order; `attempt` numbers groups as they were found."""

    group_of: np.ndarray
    attempt: np.ndarray
    positions: np.ndarray
    statement_positions: np.ndarray


@one_thread
def map_opinions(
    votes: Any,
    *,
    participants: Sequence[Any] | None = None,
    statements: Sequence[Any] | None = None,
    stakes: Sequence[str | None] | None = None,
    withheld: int = 0,
    previous: PreviousMap | None = None,
    min_votes: int = 7,
    min_group: int = 5,
    seed: int = 20260101,
    progress: Progress | None = None,
) -> OpinionMap:
    """Map who votes alike.

    `votes`: participants x statements (1 agree, -1 disagree, 0 pass, NaN not seen), or `Triplets`. `participants` and
    `statements`: a distinct key each, which settle ties between people or statements with the very same votes.
    `stakes`: 'citizen', 'professional', 'partner' or '' for each participant. `withheld`: how many statements people
    voted on that count no longer and are not among `votes`. `previous`: the run before, to which places and names of
    groups are aligned; needs the keys of both. People with fewer than `min_votes` votes (or one on every statement,
    where there are fewer) belong to no group; no group is smaller than `min_group`. `progress` is called with a share
    from 0 to 1 and the name of the step. Raises `ValueError` for malformed input.
    """
    report = progress or (lambda share, step: None)
    report(0.0, "read")
    if min_votes < 1 or min_group < 2 or withheld < 0:
        raise ValueError("min_votes must be 1 or more, min_group 2 or more and withheld 0 or more")
    if previous is not None and (participants is None or statements is None):
        raise ValueError("aligning to a run before needs the keys of participants and statements")
    table = canonical_votes(votes, participants, statements)
    stake_of = _stake_numbers(stakes, table.matrix.shape[0])
    kept = np.flatnonzero(table.seen_per_row >= max(1, min(min_votes, table.matrix.shape[1])))
    report(0.1, "map")
    counted = table.matrix[kept] if len(kept) < table.matrix.shape[0] else table.matrix
    projection = fit(table.matrix, seed, withheld=withheld)
    before = previous.groups if previous is not None else 0
    outcome = _search(counted, projection, min_group, seed, before, report)
    report(0.95, "describe")
    parameters = {"min_votes": min_votes, "min_group": min_group, "seed": seed, "engine": ENGINE_VERSION}
    parameters["withheld"] = withheld
    digest = digest_table(table, participants=participants, statements=statements, stakes=stakes, parameters=parameters)
    placed = _placed(table, kept, projection, outcome)
    if previous is not None:
        # Names, turn and the number of groups lean on the run before; the digest is of these votes alone.
        placed, turned = _aligned(placed, previous, digest, participants or (), statements or ())
        if aligned_to := previous.name_for(digest):
            parameters |= {"aligned_to": aligned_to, "turn": turned.tolist()}
    opinion_map = _describe(table, placed, projection, outcome, stake_of, parameters, digest)
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


def _search(
    votes: sp.csr_array, projection: Projection, min_group: int, seed: int, before: int, report: Progress
) -> _Outcome:
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
    found = ranked(partitions(positions, base, min_group, seed), before)[: stability.CANDIDATES]
    if not found:
        return _Outcome(results.NO_SPLIT, none, none)
    labels = {partition.kept: _ordered(partition, positions) for partition in found}
    return _judge(votes, labels, found, min_group, seed, projection.withheld, report)


def _judge(
    votes: sp.csr_array,
    labels: dict[int, np.ndarray],
    found: list[Partition],
    min_group: int,
    seed: int,
    withheld: int,
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
        withheld,
        lambda: report(0.3 + 0.6 * next(done) / stability.SPLITS, "halves"),
    )
    for partition in found:
        held = measured[partition.kept]
        if held.agreement >= stability.STABLE:
            groups = labels[partition.kept]
            return _Outcome(results.CLEAR, groups, groups, partition.silhouette, held.agreement, held.by_group)
    first = measured[found[0].kept]
    return _Outcome(results.NOT_STABLE, none, attempt, found[0].silhouette, first.agreement)


def _ordered(partition: Partition, positions: np.ndarray) -> np.ndarray:
    """Group of each person; the largest group is 0, equals from left to right."""
    groups = partition.assign(positions)
    sizes = np.bincount(groups, minlength=partition.kept)
    middle = np.bincount(groups, weights=positions[:, 0], minlength=partition.kept) / np.maximum(sizes, 1)
    rank = np.empty(partition.kept, dtype=np.int64)
    rank[np.lexsort((np.round(middle, 9), -sizes))] = np.arange(partition.kept)
    return rank[groups]


def _placed(table: VoteTable, kept: np.ndarray, projection: Projection, outcome: _Outcome) -> _Placed:
    people, width = table.matrix.shape
    positions = np.zeros((people, DIMENSIONS))
    # Turned back, so that votes turned round give the mirrored map.
    positions[table.rows] = place(table.matrix, projection) * table.orientation + 0.0
    statement_positions = np.zeros((width, DIMENSIONS))
    statement_positions[table.columns] = projection.components * np.sqrt(max(width, 1))
    return _Placed(
        group_of=_to_caller(table, kept, outcome.labels),
        attempt=_to_caller(table, kept, outcome.attempt),
        positions=positions,
        statement_positions=statement_positions,
    )


def _aligned(
    placed: _Placed, previous: PreviousMap, digest: str, participants: Sequence[Any], statements: Sequence[Any]
) -> tuple[_Placed, np.ndarray]:
    if digest == previous.digest:
        turned = np.asarray(previous.turned, dtype=float)
    else:
        # Rounded as it is stored, so that a repetition is turned by the very same numbers.
        turned = turn_to(previous, participants, statements, placed.positions, placed.statement_positions)
        turned = np.round(turned, DIGITS) + 0.0
    group_of = placed.group_of
    if group_of.max(initial=-1) > 0:
        names = steady_labels(group_of, participants, previous)
        group_of = np.where(group_of >= 0, names[group_of], -1)
    moved = _Placed(
        group_of=group_of,
        attempt=placed.attempt,
        positions=placed.positions @ turned + 0.0,
        statement_positions=placed.statement_positions @ turned + 0.0,
    )
    return moved, turned


def _describe(
    table: VoteTable,
    placed: _Placed,
    projection: Projection,
    outcome: _Outcome,
    stake_of: np.ndarray,
    parameters: dict[str, Any],
    digest: str,
) -> OpinionMap:
    people, width = table.matrix.shape
    everyone = statistics.side_counts(table, np.zeros(people, dtype=np.int64), ["everyone"])[0]
    stakes = statistics.side_counts(table, stake_of, STAKES)
    present, of_person = _labels(placed.group_of, clear=outcome.reason == results.CLEAR)
    sides = statistics.side_counts(table, of_person, [str(label) for label in present]) if present else []
    return OpinionMap(
        group_of=placed.group_of,
        positions=placed.positions,
        statement_positions=placed.statement_positions,
        groups=_groups(sides, everyone, present, placed, outcome),
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
        attempt=placed.attempt,
        parameters=parameters,
        digest=digest,
    )


def _labels(group_of: np.ndarray, *, clear: bool) -> tuple[list[int], np.ndarray]:
    """The labels in use, which may have gaps, and each person's place among them."""
    if not clear:
        return [], group_of
    present = np.unique(group_of[group_of >= 0])
    return present.tolist(), np.where(group_of >= 0, np.searchsorted(present, group_of), -1)


def _to_caller(table: VoteTable, kept: np.ndarray, labels: np.ndarray) -> np.ndarray:
    spread = np.full(table.matrix.shape[0], -1, dtype=np.int64)
    spread[table.rows[kept]] = labels
    return spread


def _groups(
    sides: list[SideCounts],
    everyone: SideCounts,
    present: list[int],
    placed: _Placed,
    outcome: _Outcome,
) -> tuple[OpinionGroup, ...]:
    if not sides or outcome.by_group is None:
        return ()
    marks = statistics.representative(sides, everyone)
    held_by = _stability_by_label(placed, outcome)
    groups = []
    for label, side, own in zip(present, sides, marks, strict=True):
        places = placed.positions[placed.group_of == label]
        centre = (float(places[:, 0].mean()), float(places[:, 1].mean()))
        groups.append(OpinionGroup(label, side.size, held_by[label], own, hull(places), centre, side))
    return tuple(groups)


def _stability_by_label(placed: _Placed, outcome: _Outcome) -> dict[int, float]:
    """`outcome.by_group` is in the order found, which is that of `attempt`."""
    inside = placed.attempt >= 0
    pairs = set(zip(placed.group_of[inside].tolist(), placed.attempt[inside].tolist(), strict=True))
    by_group = outcome.by_group if outcome.by_group is not None else np.zeros(0)
    return {label: float(by_group[found]) for label, found in pairs}


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
