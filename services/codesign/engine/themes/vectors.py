"""Texts as vectors, without a language model.

Four views side by side, each a singular value decomposition:

- weights of content words (TF-IDF);
- weights of pieces of words, which bridge misspellings, compounds and Welsh mutations;
- the mean of word vectors learnt from which content words stand near each other in these very texts (positive
  pointwise mutual information: Levy and Goldberg 2014), which know that 'nurse' and 'doctor' are alike although no
  text holds both;
- the same for all words, the small ones weighed down but not out (Arora et al. 2017): 'she was' and 'it was' are
  about different things.

Whoever has sentence embeddings adds them as a fifth view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import ArpackNoConvergence, svds

from services.codesign.engine.themes.bridges import BRIDGED, bridged
from services.codesign.engine.themes.reading import Reading, count_words
from services.codesign.engine.themes.tokens import character_pieces

DIMENSIONS = 100
PIECE_DIMENSIONS = 60
WINDOW = 5
CONTEXT_POWER = 0.75
# Of a word in so large a share of all words, half the weight is left.
_COMMON = 1e-3
_DENSE_SIDE = 150
_KEPT = 200
# Many answers say in their first words what they are about.
_OPENING = 2


@dataclass(frozen=True, eq=False)
class TextVectors:
    """`vectors` (texts x dimensions, length 1 or 0), and `counts` of each stem in each text, for finding keywords."""

    vectors: np.ndarray
    counts: sp.csr_array
    stems: tuple[str, ...]


def vectorise(reading: Reading, seed: int, embedded: np.ndarray | None = None) -> TextVectors:
    """Place the texts. `embedded`: sentence embeddings, a row for each text; they weigh as much as the rest."""
    least = _least(reading)
    content = _bridge(reading, reading.content)
    counted, known = count_words(content, least)
    weighed = _weigh(counted)
    views = [
        rows_to_one(_reduced(weighed, DIMENSIONS, seed)),
        rows_to_one(weighed @ _word_vectors(content, known, seed)),
    ]
    every = _bridge(reading, reading.every)
    counted, known = count_words(every, least)
    views.append(rows_to_one(_evened(counted) @ _word_vectors(every, known, seed)))
    views.append(rows_to_one(_reduced(_pieces(reading.written, least), PIECE_DIMENSIONS, seed)))
    if embedded is not None:
        views.append(rows_to_one(embedded) * np.sqrt(len(views)))
    vectors = _condensed(rows_to_one(np.hstack(views)))
    return TextVectors(vectors, *count_words(reading.content, least))


def learnable(reading: Reading) -> sp.csr_array:
    """What a classifier learns from beside the vectors: words, pairs of words, pieces and how texts begin."""
    least = _least(reading)
    every = _bridge(reading, reading.every)
    pairs = _weigh(count_words([_with_pairs(stems) for stems in every], min(least, 2))[0])
    openings = _weigh(count_words([stems[:_OPENING] for stems in every], min(least, 2))[0])
    return sp.csr_array(sp.hstack([pairs, _pieces(reading.written, least), openings * 0.5]))


def rows_to_one(table: np.ndarray) -> np.ndarray:
    """Rows of length 1; what has no length stays nought."""
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(lengths > 1e-6, lengths, 1) * (lengths > 1e-6)


def _least(reading: Reading) -> int:
    """In how many texts a word must be."""
    return 1 if len(reading) < 100 else 2 if len(reading) < 1000 else 3


def _bridge(reading: Reading, sequences: Sequence[list[str]]) -> list[list[str]]:
    pairs = zip(sequences, reading.languages, strict=True)
    return [bridged(stems, language) if language in BRIDGED else stems for stems, language in pairs]


def _condensed(table: np.ndarray) -> np.ndarray:
    """Turned so that few dimensions hold almost all, and the rest dropped: distances stay as good as they were."""
    if table.shape[1] <= _KEPT:
        return table
    _, axes = np.linalg.eigh((table.T @ table).astype(float))
    return rows_to_one(table @ axes[:, -_KEPT:].astype(table.dtype))


def _with_pairs(stems: Sequence[str]) -> list[str]:
    return [*stems, *(f"{first} {second}" for first, second in pairwise(stems))]


def _weigh(counts: sp.csr_array) -> sp.csr_array:
    """TF-IDF with damped counts and rows of length 1 (Salton and Buckley 1988)."""
    people, width = counts.shape
    spread = np.bincount(counts.indices, minlength=width)
    rarity = (np.log((1 + people) / (1 + spread)) + 1).astype(np.float32)
    data = np.log(counts.data)
    data += 1
    data *= rarity[counts.indices]
    weighed = sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(weighed.multiply(weighed) @ np.ones(width, dtype=np.float32))
    data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(counts.indptr))
    return weighed


def _evened(counts: sp.csr_array) -> sp.csr_array:
    """Counts up to two, weighed by a / (a + share of all words)."""
    often = np.bincount(counts.indices, weights=counts.data, minlength=counts.shape[1])
    weight = (_COMMON / (_COMMON + often / max(often.sum(), 1))).astype(np.float32)
    data = np.minimum(counts.data, 2) * weight[counts.indices]
    return sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def _pieces(written: Sequence[Sequence[str]], least: int) -> sp.csr_array:
    """TF-IDF of the pieces of words: each word is cut up once, however often it is written."""
    counts, vocabulary = count_words(written, 1)
    holding, _ = count_words([character_pieces(word) for word in vocabulary], 1)
    spread = np.bincount(counts.indices, minlength=len(vocabulary)) @ holding
    counted = sp.csr_array(counts @ sp.csr_array(holding[:, np.flatnonzero(spread >= least)]))
    counted.sort_indices()
    return _weigh(counted)


def _reduced(table: sp.csr_array, dimensions: int, seed: int) -> np.ndarray:
    left, values = _singular(table, dimensions, seed)
    return left * values


def _word_vectors(sequences: Sequence[Sequence[str]], stems: tuple[str, ...], seed: int) -> np.ndarray:
    near = _neighbours(sequences, stems)
    if not near.nnz:
        return np.zeros((len(stems), 1))
    often = np.bincount(near.row, weights=near.data, minlength=len(stems))
    context = often**CONTEXT_POWER
    # One rounding for all: exact ties are cut at nought instead of by the last bit.
    strength = np.round(np.log(near.data * context.sum() / (often[near.row] * context[near.col])), 12)
    kept = strength > 0
    table = sp.coo_array(
        (strength[kept].astype(np.float32), (near.row[kept], near.col[kept])), shape=near.shape
    ).tocsr()
    left, values = _singular(table, DIMENSIONS, seed)
    return left * np.sqrt(values)


def _neighbours(sequences: Sequence[Sequence[str]], stems: tuple[str, ...]) -> sp.coo_array:
    """How often each two words stand within the window of each other."""
    place = {stem: number for number, stem in enumerate(stems)}
    known = [[place[word] for word in sequence if word in place] for sequence in sequences]
    ids = np.array([word for sequence in known for word in sequence], dtype=np.int32)
    text_of = np.repeat(np.arange(len(known), dtype=np.int32), [len(sequence) for sequence in known])
    near = sp.csr_array((len(stems), len(stems)), dtype=np.float32)
    for gap in range(1, WINDOW + 1):
        same = text_of[:-gap] == text_of[gap:]
        pair = (ids[:-gap][same], ids[gap:][same])
        near = near + sp.coo_array((np.ones(len(pair[0]), dtype=np.float32), pair), shape=near.shape).tocsr()
    return sp.coo_array(near + near.T)


def _singular(table: sp.csr_array, dimensions: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    side = min(table.shape)
    if not table.nnz:
        return np.zeros((table.shape[0], 1)), np.zeros(1)
    if side > _DENSE_SIDE:
        try:
            start = np.random.default_rng(seed).standard_normal(side).astype(table.dtype)
            left, values, _ = svds(table, k=dimensions, v0=start, tol=1e-4)
            return left, values
        except ArpackNoConvergence:
            pass
    left, values, _ = np.linalg.svd(table.toarray(), full_matrices=False)
    return left[:, :dimensions], values[:dimensions]
