"""What themes hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from services.codesign.engine.serialise import json_safe


@dataclass(frozen=True)
class Part:
    """A finer theme inside a large one: how many texts, and those most like its centre."""

    number: int
    size: int
    representative: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """All fields."""
        return json_safe(vars(self))


@dataclass(frozen=True)
class Theme:
    """One theme. Texts are named by their position in what was given.

    `keywords` are words as people wrote them; `label` the first three, or the name where there are none.
    `representative` are the texts most like the centre; `dissenting` the ones least like it, which is no more than
    that: they may say something else rather than the opposite. `certainty`: how much nearer the theme's texts are
    to its other texts than to the next theme, 0 to 1, weighed by how far that is above chance; for a theme that people
    named, how clearly its texts belong to it by what was learnt, those that people put there counting as certain.
    `name`: what people called it when they moved texts into it, "" for a theme nobody has named. `labelled`: how many
    texts they put there. `parts`: the finer themes inside a large one, the largest first.
    """

    number: int
    size: int
    label: tuple[str, ...]
    keywords: tuple[str, ...]
    representative: tuple[int, ...]
    dissenting: tuple[int, ...]
    certainty: float
    name: str = ""
    labelled: int = 0
    parts: tuple[Part, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """All fields, rounded."""
        return json_safe(vars(self))


@dataclass(frozen=True, eq=False)
class ThemeSet:
    """Themes, the largest first. `theme_of`: each text's theme by number, -1 for those in `unassigned`.

    `part_of`: each text's part of its theme, -1 where the theme has none, or the text is in no part.
    """

    themes: tuple[Theme, ...]
    theme_of: np.ndarray
    unassigned: tuple[int, ...]
    near_duplicates: tuple[tuple[int, ...], ...]
    parameters: dict[str, Any]
    part_of: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON types."""
        return json_safe(vars(self))
