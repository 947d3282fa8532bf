"""Principal components of a table with gaps, without ever filling it.

A gap filled with its statement's mean is zero once the means are taken away, so the centred table is as
sparse as the votes are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

DIMENSIONS = 2
DENSE_SIDE = 64
_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Projection:
    """How votes become a place: statement means (m), two components (m x 2), their variances, and the whole
    variance. `withheld` statements were voted on and count no longer.
    """

    means: np.ndarray
    components: np.ndarray
    variances: np.ndarray
    total: float
    withheld: int = 0

    @property
    def flat(self) -> bool:
        """Whether everybody who voted on a statement voted alike, so that there is nothing to map."""
        return self.total <= _TINY or self.variances[0] <= _TINY

    def shares(self) -> tuple[float, ...]:
        """Share of the variance that each component explains, 0 to 1."""
        if self.total <= _TINY:
            return (0.0,) * DIMENSIONS
        return tuple(float(value / self.total) for value in self.variances)


def column_means(votes: sp.csr_array) -> np.ndarray:
    """Mean vote on each statement among those who saw it; 0 where nobody did."""
    width = votes.shape[1]
    seen = np.bincount(votes.indices, minlength=width)
    return np.bincount(votes.indices, weights=votes.data, minlength=width) / np.maximum(seen, 1)


def centred(votes: sp.csr_array, means: np.ndarray) -> sp.csr_array:
    """The votes with the statement's mean taken away, gaps left as zero."""
    return sp.csr_array((votes.data - means[votes.indices], votes.indices, votes.indptr), shape=votes.shape)


def fit(votes: sp.csr_array, seed: int, tolerance: float = 0.0, withheld: int = 0) -> Projection:
    """Find the two directions along which the votes differ most."""
    means = column_means(votes)
    table = centred(votes, means)
    total = float(np.square(table.data).sum())
    components = np.zeros((votes.shape[1], DIMENSIONS))
    variances = np.zeros(DIMENSIONS)
    if total > _TINY:
        values, vectors = _leading(table, seed, tolerance)
        real = values > total * 1e-10
        variances[: len(values)] = np.where(real, values, 0.0)
        components[:, : len(values)] = np.where(real, vectors, 0.0)
    return Projection(means, _fix_signs(components), variances, total, withheld)


def place(votes: sp.csr_array, projection: Projection) -> np.ndarray:
    """Places of participants (n x 2), drawn out by the root of statements over votes cast: few votes, same reach.

    Statements that were taken out count on both sides, as an answer that says nothing (so does the service of Small et
    al. 2021): somebody of whose votes little is left is not drawn out to the rim by chance.
    """
    cast = np.diff(votes.indptr) + projection.withheld
    stretch = np.sqrt((votes.shape[1] + projection.withheld) / np.maximum(cast, 1))
    return (centred(votes, projection.means) @ projection.components) * stretch[:, None]


def _leading(table: sp.csr_array, seed: int, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    people, width = table.shape
    if min(people, width) > DENSE_SIDE:
        try:
            return _lanczos(table, seed, tolerance)
        except ArpackNoConvergence:
            pass
    dense = table.toarray()
    wide = width > people
    gram = dense @ dense.T if wide else dense.T @ dense
    side = gram.shape[0]
    first = max(side - DIMENSIONS, 0)
    values, vectors = eigh(gram, subset_by_index=[first, side - 1])
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    if wide:
        vectors = (dense.T @ vectors) / np.sqrt(np.maximum(values, _TINY))
    return values, vectors


def _lanczos(table: sp.csr_array, seed: int, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    turned = table.T
    side = table.shape[1]
    gram = LinearOperator((side, side), matvec=lambda vector: turned @ (table @ vector), dtype=float)
    start = np.random.default_rng(seed).standard_normal(side)
    values, vectors = eigsh(gram, k=DIMENSIONS, v0=start, tol=tolerance, ncv=24)
    return np.maximum(values[::-1], 0.0), vectors[:, ::-1]


def _fix_signs(components: np.ndarray) -> np.ndarray:
    """Make the heaviest statement of each component positive; near-ties go to the first, so that noise cannot
    decide.
    """
    if not components.size:
        return components
    heights = np.abs(components)
    near = heights >= heights.max(axis=0) * (1 - 1e-7)
    heaviest = components[near.argmax(axis=0), np.arange(components.shape[1])]
    return components * np.where(heaviest < 0, -1.0, 1.0)
