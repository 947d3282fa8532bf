"""Texts that say almost the same in the same words.

However alike a hundred thousand texts are (a letter campaign), each is compared with a bounded number of others: those
that fall into the same bucket of a few hashes (MinHash, Broder 1997; banding, Indyk and Motwani 1998), and of these the
latest few. Two texts that share 80% of their words meet in some bucket with a probability of 0.9998.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from services.codesign.engine.themes.tokens import negates

NEAR_DUPLICATE = 0.8
BANDS = 16
HASHES_A_BAND = 4
# Of those in one bucket a text is compared with so many.
LATEST = 8
_SEED = 20260101


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
    """For each row one that it was linked to, and so on up to the first of its group."""
    parent = list(range(len(words)))
    first: dict[frozenset[str], int] = {}
    for row, held in enumerate(words):
        # Nothing can be said of a text without words.
        if held:
            parent[row] = first.setdefault(held, row)
    rows = np.array(sorted(first.values()), dtype=np.int64)
    for bucket in _buckets([words[row] for row in rows.tolist()]):
        _link(words, rows[bucket].tolist(), parent)
    return parent


def _buckets(texts: Sequence[frozenset[str]]) -> Iterator[np.ndarray]:
    """Indexes of texts that may be alike, at least two at a time, band by band."""
    vocabulary = {word: number for number, word in enumerate(sorted(set().union(*texts)))}
    starts = np.cumsum([0, *(len(held) for held in texts[:-1])]) if texts else np.zeros(0, dtype=np.int64)
    written = np.fromiter((vocabulary[word] for held in texts for word in held), dtype=np.int64)
    chance = np.random.default_rng(_SEED)
    for _band in range(BANDS if len(texts) > 1 else 0):
        keys = np.zeros(len(texts), dtype=np.uint64)
        for _hash in range(HASHES_A_BAND):
            drawn = chance.integers(0, 2**32, size=len(vocabulary), dtype=np.uint64)
            keys = keys * np.uint64(0x9E3779B97F4A7C15) + np.minimum.reduceat(drawn[written], starts)
        order = np.argsort(keys, kind="stable")
        ends = np.flatnonzero(np.diff(keys[order])) + 1
        yield from (bucket for bucket in np.split(order, ends) if len(bucket) > 1)


def _link(words: Sequence[frozenset[str]], bucket: Sequence[int], parent: list[int]) -> None:
    """Link each row of a bucket to those of the latest few before it that it is near to."""
    for place, row in enumerate(bucket):
        for other in bucket[max(place - LATEST, 0) : place]:
            mine, theirs = _root(parent, row), _root(parent, other)
            if mine != theirs and _near(words[row], words[other]):
                parent[max(mine, theirs)] = min(mine, theirs)


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
