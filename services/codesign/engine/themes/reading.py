"""Texts read once: their words, stems and the forms people wrote."""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from services.codesign.engine.themes.names import NameWatch
from services.codesign.engine.themes.tokens import any_stem, bare, content_stem, placed_tokens


@dataclass(frozen=True, eq=False)
class Reading:
    """For each text: `written`, its words in small letters; `content`, its stems without stop words; `every`, the stems
    of all its words. `forms`: how often each content stem was written how, by language. `people`: words that look like
    the names of people.
    """

    languages: tuple[str, ...]
    written: list[list[str]]
    content: list[list[str]]
    every: list[list[str]]
    forms: dict[tuple[str, str], Counter[str]]
    people: frozenset[str]

    def __len__(self) -> int:
        return len(self.languages)


def read(texts: Sequence[str], languages: Sequence[str]) -> Reading:
    """Read the texts. Their order decides nothing but the order of rows."""
    known: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    written: list[list[str]] = []
    content: list[list[str]] = []
    every: list[list[str]] = []
    watch = NameWatch()
    for text, language in zip(texts, languages, strict=True):
        placed = placed_tokens(text)
        watch.read(placed, language)
        rows: tuple[list[str], list[str], list[str]] = ([], [], [])
        for word, _opens in placed:
            met = known.get((word, language))
            if met is None:
                # One object for each word, however often it is written.
                met = known[word, language] = (
                    sys.intern(word.casefold()),
                    sys.intern(content_stem(word, language)),
                    sys.intern(any_stem(word, language)),
                    sys.intern(bare(word, language)),
                )
            folded, stem, any_, form = met
            rows[0].append(folded)
            rows[2].append(any_)
            if stem:
                rows[1].append(stem)
                forms[language, stem][form] += 1
        written.append(rows[0])
        content.append(rows[1])
        every.append(rows[2])
    people = watch.people(sorted({form.casefold() for _, _, _, form in known.values()}))
    return Reading(tuple(languages), written, content, every, dict(forms), people)


def count_words(sequences: Sequence[Sequence[str]], least: int) -> tuple[sp.csr_array, tuple[str, ...]]:
    """How often each word comes in each text, for words in at least `least` texts, in alphabetical order."""
    spread = Counter(word for sequence in sequences for word in set(sequence))
    vocabulary = sorted(word for word, count in spread.items() if count >= least)
    place = {word: number for number, word in enumerate(vocabulary)}
    column = array("i")
    ends = array("i", [0])
    for sequence in sequences:
        column.extend(place[word] for word in sequence if word in place)
        ends.append(len(column))
    ones = np.ones(len(column), dtype=np.float32)
    shape = (len(sequences), len(vocabulary))
    counts = sp.csr_array((ones, np.asarray(column, dtype=np.int32), np.asarray(ends, dtype=np.int32)), shape=shape)
    counts.sum_duplicates()
    return counts, tuple(vocabulary)
