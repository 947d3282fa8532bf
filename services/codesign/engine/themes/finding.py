"""Themes in free text: what people wrote about, with the words they used, and what fits nowhere kept in
sight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from services.codesign.engine.themes.certainty import certainties, chance_margins, margins
from services.codesign.engine.themes.duplicates import near_duplicates
from services.codesign.engine.themes.embeddings import Embed, embeddings
from services.codesign.engine.themes.keywords import theme_keywords
from services.codesign.engine.themes.labels import NOWHERE, learn, said_of_rows
from services.codesign.engine.themes.languages import text_languages
from services.codesign.engine.themes.parts import find_parts
from services.codesign.engine.themes.reading import Reading, read
from services.codesign.engine.themes.results import Theme, ThemeSet
from services.codesign.engine.themes.spherical import SMALLEST_THEME, group
from services.codesign.engine.themes.vectors import TextVectors, rows_to_one, vectorise
from services.codesign.engine.threads import one_thread

SHOWN = 5


@one_thread
def find_themes(
    texts: Sequence[str],
    languages: Sequence[str | None] | str | None = None,
    *,
    labels: Sequence[str | None] | None = None,
    embed: Embed | None = None,
    seed: int = 20260101,
    max_themes: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> ThemeSet:
    """Group texts by what they are about.

    `languages`: a code for each text or one for all ('en', 'cy', 'de', 'fr', ...); detected where none is given.
    `max_themes`: as many themes as this, where the texts allow, named ones included; without it as many as a person can
    use (about one for 8 answers, 5 at the most where these are few, 6 to 14 where they are many), of these the number
    whose themes lie farthest apart (the simplified silhouette of Hruschka et al. 2006) for their number, and named ones
    come on top. Texts with the same words in the same
    order count as one when grouping. `labels`: for each text the name of the theme that people put it in, "" where they
    say it fits nowhere, None where nobody has said; what they said always holds, and texts that nobody placed follow
    what was learnt from it. `embed`: turns texts into sentence embeddings, one row each, used beside the words. Raises
    `ValueError` for unequal lengths, no themes asked for or embeddings that do not fit.
    """
    report = progress or (lambda share, step: None)
    if max_themes is not None and max_themes < 1:
        raise ValueError("max_themes must be 1 or more")
    if labels is not None and len(labels) != len(texts):
        raise ValueError(f"{len(labels)} labels for {len(texts)} texts")
    said = list(labels) if labels is not None else [None] * len(texts)
    squeezed = [_squeezed(text) for text in texts]
    codes = text_languages(languages, squeezed)
    distinct = sorted(set(zip(squeezed, codes, strict=True)))
    place = {pair: number for number, pair in enumerate(distinct)}
    row_of = np.array([place[pair] for pair in zip(squeezed, codes, strict=True)], dtype=np.int64)
    report(0.1, "words")
    parameters = {"seed": seed, "max_themes": max_themes, "labels": sum(name is not None for name in said)}
    parameters["embedded"] = embed is not None
    if not distinct:
        return ThemeSet((), row_of, (), (), parameters, row_of)
    embedded = embeddings([text for text, _ in distinct], embed)
    reading = read([text for text, _ in distinct], [code for _, code in distinct])
    placed = vectorise(reading, seed, embedded)
    report(0.6, "themes")
    weights = np.bincount(row_of, minlength=len(distinct)).astype(float)
    names = tuple(sorted({name for name in said if name}))
    assigned, sure = _sort(reading, placed, weights, names, said_of_rows(said, row_of, len(distinct)), seed, max_themes)
    report(0.9, "describe")
    machines = len(np.unique(assigned[assigned >= len(names)]))
    by_chance = chance_margins(reading, machines, seed)
    table = _Table(reading, placed, row_of, said, names, assigned[row_of], sure[row_of], by_chance)
    theme_set = _describe(table, parameters)
    report(1.0, "done")
    return theme_set


def _squeezed(text: str) -> str:
    # A lone surrogate cannot be stored or sorted the same everywhere.
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _sort(
    reading: Reading,
    placed: TextVectors,
    weights: np.ndarray,
    names: tuple[str, ...],
    said: Sequence[str | None],
    seed: int,
    max_themes: int | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Theme of each distinct text, the named ones first, -1 for none; and how sure, for the named ones.

    Groups are what the machine sees; named themes draw their texts out of these, and what is left stays.
    """
    free = np.array([name != NOWHERE for name in said], dtype=bool)
    assigned = np.full(len(said), -1)
    assigned[free], centres = group(
        placed.vectors[free],
        weights[free],
        [code for code, open_ in zip(reading.languages, free, strict=True) if open_],
        seed,
        max_themes,
    )
    lesson = learn(reading, placed, names, said, assigned)
    left = np.where((lesson.name_of >= 0) | ~free, -1, assigned)
    filled = np.bincount(left[left >= 0], weights=weights[left >= 0], minlength=len(centres))
    room = len(centres) if max_themes is None else max(max_themes - len(names), 0)
    largest = np.lexsort((np.arange(len(centres)), -filled))[:room]
    kept = np.sort(largest[filled[largest] >= SMALLEST_THEME])
    renumbered = np.full(len(centres) + 1, -1)
    renumbered[kept] = np.arange(len(kept)) + len(names)
    return np.where(lesson.name_of >= 0, lesson.name_of, renumbered[left]), lesson.sure


