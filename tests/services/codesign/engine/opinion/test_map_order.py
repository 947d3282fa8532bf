"""The map does not depend on the order of rows and columns, and votes turned round mirror it."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from services.codesign.engine.digest import digest_inputs
from services.codesign.engine.opinion.mapping import map_opinions
from tests.services.codesign.engine.votes_made_up import planted_votes

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TABLES = st.tuples(st.integers(0, 24), st.integers(0, 9)).flatmap(
    lambda shape: arrays(float, shape, elements=st.sampled_from([1.0, -1.0, 0.0, np.nan]))
)


def shuffled(votes: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(votes.shape[0]), rng.permutation(votes.shape[1])
    return votes[rows][:, columns], rows, columns


@FEW
@given(TABLES, st.integers(0, 2**31))
def test_any_votes_in_any_order_give_the_same_answer(votes: np.ndarray, seed: int) -> None:
    mixed, rows, columns = shuffled(votes, seed)
    people, statements = np.arange(votes.shape[0]), np.arange(votes.shape[1])
    first = map_opinions(votes, participants=people, statements=statements)
    second = map_opinions(mixed, participants=people[rows], statements=statements[columns])
    assert np.isfinite(first.positions).all()
    assert np.isfinite(first.statement_positions).all()
    assert second.group_of.tolist() == first.group_of[rows].tolist()
    assert np.array_equal(second.positions, first.positions[rows])
    assert np.array_equal(second.statement_positions, first.statement_positions[columns])
    assert (second.reason, second.digest) == (first.reason, first.digest)


@FEW
@given(TABLES)
def test_any_votes_can_be_written_as_json_and_small_sides_are_not_published(votes: np.ndarray) -> None:
    stakes = [("citizen", "professional", "")[row % 3] for row in range(votes.shape[0])]
    public = map_opinions(votes, stakes=stakes, min_group=2).to_dict(public=True)
    sizes = [group["size"] for group in public["groups"]]
    sizes += [side["size"] for side in public["by_stake"].values()]
    assert all(size >= 10 for size in sizes)
    assert "group_of" not in public
    assert "positions" not in public


def test_planted_groups_in_any_order_without_keys() -> None:
    votes, _ = planted_votes(11, (30, 20, 20), 30)
    mixed, rows, columns = shuffled(votes, 1)
    first, second = map_opinions(votes), map_opinions(mixed)
    assert first.clear
    assert second.group_of.tolist() == first.group_of[rows].tolist()
    assert np.array_equal(second.positions, first.positions[rows])
    assert [group.stability for group in second.groups] == [group.stability for group in first.groups]
    named = [[columns[item.statement] for item in group.representative] for group in second.groups]
    assert named == [[item.statement for item in group.representative] for group in first.groups]


def test_turned_round_votes_mirror_the_map() -> None:
    votes, _ = planted_votes(12, (30, 25), 30)
    plain, turned = map_opinions(votes), map_opinions(-votes)
    assert plain.clear
    assert turned.group_of.tolist() == plain.group_of.tolist()
    assert np.array_equal(turned.positions, -plain.positions)
    assert np.array_equal(turned.consensus.agree, plain.consensus.disagree)
    assert np.array_equal(turned.totals.agree, plain.totals.disagree)
    assert turned.stability == plain.stability
    opposite = {"agree": "disagree", "disagree": "agree"}
    for one, other in zip(plain.groups, turned.groups, strict=True):
        assert [(item.statement, opposite[item.direction], item.z) for item in one.representative] == [
            (item.statement, item.direction, item.z) for item in other.representative
        ]


def test_the_same_inputs_give_the_same_output_and_another_seed_the_same_planted_groups() -> None:
    votes, _ = planted_votes(13, (25, 25), 25)
    assert map_opinions(votes).to_dict() == map_opinions(votes.copy()).to_dict()
    assert map_opinions(votes, seed=1).group_of.tolist() == map_opinions(votes, seed=2).group_of.tolist()


def test_the_digest_changes_with_anything_that_matters() -> None:
    votes, _ = planted_votes(14, (10, 10), 8)
    other = votes.copy()
    other[0, 0] = 1.0 if np.isnan(other[0, 0]) else np.nan
    digests = [
        digest_inputs(votes),
        digest_inputs(other),
        digest_inputs(votes, participants=range(1, 21)),
        digest_inputs(votes, stakes=["citizen"] * 20),
        digest_inputs(votes, parameters={"seed": 1}),
        digest_inputs(texts=["a", "b"]),
        digest_inputs(texts=["ab"]),
        digest_inputs(texts=["a", "b"], languages=["en", "cy"]),
    ]
    assert len(set(digests)) == len(digests)
    assert all(len(digest) == 64 for digest in digests)
    assert digest_inputs(votes) == digest_inputs(shuffled(votes, 3)[0])
