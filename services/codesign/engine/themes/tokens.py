"""From text to words, per language: tokens, stems and stop words.

Languages without stop words lean on weights. Snowball has no Welsh stemmer, so plural and verb endings are taken
off lightly, and character n-grams catch what initial mutation changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

from services.codesign.engine.themes.word_lists import POOR_LABELS, STOP_WORDS

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Vowel signs and joiners belong to the word in scripts that write them apart.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0981-\u0dff\u0e00-\u0eff\u200c\u200d"
_TOKEN = re.compile(rf"[^\W_][\w{_MARKS}]*(?:'[^\W_][\w{_MARKS}]*)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CY_ENDINGS = (
    "iadau", "oedd", "iaeth", "iau", "ion", "aeth", "asant", "wyd", "ydd", "ais", "odd", "ent",
    "ant", "wyr", "au",
    "od", "on", "io", "ir", "wn", "u", "o",
)  # fmt: skip
# What is written onto another word with an apostrophe: "mae'r" is "mae", "l'eau" is "eau".
_CLITIC_AFTER = {"cy": frozenset(("r", "n", "i", "u", "w", "m", "th", "ch")), "en": frozenset(("s",))}
_ELIDED_BEFORE = {"fr", "it", "ca", "ga"}
_LONG_ELISIONS = frozenset(
    ["jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "all", "nell", "sull", "dall", "quell", "un"]
)
_NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "nor",
        "neither",
        "nobody",
        "none",
        "without",
        "cannot",
        "nothing",
        "ni",
        "nid",
        "na",
        "nad",
        "dim",
        "ddim",
        "heb",
        "byth",
        "nicht",
        "nie",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "ohne",
        "ne",
        "pas",
        "jamais",
        "sans",
    ]
)
_LONGEST_TEXT = 20_000
_LONGEST_WORD = 40
# What stands between two words where the second opens something new.
_OPENING = re.compile(r"[.!?:;\"“”«»()\[\]•*\n\u2013\u2014/]|\s-\s|\s'|…|。|？|！")


def language_code(language: str | None) -> str:
    """The plain code of a language tag: 'en-GB' and 'EN_gb' are 'en', nothing is ''."""
    return re.split(r"[-_]", (language or "").strip().lower())[0]


def tokens(text: str) -> list[str]:
    """Words as written, composed and with straight apostrophes; two-letter pieces where a script has no
    spaces.
    """
    return [word for word, _opens in placed_tokens(text)]


def placed_tokens(text: str) -> list[tuple[str, bool]]:
    """The tokens of a text, each with whether it opens a sentence, a list entry or a quotation."""
    composed = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).replace("\u2019", "'")
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _TOKEN.finditer(composed):
        word, start = match.group(), match.start()
        opens = not found or (start - end > 1 and _OPENING.search(composed, end, start) is not None)
        end = match.end()
        if len(word) > 2 and _UNSPACED.search(word):
            found += [(word[place : place + 2], opens) for place in range(len(word) - 1)]
        else:
            found.append((word, opens))
    return found


def content_stem(word: str, language: str) -> str:
    """The stem that stands for a word, or '' for a stop word, a single letter or a number."""
    lowered = _bare(word, language)
    if lowered in STOP_WORDS.get(language, ()) or lowered.isdecimal():
        return ""
    if len(lowered) < 2 and not _UNSPACED.search(lowered):
        return ""
    return _stem(lowered, language)


def names_a_theme(word: str, language: str) -> bool:
    """Whether a word says something as a keyword of a theme."""
    lowered = _bare(word, language)
    poor = lowered in STOP_WORDS.get(language, ()) or lowered in POOR_LABELS.get(language, ())
    return not poor and (len(lowered) > 2 or bool(_UNSPACED.search(lowered)))


def negates(word: str) -> bool:
    """Whether a word (lower case) turns a sentence into its opposite."""
    return word in _NEGATIONS or word.endswith("n't")


def any_stem(word: str, language: str) -> str:
    """The stem of any word, stop words and numbers included."""
    return _stem(_bare(word, language), language)


def character_pieces(word: str) -> list[str]:
    """Pieces of three and four letters of a word and its edges, marked so that they are never taken for words."""
    edged = f"^{word.casefold()[:_LONGEST_WORD]}$"
    return ["#" + edged[at : at + size] for size in (3, 4) for at in range(len(edged) - size + 1)]


def bare(word: str, language: str) -> str:
    """A word without what is written onto it: 'l'eau' is 'eau', 'mae'r' is 'mae', 'dad's' is 'dad'."""
    head, mark, tail = word.partition("'")
    if mark and tail.casefold() in _CLITIC_AFTER.get(language, ()):
        return head
    if mark and language in _ELIDED_BEFORE and (len(head) <= 2 or head.casefold() in _LONG_ELISIONS):
        return tail
    return word


def _bare(word: str, language: str) -> str:
    return bare(word.casefold(), language)


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    if language == "cy":
        for ending in _CY_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
        return word
    stemmer = _stemmer(language)
    return stemmer(word) if stemmer else word


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Callable[[str], str] | None:
    name = _SNOWBALL.get(language)
    if name is None or name not in snowballstemmer.algorithms():
        return None
    return snowballstemmer.stemmer(name).stemWord
