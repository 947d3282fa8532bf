"""Sentence embeddings, for whoever has installed some: never needed, used beside the words where given."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

import numpy as np

Embed = Callable[[list[str]], np.ndarray]


def load_embed(path: str) -> Embed | None:
    """The function that a dotted path names ('package.module.function'), None for ''.

    It takes a list of texts and returns an array with one row for each. Raises `ImportError` where nothing of that name
    is installed and `TypeError` where it cannot be called.
    """
    if not path:
        return None
    module, _, name = path.rpartition(".")
    if not module:
        raise ImportError(f"not a dotted path: {path}")
    try:
        found = getattr(importlib.import_module(module), name)
    except AttributeError as error:
        raise ImportError(f"{module} has no {name}") from error
    if not callable(found):
        raise TypeError(f"{path} cannot be called")
    return found


def embeddings(texts: Sequence[str], embed: Embed | None) -> np.ndarray | None:
    """A row of numbers for each text, None without `embed`. Raises `ValueError` where they do not fit."""
    if embed is None:
        return None
    table = np.asarray(embed(list(texts)), dtype=float)
    if table.ndim != 2 or len(table) != len(texts):
        raise ValueError(f"embeddings of shape {table.shape} for {len(texts)} texts")
    if not np.isfinite(table).all():
        raise ValueError("embeddings must be finite")
    return table
