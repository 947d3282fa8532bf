"""Groups of people on the map: up to a hundred base clusters, then two to five groups.

Base clusters take the quadratic term out of the silhouette (the approach of Small et al. 2021, "Polis:
Scaling deliberation by mapping high dimensional opinion spaces").
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

BASE_CLUSTERS = 100
MOST_GROUPS = 5
# Two clusters more than groups: people far out may take a cluster of their own before it is merged.
MOST_CLUSTERS = MOST_GROUPS + 2
TIE = 0.01
_RESTARTS = 6
_LLOYD_STEPS = 40


@dataclass(frozen=True, eq=False)
class BaseClusters:
    """Centres (b x 2) and the number of people in each."""

    centres: np.ndarray
    weights: np.ndarray

    def nearest(self, positions: np.ndarray) -> np.ndarray:
        """Index of the nearest centre for each position."""
        return cKDTree(self.centres).query(positions)[1]


@dataclass(frozen=True, eq=False)
class Partition:
    """One way to group: group of each base cluster, the number asked for and kept, and how far groups lie
    apart.
    """

    asked: int
    kept: int
    labels: np.ndarray
    silhouette: float


def base_clusters(positions: np.ndarray) -> BaseClusters:
    """Sum up the positions as at most a hundred weighted points."""
    distinct, weights = np.unique(np.round(positions, 9) + 0.0, axis=0, return_counts=True)
    if len(distinct) <= BASE_CLUSTERS:
        return BaseClusters(distinct, weights.astype(float))
    centres = _split_cells(distinct, weights.astype(float))
    for _ in range(3):
        centres = _centroids(distinct, weights, cKDTree(centres).query(distinct)[1], len(centres))
    nearest = cKDTree(centres).query(distinct)[1]
    return BaseClusters(centres, np.bincount(nearest, weights=weights, minlength=len(centres)))


def partitions(base: BaseClusters, min_group: int, seed: int, wanted: tuple[int, ...] | None = None) -> list[Partition]:
    """Group the base clusters in every number asked for; those that end as a single group are left out."""
    found = []
    distances = cdist(base.centres, base.centres)
    for asked in wanted or range(2, MOST_CLUSTERS + 1):
        if asked > len(base.centres):
            break
        labels = _merge_small(base, _k_means(base, asked, seed), min_group)
        kept = int(labels.max()) + 1
        if 2 <= kept <= MOST_GROUPS:
            found.append(Partition(asked, kept, labels, silhouette(distances, base.weights, labels)))
    return found


def ranked(found: list[Partition]) -> list[Partition]:
    """Partitions from the clearest to the least clear; near-ties go to fewer groups; one for each number of
    groups.
    """
    best: dict[int, Partition] = {}
    for partition in found:
        held = best.get(partition.kept)
        if held is None or partition.silhouette > held.silhouette + 1e-9:
            best[partition.kept] = partition
    return sorted(best.values(), key=lambda item: (-round(item.silhouette / TIE), item.kept))


def silhouette(distances: np.ndarray, weights: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette (Rousseeuw 1987) of weighted points, -1 to 1."""
    groups = np.eye(int(labels.max()) + 1)[labels]
    sums = distances @ (groups * weights[:, None])
    sizes = groups.T @ weights
    own = sums[np.arange(len(labels)), labels] / np.maximum(sizes[labels] - 1, 1e-9)
    others = sums / sizes
    others[np.arange(len(labels)), labels] = np.inf
    other = others.min(axis=1)
    scale = np.maximum(np.maximum(own, other), 1e-12)
    scores = np.where(sizes[labels] > 1, (other - own) / scale, 0.0)
    return float((scores * weights).sum() / weights.sum())


