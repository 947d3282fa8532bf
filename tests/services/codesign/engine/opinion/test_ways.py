"""Reactions with and without those that came from files; none that would give a few people away."""

from __future__ import annotations

import numpy as np
import pytest

from services.codesign.engine.opinion.ways import Without, shares_without, without_files

REACTIONS = np.array([[1, 7, 1], [2, 7, -1], [3, 7, 1], [1, 9, 0], [3, 9, -1]])


def test_people_from_files_are_left_out_statement_by_statement() -> None:
    found = without_files(REACTIONS, [7, 9], {3})
    assert found == {"agree": [1, 0], "disagree": [1, 0], "passed": [0, 1]}


def test_without_files_there_is_nothing_to_tell() -> None:
    assert without_files(REACTIONS, [7, 9], set()) == {}
    assert without_files(REACTIONS, [7, 9], {99}) == {}


def shown(here: tuple[int, int, int], everybody: tuple[int, int, int], *, whole: bool = False) -> Without:
    names = ("agree", "disagree", "passed")
    return shares_without(
        {name: [n] for name, n in zip(names, everybody, strict=True)},
        {name: [n] for name, n in zip(names, here, strict=True)},
        0,
        whole=whole,
    )


def test_analysts_see_every_share_and_others_tenths() -> None:
    assert shown((13, 12, 2), (60, 20, 5), whole=True) == Without(60 / 85, 13 / 27)
    assert shown((13, 12, 2), (60, 20, 5)) == Without(0.7, 0.5)


@pytest.mark.parametrize(
    ("here", "everybody"),
    [((5, 4, 0), (60, 20, 5)), ((60, 20, 0), (60, 20, 5)), ((57, 19, 4), (60, 20, 5))],
)
def test_a_few_people_here_or_in_files_are_not_given_away(here, everybody) -> None:
    assert shown(here, everybody) == Without(None, None)
    assert shown(here, everybody, whole=True).here is not None


def test_nobody_here_is_said_and_hidden_totals_stay_hidden() -> None:
    assert shown((0, 0, 0), (60, 20, 5)) == Without(0.7, None)
    assert shares_without({"agree": [None], "disagree": [None], "passed": [None]}, {}, 0, whole=False) == (None, None)
