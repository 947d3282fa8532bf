"""Who the others are: nobody chooses them, joins for them, counts them out or is two of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import Conflict, Invalid, NotPermitted
from participants.people.actions import set_council_role
from participants.people.enums import CouncilRoleName
from participants.people.models import CouncilRole
from services.catalogue import actions
from services.catalogue.models import Membership
from services.catalogue.permissions import standing_of
from tests.factories import Cast, CouncilRoleFactory, FormerCouncilRoleFactory, MembershipFactory, service_with_people

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


@pytest.fixture
def cast() -> Cast:
    return service_with_people()


def invited(cast: Cast, **more: Any) -> Membership:
    asked = {"display_name": "Nia", "email": "nia@example.org", "role": "member", "stake": "citizen", **more}
    return actions.invite_member(actor=Actor.for_person(cast.facilitator.pk), service=cast.service, **asked)


def joins(membership: Membership) -> Membership:
    """The invited person says yes."""
    who = Actor.for_person(membership.person_id)
    return actions.join_service(actor=who, membership=membership, is_unpaid=True)


def test_nobody_joins_for_somebody_else(cast: Cast) -> None:
    membership = invited(cast)
    assert membership.joined_at is None
    for who in (cast.facilitator, cast.administrator, cast.citizen):
        with pytest.raises(NotPermitted):
            actions.join_service(actor=Actor.for_person(who.pk), membership=membership, is_unpaid=True)
    assert not standing_of(Actor.for_person(membership.person_id), cast.service.pk).is_member


def test_an_invitation_that_was_ended_is_not_answered(cast: Cast) -> None:
    membership = invited(cast)
    actions.end_membership(actor=Actor.for_person(cast.facilitator.pk), membership=membership, reason="mistake")
    with pytest.raises(Conflict):
        actions.join_service(actor=Actor.for_person(membership.person_id), membership=membership, is_unpaid=True)


def test_an_officer_who_left_does_not_come_back_as_a_resident(cast: Cast) -> None:
    officer = cast.professional
    Membership.objects.filter(person=officer).update(ended_at=clock.now(), end_reason="left")
    # Whoever invites an address is not told who is behind it; who says yes is told.
    invitation = invited(cast, display_name="Somebody", email=officer.email)
    with pytest.raises(Invalid, match="12 months"):
        joins(invitation)
    Membership.objects.filter(person=officer, stake="professional").update(ended_at=clock.now() - timedelta(days=366))
    assert joins(invitation).joined_at is not None


@pytest.mark.parametrize("what", ["holds a role", "held a role", "is a professional"])
def test_the_database_refuses_a_resident_who_works_for_the_council(cast: Cast, what: str) -> None:
    resident = MembershipFactory(joined_at=None)
    if what == "holds a role":
        CouncilRoleFactory(person=resident.person)
    elif what == "held a role":
        FormerCouncilRoleFactory(person=resident.person, ended_at=clock.now() - timedelta(days=30))
    else:
        MembershipFactory(person=resident.person, stake="professional")
    with pytest.raises(IntegrityError, match="no resident"), transaction.atomic():
        Membership.objects.filter(pk=resident.pk).update(joined_at=clock.now(), is_unpaid=True)
    with pytest.raises(Invalid):
        actions.join_service(actor=Actor.for_person(resident.person_id), membership=resident, is_unpaid=True)


@pytest.mark.parametrize("role", CouncilRoleName.values)
def test_nobody_ends_a_resident_s_voice_by_giving_them_a_role(cast: Cast, client_for: Any, role: str) -> None:
    """One administrator could silence every resident of a service, who for a year could not have come back."""
    who, administrator = Actor.for_person(cast.citizen.pk), Actor.for_person(cast.administrator.pk)
    with pytest.raises(Conflict, match="They speak as a resident"):
        set_council_role(actor=administrator, person=cast.citizen, role=role, held=True)
    with pytest.raises(IntegrityError, match="no role"), transaction.atomic():
        CouncilRoleFactory(person=cast.citizen)
    shown = client_for(cast.administrator).post(f"/staff/people/{cast.citizen.pk}/", {"roles": role})
    assert "They speak as a resident" in shown.content.decode()
    assert standing_of(who, cast.service.pk).has_a_voice
    actions.end_membership(actor=who, membership=Membership.objects.get(person=cast.citizen))
    set_council_role(actor=administrator, person=cast.citizen, role=role, held=True)
    assert CouncilRole.objects.filter(person=cast.citizen, role=role).exists()


def test_a_role_that_was_taken_is_remembered(cast: Cast) -> None:
    person = cast.stranger
    admin = Actor.for_person(cast.administrator.pk)
    for held in (True, False):
        set_council_role(actor=admin, person=person, role="officer", held=held)
    with pytest.raises(Invalid, match="12 months"):
        joins(invited(cast, display_name=person.display_name, email=person.email))


def test_nobody_gives_themself_a_part_a_right_or_a_role(cast: Cast) -> None:
    commissioner, admin = Actor.for_person(cast.commissioner.pk), Actor.for_person(cast.administrator.pk)
    with pytest.raises(NotPermitted, match="themself"):
        actions.set_exception(
            actor=commissioner, service=cast.service, person=cast.commissioner, right="moderate_feedback", held=True
        )
    with pytest.raises(NotPermitted, match="themself"):
        set_council_role(actor=admin, person=cast.administrator, role="officer", held=True)
    with pytest.raises(Conflict, match="themself"):
        invited(cast, display_name=cast.facilitator.display_name, email=cast.facilitator.email, stake="partner")


def test_taking_somebody_out_asks_for_a_reason_that_is_kept(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.citizen)
    runner = Actor.for_person(cast.facilitator.pk)
    for reason in ("", "left", "because"):
        with pytest.raises(Invalid):
            actions.end_membership(actor=runner, membership=membership, reason=reason)
    actions.end_membership(actor=runner, membership=membership, reason="silent")
    kept = Membership.objects.get(pk=membership.pk)
    assert (kept.end_reason, kept.ended_by) == ("silent", cast.facilitator)


def test_nobody_confirms_themself_not_even_in_the_database(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.citizen)
    with pytest.raises(NotPermitted):
        actions.confirm_member(actor=Actor.for_person(cast.citizen.pk), membership=membership)
    with pytest.raises(IntegrityError, match="membership_confirmed_by_another"), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(confirmed_by=cast.citizen)
