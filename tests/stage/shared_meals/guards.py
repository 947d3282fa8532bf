"""The predicates that the workflow's transitions name. Each returns the plain reasons why not; reads only."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.errors import Reason
from kernel.tenancy.texts import missing_languages
from participants.people.enums import Stake
from tests.stage.shared_meals.models import SharedMeal
from tests.stage.shared_meals.queries import helpers_of


def guard_described(meal: SharedMeal) -> list[Reason]:
    """What it is can be read in every language of the council."""
    edit = reverse("shared_meals:edit", args=[meal.pk])
    words = {"title": _("Write the title in every language."), "description": _("Say what it is in every language.")}
    return [Reason(f"{name}-missing", words[name], edit) for name in words if missing_languages(getattr(meal, name))]


def guard_place_and_time(meal: SharedMeal) -> list[Reason]:
    """People know where to go, and when; the time lies ahead."""
    edit = reverse("shared_meals:edit", args=[meal.pk])
    reasons = [] if meal.place else [Reason("place-missing", _("Say where it takes place."), edit)]
    if meal.takes_place_at is None:
        return [*reasons, Reason("time-missing", _("Say when it takes place."), edit)]
    if meal.takes_place_at <= clock.now():
        return [*reasons, Reason("time-past", _("The time has passed. Choose a later one."), edit)]
    return reasons


def guard_tasks_named(meal: SharedMeal) -> list[Reason]:
    """There is something to take on."""
    if meal.tasks.exists():
        return []
    return [Reason("tasks-missing", _("Name at least one thing to do."), reverse("shared_meals:tasks", args=[meal.pk]))]


def guard_day_reached(meal: SharedMeal) -> list[Reason]:
    """Nobody says beforehand that it took place."""
    if meal.takes_place_at is not None and meal.takes_place_at <= clock.now():
        return []
    return [Reason("too-early", _("It has not taken place yet."))]


def guard_both_sides_help(meal: SharedMeal) -> list[Reason]:
    """A meal that one side makes for the other is not shared."""
    here = set(helpers_of(meal).values_list("stake", flat=True))
    words = {
        Stake.CITIZEN: _("No resident helps yet."),
        Stake.PROFESSIONAL: _("Nobody who works for the service helps yet."),
    }
    page = reverse("shared_meals:meal", args=[meal.pk])
    return [Reason(f"no-{stake.value}", words[stake], page) for stake in words if stake not in here]


def guard_attendance_noted(meal: SharedMeal) -> list[Reason]:
    """Of everybody who offered it is known whether they came."""
    left = helpers_of(meal).filter(came=None).count()
    if not left:
        return []
    words = ngettext("Note whether %(n)d helper came.", "Note whether %(n)d helpers came.", left) % {"n": left}
    return [Reason("attendance-missing", words, reverse("shared_meals:tasks", args=[meal.pk]))]
