"""Welsh words that stand for the same thing as an English one, so that a theme may hold texts in both languages.

Only to place texts near each other: keywords stay as people wrote them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from services.codesign.engine.themes.tokens import any_stem
from services.codesign.engine.themes.word_lists import BRIDGES

BRIDGED = frozenset(BRIDGES)
_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "ll": "l", "m": "f", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
_DOUBLE = frozenset(("ll", "rh", "ch", "dd", "th", "ph", "ff", "ng"))


def bridged(stems: Sequence[str], language: str) -> list[str]:
    """The stems, with English ones in place of the Welsh ones that stand for the same."""
    if language not in BRIDGED:
        return list(stems)
    known = _welsh()
    return [known.get(stem, stem) for stem in stems]


@lru_cache(maxsize=1)
def _welsh() -> dict[str, str]:
    """English stems by Welsh stem, mutated forms included where they are no other word."""
    plain: dict[str, str] = {}
    changed: dict[str, str] = {}
    for english, welsh in BRIDGES["cy"].items():
        for word in welsh.split():
            target = any_stem(english, "en")
            plain.setdefault(any_stem(word, "cy"), target)
            for form in _mutations(word):
                changed.setdefault(any_stem(form, "cy"), target)
    return changed | plain


def _mutations(word: str) -> list[str]:
    """How the first letter changes after other words: 'bws' is also 'fws' and 'mws'."""
    first = word[:2] if word[:2] in _DOUBLE else word[:1]
    changed = [table[first] + word[len(first) :] for table in (_SOFT, _NASAL, _ASPIRATE) if first in table]
    return [form for form in changed if len(form) > 2]
