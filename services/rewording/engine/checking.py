"""Whether what a language model made of a draft may stand.

The model is not believed. An answer stands only where it says what the draft says: the same numbers in the same order,
the same words of how many, who, for or against, and not; every word of content kept, and none added but what several
of the cited people used; no name, link or sign that the draft does not have. A statement that the draft quotes stays
word for word. Nobody else is quoted: who takes an answer back takes it off the page, so it must not live on in a
finding. Whatever is hidden in what people wrote, nothing of it gets into a finding that the draft and several of them
did not say already. Where any check fails, the draft stays as it was counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import classify

from services.codesign.engine.themes.tokens import content_stem, negates, tokens
from services.rewording.engine.asking import SPEAKS_TO_MACHINES, Material, plain
from services.rewording.engine.lexicons import LEXICONS, Lexicon

# Why an answer may not stand.
EMPTY, LONG, LINK, CHARACTERS, ORDERS = "empty", "long", "link", "characters", "orders"
QUOTES, NUMBERS, LANGUAGE, WEIGHT, NEGATION = "quotes", "numbers", "language", "weight", "negation"
STANCE, NAMES, WORDS, LEFT_OUT, ORDER = "stance", "names", "words", "left-out", "order"
_TIMES_AS_LONG, _AND_A_FEW = 2, 20
# A word that the draft does not have must be in the words of this many of those who are cited.
_SAID_BY = 2
_NONE: frozenset[str] = frozenset()
_LONG_ENOUGH_TO_TELL = 60

_LINK = re.compile(r"://|www\.|mailto:|[\w-]\.[^\W\d_]{2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*\s?%?")
_PLAIN = frozenset(" .,;:?!'’‘\"“”«»()-–—%&/…")
_STRAIGHT = re.compile(r"\"([^\"]*)\"")
_MARKS = re.compile(r"[“”\"«»‘]")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_WORD_OR_END = re.compile(r"[^\W\d_][\w'-]*|[.!?…]")
# Initial consonants that Welsh changes, and what they may have been.
_RADICALS = (
    ("ngh", ("c",)), ("ng", ("g",)), ("mh", ("p",)), ("nh", ("t",)), ("ch", ("c",)), ("ph", ("p",)), ("th", ("t",)),
    ("dd", ("d",)), ("f", ("b", "m")), ("g", ("c",)), ("d", ("t",)), ("b", ("p",)), ("m", ("b",)), ("n", ("d",)),
    ("l", ("ll", "gl")), ("r", ("rh", "gr")), ("w", ("gw",)), ("h", ("",)),
)  # fmt: skip


@dataclass(frozen=True)
class _Parts:
    """What is compared: `said` of the answer against `base` of the draft. A quotation that was kept is in neither."""

    said: str
    base: str
    own_words_kept: bool


def can_be_worded(material: Material) -> bool:
    """Whether the draft itself passes every check; if not, nothing can, and it is not sent."""
    return material.language in LEXICONS and not fault_of(material.draft, material)


def tidied(answer: str) -> str:
    """A model's answer without what some put around it, and with the quotation marks that drafts have."""
    text = plain(answer).strip()
    if len(text) > 2 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        text = text[1:-1].strip()
    return _STRAIGHT.sub(r"“\1”", text)


def fault_of(answer: str, material: Material) -> str:
    """Why an answer may not stand, as a code; "" where it may."""
    draft = plain(material.draft)
    answer = plain(answer)
    fault = _faulty_form(answer, draft)
    if fault:
        return fault
    parts = _apart(answer, draft)
    if parts is None:
        return QUOTES
    if _numbers(parts.said) != _numbers(parts.base):
        return NUMBERS
    if _in_another_language(parts, material.language):
        return LANGUAGE
    return _faulty_words(parts, draft, material)


def _faulty_form(answer: str, draft: str) -> str:
    if not answer.strip():
        return EMPTY
    if len(answer) > _TIMES_AS_LONG * len(draft) + _AND_A_FEW:
        return LONG
    if _LINK.search(answer):
        return LINK
    odd = {c for c in answer if not (c in _PLAIN or unicodedata.category(c)[0] in "LM" or c.isdecimal())}
    if odd - set(draft) or any(unicodedata.category(c)[0] == "C" or c in "<>\u2028\u2029" for c in answer):
        return CHARACTERS
    return ORDERS if SPEAKS_TO_MACHINES.search(answer) else ""


def _apart(answer: str, draft: str) -> _Parts | None:
    """Take the draft's own quotation apart from the rest; None where anything else is in quotation marks."""
    first, last = draft.find("“"), draft.rfind("”")
    own = draft[first + 1 : last] if 0 <= first < last else ""
    frame = f"{draft[:first]} {draft[last + 1 :]}" if own else draft
    kept = bool(own) and answer.count(f"“{own}”") == 1
    said = answer.replace(f"“{own}”", " ") if kept else answer
    if _MARKS.search(said):
        return None
    return _Parts(said, frame if kept or not own else f"{frame} {own}", kept or not own)


def _numbers(text: str) -> list[str]:
    """Every number in order, the same however it is written."""
    found = []
    for match in _NUMBER.findall(text):
        digits = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in match)
        found.append(re.sub(r",(?=\d{3}(?!\d))", "", digits).replace(" ", ""))
    return found


