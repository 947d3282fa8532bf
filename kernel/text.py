"""One policy for text: which characters are kept, in which normal form, and what counts as saying nothing.

A person at a form is told about control characters and can mend them; from files and other programs they are dropped.
What is short stands on one line, whichever way it came in: names, titles and labels go into headings, lists, names of
files and the headers of mails, where a line break would end them.
"""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Invalid

# Texts of at most so many characters are names, titles, labels or single sentences.
LINE_LENGTH = 300
LAYOUT_CHARACTERS = "\n\r\t"
# Written by nobody: they turn round what stands after them, so that a name or an address reads as another one.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters and symbols by their category, but nothing that anybody could see.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
# No width, and of no use at the beginning or the end. Joiners and the marks within emoji and flags are of use.
NO_WIDTH = "\u180e\u200b\u2060\ufeff"
ENDS = re.compile(rf"^[\s{BLANK}{NO_WIDTH}]+|[\s{BLANK}{NO_WIDTH}]+\Z")


def has_control_characters(text: str, *, on_one_line: bool = False) -> bool:
    """Whether it holds characters that nobody types and that break exports, logs and screens.

    Line breaks and tabs are fine, except in what stands on one line.
    """
    allowed = "" if on_one_line else LAYOUT_CHARACTERS
    return any(_is_control(character) and character not in allowed for character in text)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def clean_text(text: str) -> str:
    """The text in one spelling of its letters (NFC), line breaks as one character, nothing hidden, trimmed.

    It is empty where nothing in it can be seen. Its length is the one that limits are about.
    """
    kept = "".join(one for one in text if not _is_control(one) or one in LAYOUT_CHARACTERS)
    plain = unicodedata.normalize("NFC", TURNING.sub("", kept.replace("\r\n", "\n").replace("\r", "\n")))
    return "" if says_nothing(plain) else ENDS.sub("", plain)


def clean_line(text: str) -> str:
    """The cleaned text on one line: every run of blanks, tabs and line breaks of whatever kind is one space."""
    return " ".join(clean_text(text).split())


def cleaned_to(text: str, limit: int | None) -> str:
    """The cleaned text of a field that takes `limit` characters: on one line where that is short."""
    return clean_line(text) if limit is not None and limit <= LINE_LENGTH else clean_text(text)


def says_nothing(text: str) -> bool:
    """Whether no letter, number, sign or punctuation in it can be seen."""
    return not any(unicodedata.category(character)[0] in "LNPS" and character not in BLANK for character in text)


def required_text(text: str, limit: int, field: str = "text") -> str:
    """The cleaned text. Invalid where it says nothing or is longer than `limit`."""
    cleaned = optional_text(text, limit, field)
    if not cleaned:
        raise Invalid({field: _("Write something first.")})
    return cleaned


def optional_text(text: Any, limit: int, field: str) -> str:
    """The cleaned text, which may say nothing. Invalid where it is longer than `limit`."""
    cleaned = cleaned_to(text or "", limit)
    if len(cleaned) > limit:
        words = _("This is too long: %(have)d characters, %(limit)d at most.")
        raise Invalid({field: words % {"have": len(cleaned), "limit": limit}})
    return cleaned
