"""Words that a rewording may not add, drop or swap, and words that it may use freely, per language.

They are in `data/`, a file a language. `weighty` words say how many, who, how often, and whether something is or ought
to be. `stance` words say for, against or split. Words with `=` between them mean the same, so one may stand for
another. Everything else that is neither `ordinary` nor a stop word is content.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Lexicon:
    """One language's words: by word, what it stands for."""

    weighty: dict[str, str]
    stance: dict[str, str]
    negating: frozenset[str]
    ordinary: frozenset[str]


def _read(language: str) -> Lexicon:
    lists = tomllib.loads((_DATA / f"{language}.toml").read_text(encoding="utf-8"))
    return Lexicon(
        weighty={word: group[0] for group in _groups(lists["weighty"]) for word in group},
        stance={word: side for side, words in lists["stance"].items() for word in words.split()},
        negating=frozenset(lists["negating"].split()),
        ordinary=frozenset(lists["ordinary"].split()),
    )


def _groups(text: str) -> list[list[str]]:
    return [group.split("=") for group in text.split()]


LEXICONS = {language: _read(language) for language in ("en", "cy")}
