"""Pages about who is in a service."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.accounts.actor import Actor
from kernel.web.forms import CoprodForm
from kernel.web.pages import form_page, posted, press, saved, submit
from participants.people.enums import Stake
from services.catalogue import actions
from services.catalogue.forms import (
    EndForm,
    ExtraRightsForm,
    InvitationForm,
)
from services.catalogue.models import Membership, Service
from services.catalogue.permissions import (
    can_edit_service,
    can_grant_exceptions,
    require,
)
from services.catalogue.queries import (
    current_members,
    extra_rights_of,
)
from services.catalogue.rights import right_choices
from services.catalogue.views.inside import actor_of, inside

MEMBERS_SHOWN = 200


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the service, by stake, with their roles and extra rights."""
    found, standing = inside(request, slug)
    rows = list(current_members(found)[:MEMBERS_SHOWN])
    extra = extra_rights_of(found)
    mine = next((row for row in rows if standing.has_a_voice and row.person_id == actor_of(request).person_id), None)
    groups: list[dict[str, Any]] = [{"label": stake.label, "rows": []} for stake in Stake]
    places = {stake.value: group["rows"] for stake, group in zip(Stake, groups, strict=True)}
    for row in rows:
        given = extra.get(row.person.user_id or 0, set())
        places[row.stake].append(
            {
                "membership": row,
                "rights": [words for name, words in right_choices() if name in given],
                "may_confirm": row.confirmed_by_id is None and _may_vouch(mine, row),
            }
        )
    return render(
        request,
        "catalogue/members.html",
        {
            "service": found,
            "groups": groups,
            "may_edit": can_edit_service(standing),
            "may_grant": can_grant_exceptions(standing),
            "person_id": actor_of(request).person_id,
        },
    )


def _may_vouch(mine: Membership | None, other: Membership) -> bool:
    """As `can_confirm` has it, for many rows without asking the database for each."""
    if mine is None or mine.joined_at is None or other.joined_at is None or mine.person_id == other.person_id:
        return False
    return mine.stake == other.stake and mine.joined_at < other.joined_at


@login_required
@require_POST
def confirm(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    """Vouch for somebody of one's own side who joined late."""
    found, _standing = inside(request, slug)
    membership = _member(found, membership_pk)
    words = _("You confirmed %(name)s. They count from now on.") % {"name": membership.person.display_name}
    press(request, lambda: actions.confirm_member(actor=actor_of(request), membership=membership), words)
    return redirect("catalogue:members", slug=slug)


@login_required
@form_page
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody with a role and a stake."""
    found, standing = inside(request, slug)
    require(can_edit_service(standing), _("The facilitator or the commissioner invites people."))
    form = InvitationForm(posted(request))
    if saved(request, form, actions.invite_member, _invited, service=found):
        return redirect("catalogue:members", slug=slug)
    return render(request, "catalogue/invite.html", {"form": form, "service": found})


def _invited(made: Membership) -> str:
    return _("%(name)s is invited.") % {"name": made.shown_name}


def _member(found: Service, membership_pk: int) -> Membership:
    rows = Membership.objects.select_related("service", "person__user")
    return get_object_or_404(rows, service=found, pk=membership_pk, ended_at=None)


@login_required
@form_page
def end(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    """Ask once more, then end a membership: one's own, or somebody's by facilitator or commissioner."""
    found, standing = inside(request, slug)
    membership = _member(found, membership_pk)
    actor = actor_of(request)
    own = membership.person_id == actor.person_id
    require(own or can_edit_service(standing), _("The facilitator or the commissioner ends a membership."))
    form = CoprodForm(posted(request)) if own else EndForm(posted(request))
    if form.is_valid():
        actions.end_membership(actor=actor, membership=membership, **form.cleaned_data)
        if own:
            messages.success(
                request, _("You left “%(service)s”. What you said and did stays yours.") % {"service": found}
            )
            return redirect("catalogue:service", slug=slug)
        messages.success(request, _("The membership of %(name)s is ended.") % {"name": membership.shown_name})
        return redirect("catalogue:members", slug=slug)
    return render(request, "catalogue/end.html", {"form": form, "service": found, "membership": membership, "own": own})


@login_required
@form_page
def rights(request: HttpRequest, slug: str, membership_pk: int) -> HttpResponse:
    """Give or take extra rights in this service."""
    found, standing = inside(request, slug)
    membership = _member(found, membership_pk)
    require(can_grant_exceptions(standing), _("The facilitator or the commissioner gives extra rights."))
    if membership.joined_at is None:
        raise Http404
    given = extra_rights_of(found).get(membership.person.user_id or 0, set())
    form = ExtraRightsForm(posted(request), initial={"rights": sorted(given)})
    if form.is_valid() and submit(
        form, lambda: _set_rights(actor_of(request), membership, set(form.cleaned_data["rights"]), given)
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
