"""Texts as vectors, without a language model.

Two views side by side: word weights (TF-IDF) reduced by a singular value decomposition, and the mean of word
vectors learnt from which words stand near each other in these very texts (positive pointwise mutual
information, decomposed: Levy and Goldberg 2014). The second knows that 'nurse' and 'doctor' are alike
although no text holds both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import ArpackNoConvergence, svds

from .words import character_pieces, content_stem, tokens

DIMENSIONS = 100
WINDOW = 5
CONTEXT_POWER = 0.75
_DENSE_SIDE = 150


@dataclass(frozen=True, eq=False)
class TextVectors:
    """Vectors (texts x dimensions, length 1 or 0), counts of each stem in each text, and the forms people
    wrote.
    """

    vectors: np.ndarray
    counts: sp.csr_array
    stems: tuple[str, ...]
    forms: dict[str, Counter[str]]
    words: tuple[frozenset[str], ...]


def vectorise(texts: Sequence[str], languages: Sequence[str], seed: int) -> TextVectors:
    """Read the texts and place them. The order of texts decides nothing but the order of rows."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    sequences: list[list[str]] = []
    pieces: list[list[str]] = []
    words: list[frozenset[str]] = []
    for text, language in zip(texts, languages, strict=True):
        written = tokens(text)
        words.append(frozenset(word.casefold() for word in written))
        sequence = []
        for word in written:
            stem = content_stem(word, language)
            if stem:
                sequence.append(stem)
                forms[stem][word] += 1
        sequences.append(sequence)
        pieces.append([piece for word in written for piece in character_pieces(word)] if language == "cy" else [])
    least = 1 if len(texts) < 100 else 2 if len(texts) < 1000 else 3
    counts, stems = _count(sequences, least)
    extra, _ = _count(pieces, least)
    table = sp.csr_array(sp.hstack([_weigh(counts), _weigh(extra) * 0.5]))
    reduced = _rows_to_one(_reduce(table, seed))
    near = _rows_to_one(_weigh(counts) @ _word_vectors(sequences, stems, seed))
    vectors = _rows_to_one(np.hstack([reduced, near]))
    return TextVectors(vectors, counts, stems, dict(forms), tuple(words))


def _count(sequences: Sequence[Sequence[str]], least: int) -> tuple[sp.csr_array, tuple[str, ...]]:
    """How often each word comes in each text, for words in at least `least` texts, in alphabetical order."""
    spread = Counter(word for sequence in sequences for word in set(sequence))
    vocabulary = sorted(word for word, count in spread.items() if count >= least)
    place = {word: number for number, word in enumerate(vocabulary)}
    row, column = [], []
    for number, sequence in enumerate(sequences):
        known = [place[word] for word in sequence if word in place]
        row += [number] * len(known)
        column += known
    shape = (len(sequences), len(vocabulary))
    counts = sp.coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr()
    counts.sum_duplicates()
    return counts, tuple(vocabulary)


def _weigh(counts: sp.csr_array) -> sp.csr_array:
    """TF-IDF with damped counts and rows of length 1 (Salton and Buckley 1988)."""
    people, width = counts.shape
    spread = np.bincount(counts.indices, minlength=width)
    rarity = np.log((1 + people) / (1 + spread)) + 1
    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    weighed = sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(np.asarray(weighed.power(2).sum(axis=1)).ravel())
    weighed.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(weighed.indptr))
    return weighed


def _reduce(table: sp.csr_array, seed: int) -> np.ndarray:
    left, values = _singular(table, seed)
    return left * values


def _word_vectors(sequences: Sequence[Sequence[str]], stems: tuple[str, ...], seed: int) -> np.ndarray:
    place = {stem: number for number, stem in enumerate(stems)}
    known = [[place[word] for word in sequence if word in place] for sequence in sequences]
    ids = np.array([word for sequence in known for word in sequence], dtype=np.int64)
    text_of = np.repeat(np.arange(len(known)), [len(sequence) for sequence in known])
    pairs = []
    for gap in range(1, WINDOW + 1):
        same = text_of[:-gap] == text_of[gap:]
        pairs.append(np.stack([ids[:-gap][same], ids[gap:][same]]))
    first, second = np.concatenate(pairs, axis=1) if len(ids) else np.zeros((2, 0), dtype=np.int64)
    side = len(stems)
    near = sp.coo_array((np.ones(len(first)), (first, second)), shape=(side, side)).tocsr()
    near = sp.coo_array(near + near.T)
    if not near.nnz:
        return np.zeros((side, 1))
    often = np.bincount(near.row, weights=near.data, minlength=side)
    context = often**CONTEXT_POWER
    # One rounding for all: exact ties are cut at nought instead of by the last bit.
    strength = np.round(np.log(near.data * context.sum() / (often[near.row] * context[near.col])), 12)
    kept = strength > 0
    table = sp.coo_array((strength[kept], (near.row[kept], near.col[kept])), shape=(side, side)).tocsr()
    left, values = _singular(table, seed)
    return left * np.sqrt(values)


def _singular(table: sp.csr_array, seed: int) -> tuple[np.ndarray, np.ndarray]:
    side = min(table.shape)
    if not table.nnz:
        return np.zeros((table.shape[0], 1)), np.zeros(1)
    if side > _DENSE_SIDE:
        try:
            start = np.random.default_rng(seed).standard_normal(side)
            left, values, _ = svds(table, k=DIMENSIONS, v0=start, tol=1e-4)
            return left, values
        except ArpackNoConvergence:
            pass
    left, values, _ = np.linalg.svd(table.toarray(), full_matrices=False)
    return left[:, :DIMENSIONS], values[:DIMENSIONS]


def _rows_to_one(table: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(lengths > 1e-9, lengths, 1) * (lengths > 1e-9)
