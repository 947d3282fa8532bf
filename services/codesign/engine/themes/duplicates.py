"""Texts that say almost the same in the same words."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from services.codesign.engine.themes.tokens import negates

NEAR_DUPLICATE = 0.8
_PREFIX_HITS = 4


def near_duplicates(words: Sequence[frozenset[str]], row_of: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """Groups of texts of which each shares at least 80% of its words with another (Jaccard).

    Two that differ in a 'not' are never duplicates.
    """
    parent = _linked_rows(words)
    groups: dict[int, list[int]] = {}
    for item, row in enumerate(row_of.tolist()):
        groups.setdefault(_root(parent, row), []).append(item)
    return tuple(sorted(tuple(group) for group in groups.values() if len(group) > 1))


def _linked_rows(words: Sequence[frozenset[str]]) -> list[int]:
    """Link near-duplicate rows.

    Two that reach the bar share `needed` or more of their rarest words (the prefix filter of Chaudhuri et al.
    2006, lengthened), so only those are compared.
    """
    parent = list(range(len(words)))
    spread = Counter(word for held in words for word in held)
    index: dict[str, array[int]] = {}
    needed = np.array([max(1, min(_PREFIX_HITS, _least_shared(len(held)))) for held in words], dtype=np.int64)
    for row in sorted(range(len(words)), key=lambda number: (len(words[number]), number)):
        held = words[row]
        prefix = sorted(held, key=lambda word: (spread[word], word))
        prefix = prefix[: len(held) - _least_shared(len(held)) + needed[row]]
        met = [np.array(index[word]) for word in prefix if word in index]
        for word in prefix:
            index.setdefault(word, array("i")).append(row)
        if met:
            hits = np.bincount(np.concatenate(met))
            for other in np.flatnonzero((hits > 0) & (hits >= needed[: len(hits)])).tolist():
                if _root(parent, row) != _root(parent, other) and _near(held, words[other]):
                    parent[_root(parent, row)] = _root(parent, other)
    return parent


def _least_shared(count: int) -> int:
    return int(np.ceil(NEAR_DUPLICATE * count - 1e-9))


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    if both < NEAR_DUPLICATE * (len(one) + len(other) - both):
        return False
    return not any(negates(word) for word in one ^ other)


def _root(parent: list[int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
