"""Choices of shared meals, their workflow as data, who acts next, and the audit verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.workflow.types import State, Step, Transition, Workflow


class MealState(models.TextChoices):
    """Where a meal is; words for people are in the workflow below."""

    PROPOSED = "proposed"
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


LIVE_STATES = ("proposed", "open", "held")

_F_OR_C = _("The facilitator or the commissioner")

MEAL_WORKFLOW = Workflow(
    name="meal",
    states=(
        State("proposed", _("Proposed"), _("Somebody would like it. Where, when and what to do is being settled.")),
        State("open", _("Open for helpers"), _("Everybody in the service can take on something to do.")),
        State("held", _("Held"), _("The meal took place. Who came to help is being noted.")),
        State("closed", _("Closed"), _("The meal is over, and everybody's help is noted.")),
        State("called_off", _("Called off"), _("There will be no meal. The reason is public.")),
    ),
    transitions=(
        Transition(
            "open",
            ("proposed",),
            "open",
            _("Open for helpers"),
            _F_OR_C,
            ("guard_described", "guard_place_and_time", "guard_tasks_named"),
            "shared_meals.opened",
        ),
        Transition(
            "hold",
            ("open",),
            "held",
            _("Say that it took place"),
            _F_OR_C,
            ("guard_day_reached", "guard_both_sides_help"),
            "shared_meals.held",
        ),
        Transition(
            "close",
            ("held",),
            "closed",
            _("Close"),
            _("The facilitator"),
            ("guard_attendance_noted",),
            "shared_meals.closed",
        ),
        Transition(
            "call_off",
            ("proposed", "open"),
            "called_off",
            _("Call off"),
            _F_OR_C,
            (),
            "shared_meals.called_off",
        ),
    ),
    path=("proposed", "open", "held", "closed"),
)

# Who acts next, in the order in which things are done.
STEPS = (
    Step("proposed", "edit", "edit", _("Settle where and when"), _("And what everybody should know.")),
    Step("proposed", "run", "tasks", _("Name what there is to do"), need=_("Settle the meal and open it for helpers")),
    Step("open", "help", "meal", _("Take something on"), _("One thing is enough."), need=_("Say what you will do")),
    Step("open", "run", "work", need=_("Find helpers, and say when it took place")),
    Step("held", "note", "tasks", _("Note who came"), _("Then it can be closed."), need=_("Note who came to help")),
)

VERBS = {
    "shared_meals.proposed": _("proposed the meal"),
    "shared_meals.changed": _("changed the meal's details"),
    "shared_meals.opened": _("opened it for helpers"),
    "shared_meals.held": _("said that it took place"),
    "shared_meals.closed": _("closed it"),
    "shared_meals.called_off": _("called it off"),
    "shared_meals.task_added": _("named something to do"),
    "shared_meals.help_offered": _("offered to help"),
    "shared_meals.help_withdrawn": _("took an offer of help back"),
    "shared_meals.attendance_noted": _("noted who came to help"),
}

# What a meal's history tells.
MOVES = tuple(f"shared_meals.{verb}" for verb in ("proposed", "opened", "held", "closed", "called_off"))