def adjusted_rand(first: np.ndarray, second: np.ndarray) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985) of two groupings; 1 where both are one single group."""
    table = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(table, (first, second), 1)
    together = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    everyone = _pairs(np.array(float(len(first))))
    expected = rows * columns / everyone if everyone else 0.0
    most = (rows + columns) / 2
    return float((together - expected) / (most - expected)) if most != expected else 1.0


def _pairs(counts: np.ndarray) -> np.ndarray:
    return counts * (counts - 1) / 2


def _split_cells(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Split the widest cell at its mean until there are a hundred: the same cells for any order of people."""
    heap = [_cell(points, weights, np.arange(len(points)), 0)]
    number = 0
    while len(heap) < BASE_CLUSTERS and heap[0][0] < 0:
        _, _, members, axis = heapq.heappop(heap)
        values = points[members, axis]
        below = values <= np.average(values, weights=weights[members])
        for part in (members[below], members[~below]):
            number += 1
            heapq.heappush(heap, _cell(points, weights, part, number))
    return np.array([np.average(points[cell[2]], axis=0, weights=weights[cell[2]]) for cell in sorted(heap)])


def _cell(points: np.ndarray, weights: np.ndarray, members: np.ndarray, number: int) -> tuple:
    spread = np.square(points[members] - np.average(points[members], axis=0, weights=weights[members]))
    by_axis = weights[members] @ spread
    axis = int(by_axis[1] > by_axis[0] * (1 + 1e-9))
    return (-round(float(by_axis[axis]), 9), number, members, axis)


def _centroids(points: np.ndarray, weights: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    sizes = np.bincount(labels, weights=weights, minlength=count)
    sums = np.stack(
        [np.bincount(labels, weights=weights * points[:, axis], minlength=count) for axis in (0, 1)], axis=1
    )
    held = sizes > 0
    return sums[held] / sizes[held, None]


def _k_means(base: BaseClusters, count: int, seed: int) -> np.ndarray:
    """Weighted k-means from several seeded starts at once; the tightest wins."""
    points, weights = base.centres, base.weights
    centres = _starts(base, count, seed)
    labels = np.full((len(centres), len(points)), -1)
    for _ in range(_LLOYD_STEPS):
        distances = np.square(points[None, :, None, :] - centres[:, None, :, :]).sum(axis=3)
        moved = distances.argmin(axis=2)
        if np.array_equal(moved, labels):
            break
        labels = moved
        member = (labels[:, :, None] == np.arange(count)) * weights[None, :, None]
        sizes = member.sum(axis=1)
        sums = np.einsum("rbk,bd->rkd", member, points)
        centres = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1e-9)[:, :, None], centres)
    inertia = (distances.min(axis=2) * weights).sum(axis=1)
    return labels[int(np.argmin(np.round(inertia, 9)))]


def _starts(base: BaseClusters, count: int, seed: int) -> np.ndarray:
    """Starting centres (r x k x 2): k-means++ (Arthur and Vassilvitskii 2007) with a generator of its own."""
    draws = np.random.default_rng((seed, count)).random((_RESTARTS, count))
    centres = np.empty((_RESTARTS, count, 2))
    chance = np.tile(base.weights, (_RESTARTS, 1))
    nearest = np.full(chance.shape, np.inf)
    for step in range(count):
        running = np.cumsum(chance, axis=1)
        chosen = (running < draws[:, step, None] * running[:, -1:]).sum(axis=1).clip(max=len(base.weights) - 1)
        centres[:, step] = base.centres[chosen]
        gaps = np.square(base.centres[None] - centres[:, step, None]).sum(axis=2)
        nearest = np.minimum(nearest, gaps)
        chance = nearest * base.weights
    return centres


def _merge_small(base: BaseClusters, labels: np.ndarray, min_group: int) -> np.ndarray:
    """Give the members of groups that are too small to the nearest other group, smallest first."""
    while True:
        present, labels = np.unique(labels, return_inverse=True)
        sizes = np.bincount(labels, weights=base.weights)
        smallest = int(sizes.argmin())
        if len(present) == 1 or sizes[smallest] >= min_group:
            return labels
        centres = _centroids(base.centres, base.weights, labels, len(present))
        gaps = cdist(base.centres[labels == smallest], centres)
        gaps[:, smallest] = np.inf
        labels = labels.copy()
        labels[labels == smallest] = gaps.argmin(axis=1)
