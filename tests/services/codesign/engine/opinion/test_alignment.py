"""From one run to the next: names and places stay, and what changed is told in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from services.codesign.engine.opinion.alignment import SAME_GROUP, PreviousMap, steady_labels, turn
from services.codesign.engine.opinion.changes import RunFacts, compare_runs
from services.codesign.engine.opinion.grouping import Partition, ranked
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.results import OpinionMap
from services.codesign.engine.opinion.stored import previous_map, run_facts
from tests.services.codesign.engine.votes_made_up import planted_votes


def as_previous(found: OpinionMap, people: list[str], statements: list[str]) -> PreviousMap:
    return PreviousMap(people, found.group_of, found.positions, statements, found.statement_positions, found.digest)


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number:04}" for number in range(count)]


def spread(places: np.ndarray) -> float:
    return float(np.sqrt(np.square(places - places.mean(axis=0)).sum(axis=1).mean()))


def test_a_day_of_new_votes_moves_nobody_who_did_not_vote() -> None:
    votes, planted = planted_votes(21, (60, 50, 40), 40)
    people, statements = names("p", 150), names("s", 40)
    rng = np.random.default_rng(1)
    yesterday = votes.copy()
    voted_today = rng.choice(150, 15, replace=False)
    yesterday[np.ix_(voted_today, np.arange(20))] = np.nan
    first = map_opinions(yesterday[:140], participants=people[:140], statements=statements)
    alone = map_opinions(votes, participants=people, statements=statements)
    second = map_opinions(
        votes, participants=people, statements=statements, previous=as_previous(first, people[:140], statements)
    )
    assert first.clear
    assert second.clear
    same = np.setdiff1d(np.arange(140), voted_today)
    jumps = np.sqrt(np.square(second.positions[same] - first.positions[same]).sum(axis=1)) / spread(first.positions)
    assert np.median(jumps) < 0.1
    assert (second.group_of[same] == first.group_of[same]).mean() > 0.98
    # Nothing but the turn and the names depends on the run before.
    assert [group.size for group in sorted(second.groups, key=lambda g: -g.size)] == [g.size for g in alone.groups]
    assert spread(second.positions) == pytest.approx(spread(alone.positions))
    assert len({*zip(second.group_of.tolist(), planted.tolist(), strict=True)}) == 3


@pytest.mark.parametrize("mirror", [False, True])
def test_a_turned_and_renamed_run_before_is_met_exactly(mirror: bool) -> None:
    votes, _ = planted_votes(22, (40, 30), 30)
    people, statements = names("p", 70), names("s", 30)
    plain = map_opinions(votes, participants=people, statements=statements)
    angle = 1.1
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag(
        [1, -1 if mirror else 1]
    )
    before = PreviousMap(
        people, np.where(plain.group_of >= 0, 1 - plain.group_of, -1), plain.positions @ turned,
        statements, plain.statement_positions @ turned, "run 1",
    )  # fmt: skip
    found = map_opinions(votes, participants=people, statements=statements, previous=before)
    assert found.group_of.tolist() == before.group_of.tolist()
    assert found.positions == pytest.approx(before.positions, abs=1e-5)
    assert found.statement_positions == pytest.approx(before.statement_positions, abs=1e-5)
    assert found.parameters["aligned_to"] == "run 1"
    assert found.digest == plain.digest
    # Each group's stability and marks go with its people, not with its number.
    by_size = {group.size: group for group in plain.groups}
    for group in found.groups:
        assert group.stability == by_size[group.size].stability
        assert group.representative == by_size[group.size].representative


def test_the_order_of_rows_does_not_matter_for_an_aligned_run() -> None:
    votes, _ = planted_votes(23, (30, 25), 25)
    people, statements = names("p", 55), names("s", 25)
    before = as_previous(
        map_opinions(votes[:50], participants=people[:50], statements=statements), people[:50], statements
    )
    order = np.random.default_rng(3).permutation(55)
    plain = map_opinions(votes, participants=people, statements=statements, previous=before)
    mixed = map_opinions(votes[order], participants=[people[i] for i in order], statements=statements, previous=before)
    assert mixed.group_of.tolist() == plain.group_of[order].tolist()
    assert mixed.positions == pytest.approx(plain.positions[order], abs=1e-5)
    assert mixed.digest == plain.digest


def test_a_repetition_gives_the_very_same_map() -> None:
    votes, _ = planted_votes(24, (30, 25), 25)
    people, statements = names("p", 55), names("s", 25)
    first = map_opinions(votes[:50], participants=people[:50], statements=statements)
    second = map_opinions(
        votes, participants=people, statements=statements, previous=as_previous(first, people[:50], statements)
    )
    stored = second.to_dict()
    third = map_opinions(
        votes, participants=people, statements=statements, previous=previous_map(stored, people, statements)
    )
    assert third.to_dict() == stored
    assert stored["parameters"]["aligned_to"] == first.digest


def test_a_stored_run_reads_back_or_not_at_all() -> None:
    votes, _ = planted_votes(25, (30, 25), 25)
    found = map_opinions(votes, participants=range(55), statements=range(25)).to_dict()
    read = previous_map(found, list(range(55)), list(range(25)))
    assert read is not None
    assert read.groups == 2
    facts = run_facts(2, found, list(range(55)), list(range(25)), 7)
    assert (facts.votes, facts.groups) == (sum(found["totals"]["seen"]), {0: 30, 1: 25})
    unclear = previous_map(found | {"clear": False}, list(range(55)), list(range(25)))
    assert unclear is not None
    assert unclear.groups == 0
    assert previous_map(found, [1, 2], []) is None
    assert previous_map({}, [], []) is None
    assert run_facts(1, {}, [], [4], 3) == RunFacts(number=1, statements=1, answers=3)


def test_a_group_that_is_gone_leaves_a_gap_and_a_new_one_takes_no_old_name() -> None:
    people = names("p", 30)
    before = PreviousMap(people, np.repeat([0, 1, 2], 10), np.zeros((30, 2)), [], np.zeros((0, 2)))
    # 0 and 2 go on under other numbers, 1 has gone over to them.
    now = np.array([1] * 10 + [1] * 5 + [0] * 5 + [0] * 10)
    assert steady_labels(now, people, before).tolist() == [2, 0]
    # A group of people who were not there before may not take the name of one that was.
    newcomers = np.array([0] * 10 + [1] * 10 + [2] * 10)
    strangers = people[:20] + names("q", 10)
    assert steady_labels(newcomers, strangers, before).tolist() == [0, 1, 3]


def test_a_handful_of_shared_people_does_not_carry_a_name_over() -> None:
    people = names("p", 20)
    before = PreviousMap(people, np.array([0] * 10 + [1] * 10), np.zeros((20, 2)), [], np.zeros((0, 2)))
    few = int(SAME_GROUP * 10)
    now = np.array([0] * 10 + [1] * 10)
    strangers = people[:10] + people[10 : 10 + few] + names("q", 10 - few)
    assert steady_labels(now, strangers, before).tolist() == [0, 2]


def test_the_number_of_groups_stays_unless_another_is_clearly_better() -> None:
    nothing = np.zeros((0, 2))
    two, three = (Partition(k, k, nothing, np.zeros(0), score) for k, score in ((2, 0.50), (3, 0.53)))
    assert ranked([two, three])[0] is three
    assert ranked([two, three], before=2)[0] is two
    clearly = Partition(3, 3, nothing, np.zeros(0), 0.60)
    assert ranked([two, clearly], before=2)[0] is clearly


def test_nothing_to_turn_by_turns_nothing() -> None:
    assert turn(np.zeros((0, 2)), np.zeros((0, 2))).tolist() == [[1, 0], [0, 1]]
    on_a_line = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    assert turn(on_a_line, on_a_line).tolist() == [[1, 0], [0, 1]]


def test_aligning_needs_keys() -> None:
    before = PreviousMap([], np.zeros(0, dtype=int), np.zeros((0, 2)), [], np.zeros((0, 2)))
    with pytest.raises(ValueError, match="keys"):
        map_opinions(np.ones((2, 2)), previous=before)
    empty = map_opinions(np.ones((2, 2)), participants="ab", statements="cd", previous=before)
    assert np.isfinite(empty.positions).all()


def test_changes_between_two_runs() -> None:
    before = RunFacts(3, ["a", "b", "c", "d"], [0, 0, 1, -1], 40, 10, 5, True, {0: 20, 1: 15, 2: 9}, [1, 2], [7])
    now = RunFacts(4, ["b", "c", "d", "e"], [0, 3, 0, 0], 60, 12, 8, True, {0: 25, 3: 12}, [2, 5], [7])
    assert compare_runs(before, now) == {
        "since": 3,
        "people": {"now": 4, "was": 4},
        "votes": {"now": 60, "was": 40},
        "statements": {"now": 12, "was": 10},
        "answers": {"now": 8, "was": 5},
        "clear": {"now": True, "was": True},
        "groups": [{"label": 0, "size": 25, "was": 20}, {"label": 3, "size": 12, "was": None}],
        "gone": [1, 2],
        "moved": 1,
        "stayed": 1,
        "shared": {"new": [5], "gone": [1]},
        "divisive": {"new": [], "gone": []},
    }


def test_people_cannot_move_between_groups_that_are_not_clear() -> None:
    before = RunFacts(1, ["a"], [0], clear=False)
    now = RunFacts(2, ["a"], [1], clear=True, groups={1: 10})
    assert (compare_runs(before, now)["moved"], compare_runs(before, now)["stayed"]) == (0, 0)
