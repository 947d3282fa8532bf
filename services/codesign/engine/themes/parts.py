"""Finer themes inside a large one, so that a person can read it in parts."""

from __future__ import annotations

import numpy as np

from services.codesign.engine.themes.results import Part
from services.codesign.engine.themes.spherical import SMALLEST_THEME, spherical_k_means

# From so many different texts on a theme is too much to read at once; about one part for so many, so many at most.
LARGE, _TEXTS_A_PART, _MOST_PARTS = 60, 40, 6
_RESTARTS = 2
_SHOWN = 3


def find_parts(
    vectors: np.ndarray, row_of: np.ndarray, theme_of: np.ndarray, count: int, seed: int
) -> tuple[list[tuple[Part, ...]], np.ndarray]:
    """The parts of each of so many themes, none where one is small, and each text's part, -1 for none.

    `vectors`: a row for each distinct text; `row_of` and `theme_of`: each text's row and theme.
    """
    part_of = np.full(len(theme_of), -1)
    parts: list[tuple[Part, ...]] = []
    for theme in range(count):
        items = np.flatnonzero(theme_of == theme)
        rows, first = np.unique(row_of[items], return_index=True)
        weights = np.bincount(row_of[items], minlength=len(vectors))[rows].astype(float)
        found = []
        for number, inside in enumerate(_split(vectors[rows], weights, seed)):
            part_of[items[np.isin(row_of[items], rows[inside])]] = number
            likest = items[first[inside[:_SHOWN]]]
            found.append(Part(number, int(weights[inside].sum()), tuple(likest.tolist())))
        parts.append(tuple(found))
    return parts, part_of


def _split(points: np.ndarray, weights: np.ndarray, seed: int) -> list[np.ndarray]:
    """Places of the points of each part, the one most like its centre first; the largest part first."""
    if len(points) < LARGE:
        return []
    count = min(len(points) // _TEXTS_A_PART + 1, _MOST_PARTS)
    centres = spherical_k_means(points, weights, count, seed, _RESTARTS)
    likeness = np.round(points @ centres.T, 9)
    nearest = likeness.argmax(axis=1)
    held = {place: np.flatnonzero(nearest == place) for place in range(len(centres))}
    sized = [place for place, inside in held.items() if len(inside) >= SMALLEST_THEME]
    if len(sized) < 2:
        return []
    sized.sort(key=lambda place: (-weights[held[place]].sum(), place))
    return [held[place][np.lexsort((held[place], -likeness[held[place], place]))] for place in sized]
