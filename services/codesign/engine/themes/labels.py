"""What people taught: texts that they put in themes of their own naming draw others after them.

A linear classifier learns from the texts that were placed. It is believed where people have been: among texts of
which they have placed a good part. Elsewhere a text follows only when it is as like the theme's texts as these are
like each other, and where nobody has placed anything, only when it is also nearer to them than to its own group. A
theme with few examples draws few texts, so that two or three never swallow the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from services.codesign.engine.themes.reading import Reading
from services.codesign.engine.themes.spherical import LEAST_LIKENESS
from services.codesign.engine.themes.vectors import TextVectors, learnable, rows_to_one

NOWHERE = ""
# A group counts as visited where people placed this share of its texts and at least this many.
_VISITED_SHARE = 0.04
_VISITED = 5
# Texts that one example speaks for: so many times the number of examples, up to the second.
_DRAWN_EACH, _DRAWN_MOST = 5, 25
_LONELY = 0.6
_QUANTILE = 0.2
# Strength of the classifier, and how much the dense vectors weigh beside the sparse features.
_STRENGTH = 0.2
_DENSE_WEIGHT = 1.5


@dataclass(frozen=True, eq=False)
class Lesson:
    """What was learnt. `name_of`: for each row its name's number, -1 where none; `sure`: how sure, 0 to 1, 1 where
    people said it.
    """

    name_of: np.ndarray
    sure: np.ndarray


def said_of_rows(labels: Sequence[str | None], row_of: np.ndarray, count: int) -> list[str | None]:
    """What people said of each distinct text: what most said of its copies, None where they are divided."""
    votes: dict[int, Counter[str]] = {}
    for row, name in zip(row_of.tolist(), labels, strict=True):
        if name is not None:
            votes.setdefault(row, Counter())[name] += 1
    said: list[str | None] = [None] * count
    for row, names in votes.items():
        first, *others = names.most_common(2)
        if not others or others[0][1] < first[1]:
            said[row] = first[0]
    return said


def learn(
    reading: Reading, placed: TextVectors, names: Sequence[str], said: Sequence[str | None], groups: np.ndarray
) -> Lesson:
    """Learn from what was said of rows. `groups`: each row's group as the machine sees them, -1 for none."""
    number = {name: place for place, name in enumerate(names)}
    name_of = np.array([number.get(name, -1) if name else -1 for name in said], dtype=np.int64)
    kept_out = np.array([name == NOWHERE for name in said], dtype=bool)
    sure = (name_of >= 0).astype(float)
    examples = np.flatnonzero(name_of >= 0)
    asked = np.flatnonzero((name_of < 0) & ~kept_out & np.any(placed.vectors != 0, axis=1))
    if not len(examples) or not len(asked):
        return Lesson(name_of, sure)
    chosen, margin = _classify(reading, placed.vectors, examples, name_of[examples], asked)
    likeness, radius = _likeness(placed.vectors, name_of, asked, len(names))
    likely = likeness[np.arange(len(asked)), chosen]
    belongs = _belongs(placed.vectors, name_of, groups, asked, likely, radius[chosen])
    for place in range(len(names)):
        mine = np.flatnonzero(belongs & (chosen == place))
        examples_here = int((name_of[examples] == place).sum())
        most = examples_here * min(examples_here * _DRAWN_EACH, _DRAWN_MOST)
        drawn = mine[np.lexsort((mine, -np.round(likely[mine], 9), -np.round(margin[mine], 9)))][:most]
        sure[asked[drawn]] = margin[drawn]
        name_of[asked[drawn]] = place
    return Lesson(name_of, sure)


def _classify(
    reading: Reading, vectors: np.ndarray, examples: np.ndarray, named: np.ndarray, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest name of each text asked about, and how far it leads the next, 0 to 1."""
    known = np.unique(named)
    if len(known) == 1:
        centre = rows_to_one(vectors[examples].sum(axis=0, keepdims=True))
        return np.full(len(asked), known[0]), np.clip((vectors[asked] @ centre.T).ravel(), 0, 1)
    features = sp.csr_array(sp.hstack([learnable(reading), sp.csr_array(vectors * _DENSE_WEIGHT)], dtype=np.float64))
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    machine = LinearSVC(C=_STRENGTH, dual=False, tol=1e-5).fit(features[examples], named)
    scores = machine.decision_function(features[asked])
    if len(known) == 2:
        scores = np.stack([-scores, scores], axis=1)
    scores = np.round(scores, 9)
    ranked = np.sort(scores, axis=1)
    return known[scores.argmax(axis=1)], np.clip((ranked[:, -1] - ranked[:, -2]) / 2, 0, 1)


def _likeness(vectors: np.ndarray, name_of: np.ndarray, asked: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How like each text is to each name's examples, and how like these are to each other at the least."""
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, name_of[name_of >= 0], vectors[name_of >= 0])
    radius = np.full(count, _LONELY)
    for place in range(count):
        own = vectors[name_of == place]
        if len(own) > 1:
            others = rows_to_one(sums[place] - own)
            radius[place] = max(np.quantile((own * others).sum(axis=1), _QUANTILE), LEAST_LIKENESS)
    return vectors[asked] @ rows_to_one(sums).T, radius


def _belongs(
    vectors: np.ndarray,
    name_of: np.ndarray,
    groups: np.ndarray,
    asked: np.ndarray,
    likely: np.ndarray,
    radius: np.ndarray,
) -> np.ndarray:
    """Whether each text asked about belongs to the name it is likeliest to have."""
    count = int(groups.max(initial=-1)) + 1
    held = groups >= 0
    size = np.bincount(groups[held], minlength=count)
    placed = np.bincount(groups[held & (name_of >= 0)], minlength=count)
    enough = np.maximum(np.minimum(_VISITED, np.maximum(size * 0.2, 2)), size * _VISITED_SHARE)
    visited = np.append(placed >= enough, False)[groups[asked]]
    sums = np.zeros((count + 1, vectors.shape[1]))
    np.add.at(sums, groups, vectors)
    own = (vectors[asked] * rows_to_one(sums)[groups[asked]]).sum(axis=1)
    return (visited & (likely >= LEAST_LIKENESS)) | ((likely >= radius) & (likely > own))
