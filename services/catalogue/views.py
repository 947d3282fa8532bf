"""Pages of services: what they are, for everybody; how they are run, for those who run them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.accounts.actor import Actor
from kernel.web.forms import CoprodForm
from kernel.web.pages import form_page, posted, saved, submit
from kernel.web.paging import key_page
from kernel.web.panels import OpenPage
from participants.people.enums import Stake
from services.catalogue import actions
from services.catalogue.forms import (
    ExtraRightsForm,
    InvitationForm,
    OutcomeForm,
    ServiceChangeForm,
    ServiceForm,
)
from services.catalogue.models import Membership, Outcome, Service
from services.catalogue.permissions import (
    Standing,
    can_edit_service,
    can_grant_exceptions,
    can_propose_outcome,
    can_see_inside,
    can_start_service,
    require,
    standing_of,
)
from services.catalogue.queries import (
    answerable_members,
    current_members,
    extra_rights_of,
    membership_or_invitation,
    outcomes_of,
    services,
    services_for_staff,
    services_with_stakes,
    works_for_council,
)
from services.catalogue.rights import right_choices

MEMBERS_SHOWN, OUTCOMES_SHOWN = 200, 100
# The pages that apps above add panels to.
SERVICE_PAGE, RUNNING_PAGE = "catalogue.service", "catalogue.running"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Every service of the council."""
    page = key_page(request, services(), newest_first=True)
    return render(request, "catalogue/list.html", {"page": page})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What a service is, what it is meant to change, who is in it, and what stages show of it."""
    found = get_object_or_404(services_with_stakes(), slug=slug)
    actor = _actor(request)
    mine = membership_or_invitation(actor, found.pk)
    return OpenPage(
        request,
        "catalogue/service.html",
        {
            "service": found,
            "outcomes": list(outcomes_of(found)[:OUTCOMES_SHOWN]),
            "answerable": list(answerable_members(found)),
            "stakes": _by_stake(found),
            "invitation": mine if mine and mine.joined_at is None else None,
            "sees_inside": mine is not None and mine.joined_at is not None,
        },
        place=SERVICE_PAGE,
    )


def _by_stake(found: Service) -> list[dict[str, Any]]:
    return [{"stake": stake.value, "label": stake.label, "count": getattr(found, stake.value)} for stake in Stake]


@login_required
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """The services one works in; all of them for people with a council-wide role."""
    actor = _actor(request)
    require(works_for_council(actor), _("These pages are for people who work on a service with the council."))
    page = key_page(request, services_for_staff(actor), newest_first=True)
    return render(request, "catalogue/staff_list.html", {"page": page, "may_start": can_start_service(actor)})


@login_required
@form_page
def start(request: HttpRequest) -> HttpResponse:
    """An officer starts a service."""
    actor = _actor(request)
    require(can_start_service(actor), _("Only an officer of the council may start a service."))
    form = ServiceForm(posted(request))
    words = _("The service is started. Now say what it is meant to change, and invite people.")
    made = saved(request, form, actions.start_service, words)
    if made:
        return redirect("catalogue:manage", slug=made.slug)
    return render(request, "catalogue/start.html", {"form": form})


def _inside(request: HttpRequest, slug: str) -> tuple[Service, Standing]:
    """The service, with its stakes, and what the visitor is in it; refused to people who are nothing in it."""
    found = get_object_or_404(services_with_stakes(), slug=slug)
    standing = standing_of(_actor(request), found.pk)
    require(can_see_inside(standing), _("This page is for the people in this service."))
    return found, standing


@login_required
@require_safe
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """The hub of a service: description, outcomes, people, and what stages run in it."""
    found, standing = _inside(request, slug)
    return OpenPage(
        request,
        "catalogue/manage.html",
        {
            "service": found,
            "standing": standing,
            "outcomes": list(outcomes_of(found)[:OUTCOMES_SHOWN]),
            "stakes": _by_stake(found),
            "may_edit": can_edit_service(standing),
        },
        place=RUNNING_PAGE,
    )


@login_required
@form_page
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe the service anew."""
    found, standing = _inside(request, slug)
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
    found, standing = _inside(request, slug)
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
    found, _held = _inside(request, slug)
    outcome = get_object_or_404(Outcome, service=found, pk=outcome_pk)
    actions.remove_outcome(actor=_actor(request), outcome=outcome)
    messages.success(request, _("It is taken back."))
    return redirect("catalogue:outcomes", slug=slug)


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the service, by stake, with their roles and extra rights."""
    found, standing = _inside(request, slug)
    rows = list(current_members(found)[:MEMBERS_SHOWN])
    extra = extra_rights_of(found)
    groups: list[dict[str, Any]] = [{"label": stake.label, "rows": []} for stake in Stake]
    places = {stake.value: group["rows"] for stake, group in zip(Stake, groups, strict=True)}
    for row in rows:
        given = extra.get(row.person.user_id or 0, set())
        places[row.stake].append(
            {"membership": row, "rights": [words for name, words in right_choices() if name in given]}
        )
    return render(
        request,
        "catalogue/members.html",
        {
            "service": found,
            "groups": groups,
            "may_edit": can_edit_service(standing),
            "may_grant": can_grant_exceptions(standing),
            "person_id": _actor(request).person_id,
        },
    )


@login_required
@form_page
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody with a role and a stake."""
    found, standing = _inside(request, slug)
    require(can_edit_service(standing), _("The facilitator or the commissioner invites people."))
    form = InvitationForm(posted(request))
    if saved(request, form, actions.invite_member, _invited, service=found):
        return redirect("catalogue:members", slug=slug)
    return render(request, "catalogue/invite.html", {"form": form, "service": found})


