"""How sure a theme is: whether its texts hold together, and more than texts do whose words were dealt out anew.

A handful of texts picked because they are alike always look alike. So each text is compared with the others of its
theme without itself, and themes are compared with those that the same method finds where there are none.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from services.codesign.engine.themes.reading import Reading, read
from services.codesign.engine.themes.spherical import group
from services.codesign.engine.themes.vectors import vectorise

# So many texts, and so many themes made by chance, tell what chance makes.
_SAMPLE = 400
_ENOUGH = 24
_SHUFFLES = 6


def margins(vectors: np.ndarray, theme_of: np.ndarray, count: int) -> np.ndarray:
    """For each theme how much nearer its texts are to its other texts than to the next theme, 0 to 1.

    `vectors`: a row for each text; `theme_of`: its theme, -1 for none. A theme that is alone: how near its texts are to
    its other texts.
    """
    sums = np.zeros((count, vectors.shape[1]))
    inside = np.flatnonzero(theme_of >= 0)
    points, theme = vectors[inside], theme_of[inside]
    np.add.at(sums, theme, points)
    without = sums[theme] - points
    lengths = np.linalg.norm(without, axis=1)
    own = np.einsum("ij,ij->i", without, points) / np.where(lengths > 1e-9, lengths, np.inf)
    lengths = np.linalg.norm(sums, axis=1)
    other = points @ (sums / np.where(lengths > 1e-9, lengths, np.inf)[:, None]).T
    other[np.arange(len(theme)), theme] = 0.0
    gap = np.clip((own - np.maximum(other.max(axis=1, initial=0.0), 0)) / np.maximum(own, 1e-9), 0, 1)
    alone = np.clip(own, 0, 1)
    told = np.bincount(theme, weights=alone if count == 1 else gap, minlength=count)
    return told / np.maximum(np.bincount(theme, minlength=count), 1)


def certainties(found: np.ndarray, by_chance: np.ndarray) -> np.ndarray:
    """The margins, weighed by how far they are above what chance makes: nothing at its middle, all at its top."""
    if not len(by_chance):
        return found
    above = np.searchsorted(np.sort(by_chance), np.round(found, 9), side="left") / len(by_chance)
    return found * np.clip(2 * above - 1, 0, 1)


def chance_margins(reading: Reading, count: int, seed: int) -> np.ndarray:
    """Margins of the themes found after the words were dealt out anew among the texts of their language."""
    if not count or not len(reading):
        return np.zeros(0)
    # As many texts a theme as there are, since a small theme holds together more by chance than a large one.
    count = max(2, round(count * min(1.0, _SAMPLE / len(reading)))) if count > 1 else 1
    found: list[float] = []
    for shuffle in range(_SHUFFLES):
        rng = np.random.default_rng((seed, 11, shuffle))
        rows = np.arange(len(reading))
        if len(rows) > _SAMPLE:
            rows = np.sort(rng.choice(rows, _SAMPLE, replace=False))
        dealt = _dealt_anew(reading, rows, rng)
        vectors = vectorise(dealt, seed).vectors
        labels, centres = group(vectors, np.ones(len(vectors)), dealt.languages, seed, count)
        found += margins(vectors, labels, len(centres)).tolist()
        if len(found) >= _ENOUGH:
            break
    return np.array(found)


def _dealt_anew(reading: Reading, rows: np.ndarray, rng: np.random.Generator) -> Reading:
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows.tolist():
        words[reading.languages[row]] += reading.written[row]
    # In the order of the alphabet first, so that the order of texts decides nothing.
    dealt = {code: iter(rng.permutation(np.array(sorted(words[code]), dtype=object))) for code in sorted(words)}
    texts = [" ".join(next(dealt[reading.languages[row]]) for _ in reading.written[row]) for row in rows.tolist()]
    return read(texts, [reading.languages[row] for row in rows.tolist()])
