"""Keywords of themes: words that people used, in the languages that they used, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, zip_longest

import numpy as np
import scipy.sparse as sp

from services.codesign.engine.themes.reading import Reading
from services.codesign.engine.themes.tokens import names_a_theme

KEYWORDS = 8
# A language with less than this share of a theme's texts lends it no keyword.
_SPOKEN = 0.2
_COMPARED = 0.25


def theme_keywords(
    reading: Reading, counts: sp.csr_array, stems: Sequence[str], members: Sequence[np.ndarray]
) -> list[tuple[str, ...]]:
    """Words that more of a theme's texts hold than of the others': share inside x log(share inside / share
    outside). `members`: the rows of each theme. A theme in two languages has keywords of both in turn.
    """
    codes = np.array(reading.languages)
    shown = []
    for rows in members:
        spoken = Counter(codes[rows].tolist())
        languages = [code for code, count in sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))
                     if count >= _SPOKEN * len(rows)]  # fmt: skip
        each = [_words_of(reading, counts, stems, rows, code, languages) for code in languages]
        mixed: list[str] = []
        for word in chain.from_iterable(zip_longest(*each)):
            if word and not any(_same_but_ending(word, other) for other in mixed):
                mixed.append(word)
        shown.append(tuple(mixed[:KEYWORDS]))
    return shown


def _same_but_ending(word: str, other: str) -> bool:
    """Whether only an ending sets the words apart, as in 'bus' and 'buses': one of them is enough."""
    short, long = sorted((word.casefold(), other.casefold()), key=len)
    return len(short) > 2 and long.startswith(short) and len(long) - len(short) <= 2


def _words_of(
    reading: Reading, counts: sp.csr_array, stems: Sequence[str], rows: np.ndarray, code: str, spoken: list[str]
) -> list[str]:
    """Keywords in one language, the most telling first; names of people never, poor words only without others."""
    same = np.array([language == code for language in reading.languages])
    own = rows[same[rows]]
    others_here = int(same.sum()) - len(own)
    # Against texts in the same language, or against all where the theme holds nearly all of these.
    against = np.flatnonzero(same) if others_here >= _COMPARED * len(own) else np.arange(len(same))
    inside = np.bincount(counts[own].indices, minlength=len(stems))
    everywhere = np.bincount(counts[against].indices, minlength=len(stems))
    rest = len(against) - len(own)
    share = (inside + 0.5) / (len(own) + 1)
    outside = (everywhere - inside + 0.5) / (rest + 1)
    score = np.where(inside >= max(1, min(2, len(own))), share * np.log(share / outside), -np.inf)
    ranked = np.lexsort((np.arange(len(score)), -np.round(score, 9)))
    forms = (common_form(reading.forms[code, stems[place]]) for place in ranked if score[place] > 0)
    words = [word for word in forms if word.casefold() not in reading.people]
    return [word for word in words if names_a_theme(word, code)] or ([] if len(spoken) > 1 else words)


def common_form(forms: Counter[str]) -> str:
    """The form most often written; capitals are kept only where all of it is usually written so, as 'NHS'."""
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.casefold()] += count
    word = min(folded, key=lambda form: (-folded[form], form))
    written = {form: count for form, count in forms.items() if form.casefold() == word}
    usual = min(written, key=lambda form: (-written[form], form))
    return usual if usual.isupper() and len(usual) > 1 else word
