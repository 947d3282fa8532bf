"""Pages of shared meals: what everybody sees, and where a meal is set up and run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kernel.web.forms import CoprodForm
from kernel.web.pages import form_page, posted, saved, show_form
from kernel.web.paging import key_page
from kernel.web.panels import Link
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import require, standing_of
from services.catalogue.queries import services
from services.stage.history import journey_of
from services.stage.pages import StagePage, Tab
from tests.stage.shared_meals import actions, guards, permissions
from tests.stage.shared_meals.enums import LIVE_STATES, MEAL_WORKFLOW, MOVES, STEPS, MealState
from tests.stage.shared_meals.forms import AttendanceForm, CallOffForm, HelpForm, MealForm, ProposalForm, TaskForm
from tests.stage.shared_meals.models import SharedMeal
from tests.stage.shared_meals.queries import helpers_of, own_help, tasks_left, tasks_of, visible_meals

TABS: Sequence[Tab] = (("work", gettext_lazy("Where we are")), ("tasks", gettext_lazy("What there is to do")))
# What the button of the next step does, for whom, and what is said then.
NEXT: Mapping[str, tuple[Callable[..., Any], str, Any]] = {
    "open": (actions.open_meal, "run", gettext_lazy("It is open for helpers.")),
    "hold": (actions.hold_meal, "run", gettext_lazy("It took place. Now note who came.")),
    "close": (actions.close_meal, "note", gettext_lazy("It is closed.")),
}


class MealPage(StagePage[SharedMeal]):
    """A meal, who is looking at it, and what they may do there."""

    app, name = "shared_meals", "meal"
    workflow, guards, steps = MEAL_WORKFLOW, guards, STEPS

    def rights(self) -> Mapping[str, bool]:
        return permissions.rights_in(self.standing, self.row, self.actor)

    def shown_tabs(self) -> Sequence[Tab]:
        return TABS


def _inside(request: CouncilRequest, pk: int) -> MealPage:
    return MealPage.inside(request, visible_meals(request.actor), pk)


@require_safe
def meals(request: CouncilRequest) -> HttpResponse:
    """Every meal that the reader may see, the newest first."""
    page = key_page(request, visible_meals(request.actor), newest_first=True)
    return render(request, "shared_meals/list.html", {"page": page})


@form_page
def meal(request: CouncilRequest, pk: int) -> HttpResponse:
    """What it is, where and when, how it came there; members take something on."""
    here = MealPage.of(request, visible_meals(request.actor), pk)
    form = None
    if request.method == "POST":
        require(here.may["help"], _("Members of the service take things on."))
    if request.method == "POST" or (here.may["help"] and here.row.state == MealState.OPEN):
        form = HelpForm(tasks_left(here.row), posted(request))
        if saved(request, form, actions.offer_help, _("Thank you. You have taken it on."), meal=here.row):
            return redirect("shared_meals:meal", pk=pk)
    return here.page(
        request,
        "meal",
        form=form,
        mine=list(own_help(here.row, here.actor)),
        tasks=[(task, task.taken < task.wanted) for task in tasks_of(here.row)],
        **journey_of(MEAL_WORKFLOW, here.row, MOVES),
    )


@login_required
@form_page
def withdraw(request: CouncilRequest, pk: int, helper_pk: int) -> HttpResponse:
    """Ask once more, then take back what one has taken on."""
    here = MealPage.of(request, visible_meals(request.actor), pk)
    helper = get_object_or_404(own_help(here.row, here.actor), pk=helper_pk)
    form = CoprodForm(posted(request))
    if saved(request, form, actions.withdraw_help, _("It is taken back."), helper=helper):
        return redirect("shared_meals:meal", pk=pk)
    return show_form(
        request,
        form,
        title=_("Take it back?"),
        button=_("Take it back"),
        back=_back(here, "meal"),
        about=helper.task,
        warning=_("Somebody else can take it on then."),
        cancel=Link(_("No, go back"), here.address("meal")),
    )


@login_required
@form_page
def propose(request: CouncilRequest, slug: str) -> HttpResponse:
    """Any member proposes a meal; the rest follows on the next page."""
    service = get_object_or_404(services(), slug=slug)
    require(
        permissions.can_propose_meal(standing_of(request.actor, service.pk)),
        _("Only members of the service may propose a meal."),
    )
    form = ProposalForm(posted(request))
    made = saved(request, form, actions.propose_meal, _("It is kept. Now fill in the rest."), service=service)
    if made:
        return redirect("shared_meals:edit", pk=made.pk)
    return show_form(
        request,
        form,
        title=_("Propose a meal"),
        button=_("Keep it and go on"),
        back=Link(service, reverse("catalogue:manage", kwargs={"slug": slug})),
        intro=_("Nobody sees it outside this service until it is opened."),
    )


@login_required
@form_page
def work(request: CouncilRequest, pk: int) -> HttpResponse:
    """Where we are, what I can do now, what blocks the next step; its button."""
    here = _inside(request, pk)
    form, may_move = CoprodForm(posted(request)), False
    if here.following:
        action, right, words = NEXT[here.following.name]
        if saved(request, form, action, words, meal=here.row):
            return redirect("shared_meals:work", pk=pk)
        may_move = here.may[right]
    return here.page(request, "work", form=form, may_move=may_move, **here.next_steps())


@login_required
@form_page
def edit(request: CouncilRequest, pk: int) -> HttpResponse:
    """Everything that people are told."""
    here = _inside(request, pk)
    require(here.may["edit"], _("Whoever runs the service, or proposed the meal, prepares it."))
    form = MealForm(posted(request), initial={name: getattr(here.row, name) for name in MealForm.base_fields})
    if saved(request, form, actions.change_meal, _("Saved."), meal=here.row):
        return redirect("shared_meals:work", pk=pk)
    behind = _("Somebody else has changed it meanwhile. If you save now, your text takes its place.")
    return show_form(
        request,
        form,
        title=_("What people are told"),
        button=_("Save"),
        back=_back(here, "work"),
        intro=behind if form.is_behind(here.row.version) else "",
    )


@login_required
@form_page
def tasks(request: CouncilRequest, pk: int) -> HttpResponse:
    """What there is to do and who does it; more is added until it took place, then it is noted who came."""
    here = _inside(request, pk)
    held, helpers = here.row.state == MealState.HELD, list(helpers_of(here.row))
    came = [helper.pk for helper in helpers if helper.came]
    form: CoprodForm = (
        AttendanceForm(helpers, posted(request), initial={"came": came}) if held else TaskForm(posted(request))
    )
    may = here.may["note" if held else "run"]
    if request.method == "POST":
        require(may, _("The facilitator notes who came; whoever runs the service says what there is to do."))
        if saved(request, form, actions.note_attendance if held else actions.add_task, _("Saved."), meal=here.row):
            return redirect("shared_meals:tasks", pk=pk)
    asks = may and (here.row.state in LIVE_STATES or bool(form.errors))
    doing = [(task, [h for h in helpers if h.task_id == task.pk]) for task in tasks_of(here.row)]
    return here.page(request, "tasks", form=form if asks else None, held=held, tasks=doing)


@login_required
@form_page
def call_off(request: CouncilRequest, pk: int) -> HttpResponse:
    """There will be no meal, for a reason that everybody can read."""
    here = _inside(request, pk)
    require(here.may["run"], _("The facilitator or the commissioner may call it off."))
    form = CallOffForm(posted(request))
    if saved(request, form, actions.call_off_meal, _("It is called off."), meal=here.row):
        return redirect("shared_meals:work", pk=pk)
    return show_form(
        request,
        form,
        title=_("Call it off"),
        button=_("Call it off"),
        back=_back(here, "work"),
        about=here.row,
        warning=_("This cannot be undone. There will be no meal."),
    )


def _back(here: MealPage, page: str) -> Link:
    return Link(_("Back to the meal"), here.address(page))
