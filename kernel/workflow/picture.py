"""Draw a workflow as SVG from its own data: boxes for states, arrows for moves. Units are the drawing's own."""

import textwrap
from dataclasses import dataclass
from typing import Any

from kernel.workflow.types import Workflow

BOX_WIDTH, BOX_HEIGHT, GAP, ROW_GAP, MARGIN, A_ROW = 190, 74, 40, 64, 12, 4
LINE_HEIGHT, LETTERS = 19, 19


@dataclass(frozen=True)
class Box:
    """A state at its place, with the x of its middle and of words beside it.

    `status` is done, now, ahead or aside. `lines`: (y, text).
    """

    x: int
    y: int
    middle: int
    beside: int
    status: str
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Arrow:
    """A move, as the points of a line that ends in an arrow head."""

    points: str
    aside: bool


@dataclass(frozen=True)
class Drawing:
    """What the template of the drawing needs."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(workflow: Workflow, state: str) -> Drawing:
    """The ordinary path in rows of four, and below it the states that lie beside the path."""
    beside = [s.value for s in workflow.states if s.value not in workflow.path]
    rows = -(-len(workflow.path) // A_ROW)
    here = workflow.path.index(state) if state in workflow.path else -1
    boxes = []
    for number, value in enumerate(workflow.path):
        status = "now" if number == here else "done" if number < here else "ahead"
        boxes.append(_box(workflow, value, number % A_ROW, number // A_ROW, status))
    for number, value in enumerate(beside):
        boxes.append(_box(workflow, value, number, rows, "now" if value == state else "aside"))
    arrows = [_along(number) for number in range(len(workflow.path) - 1)]
    arrows += [_down(number, rows) for number, _value in enumerate(beside)]
    return Drawing(
        width=2 * MARGIN + A_ROW * BOX_WIDTH + (A_ROW - 1) * GAP,
        height=2 * MARGIN + (rows + bool(beside)) * BOX_HEIGHT + (rows - 1 + bool(beside)) * ROW_GAP,
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
        boxes=tuple(boxes),
        arrows=tuple(arrows),
    )


def _place(column: int, row: int) -> tuple[int, int]:
    return MARGIN + column * (BOX_WIDTH + GAP), MARGIN + row * (BOX_HEIGHT + ROW_GAP)


def _box(workflow: Workflow, value: str, column: int, row: int, status: str) -> Box:
    x, y = _place(column, row)
    label: Any = workflow.state(value).label
    words = textwrap.wrap(str(label), LETTERS)[:3]
    first = y + BOX_HEIGHT // 2 + 5 - (len(words) - 1) * LINE_HEIGHT // 2
    lines = tuple((first + number * LINE_HEIGHT, text) for number, text in enumerate(words))
    return Box(x, y, x + BOX_WIDTH // 2, x + BOX_WIDTH + MARGIN, status, lines)


def _along(number: int) -> Arrow:
    """From one box of the path to the next: to the side, or down and back to the start of the next row."""
    column, row = number % A_ROW, number // A_ROW
    x, y = _place(column, row)
    middle = y + BOX_HEIGHT // 2
    if column < A_ROW - 1:
        return Arrow(f"{x + BOX_WIDTH},{middle} {x + BOX_WIDTH + GAP - 4},{middle}", aside=False)
    start, below = _place(0, row + 1)
    turn = y + BOX_HEIGHT + ROW_GAP // 2
    out, into = x + BOX_WIDTH // 2, start + BOX_WIDTH // 2
    return Arrow(f"{out},{y + BOX_HEIGHT} {out},{turn} {into},{turn} {into},{below - 4}", aside=False)


def _down(number: int, rows: int) -> Arrow:
    """From the path to a state beside it, which can be reached from several."""
    x, y = _place(number, rows)
    middle = x + BOX_WIDTH // 2
    return Arrow(f"{middle},{y - ROW_GAP} {middle},{y - 4}", aside=True)
