"""Which words are the names of people, so that no theme is called after one.

A word that people write with a capital inside their sentences, in a language that does not capitalise its nouns,
is a name of something. It counts as a person's unless it is written like a place ("in Glanmor", "Bryn Road"), like a
subject ("the Council", "on Facebook"), all in capitals ("NHS"), or is known as a subject (days, languages). Where
nothing tells, it counts as a person's: a keyword too few harms nobody. First names that are common in Britain and
mean nothing else count even where they stand at the beginning or without a capital.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.codesign.engine.themes.word_lists import NAMES

_CAPITAL_NOUNS = frozenset(("de", "lb"))
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "nurse", "sister", "doctor", "cllr", "councillor", "pc", "prof"))
_BEFORE_PLACES = frozenset(("in", "at", "near", "around", "towards", "yn", "ym", "yng", "ger", "en", "à", "em"))
# How the names of subjects end and those of people do not.
_SUBJECT_ENDINGS = ("ness", "tion", "sion", "ment", "ology", "ists", "ism", "ship", "therapy", "care", "aeth", "iatry")
_MOSTLY = 0.7
_AS_A_RULE = 0.3


@dataclass
class _Seen:
    """How a word was written inside sentences."""

    capital: int = 0
    small: int = 0
    shouted: int = 0
    place: int = 0
    subject: int = 0
    titled: int = 0


@dataclass
class NameWatch:
    """Gathers how words are written, text after text; the order of texts changes nothing."""

    seen: dict[str, _Seen] = field(default_factory=dict)

    def read(self, placed: Sequence[tuple[str, bool]], language: str) -> None:
        """Take in one text's tokens, each with whether it opens a sentence. Text all in capitals says nothing."""
        capitals = [word[:1].isupper() for word, _opens in placed]
        told = language not in _CAPITAL_NOUNS and sum(capitals) <= max(2, 0.5 * len(placed))
        if not told:
            return
        for at, (word, opens) in enumerate(placed):
            if opens or not word[0].isalpha():
                continue
            seen = self.seen.setdefault(_plain(word), _Seen())
            if not capitals[at]:
                seen.small += 1
                continue
            seen.capital += 1
            before = placed[at - 1][0].casefold()
            after = "" if at + 1 == len(placed) or placed[at + 1][1] else placed[at + 1][0].casefold()
            seen.shouted += word.isupper() and len(word) > 1
            seen.titled += before in _TITLES
            seen.place += before in _BEFORE_PLACES or before in NAMES["place_words"] or after in NAMES["place_words"]
            seen.subject += before in NAMES["before_subjects"]

    def people(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words (in small letters) that look like the names of people."""
        return frozenset(word for word in words if self._is_person(_plain(word)))

    def _is_person(self, word: str) -> bool:
        if (
            word in NAMES["subjects"]
            or word in NAMES["place_words"]
            or word in _TITLES
            or word.endswith(_SUBJECT_ENDINGS)
        ):
            return False
        seen = self.seen.get(word)
        if seen is None or not seen.capital:
            return word in NAMES["first_names"]
        if seen.capital < _MOSTLY * (seen.capital + seen.small):
            return word in NAMES["first_names"] and seen.small < 3 * seen.capital
        if seen.titled or word in NAMES["first_names"]:
            return True
        like_a_thing = seen.shouted + seen.place + seen.subject
        return like_a_thing < _AS_A_RULE * seen.capital


def _plain(word: str) -> str:
    lowered = word.casefold()
    return lowered[:-2] if lowered.endswith("'s") else lowered
