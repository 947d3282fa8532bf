"""Every write of shared meals. One transaction each: permit, lock, check, change, record."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.text import optional_text, required_text
from kernel.workflow.advance import advance, lock
from services.catalogue.models import Service
from services.catalogue.permissions import require, standing_of
from tests.stage.shared_meals import guards
from tests.stage.shared_meals.enums import MEAL_WORKFLOW, MealState
from tests.stage.shared_meals.models import NAME_LENGTH, NOTE_LENGTH, Helper, MealTask, SharedMeal
from tests.stage.shared_meals.permissions import (
    can_edit_meal,
    can_help,
    can_note_attendance,
    can_propose_meal,
    can_run_meal,
    can_withdraw_help,
)
from tests.stage.shared_meals.queries import helpers_of

CHANGEABLE = frozenset({"title", "description", "place", "takes_place_at"})
MOST_WANTED = 500


@act(Manner.IN_PERSON)
def propose_meal(*, actor: Actor, service: Service, title: Any) -> SharedMeal:
    """A member proposes a meal. Opening it is what asks for the rest."""
    require(can_propose_meal(standing_of(actor, service.pk)), _("Only members of the service may propose a meal."))
    if has_no_text(title):
        raise Invalid({"title": _("Give it a title.")})
    now = clock.now()
    meal = SharedMeal.objects.create(
        service=service, title=title, proposed_by_id=actor.person_id, state_changed_at=now, created_at=now
    )
    record(actor=actor, verb="shared_meals.proposed", subject=meal, service=service.pk)
    return meal


@act(Manner.IN_PERSON)
def change_meal(*, actor: Actor, meal: SharedMeal, version: int, **changes: Any) -> SharedMeal:
    """Change the details, until it took place. Conflict where somebody else changed it since `version`."""
    fresh = lock(meal, version=version)
    require(can_edit_meal(standing_of(actor, fresh.service_id), fresh, actor))
    if fresh.state not in (MealState.PROPOSED, MealState.OPEN):
        raise Conflict(_("It cannot change any more."), code="wrong-state")
    if unknown := set(changes) - CHANGEABLE:
        raise Invalid({name: _("This cannot be set.") for name in unknown})
    if "place" in changes:
        changes["place"] = optional_text(changes["place"], NAME_LENGTH, "place")
    for name, value in changes.items():
        setattr(fresh, name, value)
    _refuse_incomplete(fresh)
    fresh.version += 1
    fresh.save()
    record(actor=actor, verb="shared_meals.changed", subject=fresh, fields=sorted(changes))
    return fresh


def _refuse_incomplete(meal: SharedMeal) -> None:
    """What people were told when it was opened may change, but not be taken away."""
    if has_no_text(meal.title):
        raise Invalid({"title": _("Give it a title.")})
    if meal.state == MealState.OPEN:
        missing = [*guards.guard_described(meal), *guards.guard_place_and_time(meal)]
        if missing:
            raise Invalid({"": [reason.text for reason in missing]})


@act(Manner.IN_PERSON)
def add_task(*, actor: Actor, meal: SharedMeal, name: str, wanted: int) -> MealTask:
    """Name something to do, until the meal took place."""
    fresh = lock(meal)
    require(can_run_meal(standing_of(actor, fresh.service_id)))
    if fresh.state not in (MealState.PROPOSED, MealState.OPEN):
        raise Conflict(_("Nothing can be added any more."), code="wrong-state")
    if not 0 < wanted <= MOST_WANTED:
        raise Invalid({"wanted": _("Say how many people it takes.")})
    task = MealTask.objects.create(meal=fresh, name=required_text(name, NAME_LENGTH, "name"), wanted=wanted)
    record(actor=actor, verb="shared_meals.task_added", subject=fresh, task=task.pk)
    return task


@act(Manner.IN_PERSON)
def open_meal(*, actor: Actor, meal: SharedMeal) -> SharedMeal:
    """From now on everybody sees it, and members take things on."""
    require(can_run_meal(standing_of(actor, meal.service_id)))
    return advance(MEAL_WORKFLOW, meal, "open", actor=actor, guards=guards, opened_at=clock.now())


@act(Manner.IN_PERSON)
def offer_help(*, actor: Actor, meal: SharedMeal, task: MealTask, note: str = "") -> Helper:
    """A member takes something on, for the side that they speak for. Not where enough people do it already."""
    fresh = _open(meal)
    standing = standing_of(actor, fresh.service_id)
    require(can_help(standing), _("Members of the service take things on."))
    if task.meal_id != fresh.pk:
        raise Invalid({"task": _("Choose something to do for this meal.")})
    doing = helpers_of(fresh).filter(task=task)
    if doing.filter(person_id=actor.person_id or 0).exists():
        raise Conflict(_("You have taken this on already."), code="already")
    if doing.count() >= task.wanted:
        raise Conflict(_("Enough people do this already. Choose something else."), code="full")
    helper = Helper.objects.create(
        task=task,
        person_id=actor.person_id,
        stake=standing.stake,
        note=optional_text(note, NOTE_LENGTH, "note"),
        offered_at=clock.now(),
    )
    record(actor=actor, verb="shared_meals.help_offered", subject=fresh, task=task.pk, stake=standing.stake)
    return helper


def _open(meal: SharedMeal) -> SharedMeal:
    fresh = lock(meal)
    if fresh.state != MealState.OPEN:
        raise Conflict(_("It does not look for helpers now."), code="wrong-state")
    return fresh


@act(Manner.IN_PERSON)
def withdraw_help(*, actor: Actor, helper: Helper) -> Helper:
    """Who offered something takes it back; somebody else can take it on."""
    meal = helper.task.meal
    require(
        can_withdraw_help(standing_of(actor, meal.service_id), helper, actor),
        _("Only whoever offered help may take it back."),
    )
    meal, fresh = _open(meal), lock(helper)
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at = clock.now()
        fresh.save(update_fields=["withdrawn_at"])
        record(actor=actor, verb="shared_meals.help_withdrawn", subject=meal, task=fresh.task_id)
    return fresh


@act(Manner.IN_PERSON)
def hold_meal(*, actor: Actor, meal: SharedMeal) -> SharedMeal:
    """Say that it took place; not before its time, and not where one side alone helped."""
    require(can_run_meal(standing_of(actor, meal.service_id)))
    return advance(MEAL_WORKFLOW, meal, "hold", actor=actor, guards=guards)


@act(Manner.IN_PERSON)
def note_attendance(*, actor: Actor, meal: SharedMeal, came: Collection[int]) -> SharedMeal:
    """Say who came, by the ids of their offers; of all others it is noted that they did not."""
    fresh = lock(meal)
    require(can_note_attendance(standing_of(actor, fresh.service_id)), _("The facilitator notes who came."))
    if fresh.state != MealState.HELD:
        raise Conflict(_("Who came is noted once it took place."), code="wrong-state")
    helpers = helpers_of(fresh)
    if set(came) - set(helpers.values_list("pk", flat=True)):
        raise Invalid({"came": _("Somebody you chose offered no help.")})
    Helper.objects.filter(pk__in=helpers.values("pk")).update(came=False)
    Helper.objects.filter(pk__in=came).update(came=True)
    record(actor=actor, verb="shared_meals.attendance_noted", subject=fresh, came=len(set(came)))
    return fresh


@act(Manner.IN_PERSON)
def close_meal(*, actor: Actor, meal: SharedMeal) -> SharedMeal:
    """The facilitator closes it, once everybody's help is noted."""
    require(can_note_attendance(standing_of(actor, meal.service_id)), _("The facilitator closes the meal."))
    return advance(MEAL_WORKFLOW, meal, "close", actor=actor, guards=guards)


@act(Manner.IN_PERSON)
def call_off_meal(*, actor: Actor, meal: SharedMeal, reason: Any) -> SharedMeal:
    """There will be no meal, for a reason that everybody can read."""
    require(can_run_meal(standing_of(actor, meal.service_id)))
    if missing_languages(reason):
        raise Invalid({"reason": _("Say why, in every language of the council.")})
    return advance(MEAL_WORKFLOW, meal, "call_off", actor=actor, guards=guards, called_off_because=reason)
