"""What there is to do, who takes it on, who takes it back, and who came: what is changed, recorded, refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, Invalid
from tests.factories import World
from tests.factories.shared_meals import HelperFactory, SharedMealFactory
from tests.matrix import actor_for
from tests.stage.shared_meals import actions
from tests.stage.shared_meals.models import Helper, MealTask, SharedMeal
from tests.stage.shared_meals.queries import helpers_of, tasks_left, visible_meals
from tests.stage.shared_meals.scene import scene

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


def as_(made: Any, who: str) -> Actor:
    return actor_for(made.cast.by_role(), who)


def test_an_offer_keeps_whose_voice_it_is_and_is_recorded() -> None:
    made = scene("open")
    offer = actions.offer_help(actor=as_(made, "partner"), meal=made.meal, task=made.spare, note=" I bring a pot. ")
    assert (offer.stake, offer.note, offer.came) == ("partner", "I bring a pot.", None)
    (event,) = AuditEvent.objects.filter(verb="shared_meals.help_offered", subject_id=made.m)
    assert event.data == {"task": made.t, "stake": "partner"}
    assert offer in helpers_of(made.meal)


def test_nobody_takes_on_the_same_thing_twice_or_what_enough_people_do() -> None:
    made = scene("open")
    with pytest.raises(Conflict, match="already"):
        actions.offer_help(actor=as_(made, "citizen"), meal=made.meal, task=made.task)
    with pytest.raises(Conflict, match="Enough people"):
        actions.offer_help(actor=as_(made, "partner"), meal=made.meal, task=made.task)
    assert list(tasks_left(made.meal)) == [made.spare]


def test_what_is_taken_back_is_there_for_somebody_else() -> None:
    made = scene("open")
    for _twice in range(2):
        actions.withdraw_help(actor=as_(made, "citizen"), helper=made.helper)
    assert AuditEvent.objects.filter(verb="shared_meals.help_withdrawn").count() == 1
    assert made.helper not in helpers_of(made.meal)
    actions.offer_help(actor=as_(made, "partner"), meal=made.meal, task=made.task)
    assert made.task not in tasks_left(made.meal)


def test_of_everybody_it_is_noted_whether_they_came() -> None:
    made = scene("held")
    actions.note_attendance(actor=as_(made, "facilitator"), meal=made.meal, came=[made.h])
    assert dict(Helper.objects.values_list("stake", "came")) == {"citizen": True, "professional": False}
    elsewhere = HelperFactory()
    with pytest.raises(Invalid):
        actions.note_attendance(actor=as_(made, "facilitator"), meal=made.meal, came=[elsewhere.pk])


WRONG: dict[str, tuple[str, Callable[[Any], Any], type[Exception]]] = {
    "a task without a name": ("open", lambda s: {"name": " ", "wanted": 1}, Invalid),
    "a task for nobody": ("open", lambda s: {"name": "Sing", "wanted": 0}, Invalid),
    "a task for too many": ("open", lambda s: {"name": "Sing", "wanted": 501}, Invalid),
    "a task when it is over": ("held", lambda s: {"name": "Sing", "wanted": 1}, Conflict),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_task_is_refused(what: str) -> None:
    state, values, refusal = WRONG[what]
    made = scene(state)
    with pytest.raises(refusal):
        actions.add_task(actor=as_(made, "facilitator"), meal=made.meal, **values(made))
    assert MealTask.objects.filter(meal=made.meal).count() == 2


def test_each_thing_is_done_in_its_time_only() -> None:
    held, opened = scene("held"), scene("open")
    attempts: list[Callable[[], Any]] = [
        lambda: actions.offer_help(actor=as_(held, "partner"), meal=held.meal, task=held.spare),
        lambda: actions.withdraw_help(actor=as_(held, "citizen"), helper=held.helper),
        lambda: actions.change_meal(actor=as_(held, "facilitator"), meal=held.meal, version=1, place="Hall"),
        lambda: actions.note_attendance(actor=as_(opened, "facilitator"), meal=opened.meal, came=[]),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict):
            attempt()


def test_something_of_another_meal_or_unheard_of_is_refused() -> None:
    made, other = scene("open"), scene("open")
    facilitator = as_(made, "facilitator")
    for attempt in (
        lambda: actions.offer_help(actor=facilitator, meal=made.meal, task=other.spare),
        lambda: actions.change_meal(actor=facilitator, meal=made.meal, version=1, state="closed"),
        lambda: actions.propose_meal(actor=facilitator, service=made.cast.service, title=" "),
        lambda: actions.call_off_meal(actor=facilitator, meal=made.meal, reason={"en": "No hall"}),
    ):
        with pytest.raises(Invalid):
            attempt()


def test_the_database_refuses_what_no_state_allows() -> None:
    made = scene("open")
    for values in ({"place": ""}, {"opened_at": None}, {"state": "called_off"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SharedMeal.objects.filter(pk=made.m).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelperFactory(task=made.task, person=made.cast.citizen)


def test_who_sees_a_meal(bait: World) -> None:
    proposed, opened = scene("proposed"), SharedMealFactory(state="open")
    seen = {who: set(visible_meals(as_(proposed, who))) for who in ("visitor", "stranger", "citizen", "administrator")}
    assert seen["visitor"] == seen["stranger"] == {opened}
    assert seen["citizen"] == seen["administrator"] == {opened, proposed.meal}
    assert set(visible_meals(Actor.for_person(bait.cast.facilitator.pk))) == {opened}
