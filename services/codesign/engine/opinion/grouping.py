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
# One cluster more than groups: people far out may take a cluster of their own before it is merged.
MOST_CLUSTERS = MOST_GROUPS + 1
TIE = 0.01
# By so much of a silhouette another number of groups must be better than the one people saw last.
STEADY = 0.05
_RESTARTS = 6
# Only the tightest ways of grouping the base clusters go on to the people.
_GOING_ON = 3
_LLOYD_STEPS = 40
_LLOYD_STEPS_OF_MANY = 5
_JUDGED_ONE_BY_ONE = 600
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
        ways = [_partition(centres, sizes, min_group) for centres, sizes in _k_means(positions, base, asked, seed)]
        split = [way for way in ways if 2 <= way.kept <= MOST_GROUPS]
        if judged is not None:
            split = [replace(way, silhouette=_clearness(way, *judged)) for way in split]
        if split:
            # Of several equally clear ways the tightest, which k-means gives first.
            found.append(max(split, key=lambda way: round(way.silhouette, 6)))
    return found


def _partition(centres: np.ndarray, sizes: np.ndarray, min_group: int) -> Partition:
    group_of_centre = _merge_small(centres, sizes, min_group)
    return Partition(len(centres), int(group_of_centre.max()) + 1, centres, group_of_centre, 0.0)


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


def _k_means(positions: np.ndarray, base: BaseClusters, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Ways to settle on so many centres: centres (k x 2, from left to right) and people in each, the tightest first.

    K-means on the base clusters from several seeded starts, then on the people themselves from where those ended; of
    many people only from the tightest.
    """
    few = len(positions) <= _MANY
    centres, _sizes, tightness = _lloyd(base.centres, base.weights, _starts(base, count, seed), _LLOYD_STEPS)
    starts = _distinct(centres, tightness)
    steps = _LLOYD_STEPS if few else _LLOYD_STEPS_OF_MANY
    centres, sizes, tightness = _lloyd(positions, None, starts[: _GOING_ON if few else 1], steps)
    settled = _distinct(np.dstack((centres, sizes)), tightness)
    return [(way[:, :DIMENSIONS], way[:, DIMENSIONS]) for way in settled]


def _distinct(centres: np.ndarray, tightness: np.ndarray) -> np.ndarray:
    """Each way but once, the tightest first, its centres from left to right: most starts end in the same place."""
    found: dict[bytes, np.ndarray] = {}
    for number in np.argsort(np.round(tightness, 9), kind="stable"):
        way = centres[number]
        way = way[np.lexsort((np.round(way[:, 1], 6), np.round(way[:, 0], 6)))]
        found.setdefault(np.round(way[:, :DIMENSIONS] + 0.0, 6).tobytes(), way)
    return np.array(list(found.values()))


def _lloyd(
    points: np.ndarray, weights: np.ndarray | None, centres: np.ndarray, steps: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Steps of k-means from several starts (r x k x 2) at once: centres, weight of each, and how tight each way is."""
    runs, count, _ = centres.shape
    centres = centres.reshape(runs * count, DIMENSIONS)
    first = np.arange(runs)[:, None] * count
    weight = None if weights is None else np.tile(weights, runs)
    weighted = np.tile((points if weights is None else points * weights[:, None]).T, runs)
    labels = np.full((runs, len(points)), -1)
    sizes = np.zeros(runs * count)
    for _ in range(steps):
        # Without the points' own squares, which are the same for every centre.
        gaps = (np.square(centres).sum(axis=1)[:, None] - 2 * (centres @ points.T)).reshape(runs, count, len(points))
        moved = gaps.argmin(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        held = (labels + first).ravel()
        sizes = np.bincount(held, weights=weight, minlength=runs * count)
        sums = [np.bincount(held, weights=part, minlength=runs * count) for part in weighted]
        centres = np.where(sizes[:, None] > 0, np.stack(sums, axis=1) / np.maximum(sizes, 1e-9)[:, None], centres)
    nearest = gaps.min(axis=1)
    tightness = nearest.sum(axis=1) if weights is None else nearest @ weights
    return centres.reshape(runs, count, DIMENSIONS), sizes.reshape(runs, count), tightness


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
