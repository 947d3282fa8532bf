"""Groups of people on the map: up to a hundred base clusters, then two to five groups.

Base clusters give k-means its start and, among many people, take the quadratic term out of the silhouette (the
approach of Small et al. 2021, "Polis: Scaling deliberation by mapping high dimensional opinion spaces"); the groups
themselves are then settled on the people.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

DIMENSIONS = 2
BASE_CLUSTERS = 100
MOST_GROUPS = 5
# Two clusters more than groups: people far out may take a cluster of their own before it is merged.
MOST_CLUSTERS = MOST_GROUPS + 2
TIE = 0.01
# By so much of a silhouette another number of groups must be better than the one people saw last.
STEADY = 0.05
_RESTARTS = 6
_LLOYD_STEPS = 40
_LLOYD_STEPS_OF_MANY = 5
_JUDGED_ONE_BY_ONE = 1_500
_MANY = 20_000


@dataclass(frozen=True, eq=False)
class BaseClusters:
    """Centres (b x 2) and the number of people in each."""

    centres: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class Partition:
    """One way to group: centres (c x 2) and the group of each, the number asked for and kept, and how far groups lie
    apart.
    """

    asked: int
    kept: int
    centres: np.ndarray
    group_of_centre: np.ndarray
    silhouette: float

    def assign(self, positions: np.ndarray) -> np.ndarray:
        """Group of each position: that of the nearest centre."""
        return self.group_of_centre[_nearest(positions, self.centres)]


def base_clusters(positions: np.ndarray, most: int = BASE_CLUSTERS) -> BaseClusters:
    """Sum up the positions as at most so many weighted points."""
    distinct, weights = np.round(positions, 9) + 0.0, np.ones(len(positions))
    # Among so many, people at the very same place need no point of their own; finding them would take the longest.
    if len(positions) <= _MANY:
        distinct, counts = np.unique(distinct, axis=0, return_counts=True)
        weights = counts.astype(float)
    if len(distinct) <= most:
        return BaseClusters(distinct, weights)
    centres = _split_cells(distinct, weights, most)
    for _ in range(3):
        centres = _centroids(distinct, weights, cKDTree(centres).query(distinct)[1], len(centres))
    nearest = cKDTree(centres).query(distinct)[1]
    return BaseClusters(centres, np.bincount(nearest, weights=weights, minlength=len(centres)))


def partitions(
    positions: np.ndarray,
    base: BaseClusters,
    min_group: int,
    seed: int,
    wanted: tuple[int, ...] | None = None,
    *,
    scored: bool = True,
) -> list[Partition]:
    """Group the people in every number asked for; those that end as a single group are left out.

    Without `scored` the silhouette is left at 0.
    """
    found = []
    judged = _judged_on(positions, base) if scored else None
    for asked in wanted or range(2, MOST_CLUSTERS + 1):
        if asked > len(base.centres):
            break
        ways = (
            _partition(positions, start, min_group) for start in _k_means(base, asked, seed, most=None if scored else 1)
        )
        split = [way for way in ways if 2 <= way.kept <= MOST_GROUPS]
        if judged is not None:
            split = [replace(way, silhouette=_clearness(way, *judged)) for way in _distinct(split)]
        if split:
            # Of several equally good ways the tightest, which k-means gives first.
            found.append(max(split, key=lambda way: round(way.silhouette, 6)))
    return found


def _partition(positions: np.ndarray, start: np.ndarray, min_group: int) -> Partition:
    centres, sizes = _settled(positions, start)
    group_of_centre = _merge_small(centres, sizes, min_group)
    return Partition(len(start), int(group_of_centre.max()) + 1, centres, group_of_centre, 0.0)


def _distinct(ways: list[Partition]) -> list[Partition]:
    """The same partitions but once: most starts end in the same place."""
    by_centres = {(way.kept, np.round(way.centres, 6).tobytes()): way for way in reversed(ways)}
    return list(reversed(by_centres.values()))


def _clearness(way: Partition, places: np.ndarray, weights: np.ndarray, distances: np.ndarray) -> float:
    return silhouette(distances, weights, way.assign(places), way.kept)


def _judged_on(positions: np.ndarray, base: BaseClusters) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places, weights and distances that the silhouette is taken on: the people or, of many, the clusters."""
    places, weights = positions, np.ones(len(positions))
    if len(positions) > _JUDGED_ONE_BY_ONE:
        places, weights = base.centres, base.weights
    return places, weights, cdist(places, places)


def ranked(found: list[Partition], before: int = 0) -> list[Partition]:
    """Partitions from the clearest to the least clear; near-ties go to fewer groups; one for each number of groups.

    `before`: how many groups the last run had; that number stays unless another is clearly better.
    """
    best: dict[int, Partition] = {}
    for partition in found:
        held = best.get(partition.kept)
        if held is None or partition.silhouette > held.silhouette + 1e-9:
            best[partition.kept] = partition
    return sorted(
        best.values(),
        key=lambda item: (-round((item.silhouette + (STEADY if item.kept == before else 0)) / TIE), item.kept),
    )


