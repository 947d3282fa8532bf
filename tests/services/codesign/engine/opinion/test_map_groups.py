"""Groups are found where they are, and only there."""

from __future__ import annotations

import json

import numpy as np
import pytest

from services.codesign.engine.opinion.grouping import adjusted_rand
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.triplets import Triplets
from tests.services.codesign.engine.votes_made_up import planted_votes, random_votes


@pytest.mark.parametrize(
    ("people", "statements", "unseen"), [(40, 10, 0.0), (60, 25, 0.3), (26, 36, 0.1), (120, 12, 0.5)]
)
def test_random_votes_show_no_groups(people: int, statements: int, unseen: float) -> None:
    maps = [map_opinions(random_votes(seed, people, statements, unseen)) for seed in range(20)]
    assert sum(found.clear for found in maps) <= 1
    for found in maps:
        if not found.clear:
            assert found.groups == ()
            assert found.reason in {"like_chance", "not_stable", "no_split", "too_few_people"}
            assert set(found.group_of.tolist()) <= {0, -1}


@pytest.mark.parametrize("sizes", [(20, 20), (40, 15), (30, 30, 30), (50, 30, 20)])
@pytest.mark.parametrize("seed", range(4))
def test_planted_groups_are_found(sizes: tuple[int, ...], seed: int) -> None:
    votes, planted = planted_votes(seed, sizes, 30)
    found = map_opinions(votes)
    assert (found.clear, found.reason) == (True, "clear")
    assert len(found.groups) == len(sizes)
    assert adjusted_rand(found.group_of, planted) > 0.85
    assert [group.size for group in found.groups] == sorted((group.size for group in found.groups), reverse=True)
    assert [group.size for group in found.groups] == np.bincount(found.group_of).tolist()
    assert all(group.stability > 0.6 for group in found.groups)


def test_a_small_group_is_never_formed() -> None:
    votes, _ = planted_votes(3, (60, 3), 30, noise=0.05, unseen=0.0)
    assert all(group.size >= 5 for group in map_opinions(votes).groups)
    votes, _ = planted_votes(3, (40, 40, 6), 30, noise=0.05, unseen=0.0)
    assert all(group.size >= 10 for group in map_opinions(votes, min_group=10).groups)


def test_few_votes_belong_to_no_group_but_have_a_place() -> None:
    votes, _ = planted_votes(1, (25, 25), 30, unseen=0.0)
    votes[0, 6:] = np.nan
    votes[1, 7:] = np.nan
    votes[2, :] = np.nan
    found = map_opinions(votes)
    assert [found.group_of[0], found.group_of[1] >= 0, found.group_of[2]] == [-1, True, -1]
    assert np.any(found.positions[0] != 0)
    assert found.positions[2].tolist() == [0.0, 0.0]


def test_with_fewer_statements_than_the_least_votes_all_must_be_answered() -> None:
    votes = np.tile([1.0, -1.0, 1.0], (12, 1))
    votes[6:] *= -1
    votes[0, 0] = np.nan
    found = map_opinions(votes)
    assert (found.group_of == -1).tolist() == [True] + [False] * 11


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        (np.zeros((0, 0)), "too_few_votes"),
        (np.zeros((0, 5)), "too_few_votes"),
        (np.zeros((5, 0)), "too_few_votes"),
        (np.full((30, 8), np.nan), "too_few_votes"),
        (np.ones((1, 8)), "too_few_people"),
        (np.ones((9, 8)), "too_few_people"),
        (np.zeros((30, 8)), "no_variation"),
        (np.ones((30, 8)), "no_variation"),
        (np.ones((30, 1)), "no_variation"),
    ],
    ids=[
        "nothing",
        "nobody",
        "no-statement",
        "unseen",
        "one",
        "nine",
        "all-pass",
        "all-agree",
        "one-statement",
    ],
)
def test_votes_without_a_map_give_a_clear_answer(votes: np.ndarray, reason: str) -> None:
    found = map_opinions(votes)
    assert (found.clear, found.reason, found.groups) == (False, reason, ())
    for public in (False, True):
        written = found.to_dict(public=public)
        assert json.loads(json.dumps(written, allow_nan=False)) == written


def test_one_statement_that_splits_people() -> None:
    votes = np.array([[1.0]] * 20 + [[-1.0]] * 20)
    found = map_opinions(votes)
    assert len(found.positions) == 40
    assert np.isfinite(found.positions).all()
    assert found.totals.agree.tolist() == [20]


def test_empty_and_constant_statements_change_no_group() -> None:
    votes, _ = planted_votes(5, (25, 25), 25)
    wider = np.hstack([votes, np.full((50, 1), np.nan), np.ones((50, 1))])
    plain, wide = map_opinions(votes), map_opinions(wider)
    assert adjusted_rand(plain.group_of, wide.group_of) == 1.0
    assert wide.statement_positions[25].tolist() == [0.0, 0.0]
    assert wide.statement_positions[26].tolist() == [0.0, 0.0]


def test_everybody_twice_gives_the_same_groups() -> None:
    votes, _ = planted_votes(6, (20, 20), 25)
    once, twice = map_opinions(votes), map_opinions(np.vstack([votes, votes]))
    assert adjusted_rand(twice.group_of[:40], once.group_of) == 1.0
    assert twice.group_of[:40].tolist() == twice.group_of[40:].tolist()
    assert [group.size for group in twice.groups] == [2 * group.size for group in once.groups]


def test_the_last_of_two_votes_counts_and_triplets_equal_a_table() -> None:
    votes, _ = planted_votes(7, (20, 20), 20)
    row, column = np.nonzero(~np.isnan(votes))
    value = votes[row, column].astype(int)
    first_thoughts = Triplets(
        np.concatenate([row, row]), np.concatenate([column, column]), np.concatenate([-value, value])
    )
    assert map_opinions(first_thoughts).to_dict() == map_opinions(votes).to_dict()
    opposite = Triplets(np.concatenate([row, row]), np.concatenate([column, column]), np.concatenate([value, -value]))
    assert map_opinions(opposite).to_dict() == map_opinions(-votes).to_dict()


@pytest.mark.parametrize(
    ("votes", "options", "message"),
    [
        (np.array([[2.0]]), {}, "a vote is 1"),
        (np.array([[np.inf]]), {}, "a vote is 1"),
        (np.array([1.0]), {}, "two dimensions"),
        (np.ones((2, 2)), {"participants": ["a"]}, "1 keys for 2 participants"),
        (np.ones((2, 2)), {"statements": ["a", "a"]}, "comes twice in statements"),
        (np.ones((2, 2)), {"stakes": ["citizen"]}, "1 stakes for 2"),
        (np.ones((2, 2)), {"stakes": ["citizen", "king"]}, "unknown stake: king"),
        (np.ones((2, 2)), {"min_group": 1}, "min_group"),
        (Triplets(np.array([0]), np.array([-1]), np.array([1])), {}, "not there"),
        (Triplets(np.array([0, 1]), np.array([1]), np.array([1])), {}, "one length"),
    ],
)
def test_malformed_votes_are_refused(votes: object, options: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        map_opinions(votes, **options)


def test_progress_goes_up_to_one() -> None:
    seen: list[float] = []
    map_opinions(planted_votes(1, (20, 20), 20)[0], progress=lambda share, step: seen.append(share))
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert seen == sorted(seen)
