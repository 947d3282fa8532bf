"""Home, my part, and the staff overview: the pages that read across wings."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coprod.portal import queries
from coprod.stages import ask
from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import NotPermitted
from kernel.web.pages import form_page, posted, saved
from kernel.web.panels import Figure, Need
from kernel.web.public import public_page
from kernel.web.request import CouncilRequest
from participants.people.enums import CouncilRoleName, Stake
from participants.people.permissions import can_pass_on
from participants.people.queries import council_roles, messages_of, messages_to_pass_on
from services.catalogue.actions import end_membership, join_service
from services.catalogue.forms import JoinForm
from services.catalogue.models import Membership
from services.catalogue.queries import works_for_council

MESSAGES_ON_MY_PART = 5


def _home_changes() -> datetime | None:
    """When words of the home page change by the clock, if they do."""
    return min(ask("home_changes_at", clock.now()), default=None)


@require_safe
@public_page(*ask("home_rests_on"), until=_home_changes)
def home(request: CouncilRequest) -> HttpResponse:
    """What one can take part in now, what came of it before, and the services."""
    panels = ask("home_panels", request.actor, clock.now())
    return render(request, "portal/home.html", {"panels": panels, "services": queries.services_on_home()})


@login_required
@require_safe
def after_sign_in(request: CouncilRequest) -> HttpResponse:
    """Where signing in leads: staff to the overview, everybody else to their part."""
    return redirect("staff_overview" if works_for_council(request.actor) else "my_part")


@login_required
@require_safe
def my_part(request: CouncilRequest) -> HttpResponse:
    """My services, invitations, what needs me, what I contributed, my newest messages."""
    actor = request.actor
    memberships = queries.memberships_of(actor)
    return render(
        request,
        "portal/my_part.html",
        {
            "invitations": [m for m in memberships if m.joined_at is None],
            "memberships": [m for m in memberships if m.joined_at is not None],
            "needs": _needs(actor, council_roles(actor), memberships),
            "panels": ask("my_panels", actor),
            "newest_messages": messages_of(actor)[:MESSAGES_ON_MY_PART],
        },
    )


@login_required
@form_page
def accept_invitation(request: CouncilRequest, pk: int) -> HttpResponse:
    """Say yes or no to an invitation of one's own; anybody else's is not found."""
    actor = request.actor
    membership = (
        Membership.objects.select_related("service", "person")
        .filter(pk=pk, person_id=actor.person_id, ended_at=None, joined_at=None)
        .first()
    )
    if membership is None:
        raise Http404
    name = {"service": str(membership.service)}
    form = JoinForm(posted(request))
    if form.is_valid() and request.POST.get("answer") == "no":
        end_membership(actor=actor, membership=membership)
        messages.success(request, _("You said no to “%(service)s”. Nobody will mind.") % name)
        return redirect("my_part")
    words = _("You are now part of “%(service)s”.") % name
    if saved(request, form, join_service, words, membership=membership):
        return redirect("my_part")
    shown = {"form": form, "membership": membership, "is_resident": membership.stake == Stake.CITIZEN}
    return render(request, "portal/invitation.html", shown, status=422 if form.errors else 200)


def _needs(actor: Actor, roles: frozenset[str], memberships: Sequence[Membership]) -> list[Need]:
    """What waits for the actor in each stage; nothing for administrators, who decide no content."""
    if CouncilRoleName.ADMINISTRATOR in roles:
        return []
    return ask("needs_of", actor, queries.standings_of(memberships))


@login_required
@require_safe
def staff_overview(request: CouncilRequest) -> HttpResponse:
    """What needs you, figures, and the services you work in."""
    actor = request.actor
    visitor = queries.about_visitor(actor.person_id or 0)
    if not visitor.works_here:
        raise NotPermitted(_("These pages are for people who work on a service with the council."))
    figures: list[Figure] = ask("service_figures")
    services = queries.staff_services(actor, visitor.roles, figures)
    return render(
        request,
        "portal/staff_overview.html",
        {
            "needs": _needs(actor, visitor.roles, queries.memberships_of(actor)),
            "figures": figures,
            "services": services,
            "totals": _totals(figures, [numbers for _service, numbers in services]),
            "to_pass_on": messages_to_pass_on().count() if can_pass_on(actor) else None,
        },
    )


def _totals(figures: Sequence[Figure], rows: Sequence[Sequence[int]]) -> list[tuple[int, str]]:
    """The sums of the figures that have words for it, with these words."""
    sums = [(sum(row[place] for row in rows), figure.total) for place, figure in enumerate(figures) if figure.total]
    return [(total, words % total) for total, words in sums]
