"""Pictures drawn by the server."""

import re

import pytest

from kernel.web.charts import SHAPES, Cloud, Picture, key, scatter, stacked_bar


def numbers(svg: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", "".join(re.findall(r' d="([^"]*)"|points="([^"]*)"', svg)[0]))]


def test_a_bar_never_runs_over():
    bar = stacked_bar([("agree", 0.5), ("pass", 0.25), ("disagree", 0.7), ("more", 0.1)])

    assert re.findall(r'class="(\w+)" x="([\d.]+)" width="([\d.]+)"', bar) == [
        ("agree", "0", "50"),
        ("pass", "50", "25"),
        ("disagree", "75", "25"),
    ]
    assert 'aria-hidden="true"' in bar
    assert stacked_bar([("agree", 0.0)]).count("<rect") == 1


@pytest.mark.parametrize(
    "points", [[], [(0.0, 0.0)], [(1.0, 1.0)] * 3, [(-5.0, 0.0), (5.0, 0.0)], [(0.0, -1e-7), (0.0, 1e6)]]
)
def test_marks_stay_inside_the_picture(points):
    svg = scatter(Picture("map", "Title", "Words", [Cloud(1, points)]), width=300, height=200, css_class="wide")

    path = re.search(r'app-marks" d="([^"]*)"', svg).group(1)
    starts = [tuple(map(float, pair)) for pair in re.findall(r"M(-?[\d.]+),(-?[\d.]+)", path)]
    assert len(starts) == len(points)
    assert all(0 <= x <= 300 and 0 <= y <= 200 for x, y in starts)
    assert "nan" not in svg


def test_one_scale_for_both_directions_and_up_is_up():
    svg = scatter(
        Picture("map", "T", "D", [Cloud(2, [(0, 0), (1, 0), (0, 1)])]), width=400, height=200, css_class="wide"
    )

    path = re.search(r'app-marks" d="([^"]*)"', svg).group(1)
    first, right, above = [tuple(map(float, pair)) for pair in re.findall(r"M(-?[\d.]+),(-?[\d.]+)", path)]
    assert right[0] - first[0] == pytest.approx(first[1] - above[1], abs=0.11)
    assert right[0] > first[0]
    assert above[1] < first[1]


def test_the_picture_is_named_and_words_are_escaped():
    picture = Picture("map", "<b>", "A & B", [Cloud(1, [(0, 0)], [(0, 0), (1, 1), (1, 0)], (0, 0), "<i>")])
    svg = scatter(picture, width=300, height=200, css_class="narrow")

    assert 'role="img" aria-labelledby="map-narrow-title map-narrow-desc"' in svg
    assert '<title id="map-narrow-title">&lt;b&gt;</title><desc id="map-narrow-desc">A &amp; B</desc>' in svg
    assert "&lt;i&gt;</text>" in svg
    assert "<polygon" in svg
    assert "style=" not in svg


def test_series_differ_in_shape_and_colour():
    keys = [key(series) for series in range(1, len(SHAPES) + 1)]

    assert len({re.search(r' d="([^"]*)"', svg).group(1) for svg in keys}) == len(SHAPES)
    assert [re.search(r'class="(series-\d)"', svg).group(1) for svg in keys] == [f"series-{n}" for n in range(1, 6)]
