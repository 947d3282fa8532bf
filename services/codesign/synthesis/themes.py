"""Themes in free text: what people wrote about, with the words they used, and what fits nowhere kept in
sight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from .serialise import json_safe
from .text_vectors import TextVectors, vectorise
from .threads import one_thread
from .words import language_code, names_a_theme, negates

MOST_THEMES = 16
SMALLEST_THEME = 3
KEYWORDS = 8
SHOWN = 5
NEAR_DUPLICATE = 0.8
# A text that is less like its theme's centre than this is left unassigned.
LEAST_LIKENESS = 0.15
_SAMPLE = 1500
_PREFIX_HITS = 4
_RESTARTS = 8
_STEPS = 60


@dataclass(frozen=True)
class Theme:
    """One theme. Texts are named by their position in what was given.

    `keywords` are words as people wrote them; `label` the first three. `representative` are the texts most
    like the centre; `dissenting` the ones least like it, which is no more than that: they may say something
    else rather than the opposite. `certainty`: how much nearer the theme's texts are to it than to the next
    theme, 0 to 1 (a theme that is alone: how near they are to it). `name`: what people called it when they moved
    texts into it, "" for a theme nobody has named.
    """

    number: int
    size: int
    label: tuple[str, ...]
    keywords: tuple[str, ...]
    representative: tuple[int, ...]
    dissenting: tuple[int, ...]
    certainty: float
    name: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True, eq=False)
class ThemeSet:
    """Themes, the largest first. `theme_of`: each text's theme by number, -1 for those in `unassigned`."""

    themes: tuple[Theme, ...]
    theme_of: np.ndarray
    unassigned: tuple[int, ...]
    near_duplicates: tuple[tuple[int, ...], ...]
    parameters: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON types."""
        return json_safe(vars(self))


@one_thread
def find_themes(
    texts: Sequence[str],
    languages: Sequence[str | None] | str | None = None,
    *,
    taught: Sequence[str | None] | None = None,
    seed: int = 20260101,
    max_themes: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> ThemeSet:
    """Group texts by what they are about.

    `languages`: a code for each text or one for all ('en', 'cy', 'de', 'fr', ...). `max_themes`: as many
    themes as this, where the texts allow; without it the number is the one, from 2 to 16, whose themes lie
    farthest apart (the mean of (nearest other - own) / larger, distances to centres: the simplified
    silhouette of Hruschka et al. 2006). Texts with the same words in the same order count as one when
    grouping. `taught`: for each text the name of the theme that people put it in, "" where they say it fits
    nowhere, None where nobody has said; what they said always holds. Raises `ValueError` for unequal lengths or no
    themes asked for.
    """
    report = progress or (lambda share, step: None)
    if max_themes is not None and max_themes < 1:
        raise ValueError("max_themes must be 1 or more")
    if taught is not None and len(taught) != len(texts):
        raise ValueError(f"{len(taught)} taught themes for {len(texts)} texts")
    codes = _language_codes(languages, len(texts))
    distinct = sorted({(_squeezed(text), code) for text, code in zip(texts, codes, strict=True)})
    place = {pair: number for number, pair in enumerate(distinct)}
    row_of = np.array([place[_squeezed(text), code] for text, code in zip(texts, codes, strict=True)], dtype=np.int64)
    weights = np.bincount(row_of, minlength=len(distinct)).astype(float)
    report(0.1, "words")
    parameters = {"seed": seed, "max_themes": max_themes}
    if not distinct:
        return ThemeSet((), row_of, (), (), parameters)
    placed = vectorise([text for text, _ in distinct], [code for _, code in distinct], seed)
    report(0.6, "themes")
    labels, centres = _group(placed.vectors, weights, seed, max_themes)
    report(0.9, "describe")
    row_codes = [code for _, code in distinct]
    labels, centres = _with_something_in_common(placed, row_codes, labels, centres)
    theme_set = _describe(placed, row_codes, labels, centres, row_of, parameters)
    report(1.0, "done")
    return theme_set


def _language_codes(languages: Sequence[str | None] | str | None, count: int) -> list[str]:
    if languages is None or isinstance(languages, str):
        return [language_code(languages)] * count
    if len(languages) != count:
        raise ValueError(f"{len(languages)} languages for {count} texts")
    return [language_code(language) for language in languages]


def _squeezed(text: str) -> str:
    # A lone surrogate cannot be stored or sorted the same everywhere.
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _group(
    vectors: np.ndarray, weights: np.ndarray, seed: int, max_themes: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Theme of each distinct text (-1 for none) and the centres. Small themes are dissolved, not padded."""
    labels = np.full(len(vectors), -1)
    usable = np.flatnonzero(np.any(vectors != 0, axis=1))
    if not len(usable) or (len(usable) < 4 and weights[usable].max() < SMALLEST_THEME):
        return labels, np.zeros((0, vectors.shape[1]))
    points, sizes = vectors[usable], weights[usable]
    count = max_themes or (len(usable) if len(usable) < 4 else _number_of_themes(points, sizes, seed))
    centres = _spherical_k_means(points, sizes, min(count, len(usable)), seed)
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


