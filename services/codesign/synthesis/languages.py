"""The language of each text: as given, or detected where none is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from .words import language_code

# A detection this sure stands alone; below, a text is held to the languages that others of the challenge use.
SURE = 0.95
_FAIRLY_SURE = 0.5
_LONGEST = 1000
_SHARE = 0.02


def text_languages(languages: Sequence[str | None] | str | None, texts: Sequence[str]) -> list[str]:
    """A plain code for each text, '' where nothing tells. Raises `ValueError` for unequal lengths."""
    if languages is None or isinstance(languages, str):
        given = [language_code(languages)] * len(texts)
    elif len(languages) != len(texts):
        raise ValueError(f"{len(languages)} languages for {len(texts)} texts")
    else:
        given = [language_code(language) for language in languages]
    unknown = sorted({text for text, code in zip(texts, given, strict=True) if not code})
    if not unknown:
        return given
    detected = _detect(unknown, {code for code in given if code})
    return [code or detected[text] for text, code in zip(texts, given, strict=True)]


def _detect(texts: Sequence[str], known: set[str]) -> dict[str, str]:
    """Sure ones first; the others among the languages known by then. What has no letters has no language."""
    worded = [text for text in texts if any(letter.isalpha() for letter in text[:_LONGEST])]
    guesses = {text: _identifier(()).classify(text[:_LONGEST]) for text in worded}
    counted = Counter(code for code, sureness in guesses.values() if sureness >= SURE)
    usual = {code for code, count in counted.items() if count >= max(1, _SHARE * counted.total())}
    among = tuple(sorted((known | usual) & set(_identifier(()).labels)))
    found = dict.fromkeys(texts, "")
    for text, (code, sureness) in guesses.items():
        if sureness >= SURE:
            found[text] = code
        elif among:
            found[text] = _identifier(among).classify(text[:_LONGEST])[0]
        elif sureness >= _FAIRLY_SURE:
            found[text] = code
    return {text: language_code(code) for text, code in found.items()}


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=16)
def _identifier(among: tuple[str, ...]) -> LanguageIdentifier:
    """The identifier held to some languages; copies share the tables."""
    whole = _model()
    if not among:
        return whole
    ptc, pc, classes = whole.nb_ptc, whole.nb_pc, whole.nb_classes
    held = LanguageIdentifier(
        ptc, pc, classes, whole.tk_nextmove, whole.tk_output, norm_probs=True, tk_row=whole.tk_row
    )
    held.set_languages(among)
    return held
