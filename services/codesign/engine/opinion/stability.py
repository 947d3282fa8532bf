"""Do the groups hold? Split the people in halves again and again, and compare with votes dealt out at random.

Stability is measured as in prediction strength (Tibshirani and Walther 2005): each half makes its own map and
groups, both rules then place everybody, and the two placings are compared. In noise the halves share nothing,
so the agreement is about 0; a rule learnt twice from different people that agrees about everybody is a fact
about the people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from services.codesign.engine.opinion.grouping import Partition, adjusted_rand, base_clusters, partitions
from services.codesign.engine.opinion.projection import fit, place

SPLITS = 12
# Only the start of k-means on the half's people: fewer do.
BASE_CLUSTERS_OF_HALF = 40
SHUFFLES = 12
CANDIDATES = 3
# Above this many people a sample of them tells as much about stability, at a bounded cost.
MOST_PEOPLE = 4000
STABLE = 0.5
NULL_DEVIATIONS = 3.0


@dataclass(frozen=True, eq=False)
class Stability:
    """Agreement of halves for one partition: mean adjusted Rand index, and the Jaccard match of each group (0
    to 1).
    """

    agreement: float
    by_group: np.ndarray


def sample(votes: sp.csr_array, seed: int) -> np.ndarray:
    """Row numbers to test on: everybody, or an evenly random part where they are many."""
    people = votes.shape[0]
    if people <= MOST_PEOPLE:
        return np.arange(people)
    return np.sort(np.random.default_rng((seed, 1)).choice(people, MOST_PEOPLE, replace=False))


def beats_chance(votes: sp.csr_array, seed: int) -> bool:
    """Whether the first component is stronger than in the same table with each statement's votes shuffled.

    Shuffling keeps who saw what and how every statement was received, and takes away only what links the
    statements.
    """
    real = fit(votes, seed, tolerance=1e-4).variances[0]
    rng = np.random.default_rng((seed, 2))
    null = [fit(_shuffled(votes, rng), seed, tolerance=1e-4).variances[0] for _ in range(SHUFFLES)]
    return bool(real > max(null) and real > np.mean(null) + NULL_DEVIATIONS * np.std(null))


def measure(
    votes: sp.csr_array,
    labels: dict[int, np.ndarray],
    found: list[Partition],
    min_group: int,
    seed: int,
    withheld: int,
    step: Callable[[], None],
) -> dict[int, Stability]:
    """Stability of each partition, keyed by its number of groups. `labels` hold the groups of the people in
    `votes`.
    """
    rng = np.random.default_rng((seed, 3))
    agreements: dict[int, list[float]] = {partition.kept: [] for partition in found}
    matches: dict[int, list[np.ndarray]] = {partition.kept: [] for partition in found}
    for _ in range(SPLITS):
        order = rng.permutation(votes.shape[0])
        half = len(order) // 2
        first = _rules(votes, np.sort(order[:half]), found, min_group, seed, withheld)
        second = _rules(votes, np.sort(order[half:]), found, min_group, seed, withheld)
        for partition in found:
            one, two = first[partition.asked], second[partition.asked]
            agreements[partition.kept].append(_agreement(one, two))
            matches[partition.kept] += [
                _jaccard(labels[partition.kept], one),
                _jaccard(labels[partition.kept], two),
            ]
        step()
    return {
        kept: Stability(float(np.mean(values)), np.mean(matches[kept], axis=0)) for kept, values in agreements.items()
    }


def _rules(
    votes: sp.csr_array, people: np.ndarray, found: list[Partition], min_group: int, seed: int, withheld: int
) -> dict[int, np.ndarray]:
    """Learn map and groups from some people, then place everybody; all in one group where none is found."""
    part = votes[people]
    projection = fit(part, seed, tolerance=1e-6, withheld=withheld)
    everybody = place(votes, projection)
    half = everybody[people]
    smallest = max(2, min_group // 2)
    asked = tuple(partition.asked for partition in found)
    learnt = {
        item.asked: item
        for item in partitions(half, base_clusters(half, BASE_CLUSTERS_OF_HALF), smallest, seed, asked, scored=False)
    }
    alone = np.zeros(votes.shape[0], dtype=np.int64)
    return {number: learnt[number].assign(everybody) if number in learnt else alone for number in asked}


def _agreement(one: np.ndarray, two: np.ndarray) -> float:
    """Adjusted Rand index, but 0 where a half found nothing: halves without groups do not confirm groups."""
    return adjusted_rand(one, two) if one.any() and two.any() else 0.0


def _jaccard(groups: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Best Jaccard match of each group among the groups of the other placing (Hennig 2007)."""
    table = np.zeros((int(groups.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (groups, other), 1)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None] - table
    return (table / np.maximum(union, 1)).max(axis=1)


def _shuffled(votes: sp.csr_array, rng: np.random.Generator) -> sp.csr_array:
    by_column = np.argsort(votes.indices, kind="stable")
    # A statement's number with a random part behind the point: sorted, it deals each statement's votes out anew.
    shuffled = np.argsort(votes.indices + rng.random(votes.nnz))
    data = np.empty_like(votes.data)
    data[by_column] = votes.data[shuffled]
    return sp.csr_array((data, votes.indices, votes.indptr), shape=votes.shape)
