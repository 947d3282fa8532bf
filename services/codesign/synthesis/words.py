"""From text to words, per language: tokens, stems and stop words.

English, Welsh and German have stop words here; other languages have none and lean on weights. Snowball has no
Welsh stemmer, so plural and verb endings are taken off lightly, and character n-grams catch what initial
mutation changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# Only words that carry no meaning alone: 'nothing', 'everything' and 'more' tell themes of feedback apart.
STOP_WORDS = {
    "en": _words(
        "i me my we our us you your he him his she her it its they them their a an the and or but if of "
        "at by for with to from in on as is am are was were be been being have has had do does did so "
        "that this these those there here then than would could should will can just not no nor i'm "
        "i've it's don't didn't wasn't"
    ),
    "cy": _words(
        "a ac ag am ar at bod byddai bydd bu chi chwi dan dros drwy dy ei eich ein eu er fe fel fi fod "
        "fy gan gyda gydag hefyd hi hon hwn hyn i iddo iddi iddyn nhw ni nid mae maen mewn mi mor na "
        "nac nad neu o oedd oes ond os pan roedd rwy rwyf rydw rydym rydyn sef sy sydd ti trwy tra un "
        "wedi wrth y ydw ydy yw yma yn yna yno yr"
    ),
    "de": _words(
        "aber als also am an auch auf aus bei bin bis bist da damit das dass dem den der des die dies "
        "diese dieser dieses du durch ein eine einem einen einer eines er es für hat hatte haben ich "
        "ihm ihn ihr ihre im in ist ja kann können man mit mich mir nach nicht noch nur ob oder sehr "
        "sein seine sich sie sind so sollte sollen soll über um und uns unter vom von vor war waren was "
        "wenn werden wie will wir wird würde zu zum zur"
    ),
}
# Words that may group texts but say nothing as the name of a theme.
POOR_LABELS = {
    "en": _words(
        "about after again all also always any anything because before can't cannot could couldn't did "
        "due each even ever every get getting give given go going good got great how i'd i'll into know "
        "let like made make many may maybe more most much must need never now off one only other out "
        "over own please put quite really same say see some still such take think though through time "
        "too two up use used very want way well went what when where which while who why without yes "
        "yet i'm i've it's don't didn't bit lot nothing everything thing things thank thanks"
    ),
    "cy": _words("angen bob dim ddim eisiau gallu gwneud iawn llawer mwy peth pethau rhai rhaid"),
    "de": _words("alle alles immer machen mehr muss müssen sehr viel viele"),
}
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
_CLITIC_AFTER = {"cy": frozenset(("r", "n", "i", "u", "w", "m", "th", "ch"))}
_ELIDED_BEFORE = {"fr", "it", "ca", "ga"}
_NEGATIONS = _words(
    "not no never nor neither nobody none without cannot nothing ni nid na nad dim ddim heb byth nicht "
    "nie kein keine keinen keiner ohne ne pas jamais sans"
)
_LONGEST_TEXT = 20_000


def language_code(language: str | None) -> str:
    """The plain code of a language tag: 'en-GB' and 'EN_gb' are 'en', nothing is ''."""
    return re.split(r"[-_]", (language or "").strip().lower())[0]


def tokens(text: str) -> list[str]:
    """Words as written, composed and with straight apostrophes; two-letter pieces where a script has no
    spaces.
    """
    found: list[str] = []
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).replace("\u2019", "'")):
        if _UNSPACED.search(word) and len(word) > 2:
            found += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            found.append(word)
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


def character_pieces(word: str) -> list[str]:
    """Four-letter pieces of a word, marked so that they are never taken for words."""
    lowered = word.casefold()
    return ["#" + lowered[place : place + 4] for place in range(len(lowered) - 3)] if len(lowered) > 4 else []


def _bare(word: str, language: str) -> str:
    head, mark, tail = word.casefold().partition("'")
    if mark and tail in _CLITIC_AFTER.get(language, ()):
        return head
    if mark and language in _ELIDED_BEFORE:
        return tail
    return head + mark + tail


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
