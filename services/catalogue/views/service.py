"""Pages of services: what they are, for everybody; how they are run, for those who run them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.web.pages import form_page, posted, saved
from kernel.web.paging import key_page
from kernel.web.panels import OpenPage
from services.catalogue import actions
from services.catalogue.forms import (
    OutcomeForm,
    ServiceChangeForm,
    ServiceForm,
)
from services.catalogue.models import Outcome
from services.catalogue.permissions import (
    can_edit_service,
    can_propose_outcome,
    can_start_service,
    require,
)
from services.catalogue.queries import (
    answerable_members,
    membership_or_invitation,
    outcomes_of,
    services,
    services_for_staff,
    services_with_stakes,
    works_for_council,
)
from services.catalogue.views.inside import actor_of, by_stake, inside

OUTCOMES_SHOWN = 100
# The pages that apps above add panels to.
SERVICE_PAGE, RUNNING_PAGE = "catalogue.service", "catalogue.running"


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Every service of the council."""
    page = key_page(request, services(), newest_first=True)
    return render(request, "catalogue/list.html", {"page": page})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What a service is, what it is meant to change, who is in it, and what stages show of it."""
    found = get_object_or_404(services_with_stakes(), slug=slug)
    actor = actor_of(request)
    mine = membership_or_invitation(actor, found.pk)
    return OpenPage(
        request,
        "catalogue/service.html",
        {
            "service": found,
            "outcomes": list(outcomes_of(found)[:OUTCOMES_SHOWN]),
            "answerable": list(answerable_members(found)),
            "stakes": by_stake(found),
            "invitation": mine if mine and mine.joined_at is None else None,
            "sees_inside": mine is not None and mine.joined_at is not None,
        },
        place=SERVICE_PAGE,
    )


@login_required
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """The services one works in; all of them for people with a council-wide role."""
    actor = actor_of(request)
    require(works_for_council(actor), _("These pages are for people who work on a service with the council."))
    page = key_page(request, services_for_staff(actor), newest_first=True)
    return render(request, "catalogue/staff_list.html", {"page": page, "may_start": can_start_service(actor)})


@login_required
@form_page
def start(request: HttpRequest) -> HttpResponse:
    """An officer starts a service."""
    actor = actor_of(request)
    require(can_start_service(actor), _("Only an officer of the council may start a service."))
    form = ServiceForm(posted(request))
    words = _("The service is started. Now say what it is meant to change, and invite people.")
    made = saved(request, form, actions.start_service, words)
    if made:
        return redirect("catalogue:manage", slug=made.slug)
    return render(request, "catalogue/start.html", {"form": form})


@login_required
@require_safe
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """The hub of a service: description, outcomes, people, and what stages run in it."""
    found, standing = inside(request, slug)
    return OpenPage(
        request,
        "catalogue/manage.html",
        {
            "service": found,
            "standing": standing,
            "outcomes": list(outcomes_of(found)[:OUTCOMES_SHOWN]),
            "stakes": by_stake(found),
            "may_edit": can_edit_service(standing),
        },
        place=RUNNING_PAGE,
    )


@login_required
@form_page
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe the service anew."""
    found, standing = inside(request, slug)
    require(can_edit_service(standing), _("The facilitator or the commissioner describes the service."))
    kept = {"name": found.name, "summary": found.summary, "area": found.area, "version": found.version}
    form = ServiceChangeForm(posted(request), initial=kept)
    if saved(request, form, actions.change_service, _("The description is saved."), service=found):
        return redirect("catalogue:manage", slug=slug)
    return render(
        request, "catalogue/edit.html", {"form": form, "service": found, "behind": form.is_behind(found.version)}
    )


@login_required
@form_page
def outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    """What the service is meant to change: any member proposes."""
    found, standing = inside(request, slug)
    form = OutcomeForm(posted(request))
    if request.method == "POST":
        require(can_propose_outcome(standing), _("Only members of the service say what it should change."))
        if saved(request, form, actions.propose_outcome, _("It is added. Whose idea it was is kept."), service=found):
            return redirect("catalogue:outcomes", slug=slug)
    return render(
        request,
        "catalogue/outcomes.html",
        {
            "form": form,
            "service": found,
            "outcomes": list(outcomes_of(found)[:OUTCOMES_SHOWN]),
            "may_propose": can_propose_outcome(standing),
            "may_edit": can_edit_service(standing),
        },
    )


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, outcome_pk: int) -> HttpResponse:
    """Take an outcome back."""
    found, _held = inside(request, slug)
    outcome = get_object_or_404(Outcome, service=found, pk=outcome_pk)
    actions.remove_outcome(actor=actor_of(request), outcome=outcome)
    messages.success(request, _("It is taken back."))
    return redirect("catalogue:outcomes", slug=slug)