def _invited(made: Membership) -> str:
    words = _("%(name)s is now a member.") if made.joined_at else _("%(name)s is invited.")
    return words % {"name": made.person.display_name}


def _member(found: Service, membership_pk: int) -> Membership:
    rows = Membership.objects.select_related("service", "person__user")
    return get_object_or_404(rows, service=found, pk=membership_pk, ended_at=None)


@login_required
@form_page
def end(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    """Ask once more, then end a membership: one's own, or somebody's by facilitator or commissioner."""
    found, standing = _inside(request, slug)
    membership = _member(found, membership_pk)
    actor = _actor(request)
    own = membership.person_id == actor.person_id
    require(own or can_edit_service(standing), _("The facilitator or the commissioner ends a membership."))
    form = CoprodForm(posted(request))
    if form.is_valid():
        actions.end_membership(actor=actor, membership=membership)
        if own:
            messages.success(
                request, _("You left “%(service)s”. What you said and did stays yours.") % {"service": found}
            )
            return redirect("catalogue:service", slug=slug)
        messages.success(request, _("The membership of %(name)s is ended.") % {"name": membership.person.display_name})
        return redirect("catalogue:members", slug=slug)
    return render(request, "catalogue/end.html", {"form": form, "service": found, "membership": membership, "own": own})


@login_required
@form_page
def rights(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    """Give or take extra rights in this service."""
    found, standing = _inside(request, slug)
    membership = _member(found, membership_pk)
    require(can_grant_exceptions(standing), _("The facilitator or the commissioner gives extra rights."))
    given = extra_rights_of(found).get(membership.person.user_id or 0, set())
    form = ExtraRightsForm(posted(request), initial={"rights": sorted(given)})
    if form.is_valid() and submit(
        form, lambda: _set_rights(_actor(request), membership, set(form.cleaned_data["rights"]), given)
    ):
        messages.success(
            request, _("The extra rights of %(name)s are saved.") % {"name": membership.person.display_name}
        )
        return redirect("catalogue:members", slug=slug)
    return render(request, "catalogue/rights.html", {"form": form, "service": found, "membership": membership})


@transaction.atomic
def _set_rights(actor: Actor, membership: Membership, wanted: set[str], given: set[str]) -> bool:
    for right in sorted(wanted ^ given):
        actions.set_exception(
            actor=actor, service=membership.service, person=membership.person, right=right, held=right in wanted
        )
    return True
