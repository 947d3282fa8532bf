"""Counts, tests and consensus against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from services.codesign.engine.opinion.grouping import adjusted_rand, silhouette
from services.codesign.engine.opinion.mapping import hull, map_opinions
from services.codesign.engine.opinion.publication import public_counts
from services.codesign.engine.opinion.sides import SideCounts
from services.codesign.engine.opinion.statistics import benjamini_hochberg

NAN = np.nan


def two_camps() -> np.ndarray:
    """20 people against 12 on statements 0 to 7; all are for 8 and against 9; two people saw 10."""
    votes = np.ones((32, 11))
    votes[20:, :8] = -1
    votes[:, 9] = -1
    votes[:, 10] = NAN
    votes[0, 10], votes[31, 10] = 0, 1
    return votes


def test_totals_and_groups_of_two_camps() -> None:
    found = map_opinions(two_camps(), stakes=["citizen"] * 30 + ["professional", ""])
    assert found.clear
    assert [group.size for group in found.groups] == [20, 12]
    assert found.totals.agree.tolist() == [20] * 8 + [32, 0, 1]
    assert found.totals.disagree.tolist() == [12] * 8 + [0, 32, 0]
    assert found.totals.passed.tolist() == [0] * 10 + [1]
    assert found.totals.seen.tolist() == [32] * 10 + [2]
    assert {name: side.size for name, side in found.by_stake.items()} == {
        "citizen": 30, "professional": 1, "not_said": 1,
    }  # fmt: skip
    assert found.by_stake["citizen"].agree.tolist() == [20] * 8 + [30, 0, 0]


def test_consensus_is_the_product_over_groups() -> None:
    found = map_opinions(two_camps())
    assert found.consensus.agree[8] == pytest.approx(21 / 22 * 13 / 14)
    assert found.consensus.agree[0] == pytest.approx(21 / 22 * 1 / 14)
    assert found.consensus.disagree[9] == pytest.approx(21 / 22 * 13 / 14)


def test_a_large_side_cannot_outvote_a_small_one() -> None:
    votes = np.vstack([np.tile([1.0, 1.0], (90, 1)), np.tile([-1.0, 1.0], (10, 1))])
    found = map_opinions(votes, stakes=["citizen"] * 90 + ["professional"] * 10)
    assert found.totals.agree.tolist() == [90, 100]
    assert found.stake_consensus.agree == pytest.approx([91 / 92 * 1 / 12, 91 / 92 * 11 / 12])


def test_shared_and_divisive_statements() -> None:
    found = map_opinions(two_camps())
    assert [(item.statement, item.direction) for item in found.shared] == [(8, "agree"), (9, "disagree")]
    assert sorted(item.statement for item in found.divisive) == list(range(8))
    assert found.divisive[0].score == pytest.approx(((21 - 1) / 22 - (1 - 13) / 14) / 2)


def test_representative_statements_carry_their_tests() -> None:
    group = map_opinions(two_camps()).groups[1]
    assert len(group.representative) == 5
    item = group.representative[0]
    assert (item.direction, item.share, item.other_share, item.seen) == ("disagree", 1.0, 0.0, 12)
    pooled = 14 / 34
    z = (13 / 13 - 1 / 21) / np.sqrt(pooled * (1 - pooled) * (1 / 13 + 1 / 21))
    assert item.z == pytest.approx(z)
    assert 0 < item.p < 0.001
    assert all(mark.statement < 8 for mark in group.representative)


def test_benjamini_hochberg_by_hand() -> None:
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert benjamini_hochberg(np.array([])).tolist() == []


def test_adjusted_rand_by_hand() -> None:
    same = np.array([0, 0, 1, 1])
    assert adjusted_rand(same, np.array([1, 1, 0, 0])) == 1.0
    assert adjusted_rand(same, np.array([0, 1, 0, 1])) == pytest.approx(-0.5)
    assert adjusted_rand(np.zeros(4, dtype=int), np.zeros(4, dtype=int)) == 1.0


def test_silhouette_of_weighted_points_equals_that_of_repeated_points() -> None:
    distances = np.array([[0.0, 1.0, 10.0], [1.0, 0.0, 9.0], [10.0, 9.0, 0.0]])
    value = silhouette(distances, np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1]), 2)
    assert value == pytest.approx(((10 - 1) / 10 + (9 - 1) / 9 + 1 + 1) / 4)


def test_hull_of_a_square_a_line_and_a_dot() -> None:
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [1, 1], [1, 0]], dtype=float)
    assert hull(square).tolist() == [[0, 0], [2, 0], [2, 2], [0, 2]]
    assert hull(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])).tolist() == [[0, 0], [2, 2]]
    assert hull(np.array([[1.0, 1.0], [1.0, 1.0]])).tolist() == [[1, 1]]
    assert hull(np.zeros((0, 2))).tolist() == []


def test_published_counts_give_no_small_cell_away() -> None:
    votes = two_camps()
    votes = np.vstack([votes, votes])
    stakes = ["citizen"] * 31 + ["professional"] * 29 + ["partner"] * 4
    found = map_opinions(votes, stakes=stakes)
    assert [group.size for group in found.groups] == [40, 24]
    public = found.to_dict(public=True)
    assert [group["size"] for group in public["groups"]] == [40, 24]
    assert public["totals"]["agree"] == [40] * 8 + [None] * 3
    assert public["totals"]["disagree"] == [24] * 8 + [None] * 3
    assert [group["counts"]["agree"] for group in public["groups"]] == [[None] * 11] * 2
    assert public["consensus"]["agree"][8:] == [None] * 3
    assert {name: side["size"] for name, side in public["by_stake"].items()} == {"citizen": 31}
    assert public["by_stake"]["citizen"]["agree"][1] == 20
    assert public["shared"] == [
        {"statement": 8, "direction": "agree"},
        {"statement": 9, "direction": "disagree"},
    ]
    assert not {"positions", "group_of", "attempt"} & set(public)
    assert "hull" not in public["groups"][0]


def test_a_total_is_hidden_where_it_would_give_those_outside_away() -> None:
    def side(name: str, size: int, agree: int, disagree: int) -> SideCounts:
        counts = [np.array([count]) for count in (agree, disagree, 0, agree + disagree)]
        return SideCounts(name, size, *counts)

    groups = [side("0", 40, 20, 15), side("1", 30, 12, 11)]
    hidden = public_counts(side("everyone", 90, 35, 30), groups, [side("citizen", 90, 35, 30)])
    assert hidden["groups"]["1"] == {
        "name": "1", "size": 30, "agree": [12], "disagree": [11], "passed": [None], "seen": [None],
    }  # fmt: skip
    assert (hidden["totals"]["agree"], hidden["totals"]["disagree"]) == ([None], [None])
    assert hidden["by_stake"]["citizen"]["agree"] == [None]
    safe = public_counts(side("everyone", 90, 32, 26), groups, [side("citizen", 90, 32, 26)])
    assert (safe["totals"]["agree"], safe["by_stake"]["citizen"]["agree"]) == ([32], [32])


def test_passes_are_shown_where_all_three_answers_are_large() -> None:
    counts = [np.array([20, 20]), np.array([15, 15]), np.array([10, 9]), np.array([45, 44])]
    side = SideCounts("citizen", 60, *counts)
    shown = public_counts(side, [], [side])["by_stake"]["citizen"]
    assert (shown["agree"], shown["passed"], shown["seen"]) == ([20, 20], [10, None], [45, None])