def silhouette(distances: np.ndarray, weights: np.ndarray, labels: np.ndarray, count: int) -> float:
    """Mean silhouette (Rousseeuw 1987) of weighted points in `count` groups, -1 to 1."""
    groups = np.eye(count)[labels]
    sums = distances @ (groups * weights[:, None])
    sizes = groups.T @ weights
    own = sums[np.arange(len(labels)), labels] / np.maximum(sizes[labels] - 1, 1e-9)
    others = np.where(sizes > 0, sums / np.maximum(sizes, 1e-9), np.inf)
    others[np.arange(len(labels)), labels] = np.inf
    other = others.min(axis=1)
    scale = np.maximum(np.maximum(own, other), 1e-12)
    scores = np.where((sizes[labels] > 1) & np.isfinite(other), (np.minimum(other, 1e300) - own) / scale, 0.0)
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


def _split_cells(points: np.ndarray, weights: np.ndarray, most: int) -> np.ndarray:
    """Split the widest cell at its mean until there are enough: the same cells for any order of people."""
    heap = [_cell(points, weights, 0)]
    while len(heap) < most and heap[0][0] < 0:
        _, number, mean, axis, inside, shares = heapq.heappop(heap)
        below = inside[:, axis] <= mean[axis]
        heapq.heappush(heap, _cell(inside[below], shares[below], 2 * number + 1))
        heapq.heappush(heap, _cell(inside[~below], shares[~below], 2 * number + 2))
    return np.array([cell[2] for cell in sorted(heap, key=lambda cell: cell[:2])])


def _cell(points: np.ndarray, weights: np.ndarray, number: int) -> tuple:
    """Spread along the wider axis (negative, so that a heap gives the widest), number, mean, that axis, contents."""
    mean = weights @ points / weights.sum()
    gaps = points - mean
    by_axis = weights @ (gaps * gaps)
    axis = int(by_axis[1] > by_axis[0] * (1 + 1e-9))
    return (-round(float(by_axis[axis]), 9), number, mean, axis, points, weights)


def _centroids(points: np.ndarray, weights: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    sizes = np.bincount(labels, weights=weights, minlength=count)
    sums = np.stack(
        [np.bincount(labels, weights=weights * points[:, axis], minlength=count) for axis in (0, 1)], axis=1
    )
    held = sizes > 0
    return sums[held] / sizes[held, None]


def _k_means(base: BaseClusters, count: int, seed: int, most: int | None) -> np.ndarray:
    """Centres (r x k x 2) of weighted k-means from several seeded starts at once, the tightest `most` first."""
    points, weights = base.centres, base.weights
    starts = _starts(base, count, seed)
    runs = len(starts)
    centres = starts.reshape(runs * count, DIMENSIONS)
    first = np.arange(runs)[:, None] * count
    weight, weighted = np.tile(weights, runs), np.tile(points * weights[:, None], (runs, 1))
    labels = np.full((runs, len(points)), -1)
    for _ in range(_LLOYD_STEPS):
        # Without the points' own squares, which are the same for every centre.
        gaps = (np.square(centres).sum(axis=1)[:, None] - 2 * (centres @ points.T)).reshape(runs, count, len(points))
        moved = gaps.argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        held = (labels + first).ravel()
        sizes = np.bincount(held, weights=weight, minlength=runs * count)
        sums = [np.bincount(held, weights=weighted[:, axis], minlength=runs * count) for axis in (0, 1)]
        centres = np.where(sizes[:, None] > 0, np.stack(sums, axis=1) / np.maximum(sizes, 1e-9)[:, None], centres)
    inertia = (gaps.min(axis=1) * weights).sum(axis=1)
    centres = centres.reshape(runs, count, DIMENSIONS)
    best = np.argsort(np.round(inertia, 9), kind="stable")[:most]
    return np.take_along_axis(centres[best], _left_to_right(centres[best]), axis=1)


def _left_to_right(centres: np.ndarray) -> np.ndarray:
    order = np.lexsort((np.round(centres[:, :, 1], 6), np.round(centres[:, :, 0], 6)), axis=1)
    return order[:, :, None]


def _settled(positions: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centres after steps of k-means on the people themselves, and how many people each holds."""
    nearest = _nearest(positions, centres)
    for _ in range(_LLOYD_STEPS if len(positions) <= _MANY else _LLOYD_STEPS_OF_MANY):
        sizes = np.bincount(nearest, minlength=len(centres))
        sums = [np.bincount(nearest, weights=positions[:, axis], minlength=len(centres)) for axis in (0, 1)]
        centres = np.where(sizes[:, None] > 0, np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None], centres)
        moved = _nearest(positions, centres)
        if np.array_equal(moved, nearest):
            break
        nearest = moved
    return centres, np.bincount(nearest, minlength=len(centres))


def _nearest(positions: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Index of the nearest centre; of equally near ones the first."""
    if not len(positions):
        return np.zeros(0, dtype=np.int64)
    return (np.square(centres).sum(axis=1) - 2 * positions @ centres.T).argmin(axis=1)


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


def _merge_small(centres: np.ndarray, sizes: np.ndarray, min_group: int) -> np.ndarray:
    """Group of each centre: groups that are too small go to the nearest other one, smallest first."""
    labels = np.arange(len(centres))
    while True:
        present, labels = np.unique(labels, return_inverse=True)
        held = np.bincount(labels, weights=sizes)
        smallest = int(held.argmin())
        if len(present) == 1 or held[smallest] >= min_group:
            return labels
        middles = _centroids(centres, np.maximum(sizes, 1e-9), labels, len(present))
        gaps = np.square(middles - middles[smallest]).sum(axis=1)
        gaps[smallest] = np.inf
        labels = np.where(labels == smallest, int(gaps.argmin()), labels)
