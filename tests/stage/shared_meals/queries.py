"""Meals: which ones somebody sees, what there is to do, who helps."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from kernel.accounts.actor import Actor
from services.catalogue.queries import seen_inside
from tests.stage.shared_meals.enums import MealState
from tests.stage.shared_meals.models import Helper, MealTask, SharedMeal


def visible_meals(actor: Actor) -> QuerySet[SharedMeal]:
    """Everybody sees what has been opened; proposals are seen by the service's members and administrators."""
    meals = SharedMeal.objects.select_related("service").order_by("-pk")
    return meals.filter(Q(opened_at__isnull=False) | seen_inside(actor))


def open_meals() -> QuerySet[SharedMeal]:
    """Those that look for helpers, the next to take place first."""
    return SharedMeal.objects.filter(state=MealState.OPEN).select_related("service").order_by("takes_place_at", "pk")


def helpers_of(meal: SharedMeal) -> QuerySet[Helper]:
    """Who does what, by task; without those who took their offer back."""
    rows = Helper.objects.filter(task__meal=meal, withdrawn_at=None)
    return rows.select_related("task", "person").order_by("task_id", "pk")


def own_help(meal: SharedMeal, actor: Actor) -> QuerySet[Helper]:
    """What the actor has taken on."""
    return helpers_of(meal).filter(person_id=actor.person_id or 0)


def tasks_of(meal: SharedMeal) -> QuerySet[Any]:
    """What there is to do, with how many people are doing it (`taken`)."""
    taken = Count("helpers", filter=Q(helpers__withdrawn_at__isnull=True))
    return MealTask.objects.filter(meal=meal).annotate(taken=taken).order_by("pk")


def tasks_left(meal: SharedMeal) -> QuerySet[Any]:
    """What still needs somebody."""
    return tasks_of(meal).filter(taken__lt=F("wanted"))