def _number_of_themes(points: np.ndarray, sizes: np.ndarray, seed: int) -> int:
    rng = np.random.default_rng((seed, 7))
    if len(points) > _SAMPLE:
        chosen = np.sort(rng.choice(len(points), _SAMPLE, replace=False))
        points, sizes = points[chosen], sizes[chosen]
    most = min(MOST_THEMES, int(len(points) // 4))
    best, best_score = 1, 0.0
    for count in range(2, most + 1):
        centres = _spherical_k_means(points, sizes, count, seed)
        far = 1 - np.sort(points @ centres.T, axis=1)[:, ::-1]
        scores = (far[:, 1] - far[:, 0]) / np.maximum(far[:, 1], 1e-9)
        score = float(np.average(scores, weights=sizes))
        if score > best_score + 1e-6:
            best, best_score = count, score
    return best


def _spherical_k_means(points: np.ndarray, sizes: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Centres of length 1 (Dhillon and Modha 2001), the best of several seeded starts."""
    rng = np.random.default_rng((seed, count))
    best, best_score = points[:count], -np.inf
    for _ in range(_RESTARTS):
        centres = _starts(points, sizes, count, rng)
        labels = np.full(len(points), -1)
        for _ in range(_STEPS):
            likeness = points @ centres.T
            moved = likeness.argmax(axis=1)
            if np.array_equal(moved, labels):
                break
            labels = moved
            member = sp.csr_array((sizes, (labels, np.arange(len(points)))), shape=(count, len(points)))
            sums = member @ points
            lengths = np.linalg.norm(sums, axis=1, keepdims=True)
            centres = np.where(lengths > 1e-9, sums / np.maximum(lengths, 1e-9), centres)
        score = round(float((likeness.max(axis=1) * sizes).sum()), 7)
        if score > best_score:
            best, best_score = centres, score
    return best


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


def _with_something_in_common(
    placed: TextVectors, row_codes: list[str], labels: np.ndarray, centres: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Leave out themes whose texts share no word more than the rest do: nobody could say what they are."""
    keywords = _keywords(placed, row_codes, labels, len(centres))
    kept = np.array([number for number, words in enumerate(keywords) if words], dtype=np.int64)
    renumbered = np.full(len(centres) + 1, -1)
    renumbered[kept] = np.arange(len(kept))
    return renumbered[labels], centres[kept]


def _describe(
    placed: TextVectors,
    row_codes: list[str],
    labels: np.ndarray,
    centres: np.ndarray,
    row_of: np.ndarray,
    parameters: dict[str, Any],
) -> ThemeSet:
    counted = np.bincount(labels[row_of][labels[row_of] >= 0], minlength=len(centres))
    order = np.lexsort((np.arange(len(centres)), -counted))
    rank = np.empty(len(centres) + 1, dtype=np.int64)
    rank[order] = np.arange(len(centres))
    rank[-1] = -1
    labels, centres = rank[labels], centres[order]
    first_item = np.full(len(labels), len(row_of))
    np.minimum.at(first_item, row_of, np.arange(len(row_of)))
    likeness = placed.vectors @ centres.T if len(centres) else np.zeros((len(labels), 0))
    keywords = _keywords(placed, row_codes, labels, len(centres))
    themes = []
    for number in range(len(centres)):
        rows = np.flatnonzero(labels == number)
        own = np.round(likeness[rows, number], 9)
        near = rows[np.lexsort((rows, -own))]
        shown = near[:SHOWN]
        far = [row for row in near[::-1] if row not in shown][:SHOWN]
        themes.append(
            Theme(
                number,
                int((labels[row_of] == number).sum()),
                keywords[number][:3],
                keywords[number],
                tuple(first_item[shown].tolist()),
                tuple(first_item[far].tolist()),
                _certainty(likeness[rows], number),
            )  # fmt: skip
        )
    theme_of = labels[row_of]
    return ThemeSet(
        tuple(themes),
        theme_of,
        tuple(np.flatnonzero(theme_of < 0).tolist()),
        _near_duplicates(placed.words, row_of),
        parameters,
    )


def _certainty(likeness: np.ndarray, number: int) -> float:
    own = likeness[:, number]
    if likeness.shape[1] == 1:
        return float(np.clip(own, 0, 1).mean())
    other = np.delete(likeness, number, axis=1).max(axis=1)
    return float(np.clip((own - np.maximum(other, 0)) / np.maximum(own, 1e-9), 0, 1).mean())


def _keywords(placed: TextVectors, row_codes: list[str], labels: np.ndarray, count: int) -> list[tuple[str, ...]]:
    """Words that more of a theme's texts hold than of the others': share inside x log(share inside / share
    outside).
    """
    present = placed.counts.copy()
    present.data[:] = 1.0
    everywhere = np.asarray(present.sum(axis=0)).ravel()
    shown = []
    for number in range(count):
        rows = np.flatnonzero(labels == number)
        inside = np.asarray(present[rows].sum(axis=0)).ravel()
        share = (inside + 0.5) / (len(rows) + 1)
        outside = (everywhere - inside + 0.5) / (len(labels) - len(rows) + 1)
        enough = inside >= max(1, min(2, len(rows)))
        score = np.where(enough, share * np.log(share / outside), -np.inf)
        codes = {row_codes[row] for row in rows}
        ranked = np.lexsort((np.arange(len(score)), -np.round(score, 9)))
        words = [_common_form(placed.forms[placed.stems[place]]) for place in ranked if score[place] > 0]
        telling = [word for word in words if all(names_a_theme(word, code) for code in codes)]
        shown.append(tuple((telling or words)[:KEYWORDS]))
    return shown


def _common_form(forms: Any) -> str:
    """The form most often written; a capital is kept only where it is the usual way, as in a name."""
    folded: dict[str, int] = {}
    for form, count in forms.items():
        folded[form.casefold()] = folded.get(form.casefold(), 0) + count
    word = min(folded, key=lambda form: (-folded[form], form))
    written = {form: count for form, count in forms.items() if form.casefold() == word}
    usual = min(written, key=lambda form: (-written[form], form))
    return usual if usual.isupper() and len(usual) > 1 else word


def _near_duplicates(words: Sequence[frozenset[str]], row_of: np.ndarray) -> tuple[tuple[int, ...], ...]:
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
    index: dict[str, list[int]] = {}
    needed = [max(1, min(_PREFIX_HITS, _least_shared(len(held)))) for held in words]
    for row in sorted(range(len(words)), key=lambda number: (len(words[number]), number)):
        held = words[row]
        prefix = sorted(held, key=lambda word: (spread[word], word))
        prefix = prefix[: len(held) - _least_shared(len(held)) + needed[row]]
        hits: Counter[int] = Counter()
        for word in prefix:
            hits.update(index.get(word, ()))
            index.setdefault(word, []).append(row)
        for other, count in hits.items():
            if count >= needed[other] and _near(held, words[other]):
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