def _in_another_language(parts: _Parts, language: str) -> bool:
    if len(parts.said) < _LONG_ENOUGH_TO_TELL:
        return False
    return _guess(parts.said) not in (language, _guess(parts.base))


@lru_cache(maxsize=1024)
def _guess(text: str) -> str:
    return str(classify(text)[0])


# --- words ----------------------------------------------------------------------------------------------------------


def _faulty_words(parts: _Parts, draft: str, material: Material) -> str:
    language, lexicon = material.language, LEXICONS[material.language]
    said, base = _listed(parts.said, lexicon), _listed(parts.base, lexicon)
    if {w for kind, w in said if kind == "weighty"} != {w for kind, w in base if kind == "weighty"}:
        return WEIGHT
    if parts.said.count("?") != parts.base.count("?"):
        return WEIGHT
    if sum(kind == "negating" for kind, _ in said) != sum(kind == "negating" for kind, _ in base):
        return NEGATION
    if {w for kind, w in said if kind == "stance"} != {w for kind, w in base if kind == "stance"}:
        return STANCE
    if _has_a_new_name(parts.said, draft, material):
        return NAMES
    own = _own_words(draft, language)
    allowed = own | _said_by_several(material.cited, language)
    content = [_forms(word, language) for kind, word in said if kind == "content"]
    if any(forms and not forms & allowed for forms in content):
        return WORDS
    there = frozenset().union(*content)
    if any(forms and not forms & there for forms in (_forms(w, language) for kind, w in base if kind == "content")):
        return LEFT_OUT
    return "" if parts.own_words_kept or _in_order(said, base, language) else ORDER


def _listed(text: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Each word's kind, and the word, or what it stands for."""
    return [_kind(word, lexicon) for word in _lowered(text)]


def _kind(word: str, lexicon: Lexicon) -> tuple[str, str]:
    head = word.partition("'")[0]
    if negates(word) or word in lexicon.negating or negates(head) or head in lexicon.negating:
        return "negating", word
    for name, table in (("weighty", lexicon.weighty), ("stance", lexicon.stance)):
        for form in (word, head):
            if form in table:
                return name, table[form]
    return ("ordinary" if word in lexicon.ordinary or head in lexicon.ordinary else "content"), word


def _lowered(text: str) -> list[str]:
    return [word.casefold() for word in tokens(text) if not word.isdecimal()]


def _forms(word: str, language: str) -> frozenset[str]:
    """The stems that a word may stand for; none for a stop word. In Welsh also of what it was before mutation."""
    stem = content_stem(word, language)
    if not stem:
        return frozenset()
    found = {stem}
    if language == "cy":
        for now, before in _RADICALS:
            if word.startswith(now):
                found |= {content_stem(old + word[len(now) :], language) for old in before}
        if word[0] in "aeiouwyâêîôûŵŷ":
            found |= {content_stem(f"g{word}", language)}
    return frozenset(found - {""})


def _own_words(text: str, language: str) -> frozenset[str]:
    lexicon = LEXICONS[language]
    return frozenset().union(*(_forms(w, language) for kind, w in _listed(text, lexicon) if kind == "content"))


def _said_by_several(cited: Sequence[str], language: str) -> frozenset[str]:
    count: dict[str, int] = {}
    for text in cited:
        for form in _own_words(text, language):
            count[form] = count.get(form, 0) + 1
    return frozenset(form for form, times in count.items() if times >= _SAID_BY)


def _has_a_new_name(text: str, draft: str, material: Material) -> bool:
    """Whether a capital letter stands where the draft has none. At a sentence's start any known small word may."""
    text, draft, *cited = (source.replace("’", "'") for source in (text, draft, *material.cited))
    known = {word for word in _WORD.findall(draft) if not word.islower()}
    small = {word for source in (draft, *cited) for word in _WORD.findall(source) if word.islower()}
    fresh = True
    for match in _WORD_OR_END.finditer(text):
        word = match.group()
        if not word[0].isalpha():
            fresh = True
            continue
        named = any(c.isupper() for c in word) and word not in known and word.partition("'")[0] != "I"
        if named and not (fresh and _is_small(word, small, material.language)):
            return True
        fresh = False
    return False


def _is_small(word: str, small: set[str], language: str) -> bool:
    """Whether a word with a capital letter is one that is also written without."""
    if any(c.isupper() for c in word[1:]):
        return False
    lowered = word.casefold()
    kind, _word = _kind(lowered, LEXICONS[language])
    return kind != "content" or not content_stem(lowered, language) or lowered in small


def _in_order(said: Sequence[tuple[str, str]], base: Sequence[tuple[str, str]], language: str) -> bool:
    """Whether the content words and the "not"s of the draft come in the answer in the order they had."""

    def forms(kind: str, word: str) -> frozenset[str]:
        return frozenset(("not",)) if kind == "negating" else _forms(word, language) if kind == "content" else _NONE

    wanted = [found for found in (forms(*item) for item in base) if found]
    there = iter([found for found in (forms(*item) for item in said) if found])
    return all(any(found & other for other in there) for found in wanted)
