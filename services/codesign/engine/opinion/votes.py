"""Votes in one canonical order, whatever the order they came in.

Rows and columns are sorted by a hash of their content (colour refinement on the graph of participants, statements and
votes), keys breaking ties. A table with its rows and columns shuffled, with every vote turned round, or with other
numbers for the people, as each copy has them, is therefore computed with the very same floating-point operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from services.codesign.engine.opinion.triplets import Triplets

REFINEMENTS = 3
_ROW_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_COLUMN_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_VALUE_FACTOR = np.uint64(0x165667B19E3779F9)


@dataclass(frozen=True, eq=False)
class VoteTable:
    """Votes as a sparse table of small integers (participants x statements; a stored 0 is a pass) in canonical order.

    `rows[i]` and `columns[j]` are the caller's positions of canonical row i and column j. `orientation` is -1
    where the votes were turned round to reach the canonical form.
    """

    matrix: sp.csr_array
    rows: np.ndarray
    columns: np.ndarray
    orientation: int

    @property
    def seen_per_row(self) -> np.ndarray:
        """Votes cast by each participant, passes included, in canonical order."""
        return np.diff(self.matrix.indptr)


def canonical_votes(
    votes: Any, participants: Sequence[Any] | None = None, statements: Sequence[Any] | None = None
) -> VoteTable:
    """Bring dense votes (NaN unseen) or triplets into canonical order.

    Raises `ValueError` where a vote is not 1, 0 or -1, a position is out of range or a key comes twice.
    """
    row, column, value, shape = _entries(votes, participants, statements)
    row_rank = _key_ranks(participants, shape[0], "participants")
    column_rank = _key_ranks(statements, shape[1], "statements")
    matrix = _last_wins(row_rank[row], column_rank[column], value, shape)
    del row, column, value
    orientation, row_hash, column_hash = _content(matrix, _orientation(matrix))
    # Ranks of keys are the positions here, so ties need no other key.
    rows, columns = np.argsort(row_hash, kind="stable"), np.argsort(column_hash, kind="stable")
    place = np.empty_like(columns)
    place[columns] = np.arange(len(columns))
    ordered = matrix[rows]
    ordered = sp.csr_array(
        (ordered.data * np.int8(orientation), place[ordered.indices].astype(ordered.indices.dtype), ordered.indptr),
        shape=shape,
    )
    ordered.sort_indices()
    return VoteTable(ordered, np.argsort(row_rank)[rows], np.argsort(column_rank)[columns], orientation)


def _entries(
    votes: Any, participants: Sequence[Any] | None, statements: Sequence[Any] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[int, int]]:
    if isinstance(votes, tuple) and len(votes) == 3:
        votes = Triplets(*votes)
    if isinstance(votes, Triplets):
        row, column, value = (np.asarray(part) for part in (votes.participant, votes.statement, votes.value))
        shape = (_length(row, participants), _length(column, statements))
    else:
        dense = np.asarray(votes, dtype=float)
        if dense.ndim != 2:
            raise ValueError("votes must have two dimensions: participants and statements")
        shape = (dense.shape[0], dense.shape[1])
        row, column = np.nonzero(~np.isnan(dense))
        value = dense[row, column]
    return row, column, _checked(row, column, value, shape), shape


def _checked(row: np.ndarray, column: np.ndarray, value: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The votes as small integers, or `ValueError`."""
    if not row.shape == column.shape == value.shape or row.ndim != 1:
        raise ValueError("participant, statement and value must be three arrays of one length")
    with np.errstate(invalid="ignore"):
        small = value if value.dtype == np.int8 else value.astype(np.int8)
    if len(value) and (small.min() < -1 or small.max() > 1 or not (small is value or (small == value).all())):
        raise ValueError("a vote is 1 (agree), -1 (disagree), 0 (pass) or NaN (not seen)")
    if len(row) and (row.min() < 0 or row.max() >= shape[0] or column.min() < 0 or column.max() >= shape[1]):
        raise ValueError("a vote names a participant or statement that is not there")
    return small


