"""Contrast after WCAG 2.2, against values worked out elsewhere."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.web.colours import (
    INK,
    SOFT,
    TINT,
    WHITE,
    contrast_ratio,
    darkened,
    is_readable,
    luminance,
    mix,
    readable_on,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just misses 4.5
        ("#767676", "#ffffff", 4.54),
        ("#00a3e0", "#ffffff", 2.87),
        ("#1d70b8", "#ffffff", 5.17),
    ],
)
def test_contrast_ratio(first: str, second: str, ratio: float) -> None:
    assert round(contrast_ratio(first, second), 2) == ratio
    assert contrast_ratio(first, second) == contrast_ratio(second, first)


def test_luminance_of_the_primaries_are_the_standard_s_weights() -> None:
    assert [round(luminance(c), 4) for c in ("#ff0000", "#00ff00", "#0000ff")] == [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize(("background", "text"), [("#1f4e79", WHITE), ("#ffd166", INK), ("#000000", WHITE)])
def test_text_that_stands_out(background: str, text: str) -> None:
    assert readable_on(background) == text


def test_mixing() -> None:
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"
    assert mix("#123456", "#ffffff", 1) == "#123456"


def test_a_colour_that_is_too_light_becomes_darker_and_no_darker_than_needed() -> None:
    better = darkened("#00a3e0")
    assert (is_readable("#00a3e0"), is_readable(better)) == (False, True)
    # One step lighter would not do.
    assert better == "#0077a4"
    assert not is_readable("#0079a6")


@given(colours)
def test_darkened_is_always_readable_and_leaves_readable_colours_alone(colour: str) -> None:
    better = darkened(colour)
    assert is_readable(better)
    assert all(contrast_ratio(better, ground) >= 4.5 for ground in (WHITE, SOFT))
    assert (better == colour) == is_readable(colour)


@given(colours)
def test_text_on_a_darkened_brand_is_readable(colour: str) -> None:
    brand = darkened(colour)
    assert contrast_ratio(readable_on(brand), brand) >= 4.5


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    sheet = (Path(__file__).resolve().parents[3] / "assets" / "_brand.scss").read_text(encoding="utf-8")
    share = re.findall(r"--coprod-brand-tint: color-mix\(in srgb, var\(--coprod-brand\) (\d+)%, #fff\)", sheet)
    assert share == [str(round(TINT * 100))]
    assert re.findall(r"--coprod-soft: (#[0-9a-f]+);", sheet) == [SOFT]
