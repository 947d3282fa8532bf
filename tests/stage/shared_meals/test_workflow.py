"""Every state × transition × kind of person, through the real actions: only what the table allows happens."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.accounts.actor import Actor
from tests.factories import Cast, ago, ahead, both
from tests.matrix import RUNNERS
from tests.stage.shared_meals import actions
from tests.stage.shared_meals.enums import LIVE_STATES, MEAL_WORKFLOW, MealState
from tests.stage.shared_meals.models import Helper, SharedMeal
from tests.stage.shared_meals.scene import scene
from tests.workflows import Walk

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

STATES = [state.value for state in MEAL_WORKFLOW.states]


def ready(state: str) -> tuple[Cast, SharedMeal]:
    """An open meal whose time has come may be held; a proposal's must lie ahead."""
    details: dict[str, Any] = {"takes_place_at": ago(hours=3)} if state == "open" else {}
    made = scene(state, **details)
    return made.cast, made.meal


ASKED_BY: dict[str, tuple[Callable[[SharedMeal, Actor], Any], frozenset[str]]] = {
    "open": (lambda m, a: actions.open_meal(actor=a, meal=m), RUNNERS),
    "hold": (lambda m, a: actions.hold_meal(actor=a, meal=m), RUNNERS),
    "close": (lambda m, a: actions.close_meal(actor=a, meal=m), frozenset({"facilitator"})),
    "call_off": (lambda m, a: actions.call_off_meal(actor=a, meal=m, reason=both("No hall")), RUNNERS),
}
SPOILED: dict[str, Callable[[SharedMeal], Any]] = {
    "open": lambda m: SharedMeal.objects.filter(pk=m.pk).update(place=""),
    "hold": lambda m: SharedMeal.objects.filter(pk=m.pk).update(takes_place_at=ahead(days=1)),
    "close": lambda m: Helper.objects.filter(task__meal=m).update(came=None),
}
WALK = Walk(MEAL_WORKFLOW, ready, ASKED_BY, SPOILED)


def test_everything_is_tried() -> None:
    assert set(ASKED_BY) == {move.name for move in MEAL_WORKFLOW.transitions}
    assert WALK.guarded == set(SPOILED)
    assert list(MealState.values) == STATES
    assert set(LIVE_STATES) == {state for state in STATES if MEAL_WORKFLOW.leaving(state)}


@pytest.mark.parametrize("state", STATES)
def test_only_what_the_table_allows_happens(state: str) -> None:
    WALK.try_everything(state)


@pytest.mark.parametrize("name", SPOILED)
def test_where_a_guard_does_not_hold_nobody_at_all_moves_it(name: str) -> None:
    WALK.try_spoiled(name)


@pytest.mark.parametrize("name", ASKED_BY)
def test_a_move_writes_its_state_its_time_and_one_event_of_its_own(name: str) -> None:
    WALK.try_move(name)
