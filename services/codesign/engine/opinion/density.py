"""Fewer people on a map, as dense as all of them."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
# So many people are marked on a map at most.
POINTS = 1500


def density_true(placed: Sequence[tuple[int, Point]], most: int) -> list[tuple[int, Point]]:
    """At most so many of the people, each group and each part of the map as thick as it is.

    People are lined up by group and along the map, and every so-manieth is taken: the same people each time.
    """
    if len(placed) <= most:
        return list(placed)
    xs, ys = [point[0] for _label, point in placed], [point[1] for _label, point in placed]
    wide, high = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)

    def along(item: tuple[int, Point]) -> tuple[int, int, float, float]:
        label, (x, y) = item
        column = int(24 * (x - min_x) / wide)
        # Up one column of the map and down the next, so that neighbours in line are neighbours on the map.
        return label, column, (y - min_y) / high * (-1 if column % 2 else 1), x

    min_x, min_y = min(xs), min(ys)
    lined_up = sorted(placed, key=along)
    return [lined_up[int((n + 0.5) * len(lined_up) / most)] for n in range(most)]
