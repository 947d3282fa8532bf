"""Results by how they grow: what pages show of them, and the lists that grow with every person and every answer.

Everything is stored once; of the long lists the short part has a sample, which does not grow with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.codesign.engine.opinion.density import POINTS, density_true

LISTED = 50
EACH = 5
_OF_PEOPLE = ("group_of", "positions", "attempt")
_OF_ANSWERS = ("theme_of", "part_of", "unassigned", "near_duplicates")
_OF_THE_SHORT_PART = ("placed", "nowhere", "quoted")


def split_by_growth(
    opinion_map: Mapping[str, Any], themes: Mapping[str, Any], feedback_ids: Sequence[int]
) -> dict[str, dict[str, Any]]:
    """What is stored of a map, both views of it, and of themes, which is `ThemeSet.to_dict()`.

    `opinion_map` and `themes` are what pages show. On the analysts' map at most `POINTS` people are left, as dense as
    all who are in a group; `placed` says how many these are. Of the answers that belong nowhere, and of those that say
    nearly the same, some are left; `nowhere` says how many belong nowhere, and `quoted` gives the ids of all that are
    quoted, by index. The lists themselves are in `per_person` and `per_answer`.
    """
    analysts = opinion_map.get("analysts") or {}
    return {
        "opinion_map": {**opinion_map, "analysts": _with_fewer_people(analysts)} if opinion_map else {},
        "themes": _with_fewer_answers(themes, feedback_ids) if themes else {},
        "per_person": _some_of(analysts, _OF_PEOPLE),
        "per_answer": _some_of(themes, _OF_ANSWERS),
    }


def put_together(short: Mapping[str, Any], lists: Mapping[str, Any]) -> dict[str, Any]:
    """The analysts' map, or the themes, as they were before they were split."""
    return {name: value for name, value in short.items() if name not in _OF_THE_SHORT_PART} | dict(lists)


def _some_of(whole: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


def _with_fewer_people(view: Mapping[str, Any]) -> dict[str, Any]:
    shorter = {name: value for name, value in view.items() if name != "attempt"}
    if "positions" in view:
        places = zip(view["group_of"], view["positions"], strict=True)
        placed = [(label, (point[0], point[1])) for label, point in places if label >= 0]
        kept = density_true(placed, POINTS)
        shorter |= {"group_of": [label for label, _point in kept], "positions": [[*point] for _label, point in kept]}
        shorter["placed"] = len(placed)
    return shorter


def _with_fewer_answers(themes: Mapping[str, Any], feedback_ids: Sequence[int]) -> dict[str, Any]:
    nowhere = themes.get("unassigned", [])
    alike = [group[:EACH] for group in themes.get("near_duplicates", [])[:LISTED]]
    cited = [theme[name] for theme in themes.get("themes", []) for name in ("representative", "dissenting")]
    cited += [part["representative"] for theme in themes.get("themes", []) for part in theme.get("parts", [])]
    indexes = sorted({index for found in (*cited, nowhere[:LISTED], *alike) for index in found})
    return {name: value for name, value in themes.items() if name not in _OF_ANSWERS} | {
        "unassigned": nowhere[:LISTED],
        "near_duplicates": alike,
        "nowhere": len(nowhere),
        "quoted": [[index, feedback_ids[index]] for index in indexes],
    }
