"""Each guard says in plain words why not, with nothing wrong, with one thing wrong, with everything wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.errors import Conflict, Invalid
from tests.matrix import actor_for
from tests.stage.shared_meals import actions, guards
from tests.stage.shared_meals.enums import MEAL_WORKFLOW
from tests.stage.shared_meals.models import Helper, SharedMeal
from tests.stage.shared_meals.scene import scene
from tests.tables import each_row

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


def change(**values: Any) -> Callable[[Any], Any]:
    return lambda made: SharedMeal.objects.filter(pk=made.m).update(**values)


def no_longer(stake: str) -> Callable[[Any], Any]:
    return lambda made: Helper.objects.filter(task__meal=made.meal, stake=stake).update(withdrawn_at=clock.now())


# Guard, the state it is asked in, what is taken away, and the codes of the reasons that it gives.
REASONS: list[tuple[str, str, Callable[[Any], Any], list[str]]] = [
    ("guard_described", "proposed", lambda made: None, []),
    ("guard_described", "proposed", change(title={"en": "Soup"}), ["title-missing"]),
    ("guard_described", "proposed", change(title="", description=""), ["title-missing", "description-missing"]),
    ("guard_place_and_time", "proposed", lambda made: None, []),
    ("guard_place_and_time", "proposed", change(place=""), ["place-missing"]),
    ("guard_place_and_time", "proposed", change(place="", takes_place_at=None), ["place-missing", "time-missing"]),
    ("guard_place_and_time", "proposed", lambda made: change(takes_place_at=clock.now())(made), ["time-past"]),
    ("guard_tasks_named", "proposed", lambda made: None, []),
    ("guard_tasks_named", "proposed", lambda made: made.meal.tasks.all().delete(), ["tasks-missing"]),
    ("guard_day_reached", "held", lambda made: None, []),
    ("guard_day_reached", "open", lambda made: None, ["too-early"]),
    ("guard_both_sides_help", "open", lambda made: None, []),
    ("guard_both_sides_help", "open", no_longer("citizen"), ["no-citizen"]),
    ("guard_both_sides_help", "open", lambda made: made.meal.tasks.all().delete(), ["no-citizen", "no-professional"]),
    ("guard_attendance_noted", "held", lambda made: None, []),
    ("guard_attendance_noted", "open", lambda made: None, ["attendance-missing"]),
    ("guard_attendance_noted", "open", no_longer("citizen"), ["attendance-missing"]),
]  # fmt: skip


@pytest.mark.parametrize("state", ["proposed", "open", "held"])
def test_every_reason_is_given(state: str) -> None:
    def is_given(row: tuple[str, str, Callable[[Any], Any], list[str]], made: Any) -> None:
        name, _state, spoil, codes = row
        spoil(made)
        reasons = getattr(guards, name)(SharedMeal.objects.get(pk=made.m))
        assert [reason.code for reason in reasons] == codes
        assert all(str(reason) and (reason.where or reason.code == "too-early") for reason in reasons)

    each_row([row for row in REASONS if row[1] == state], is_given, scene(state))


def test_every_guard_is_tried() -> None:
    tried = {name for name, _state, _spoil, codes in REASONS if codes}
    assert tried == {name for move in MEAL_WORKFLOW.transitions for name in move.guards}


def test_what_people_were_told_is_not_taken_away() -> None:
    made = scene("open")
    facilitator = actor_for(made.cast.by_role(), "facilitator")
    for change_to in (
        {"place": " "},
        {"takes_place_at": None},
        {"takes_place_at": clock.now()},
        {"title": ""},
    ):
        with pytest.raises(Invalid):
            actions.change_meal(actor=facilitator, meal=made.meal, version=1, **change_to)
    actions.change_meal(actor=facilitator, meal=made.meal, version=1, place="The park")
    with pytest.raises(Conflict, match="changed while you were writing"):
        actions.change_meal(actor=facilitator, meal=made.meal, version=1, place="The pier")
    assert SharedMeal.objects.get(pk=made.m).place == "The park"
