"""The map of opinions: people or groups, outlines, and statements on demand, drawn for wide and for narrow screens."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.web.charts import Cloud, Mark, Picture, Point, scatter
from services.codesign.drafting import group_letter
from services.codesign.engine.opinion.density import POINTS, density_true
from services.codesign.presenters.findings import meaning as meaning
from services.codesign.presenters.findings import terms

WIDE, NARROW = (760, 440), (340, 400)
LONGEST_WORDS = 140


@dataclass(frozen=True)
class MapShown:
    """The drawings (none where there is nothing to draw), and what has to be said about them."""

    pictures: list[SafeString]
    shows_people: bool
    shows_statements: bool
    sampled: str
    wanted: bool


def map_of(view: Mapping[str, Any], marks: Sequence[tuple[int, str]] | None) -> MapShown:
    """Draw a view's map. `marks`: index and words of the statements to put on it; None for none."""
    if not view:
        return MapShown([], False, False, "", False)
    groups = view["groups"]
    clouds, sampled = _people_clouds(view, groups) if "positions" in view else (_bubbles(groups), "")
    numbered = list(_numbered(view, marks or []))
    shown = MapShown([], "positions" in view, bool(numbered), sampled, marks is not None)
    if not clouds and not numbered:
        return shown
    picture = Picture("opinion-map", _("Map of opinions"), _description(groups, shown, len(numbered)), clouds, numbered)
    drawn = [
        scatter(picture, width=WIDE[0], height=WIDE[1], css_class="app-chart__wide"),
        scatter(picture, width=NARROW[0], height=NARROW[1], css_class="app-chart__narrow"),
    ]
    return MapShown(drawn, shown.shows_people, shown.shows_statements, sampled, shown.wanted)


def _description(groups: Sequence[Mapping[str, Any]], shown: MapShown, statements: int) -> str:
    said = []
    if groups:
        counted = ngettext("%(n)d group:", "%(n)d groups:", len(groups)) % {"n": len(groups)}
        listed = ", ".join(
            _("%(name)s with %(size)d people") % {"name": terms.group_name(g["label"]), "size": g["size"]}
            for g in groups
        )
        said.append(f"{counted} {listed}.")
    elif shown.shows_people:
        said.append(_("Every mark is a person. There are no clear groups."))
    if statements:
        text = ngettext(
            "%(n)d numbered mark is a statement; the table below holds its words and figures.",
            "%(n)d numbered marks are statements; the table below holds their words and figures.",
            statements,
        )
        said.append(text % {"n": statements})
    return " ".join(said)


def _numbered(view: Mapping[str, Any], marks: Sequence[tuple[int, str]]) -> Iterator[Mark]:
    positions = _spread(view)
    for index, text in marks:
        x, y = positions[index]
        said = text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"
        named = _("Statement %(n)d: %(text)s") % {"n": index + 1, "text": said or _("taken back, or not shown")}
        yield Mark(index + 1, (x, y), named, f"#statement-{index + 1}")


def _spread(view: Mapping[str, Any]) -> list[Point]:
    """Places of the statements, spread over the part of the map where people are.

    Their directions tell who agrees; how far out they lie tells little, so they are stretched together, and the few
    that would lie beyond everybody are drawn at the edge.
    """
    own: list[Point] = [(x, y) for x, y in view["statement_positions"]]
    # Middles of groups lie further in than the people whose middles they are.
    centres = [[1.6 * x, 1.6 * y] for x, y in (group["centre"] for group in view["groups"])]
    far, widest = _far_out(view.get("positions") or centres), _far_out(own)
    factor = far / widest if far and widest else 1.0
    edge = far or math.inf
    stretched = [(x * factor, y * factor) for x, y in own]
    return [
        (x * edge / length, y * edge / length) if (length := math.hypot(x, y)) > edge else (x, y) for x, y in stretched
    ]


def _far_out(points: Sequence[Sequence[float]]) -> float:
    """How far from the middle nine in ten of the points are at most."""
    lengths = sorted(math.hypot(point[0], point[1]) for point in points)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0.0


def _people_clouds(view: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> tuple[list[Cloud], str]:
    placed: list[tuple[int, Point]] = [
        (label, (point[0], point[1]))
        for label, point in zip(view["group_of"], view["positions"], strict=True)
        if label >= 0
    ]
    drawn = density_true(placed, POINTS)
    by_label: dict[int, list[Point]] = {}
    for label, point in drawn:
        by_label.setdefault(label, []).append(point)
    sampled = meaning.marks_stand_for(view.get("placed", len(placed)), len(drawn))
    if not groups:
        return [Cloud(0, points) for points in by_label.values()], sampled
    return [
        Cloud(
            group["label"] + 1,
            by_label.get(group["label"], []),
            [tuple(corner) for corner in group["hull"]],
            tuple(group["centre"]),
            group_letter(group["label"]),
        )
        for group in groups
    ], sampled


def _bubbles(groups: Sequence[Mapping[str, Any]]) -> list[Cloud]:
    """For everybody: no single people, one mark for a group, its area as large as the group."""
    largest = max((group["size"] for group in groups), default=1)
    return [
        Cloud(
            group["label"] + 1,
            [tuple(group["centre"])],
            (),
            tuple(group["centre"]),
            group_letter(group["label"]),
            [14 + 26 * (group["size"] / largest) ** 0.5],
        )
        for group in groups
    ]
