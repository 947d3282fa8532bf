"""Home, my part, and the staff overview: the pages that read across wings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coprod.portal import queries
from kernel import clock
from kernel.errors import NotPermitted
from kernel.web.public import public_page
from kernel.web.request import CouncilRequest
from participants.people.permissions import can_pass_on
from participants.people.queries import council_roles, messages_of, messages_to_pass_on
from services.catalogue.actions import end_membership, join_service
from services.catalogue.models import Membership
from services.catalogue.queries import works_for_council
from services.codesign.queries.voices import my_contributions
from services.codesign.views.page import ALL_QUESTIONS, closing

MESSAGES_ON_MY_PART = 5


@require_safe
@public_page(*ALL_QUESTIONS, until=closing)
def home(request: CouncilRequest) -> HttpResponse:
    """What one can take part in now, what came of it before, and the services."""
    return render(request, "portal/home.html", queries.home(request.actor, clock.now()))


@login_required
@require_safe
def after_sign_in(request: CouncilRequest) -> HttpResponse:
    """Where signing in leads: staff to the overview, everybody else to their part."""
    return redirect("staff_overview" if works_for_council(request.actor) else "my_part")


@login_required
@require_safe
def my_part(request: CouncilRequest) -> HttpResponse:
    """My services, invitations, what I contributed, my newest messages."""
    actor = request.actor
    memberships = queries.memberships_of(actor)
    return render(
        request,
        "portal/my_part.html",
        {
            "invitations": [m for m in memberships if m.joined_at is None],
            "memberships": [m for m in memberships if m.joined_at is not None],
            "needs": queries.needs_of(actor, council_roles(actor), memberships),
            "contributions": my_contributions(actor),
            "newest_messages": messages_of(actor)[:MESSAGES_ON_MY_PART],
        },
    )


@login_required
@require_POST
def accept_invitation(request: CouncilRequest, pk: int) -> HttpResponse:
    """Say yes or no to an invitation of one's own; anybody else's is not found."""
    actor = request.actor
    membership = (
        Membership.objects.select_related("service")
        .filter(pk=pk, person_id=actor.person_id, ended_at=None, joined_at=None)
        .first()
    )
    if membership is None:
        raise Http404
    name = {"service": str(membership.service)}
    if request.POST.get("answer") == "no":
        end_membership(actor=actor, membership=membership)
        messages.success(request, _("You said no to “%(service)s”. Nobody will mind.") % name)
    else:
        join_service(actor=actor, membership=membership)
        messages.success(request, _("You are now part of “%(service)s”.") % name)
    return redirect("my_part")


@login_required
@require_safe
def staff_overview(request: CouncilRequest) -> HttpResponse:
    """What needs you, figures, and the services you work in."""
    actor = request.actor
    visitor = queries.about_visitor(actor.person_id or 0)
    if not visitor.works_here:
        raise NotPermitted(_("These pages are for people who work on a service with the council."))
    services = queries.staff_services(actor, visitor.roles)
    return render(
        request,
        "portal/staff_overview.html",
        {
            "needs": queries.needs_of(actor, visitor.roles, queries.memberships_of(actor)),
            "services": services,
            "open_questions": sum(service.open_questions for service in services),
            "to_pass_on": messages_to_pass_on().count() if can_pass_on(actor) else None,
        },
    )
