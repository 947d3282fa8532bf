"""Lists of words, from the files beside this module: data that people who know a language can mend without code."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parent / "data"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _by_key(name: str) -> dict[str, frozenset[str]]:
    return {key: frozenset(text.split()) for key, text in _read(name).items()}


STOP_WORDS = _by_key("stop_words")
POOR_LABELS = _by_key("poor_labels")
NAMES = _by_key("names")
BRIDGES: dict[str, dict[str, str]] = _read("bridges")
