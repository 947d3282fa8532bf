"""The table of statements: the engine's own scores, nothing from hidden cells, and an order that is always the same."""

import numpy as np
import pytest

from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.results import OpinionMap
from services.codesign.engine.opinion.statement_table import EVERYONE, GROUP, STAKE, Side, statement_table
from tests.services.codesign.findings.runs import stakes_of, three_camps


@pytest.fixture(scope="module")
def found() -> OpinionMap:
    votes = three_camps()
    return map_opinions(votes, stakes=stakes_of(len(votes)))


def test_sides_and_cells(found) -> None:
    table = statement_table(found.to_dict())

    assert [(side.kind, side.name) for side in table.sides] == [
        (EVERYONE, ""), (GROUP, "0"), (GROUP, "1"), (GROUP, "2"),
        (STAKE, "citizen"), (STAKE, "professional"), (STAKE, "partner"),
    ]  # fmt: skip
    cell = table.sides[1].cell(4)
    counts = found.groups[0].counts
    assert (cell.agree, cell.disagree, cell.passed, cell.seen) == (
        counts.agree[4], counts.disagree[4], counts.passed[4], counts.seen[4],
    )  # fmt: skip


def test_what_divides_is_scored_as_the_engine_scores_it(found) -> None:
    table = statement_table(found.to_dict())

    assert found.divisive
    for item in found.divisive:
        assert table.divides[item.statement] == pytest.approx(item.score, abs=0.001)
    without = map_opinions(np.random.default_rng(5).choice([-1.0, 1.0], size=(60, 10)))
    assert not without.clear
    scored = statement_table(without.to_dict())
    for item in without.divisive:
        assert scored.divides[item.statement] == pytest.approx(item.score, abs=0.001)


def test_the_public_form_gives_no_score_from_a_hidden_cell(found) -> None:
    view = found.to_dict(public=True)
    table = statement_table(view)

    shown = [side.name for side in table.sides if side.kind == GROUP]
    assert "2" not in shown
    assert "partner" not in [side.name for side in table.sides]
    for index, score in enumerate(table.divides):
        cells = [side.cell(index) for side in table.sides if side.kind == GROUP]
        if len(cells) < 2 or any(cell.seen is None or cell.agree is None for cell in cells):
            assert score is None
    for index, total in enumerate(view["totals"]["agree"]):
        if total is None:
            assert (table.agree[index], table.disagree[index]) == (None, None)


def test_orders(found) -> None:
    table = statement_table(found.to_dict())

    assert table.in_order("number") == list(range(12))
    divides = table.in_order("divides")
    assert sorted(divides) == list(range(12))
    scores = [table.divides[index] for index in divides]
    assert scores == sorted(scores, reverse=True)
    shared = [max(table.agree[index], table.disagree[index]) for index in table.in_order("shared")]
    assert shared == sorted(shared, reverse=True)
    assert table.in_order("no such order") == table.in_order("number")


def test_what_has_no_score_comes_last_by_number() -> None:
    view = {
        "clear": False, "groups": [], "by_stake": {},
        "consensus": {"agree": [None, 0.2, None, 0.9], "disagree": [None, 0.1, None, 0.05]},
        "totals": {"agree": [None, 20, None, 10], "disagree": [None, 20, None, 50],
                   "passed": [None, None, None, 10], "seen": [None, None, None, 70]},
    }  # fmt: skip
    table = statement_table(view)

    assert table.divides == [None, None, None, pytest.approx(2 * 11 / 72, abs=0.001)]
    assert table.in_order("divides") == [3, 0, 1, 2]
    assert table.in_order("shared") == [3, 1, 0, 2]


def test_a_map_of_nothing() -> None:
    table = statement_table({})
    assert (table.size, table.sides, table.in_order("divides")) == (0, (), [])


def test_groups_may_have_gaps(found) -> None:
    view = found.to_dict()
    view["groups"] = [group for group in view["groups"] if group["label"] != 1]
    assert [side.name for side in statement_table(view).sides if side.kind == GROUP] == ["0", "2"]
    assert isinstance(statement_table(view).sides[0], Side)
