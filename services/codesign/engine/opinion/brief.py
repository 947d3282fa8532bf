"""What pages show of a run: the same results without the lists that grow with every person and every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Point = tuple[float, float]
POINTS = 1500
LISTED = 50
EACH = 5


def brief(opinion_map: Mapping[str, Any], themes: Mapping[str, Any], feedback_ids: Sequence[int]) -> dict[str, Any]:
    """Both views of the map, and under `listed` the themes with the answers that are quoted.

    `opinion_map` and `themes` are as stored. On the analysts' map at most `POINTS` people are left, as dense as all who
    are in a group; `placed` says how many these are. Indexes in `listed` count into its own `feedback_ids`; `answers`
    and `unassigned` say how many there are in all.
    """
    quoted = {
        "themes": [
            {**theme, "representative": [*theme["representative"]], "dissenting": [*theme["dissenting"]]}
            for theme in themes.get("themes", [])
        ],
        "unassigned": [*themes.get("unassigned", [])[:LISTED]],
        "near_duplicates": [[*group[:EACH]] for group in themes.get("near_duplicates", [])[:LISTED]],
    }
    lists = [theme[name] for theme in quoted["themes"] for name in ("representative", "dissenting")]
    lists += [quoted["unassigned"], *quoted["near_duplicates"]]
    cited = sorted({index for found in lists for index in found})
    place = {index: number for number, index in enumerate(cited)}
    for found in lists:
        found[:] = [place[index] for index in found]
    return {
        "analysts": _with_fewer_people(opinion_map.get("analysts") or {}),
        "public": opinion_map.get("public") or {},
        "listed": {
            "themes": quoted,
            "feedback_ids": [feedback_ids[index] for index in cited],
            "answers": len(feedback_ids),
            "unassigned": len(themes.get("unassigned", [])),
        },
    }


def _with_fewer_people(view: Mapping[str, Any]) -> dict[str, Any]:
    shorter = {name: value for name, value in view.items() if name != "attempt"}
    if "positions" in view:
        places = zip(view["group_of"], view["positions"], strict=True)
        placed = [(label, (point[0], point[1])) for label, point in places if label >= 0]
        kept = density_true(placed, POINTS)
        shorter |= {"group_of": [label for label, _point in kept], "positions": [[*point] for _label, point in kept]}
        shorter["placed"] = len(placed)
    return shorter


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
