"""What pages show of a run: nothing that grows with every person and every answer, and nothing else is lost."""

import json

import numpy as np
import pytest

from services.codesign.engine.opinion.brief import EACH, LISTED, POINTS, brief
from services.codesign.engine.opinion.mapping import map_opinions


def themes_of(n):
    """As stored, of `n` answers."""
    return {
        "themes": [
            {"number": 0, "size": n - 9, "label": ["bus"], "representative": [n - 1, 3], "dissenting": [7]},
            {"number": 1, "size": 9, "label": ["lamp"], "representative": [2], "dissenting": []},
        ],
        "theme_of": [0] * n,
        "unassigned": list(range(0, n, 2)),
        "near_duplicates": [[k, k + 1] for k in range(0, n - 1, 3)] + [list(range(n))],
        "parameters": {"seed": 1},
    }


def stored(people):
    votes = np.where(np.arange(people) % 2 == 0, 1.0, -1.0)[:, None] * np.ones((people, 8))
    found = map_opinions(votes, stakes=["citizen", "professional"] * (people // 2))
    return {"analysts": found.to_dict(), "public": found.to_dict(public=True)}


@pytest.mark.parametrize("n", [12, 5_000])
def test_quoted_answers_keep_their_places(n):
    ids = [1000 + 3 * index for index in range(n)]
    themes = themes_of(n)
    listed = brief({}, themes, ids)["listed"]

    def named(indexes):
        return [listed["feedback_ids"][index] for index in indexes]

    short = listed["themes"]
    for theme, shown in zip(themes["themes"], short["themes"], strict=True):
        for name in ("representative", "dissenting"):
            assert named(shown[name]) == [ids[index] for index in theme[name]]
        assert {**shown, "representative": 0, "dissenting": 0} == {**theme, "representative": 0, "dissenting": 0}
    assert named(short["unassigned"]) == [ids[index] for index in themes["unassigned"][:LISTED]]
    assert [named(group) for group in short["near_duplicates"]] == [
        [ids[index] for index in group[:EACH]] for group in themes["near_duplicates"][:LISTED]
    ]
    assert (listed["answers"], listed["unassigned"]) == (n, len(themes["unassigned"]))


def test_what_was_stored_stays_as_it_was():
    themes, opinions = themes_of(40), stored(40)
    before = json.dumps([themes, opinions])
    brief(opinions, themes, list(range(40)))
    assert json.dumps([themes, opinions]) == before


def test_a_few_people_are_all_on_the_map():
    opinions = stored(40)
    short = brief(opinions, {}, [])
    assert short["public"] == opinions["public"]
    whole = {name: value for name, value in opinions["analysts"].items() if name != "attempt"}
    assert short["analysts"] == whole | {"placed": 40}


@pytest.mark.parametrize("people", [POINTS, POINTS + 1, 10 * POINTS])
def test_of_many_people_some_are_on_the_map_from_every_group(people):
    opinions = stored(40)
    whole = opinions["analysts"]
    whole["group_of"] = np.random.default_rng(1).integers(-1, 2, people).tolist()
    whole["positions"] = [[k, -k] for k in range(people)]
    short = brief(opinions, {}, [])["analysts"]
    assert len(short["positions"]) == min(POINTS, short["placed"])
    assert short["placed"] == sum(label >= 0 for label in whole["group_of"])
    assert len(short["group_of"]) == len(short["positions"])
    assert set(short["group_of"]) == {0, 1}
    for label, (x, y) in zip(short["group_of"], short["positions"], strict=True):
        assert (whole["group_of"][x], -x) == (label, y)


def test_it_does_not_grow_with_people_and_answers():
    small, large = (len(json.dumps(brief({}, themes_of(n), list(range(n))))) for n in (1_000, 50_000))
    assert large < 1.5 * small


def test_of_nothing():
    assert brief({}, {}, []) == {
        "analysts": {},
        "public": {},
        "listed": {
            "themes": {"themes": [], "unassigned": [], "near_duplicates": []},
            "feedback_ids": [],
            "answers": 0,
            "unassigned": 0,
        },
    }
