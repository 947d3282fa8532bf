"""The language of each text: as given, or detected where none is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.codesign.engine.themes.tokens import language_code

# A detection this sure stands alone; below, a text is held to the languages that others of the challenge use.
SURE = 0.95
_FAIRLY_SURE = 0.5
# A language of the challenge is likely enough at this part of the likeliest one's chance.
_LIKELY = 0.1
_LONGEST = 1000
_SHARE = 0.02
# After so many texts the identifier's tables make room for what comes next.
_MANY = 1000


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
    """Sure ones first; the others among the languages known by then, where these are at all likely. What has no letters
    has no language.
    """
    identifier = _identifier()
    worded = [text for text in texts if any(letter.isalpha() for letter in text[:_LONGEST])]
    guesses = {text: identifier.classify(text[:_LONGEST]) for text in worded}
    counted = Counter(code for code, sureness in guesses.values() if sureness >= SURE)
    usual = known | {code for code, count in counted.items() if count >= _SHARE * counted.total()}
    found = dict.fromkeys(texts, "")
    for text, (code, sureness) in guesses.items():
        if sureness < SURE:
            ranked = identifier.rank(text[:_LONGEST])
            likely = [other for other, chance in ranked if other in usual and chance >= _LIKELY * sureness]
            code = likely[0] if likely else code if sureness >= _FAIRLY_SURE else ""
        found[text] = language_code(code)
    if len(texts) > _MANY:
        _identifier.cache_clear()
    return found


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
