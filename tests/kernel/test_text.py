"""One policy for text: what is kept, in which form, and what says nothing."""

import pytest

from kernel.errors import Invalid
from kernel.text import (
    LINE_LENGTH,
    clean_line,
    clean_text,
    has_control_characters,
    optional_text,
    required_text,
    says_nothing,
)

INVISIBLE = {
    "nothing": "",
    "spaces": " \n\t\u00a0\u2003",
    "a zero-width space": "\u200b\u200b",
    "a byte order mark": "\ufeff",
    "a word joiner and a Hangul filler": "\u2060\u3164",
    "other fillers": "\u115f\u1160\uffa0",
    "a blank of braille": "\u2800",
    "joiners alone": "\u200d\u200c",
    "a direction mark": "\u202e",
    "an accent without a letter": "\u0301",
    "control characters": "\x00\x07",
}
KEPT = {
    "other scripts": "Ŵŷ ثاني 日本 한국어",
    "an emoji of several parts": "👩\u200d👧 ❤\ufe0f",
    "the flag of Wales": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "a joiner within a Persian word": "می\u200cخواهم",
    "line breaks and tabs": "One\n\n\tTwo",
    "a single sign": "?",
}


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_what_nobody_can_see_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert clean_text(text) == ""


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert not says_nothing(text)
    assert not has_control_characters(text)
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Ann \u200b\ufeff\n", "Ann"),
        ("a\x07b\x00c\x7f\x85d", "abcd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("Sia\u0302n", "Siân"),
        ("Ann\u202egpj.exe", "Anngpj.exe"),
        ("\u2066Ann\u2069", "Ann"),
        ("half \ud83d", "half"),
    ],
)
def test_what_is_mended(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud83d"])
def test_control_characters_are_known(character: str) -> None:
    assert has_control_characters(f"a{character}b")
    assert has_control_characters(f"a{character}b", on_one_line=True)


def test_what_stands_on_one_line_has_no_breaks() -> None:
    for character in "\n\r\t":
        assert not has_control_characters(f"a{character}b")
        assert has_control_characters(f"a{character}b", on_one_line=True)
    assert not has_control_characters("a b", on_one_line=True)


def test_the_length_is_that_of_the_cleaned_text() -> None:
    assert required_text(" a\r\nb ", LINE_LENGTH + 1) == "a\nb"
    assert required_text("Sia\u0302n", 4) == "Siân"
    with pytest.raises(Invalid) as refused:
        required_text("abcd", 3, "title")
    assert refused.value.errors == {"title": ["This is too long: 4 characters, 3 at most."]}


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "  ", "\u2028", "\u2029", "\xa0 "])
def test_what_is_short_stands_on_one_line(between: str) -> None:
    assert required_text(f" Night{between}buses ", LINE_LENGTH) == clean_line(f"Night{between}buses") == "Night buses"


def test_what_is_required_and_what_may_say_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        required_text(" \u200b ", 10)
    assert refused.value.errors == {"text": ["Write something first."]}
    assert optional_text(" \u200b ", 10, "cost") == ""
    with pytest.raises(Invalid):
        optional_text("abcd", 3, "cost")
