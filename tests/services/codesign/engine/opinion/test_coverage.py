"""Who was heard, and what may be said about it in public."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.disclosure import hide_small_parts, publishable, publishable_opinions
from services.codesign.engine.opinion.coverage import Contributor, coverage, published

PEOPLE = [Contributor({"young", "rural"}, "citizen", "self")] * 12 + [
    Contributor(("young", "young"), "professional", "paper"),
    Contributor((), "", "phone"),
]


def test_counts_by_target_stake_and_mode() -> None:
    found = coverage(PEOPLE, [("young", 26), ("rural", 12), ("carers", 5), ("anyone", 0)])
    assert [(target.key, target.heard, target.share, target.met) for target in found.targets] == [
        ("young", 13, 0.5, False),
        ("rural", 12, 1.0, True),
        ("carers", 0, 0.0, False),
        ("anyone", 0, 1.0, True),
    ]
    assert found.by_stake == {"citizen": 12, "not_said": 1, "professional": 1}
    assert found.by_mode == {"paper": 1, "phone": 1, "self": 12}
    assert (found.total, found.targets_met) == (14, 0.5)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["total"] == 14


def test_in_public_small_counts_and_complements_are_hidden() -> None:
    found = published(coverage(PEOPLE, [("young", 26), ("rural", 12), ("carers", 5)]).to_dict())
    assert [(target["heard"], target["share"], target["met"]) for target in found["targets"]] == [
        (None, None, None)
    ] * 3
    assert found["by_stake"] == {"citizen": None, "not_said": None, "professional": None}
    assert (found["total"], found["targets_met"]) == (14, None)


def test_in_public_large_counts_are_shown() -> None:
    people = [(("young",), "citizen", "self")] * 30 + [((), "professional", "paper")] * 15
    found = published(coverage(people, [("young", 30)]).to_dict())
    assert (found["targets"][0]["heard"], found["targets_met"]) == (30, 1.0)
    assert found["by_stake"] == {"citizen": 30, "professional": 15}


def test_nobody_and_few_people() -> None:
    assert coverage([], []).to_dict() == {
        "total": 0, "targets": [], "by_stake": {}, "by_mode": {}, "targets_met": None,
    }  # fmt: skip
    assert published(coverage([((), "", "")] * 9, []).to_dict())["total"] is None


def test_malformed_targets_are_refused() -> None:
    with pytest.raises(ValueError, match="each target comes once"):
        coverage([], [("a", 1), ("a", 2)])
    with pytest.raises(ValueError, match="0 or more"):
        coverage([], [("a", -1)])


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=7))
def test_no_hidden_part_can_be_worked_out(parts: dict[str, int]) -> None:
    shown = hide_small_parts(parts)
    assert list(shown) == list(parts)
    assert all(value == parts[name] for name, value in shown.items() if value is not None)
    assert all(publishable(value, sum(parts.values())) for value in shown.values() if value is not None)
    hidden = [parts[name] for name, value in shown.items() if value is None]
    if hidden and len(hidden) < len(parts):
        assert len(hidden) > 1
        assert sum(hidden) >= 10


def test_a_second_part_is_hidden_with_the_first() -> None:
    assert hide_small_parts({"a": 40, "b": 30, "c": 4}) == {"a": 40, "b": None, "c": None}
    assert hide_small_parts({"a": 40, "b": 30, "c": 10}) == {"a": 40, "b": 30, "c": 10}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((10, 10, 10), (10, 10, 10)),
        ((10, 12, 9), (10, 12, None)),
        ((9, 100, 100), (None, None, None)),
        ((100, 9, 100), (None, None, None)),
        ((100, 0, 0), (None, None, None)),
    ],
)
def test_what_everybody_may_see_of_one_statement(
    counts: tuple[int, int, int], shown: tuple[int | None, int | None, int | None]
) -> None:
    assert publishable_opinions(*counts) == shown
