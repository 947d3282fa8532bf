"""Charts as SVG drawn by the server: no script and no style attributes; colours come from `assets/_charts.scss`."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Point = tuple[float, float]
SERIES = 8
MARGIN = 26.0
# A numbered mark is large enough for a thumb, also where the drawing is scaled down a little.
MARK, APART, RINGS = 27.0, 29.0, 40


@dataclass(frozen=True)
class Cloud:
    """The marks of one series (1 to 8; 0 is grey), their outline, and a label at its centre."""

    series: int
    points: Sequence[Point]
    outline: Sequence[Point] = ()
    centre: Point | None = None
    label: str = ""
    radii: Sequence[float] = ()


@dataclass(frozen=True)
class Mark:
    """A numbered mark that leads to a place on the page: `words` say what it stands for."""

    number: int
    point: Point
    words: str
    address: str


@dataclass(frozen=True)
class Picture:
    """What a picture shows: clouds, numbered marks, a title, and a description for people who do not see it."""

    name: str
    title: str
    description: str
    clouds: Sequence[Cloud] = field(default_factory=tuple)
    marks: Sequence[Mark] = field(default_factory=tuple)


def stacked_bar(parts: Iterable[tuple[str, float]]) -> SafeString:
    """A bar of (class, share) from left to right; shares are parts of 1. Decoration: the figures stand beside it."""
    rects, at = [], 0.0
    for css_class, share in parts:
        width = max(0.0, min(share, 1.0 - at)) * 100
        if width:
            rects.append((css_class, _number(at * 100), _number(width)))
        at += max(0.0, share)
    return format_html(
        '<svg class="app-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="10"/>{}</svg>',
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="10"/>', rects),
    )


def key(series: int) -> SafeString:
    """The mark of a series by itself, for a legend."""
    return format_html(
        '<svg class="app-key" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path class="{}" d="{}"/></svg>',
        _css(series),
        _shape(series)(8, 8, 6),
    )


def scatter(picture: Picture, *, width: int, height: int, css_class: str) -> SafeString:
    """Points on a plane, both directions on one scale. `css_class` also makes the ids of its parts distinct.

    Numbered marks are links, in the order given; those that would cover one another are moved apart, with a line to
    where they belong.
    """
    place = _scale(picture, width, height)
    ids = f"{picture.name}-{css_class}"
    # A picture's parts cannot be reached; a group's can.
    role = "group" if picture.marks else "img"
    layers = [
        *(_outline(cloud, place) for cloud in picture.clouds if len(cloud.outline) > 2),
        *(_marks(cloud, place) for cloud in picture.clouds),
        *(_label(cloud, place) for cloud in picture.clouds if cloud.label),
        *_numbered(picture, place, width, height),
    ]
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="{}" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        css_class,
        width,
        height,
        role,
        ids,
        ids,
        ids,
        picture.title,
        ids,
        picture.description,
        format_html_join("", "{}", ((layer,) for layer in layers)),
    )


def _scale(picture: Picture, width: int, height: int) -> Callable[[Point], Point]:
    every = [point for cloud in picture.clouds for point in (*cloud.points, *cloud.outline)]
    every = [*every, *(mark.point for mark in picture.marks)] or [(0.0, 0.0)]
    xs, ys = [x for x, _y in every], [y for _x, y in every]
    widest = max((radius for cloud in picture.clouds for radius in cloud.radii), default=0.0)
    room = MARGIN + widest
    span_x, span_y = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)
    factor = min((width - 2 * room) / span_x, (height - 2 * room) / span_y)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    if span_x < 1e-6 and span_y < 1e-6:
        factor = 0.0
    return lambda point: (width / 2 + (point[0] - middle_x) * factor, height / 2 - (point[1] - middle_y) * factor)


def _outline(cloud: Cloud, place: Callable[[Point], Point]) -> SafeString:
    corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in map(place, cloud.outline))
    return format_html('<polygon class="{} app-hull" points="{}"/>', _css(cloud.series), corners)


def _marks(cloud: Cloud, place: Callable[[Point], Point]) -> SafeString:
    draw = _shape(cloud.series)
    radii = cloud.radii or [4.5] * len(cloud.points)
    path = "".join(draw(*place(point), radius) for point, radius in zip(cloud.points, radii, strict=True))
    return format_html('<path class="{} app-marks" d="{}"/>', _css(cloud.series), path)


def _label(cloud: Cloud, place: Callable[[Point], Point]) -> SafeString:
    x, y = place(cloud.centre or (0.0, 0.0))
    return format_html('<text class="app-map-label" x="{}" y="{}">{}</text>', _number(x), _number(y + 8), cloud.label)


def _numbered(picture: Picture, place: Callable[[Point], Point], width: int, height: int) -> Iterator[SafeString]:
    # Letters of groups stay legible, too.
    taken = [place(cloud.centre) for cloud in picture.clouds if cloud.label and cloud.centre]
    for mark in picture.marks:
        home = place(mark.point)
        x, y = _free_place(home, taken, width, height)
        taken.append((x, y))
        half = MARK / 2 + max(0, len(str(mark.number)) - 3) * 4
        line: SafeString | str = ""
        if math.dist(home, (x, y)) > MARK / 2:
            ends = [_number(value) for value in (*home, x, y)]
            line = format_html('<line class="app-map-line" x1="{}" y1="{}" x2="{}" y2="{}"/>', *ends)
        yield format_html(
            '{}<a class="app-map-mark" href="{}" aria-label="{}"><title>{}</title>'
            '<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/><text x="{}" y="{}">{}</text></a>',
            line,
            mark.address,
            mark.words,
            mark.words,
            _number(x - half),
            _number(y - MARK / 2),
            _number(2 * half),
            _number(MARK),
            _number(MARK / 2),
            _number(x),
            _number(y + 4.5),
            mark.number,
        )


def _free_place(home: Point, taken: Sequence[Point], width: int, height: int) -> Point:
    """The place nearest to `home`, in rings around it, where a mark covers no other and stays inside."""
    edge = MARK / 2 + 1
    for ring in range(RINGS):
        for step in range(12 if ring else 1):
            angle = math.tau * (step / 12 + ring / 24)
            x = home[0] + ring * MARK / 3 * math.cos(angle)
            y = home[1] + ring * MARK / 3 * math.sin(angle)
            inside = edge <= x <= width - edge and edge <= y <= height - edge
            if inside and all(math.dist((x, y), other) >= APART for other in taken):
                return x, y
    return home


def _css(series: int) -> str:
    return f"series-{(series - 1) % SERIES + 1}" if series else "muted"


def _shape(series: int) -> Callable[[float, float, float], str]:
    """Shape and colour both tell series apart, for people who do not tell the colours apart."""
    return SHAPES[(series - 1) % len(SHAPES)] if series else SHAPES[0]


def _circle(x: float, y: float, r: float) -> str:
    n = _number
    return f"M{n(x - r)},{n(y)}a{n(r)},{n(r)} 0 1,0 {n(2 * r)},0a{n(r)},{n(r)} 0 1,0 {n(-2 * r)},0z"


def _square(x: float, y: float, r: float) -> str:
    return _closed(
        (x - 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y + 0.9 * r), (x - 0.9 * r, y + 0.9 * r)
    )


def _triangle(x: float, y: float, r: float) -> str:
    return _closed((x, y - 1.2 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r))


def _diamond(x: float, y: float, r: float) -> str:
    return _closed((x, y - 1.3 * r), (x + 1.1 * r, y), (x, y + 1.3 * r), (x - 1.1 * r, y))


def _turned(x: float, y: float, r: float) -> str:
    return _closed((x - 1.1 * r, y - 0.8 * r), (x + 1.1 * r, y - 0.8 * r), (x, y + 1.2 * r))


def _closed(*corners: Point) -> str:
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in corners) + "z"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


SHAPES = (_circle, _square, _triangle, _diamond, _turned)