@dataclass(frozen=True, eq=False)
class _Table:
    """What is known of each item: its row among the distinct texts, what people said, its theme, how sure."""

    reading: Reading
    placed: TextVectors
    row_of: np.ndarray
    said: Sequence[str | None]
    names: tuple[str, ...]
    themes: np.ndarray
    sure: np.ndarray
    by_chance: np.ndarray


def _describe(table: _Table, parameters: dict[str, Any]) -> ThemeSet:
    named = {name: number for number, name in enumerate(table.names)}
    pairs = zip(table.said, table.themes.tolist(), strict=True)
    theme_of = np.array([theme if name is None else named.get(name, -1) for name, theme in pairs], dtype=np.int64)
    count = max(int(theme_of.max(initial=-1)) + 1, len(table.names))
    held = [np.unique(table.row_of[theme_of == number]) for number in range(count)]
    keywords = theme_keywords(table.reading, table.placed.counts, table.placed.stems, held)
    # Of a theme of the machine's whose texts share no word more than the rest do nobody could say what it is.
    kept = [number for number in range(count) if len(held[number]) and (number < len(named) or keywords[number])]
    size = np.bincount(theme_of[theme_of >= 0], minlength=count)
    order = sorted(kept, key=lambda number: (-size[number], number))
    rank = np.full(count + 1, -1)
    rank[order] = np.arange(len(order))
    theme_of = rank[theme_of]
    sums = [table.placed.vectors[held[number]].sum(axis=0) for number in order]
    centres = rows_to_one(np.array(sums).reshape(len(order), table.placed.vectors.shape[1]))
    likeness = table.placed.vectors @ centres.T
    sure = certainties(margins(table.placed.vectors[table.row_of], theme_of, len(order)), table.by_chance)
    names = [*table.names, *[""] * count]
    parts, part_of = find_parts(table.placed.vectors, table.row_of, theme_of, len(order), parameters["seed"])
    found = (
        _theme(place, table, theme_of, likeness, float(sure[place]), keywords[number], names[number])
        for place, number in enumerate(order)
    )
    return ThemeSet(
        tuple(replace(theme, parts=inside) for theme, inside in zip(found, parts, strict=True)),
        theme_of,
        tuple(np.flatnonzero(theme_of < 0).tolist()),
        near_duplicates([frozenset(words) for words in table.reading.written], table.row_of),
        parameters,
        part_of,
    )


def _theme(
    number: int,
    table: _Table,
    theme_of: np.ndarray,
    likeness: np.ndarray,
    certainty: float,
    keywords: tuple[str, ...],
    name: str,
) -> Theme:
    items = np.flatnonzero(theme_of == number)
    rows, first = np.unique(table.row_of[items], return_index=True)
    near = np.lexsort((rows, -np.round(likeness[rows, number], 9)))
    shown, rest = near[:SHOWN], near[SHOWN:]
    told = np.array([float(table.said[item] is not None) for item in items.tolist()])
    sure = np.maximum(told, table.sure[items])
    return Theme(
        number,
        len(items),
        keywords[:3] or ((name,) if name else ()),
        keywords,
        tuple(items[first[shown]].tolist()),
        tuple(items[first[rest[::-1][:SHOWN]]].tolist()),
        float(sure.mean()) if name else certainty,
        name,
        int(told.sum()),
    )
