"""What pages show of a run does not grow with every person and every answer, and nothing is lost beside it."""

import json

import numpy as np
import pytest

from services.codesign.engine.growth import EACH, LISTED, put_together, split_by_growth
from services.codesign.engine.opinion.density import POINTS
from services.codesign.engine.opinion.mapping import map_opinions


def themes_of(n):
    """As the engine makes them, of `n` answers."""
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


def opinions_of(people):
    votes = np.where(np.arange(people) % 2 == 0, 1.0, -1.0)[:, None] * np.ones((people, 8))
    found = map_opinions(votes, stakes=["citizen", "professional"] * (people // 2))
    return {"analysts": found.to_dict(), "public": found.to_dict(public=True)}


def many_people(people):
    """A map whose lists of people are as long as that."""
    opinions = opinions_of(40)
    whole = opinions["analysts"]
    whole["group_of"] = np.random.default_rng(1).integers(-1, 2, people).tolist()
    whole["positions"] = [[k, -k] for k in range(people)]
    whole["attempt"] = [0] * people
    return opinions


@pytest.mark.parametrize("n", [12, 5_000])
def test_quoted_answers_keep_their_places(n):
    ids = [1000 + 3 * index for index in range(n)]
    themes = themes_of(n)
    short = split_by_growth({}, themes, ids)["themes"]
    quoted = dict(short["quoted"])

    assert short["themes"] == themes["themes"]
    assert short["unassigned"] == themes["unassigned"][:LISTED]
    assert short["near_duplicates"] == [group[:EACH] for group in themes["near_duplicates"][:LISTED]]
    shown = [index for theme in short["themes"] for index in (*theme["representative"], *theme["dissenting"])]
    shown += [*short["unassigned"], *(index for group in short["near_duplicates"] for index in group)]
    assert quoted == {index: ids[index] for index in shown}
    assert (short["nowhere"], short["parameters"]) == (len(themes["unassigned"]), {"seed": 1})


@pytest.mark.parametrize("people", [40, 10 * POINTS])
def test_put_together_it_is_what_it_was(people):
    opinions, themes = many_people(people), themes_of(people)
    before = json.dumps([themes, opinions])
    split = split_by_growth(opinions, themes, list(range(people)))

    assert put_together(split["opinion_map"]["analysts"], split["per_person"]) == opinions["analysts"]
    assert put_together(split["themes"], split["per_answer"]) == themes
    assert split["opinion_map"]["public"] == opinions["public"]
    assert json.dumps([themes, opinions]) == before


def test_what_is_long_is_stored_once():
    people = 10 * POINTS
    split = split_by_growth(many_people(people), themes_of(people), list(range(people)))
    assert {name: len(values) for name, values in split["per_person"].items()} == {
        "group_of": people, "positions": people, "attempt": people,
    }  # fmt: skip
    assert {name: len(values) for name, values in split["per_answer"].items()} == {
        "theme_of": people, "unassigned": people // 2, "near_duplicates": len(themes_of(people)["near_duplicates"]),
    }  # fmt: skip
    assert "attempt" not in split["opinion_map"]["analysts"]
    assert "theme_of" not in split["themes"]


def test_a_few_people_are_all_on_the_map():
    opinions = opinions_of(40)
    short = split_by_growth(opinions, {}, [])["opinion_map"]
    assert short["public"] == opinions["public"]
    whole = {name: value for name, value in opinions["analysts"].items() if name != "attempt"}
    assert short["analysts"] == whole | {"placed": 40}


@pytest.mark.parametrize("people", [POINTS, POINTS + 1, 10 * POINTS])
def test_of_many_people_some_are_on_the_map_from_every_group(people):
    opinions = many_people(people)
    whole = opinions["analysts"]
    short = split_by_growth(opinions, {}, [])["opinion_map"]["analysts"]
    assert len(short["positions"]) == min(POINTS, short["placed"])
    assert short["placed"] == sum(label >= 0 for label in whole["group_of"])
    assert len(short["group_of"]) == len(short["positions"])
    assert set(short["group_of"]) == {0, 1}
    for label, (x, y) in zip(short["group_of"], short["positions"], strict=True):
        assert (whole["group_of"][x], -x) == (label, y)


def test_what_pages_show_does_not_grow_with_people_and_answers():
    def size(n):
        split = split_by_growth(many_people(n), themes_of(n), list(range(n)))
        return len(json.dumps([split["opinion_map"], split["themes"]]))

    assert size(50_000) < 1.5 * size(2_000 + POINTS)


def test_of_nothing():
    assert split_by_growth({}, {}, []) == {"opinion_map": {}, "themes": {}, "per_person": {}, "per_answer": {}}
    assert put_together({}, {}) == {}
