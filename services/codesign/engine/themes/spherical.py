"""Groups of points on the sphere: k-means by direction, and how many groups the points show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SMALLEST_THEME = 3
# What a person can use: about one theme for so many answers, so many at the most where these are few, and where they
# are many; and where they are many, never so few that each says everything.
_ANSWERS_A_THEME = 8
_MOST_OF_FEW, _MOST_OF_MANY = 5, 14
_ANSWERS_FOR_ONE_MORE = 40
_LEAST_OF_FEW, _LEAST_OF_MANY = 2, 6
# So much farther apart (simplified silhouette) lie groups that nobody would split.
_NO_DOUBT = 0.1
# A text that is less like its theme's centre than this is left unassigned.
LEAST_LIKENESS = 0.22
_SAMPLE = 1000
_RESTARTS = 16
# Large tables are steadier: fewer starts find the same.
_LARGE = 40_000
_STEPS = 60
# Each start gets a few steps; only the best go on.
_FIRST_STEPS = 4
_GOING_ON = 4
_RESTARTS_TO_COUNT = 4


def group(
    vectors: np.ndarray, weights: np.ndarray, languages: Sequence[str], seed: int, max_themes: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Theme of each distinct text (-1 for none) and the centres. Small themes are dissolved, not padded."""
    labels = np.full(len(vectors), -1)
    usable = np.flatnonzero(np.any(vectors != 0, axis=1))
    if not len(usable) or (len(usable) < 4 and weights[usable].max() < SMALLEST_THEME):
        return labels, np.zeros((0, vectors.shape[1]))
    points, sizes = vectors[usable], weights[usable]
    count = max_themes or len(usable)
    if max_themes is None and len(usable) >= 4:
        count = number_of_groups(_evened(points, [languages[row] for row in usable.tolist()]), sizes, seed)
    centres = spherical_k_means(points, sizes, min(count, len(usable)), seed)
    for _ in range(len(centres)):
        likeness = points @ centres.T
        found = np.where(likeness.max(axis=1) >= LEAST_LIKENESS, likeness.argmax(axis=1), -1)
        filled = np.bincount(found[found >= 0], weights=sizes[found >= 0], minlength=len(centres))
        small = np.flatnonzero(filled < SMALLEST_THEME)
        if not len(small):
            break
        centres = np.delete(centres, small[filled[small].argmin()], axis=0)
    else:
        return labels, centres[:0]
    labels[usable] = found
    return labels, centres


def _evened(points: np.ndarray, languages: Sequence[str]) -> np.ndarray:
    """The points with half of what sets languages apart taken away, so that themes are counted and not languages."""
    codes = np.array(languages)
    spoken = np.unique(codes)
    if len(spoken) == 1:
        return points
    moved = points.copy()
    for code in spoken:
        moved[codes == code] -= points[codes == code].mean(axis=0) / 2
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / np.where(lengths > 1e-6, lengths, 1)


def bounds(texts: int) -> tuple[int, int]:
    """How few and how many themes so many different texts may have."""
    most = int(np.clip(round(texts / _ANSWERS_A_THEME), _MOST_OF_FEW, _MOST_OF_MANY))
    least = int(np.clip(texts // _ANSWERS_FOR_ONE_MORE, _LEAST_OF_FEW, _LEAST_OF_MANY))
    most = max(min(most, texts // SMALLEST_THEME), 1)
    return min(least, most), most


def number_of_groups(points: np.ndarray, sizes: np.ndarray, seed: int) -> int:
    """Within the bounds the number whose groups lie farther apart than their mere number explains.

    Groups lie farther apart the more there are, of nonsense too, and along a straight line; so that counts which is
    farthest above the line from the least to the most (Satopaa et al. 2011), and where none is, the better end. Fewer
    than the least where the texts leave no doubt.
    """
    least, most = bounds(len(points))
    rng = np.random.default_rng((seed, 7))
    if len(points) > _SAMPLE:
        chosen = np.sort(rng.choice(len(points), _SAMPLE, replace=False))
        points, sizes = points[chosen], sizes[chosen]
    first = min(_LEAST_OF_FEW, least)
    tried = [spherical_k_means(points, sizes, n, seed, _RESTARTS_TO_COUNT) for n in range(first, most + 1)]
    apart = np.round([_apart(points, sizes, centres) for centres in tried], 6)
    fewer, within = apart[: least - first], apart[least - first :]
    if fewer.max(initial=0.0) > within.max() + _NO_DOUBT:
        return first + int(fewer.argmax())
    above = np.round(within - np.linspace(within[0], within[-1], len(within)), 6)
    better_end = int(within[-1] > within[0]) * (len(within) - 1)
    return least + (int(above.argmax()) if above.max() > 0 else better_end)


def _apart(points: np.ndarray, sizes: np.ndarray, centres: np.ndarray) -> float:
    """The mean of (nearest other - own) / larger, distances to centres: the simplified silhouette."""
    if len(centres) < 2:
        return 0.0
    far = 1 - np.sort(points @ centres.T, axis=1)[:, ::-1]
    return float(np.average((far[:, 1] - far[:, 0]) / np.maximum(far[:, 1], 1e-9), weights=sizes))


def spherical_k_means(
    points: np.ndarray, sizes: np.ndarray, count: int, seed: int, restarts: int | None = None
) -> np.ndarray:
    """Centres of length 1 (Dhillon and Modha 2001): of several starts the most promising go on, the best wins."""
    rng = np.random.default_rng((seed, count))
    light, weight = points.astype(np.float32), sizes.astype(np.float32)
    tried: list[tuple[float, int, np.ndarray]] = []
    for _ in range(restarts or int(np.clip(_LARGE // len(points), 6, _RESTARTS))):
        centres, score = _settle(light, weight, _starts(light, sizes, count, rng), _FIRST_STEPS)
        tried.append((-score, len(tried), centres))
    tried.sort(key=lambda one: one[:2])
    settled = []
    for _, place, centres in tried[:_GOING_ON]:
        centres, score = _settle(light, weight, centres, _STEPS)
        settled.append((-score, place, centres))
    return min(settled, key=lambda one: one[:2])[2].astype(float)


def _settle(points: np.ndarray, sizes: np.ndarray, centres: np.ndarray, steps: int) -> tuple[np.ndarray, float]:
    """Centres after so many steps or when nothing moves, and how near the points are to them."""
    labels = np.full(len(points), -1)
    rows = np.arange(len(points))
    likeness = points @ centres.T
    for _ in range(steps):
        moved = likeness.argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
        member = np.zeros((len(points), len(centres)), dtype=np.float32)
        member[rows, labels] = sizes
        sums = member.T @ points
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 1e-6, sums / np.maximum(lengths, 1e-6), centres)
        likeness = points @ centres.T
    return centres, round(float((likeness.max(axis=1).astype(float) * sizes).sum()), 4)


def _starts(points: np.ndarray, sizes: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    chance = sizes.copy()
    nearest = np.full(len(points), np.inf)
    chosen = []
    for _ in range(count):
        running = np.cumsum(chance)
        chosen.append(min(int(np.searchsorted(running, rng.random() * running[-1])), len(points) - 1))
        nearest = np.minimum(nearest, np.maximum(1 - points @ points[chosen[-1]], 0))
        chance = nearest * sizes
    return points[chosen]