def _last_wins(row: np.ndarray, column: np.ndarray, value: np.ndarray, shape: tuple[int, int]) -> sp.csr_array:
    """A table sorted by row and column; of several votes in one cell the last stays."""
    order = _stable_order(column, shape[1])
    order = order[_stable_order(row[order], shape[0])]
    row, column = row[order], column[order]
    last = np.ones(len(row), dtype=bool)
    np.logical_or(row[1:] != row[:-1], column[1:] != column[:-1], out=last[:-1])
    if not last.all():
        row, column, order = row[last], column[last], order[last]
    indptr = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=shape[0]))))
    return sp.csr_array((value[order], column.astype(np.int32), indptr), shape=shape)


def _stable_order(keys: np.ndarray, size: int) -> np.ndarray:
    """Like a stable argsort of numbers below `size`, in linear time: a vote a row, turned into columns."""
    count = len(keys)
    marks = np.ones(count, dtype=np.int8)
    each = sp.csr_array(
        (marks, keys.astype(np.int32), np.arange(count + 1, dtype=np.int32)), shape=(count, max(size, 1))
    )
    return each.tocsc().indices


def _orientation(matrix: sp.csr_array) -> int:
    """Which way round is canonical: 1 or -1, turned round with the votes; 0 where totals cannot tell."""
    if total := int(matrix.data.sum(dtype=np.int64)):
        return 1 if total > 0 else -1
    for axis in (0, 1):
        sums = np.asarray(matrix.sum(axis=axis, dtype=np.int64)).ravel()
        here, there = np.sort(sums), np.sort(-sums)
        differ = np.flatnonzero(here != there)
        if len(differ):
            return 1 if here[differ[0]] > there[differ[0]] else -1
    return 0


def _content(matrix: sp.csr_array, orientation: int) -> tuple[int, np.ndarray, np.ndarray]:
    """Orientation and content hashes of rows and columns."""
    if orientation:
        return orientation, *_colours(matrix, orientation)
    rows_plain, columns_plain = _colours(matrix, 1)
    rows_turned, columns_turned = _colours(matrix, -1)
    if int(rows_turned.sum(dtype=np.uint64)) < int(rows_plain.sum(dtype=np.uint64)):
        return -1, rows_turned, columns_turned
    return 1, rows_plain, columns_plain


def _length(positions: np.ndarray, keys: Sequence[Any] | None) -> int:
    if keys is not None:
        return len(keys)
    return int(positions.max()) + 1 if len(positions) else 0


def _key_ranks(keys: Sequence[Any] | None, count: int, what: str) -> np.ndarray:
    if keys is None:
        return np.arange(count)
    if len(keys) != count:
        raise ValueError(f"{len(keys)} keys for {count} {what}")
    values = np.asarray(keys)
    if values.ndim != 1 or values.dtype.kind not in "iuUS":
        values = np.asarray([str(key) for key in keys])
    distinct, ranks = np.unique(values, return_inverse=True)
    if len(distinct) != count:
        raise ValueError(f"a key comes twice in {what}")
    return ranks


def _colours(matrix: sp.csr_array, orientation: int) -> tuple[np.ndarray, np.ndarray]:
    """Content hashes of rows and columns; sums wrap around, so they do not depend on the order of summing."""
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    by_column = np.argsort(matrix.indices, kind="stable")
    column_ends = np.cumsum(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    votes = (matrix.data * np.int8(orientation) + np.int8(2)).astype(np.uint64) * _VALUE_FACTOR
    rows = np.zeros(matrix.shape[0], dtype=np.uint64)
    columns = np.zeros(matrix.shape[1], dtype=np.uint64)
    for _ in range(REFINEMENTS):
        rows = _mix(_segment_sums(_mix(columns[matrix.indices] * _COLUMN_FACTOR + votes), matrix.indptr[1:]))
        edges = _mix(rows[row_of] * _ROW_FACTOR + votes)
        columns = _mix(_segment_sums(edges[by_column], column_ends))
    return rows, columns


def _segment_sums(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    running = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(values, dtype=np.uint64)))
    at_ends = running[ends]
    return np.diff(at_ends, prepend=np.zeros(1, dtype=np.uint64))


def _mix(values: np.ndarray) -> np.ndarray:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014): every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
