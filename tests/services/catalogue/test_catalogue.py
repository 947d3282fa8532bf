"""Services, members, outcomes and exceptions: who may do what, and what each act leaves behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from i18nfield.strings import LazyI18nString

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import OutOfTenantScope, tenant_scope
from participants.people.models import Message, Person
from services.catalogue.actions import (
    change_service,
    end_membership,
    invite_member,
    join_service,
    propose_outcome,
    remove_outcome,
    set_exception,
    start_service,
)
from services.catalogue.models import Membership, Outcome, Service, ServiceUserObjectPermission
from services.catalogue.permissions import (
    Standing,
    can_grant_exceptions,
    can_see_inside,
    default_pole,
    grant_exception,
    revoke_exception,
    standing_of,
)
from services.catalogue.queries import (
    current_members,
    membership_of,
    services_of,
    services_with_stakes,
    works_for_council,
)
from services.catalogue.rights import register_rights, right_choices
from tests.factories import (
    Cast,
    CouncilRoleFactory,
    MembershipFactory,
    OutcomeFactory,
    PersonFactory,
    ServiceFactory,
    UserFactory,
    World,
    both,
    service_with_people,
)
from tests.tables import each_row

KINDS = (
    "facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner", "administrator", "officer",
    "stranger",
)  # fmt: skip
WHO_MAY: dict[str, set[str]] = {
    "start": {"officer"},
    "edit": {"facilitator", "commissioner"},
    "invite": {"facilitator", "commissioner"},
    "propose_outcome": {"facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner"},
    "remove_outcome": {"facilitator", "commissioner"},
    "end_membership": {"facilitator", "commissioner"},
    "grant_exception": {"facilitator", "commissioner"},
}


def acting(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def attempt(what: str, actor: Actor, cast: Cast) -> Any:
    """Do one of the acts of `WHO_MAY`, on things that are not the actor's own."""
    service = cast.service
    if what == "start":
        return start_service(actor=actor, name=both("New"))
    if what == "edit":
        return change_service(
            actor=actor, service=service, version=service.version, name=both("New"), summary=both("New"), area=""
        )
    if what == "invite":
        return invite_member(actor=actor, service=service, display_name="New", role="member", stake="citizen")
    if what == "propose_outcome":
        return propose_outcome(actor=actor, service=service, text=both("People get home."))
    if what == "remove_outcome":
        return remove_outcome(actor=actor, outcome=OutcomeFactory(service=service))
    if what == "end_membership":
        return end_membership(actor=actor, membership=MembershipFactory(service=service), reason="moved")
    return set_exception(actor=actor, service=service, person=cast.citizens[1], right="moderate_feedback", held=True)


def test_who_may(in_tenant: Tenant) -> None:
    each_row([(what, kind) for what in WHO_MAY for kind in KINDS], who_may, service_with_people())


def who_may(row: tuple[str, str], cast: Cast) -> None:
    what, kind = row
    actor = acting(cast.by_role()[kind])
    if kind in WHO_MAY[what]:
        attempt(what, actor, cast)
        assert AuditEvent.objects.filter(person_id=actor.person_id).exists()
    else:
        with pytest.raises(NotPermitted):
            attempt(what, actor, cast)
        assert AuditEvent.objects.count() == 0


def test_nobody_may_by_standing_in_another_service_or_none(in_tenant: Tenant) -> None:
    cast, elsewhere = service_with_people(), service_with_people()

    def is_refused(what: str, cast: Cast) -> None:
        for actor in (acting(elsewhere.facilitator), Actor.visitor(), Actor.for_contributor(cast.facilitator.pk)):
            with pytest.raises(NotPermitted):
                attempt(what, actor, cast)

    each_row(WHO_MAY, is_refused, cast)


def test_the_prohibition_wins(in_tenant: Tenant) -> None:
    """An administrator decides no content, whatever else they are."""

    def is_refused(what: str, cast: Cast) -> None:
        for person in (cast.facilitator, cast.officer):
            CouncilRoleFactory(person=person, role="administrator")
            with pytest.raises(NotPermitted):
                attempt(what, acting(person), cast)

    each_row(WHO_MAY, is_refused, service_with_people())


# Services


def test_starting_makes_the_officer_commissioner(in_tenant: Tenant, bait: World) -> None:
    officer = service_with_people().officer
    service = start_service(actor=acting(officer), name=both("Night buses"), area=" Harbour ")
    assert (service.slug, service.area, service.version) == ("night-buses", "Harbour", 1)
    membership = Membership.objects.get(service=service)
    assert (membership.person, membership.role, membership.stake) == (officer, "commissioner", "professional")
    assert membership.joined_at is not None
    assert list(services_of(acting(officer))) == [service]


def test_short_names_are_made_unique_in_the_council(tenant: Tenant, other_tenant: Tenant) -> None:
    made = []
    for council in (tenant, tenant, other_tenant):
        with tenant_scope(council):
            officer = CouncilRoleFactory(role="officer").person
            made.append(start_service(actor=acting(officer), name=both("Night buses")).slug)
    assert made == ["night-buses", "night-buses-2", "night-buses"]


def test_a_service_needs_a_name(in_tenant: Tenant) -> None:
    officer = service_with_people().officer
    with pytest.raises(Invalid) as refusal:
        start_service(actor=acting(officer), name=LazyI18nString({"en": "  ", "cy": ""}))
    assert list(refusal.value.errors) == ["name"]


def test_two_who_change_at_once_do_not_overwrite_each_other(in_tenant: Tenant) -> None:
    cast = service_with_people()
    mine = {"service": cast.service, "version": 1, "summary": both("S"), "area": ""}
    change_service(actor=acting(cast.facilitator), name=both("First"), **mine)
    with pytest.raises(Conflict) as refusal:
        change_service(actor=acting(cast.commissioner), name=both("Second"), **mine)
    assert refusal.value.code == "stale"
    stored = Service.objects.get(pk=cast.service.pk)
    assert (str(stored.name), stored.version) == ("First", 2)


# Outcomes


def test_whose_idea_an_outcome_was_is_kept(in_tenant: Tenant) -> None:
    cast = service_with_people()
    outcome = propose_outcome(actor=acting(cast.citizen), service=cast.service, text=both("Safe home."))
    assert (outcome.proposed_by, outcome.proposed_stake) == (cast.citizen, "citizen")
    with pytest.raises(Invalid):
        propose_outcome(actor=acting(cast.citizen), service=cast.service, text=LazyI18nString({"en": " "}))
    with pytest.raises(NotPermitted):
        remove_outcome(actor=acting(cast.citizens[1]), outcome=outcome)
    remove_outcome(actor=acting(cast.citizen), outcome=outcome)
    assert Outcome.objects.count() == 0


# Members


@pytest.mark.parametrize("stake", ["citizen", "professional", "partner"])
@pytest.mark.parametrize("email", ["", "new@example.org"])
def test_inviting(in_tenant: Tenant, bait: World, stake: str, email: str) -> None:
    cast = service_with_people()
    membership = invite_member(
        actor=acting(cast.facilitator),
        service=cast.service,
        display_name="New",
        email=email,
        role="member",
        stake=stake,
    )
    assert (membership.stake, membership.pole, membership.joined_at) == (stake, default_pole(stake), None)
    assert (membership.person.email, membership.invited_by) == (email, cast.facilitator)
    told = Message.objects.get(person=membership.person)
    assert told.state == ("waiting" if email else "inbox")


def test_nobody_is_invited_twice(in_tenant: Tenant) -> None:
    cast = service_with_people()
    again = {
        "actor": acting(cast.facilitator),
        "service": cast.service,
        "display_name": "x",
        "email": cast.citizen.email,
        "role": "member",
        "stake": "citizen",
    }
    with pytest.raises(Conflict) as refusal:
        invite_member(**again)
    assert refusal.value.code == "member-already"
    end_membership(actor=acting(cast.citizen), membership=Membership.objects.get(person=cast.citizen))
    assert invite_member(**again).person == cast.citizen
    assert Membership.objects.filter(person=cast.citizen).count() == 2


@pytest.mark.parametrize(("values", "field"), [({"role": "king"}, "role"), ({"stake": "owner"}, "stake")])
def test_unknown_choices_are_refused(in_tenant: Tenant, values: dict[str, str], field: str) -> None:
    cast = service_with_people()
    asked = {"role": "member", "stake": "citizen", **values}
    with pytest.raises(Invalid) as refusal:
        invite_member(actor=acting(cast.facilitator), service=cast.service, display_name="New", **asked)
    assert list(refusal.value.errors) == [field]


def test_only_the_invited_person_says_yes(in_tenant: Tenant) -> None:
    cast = service_with_people()
    invited = MembershipFactory(service=cast.service, joined_at=None)
    for actor in (acting(cast.facilitator), acting(cast.administrator), Actor.visitor()):
        with pytest.raises(NotPermitted):
            join_service(actor=actor, membership=invited)
    with pytest.raises(Invalid, match="council pays you"):
        join_service(actor=acting(invited.person), membership=invited)
    joined = join_service(actor=acting(invited.person), membership=invited, is_unpaid=True)
    assert joined.joined_at is not None


def test_people_leave_when_they_want(in_tenant: Tenant) -> None:
    cast = service_with_people()
    membership = membership_of(acting(cast.citizen), cast.service.pk)
    end_membership(actor=acting(cast.citizen), membership=membership)
    assert Membership.objects.get(pk=membership.pk).ended_at is not None
    assert not standing_of(acting(cast.citizen), cast.service.pk).is_member
    assert cast.citizen not in [member.person for member in current_members(cast.service)]


def test_the_database_holds_one_membership_at_a_time(in_tenant: Tenant) -> None:
    member = MembershipFactory()
    with pytest.raises(IntegrityError, match="one_membership_per_service"), transaction.atomic():
        MembershipFactory(service=member.service, person=member.person)


def test_counts_are_by_stake(in_tenant: Tenant, bait: World) -> None:
    cast = service_with_people()
    service_with_people()
    MembershipFactory(service=cast.service, ended_at=cast.service.created_at)
    found = services_with_stakes().get(pk=cast.service.pk)
    assert (found.citizen, found.professional, found.partner) == (2, 5, 1)


def test_whom_the_staff_pages_are_for(in_tenant: Tenant, bait: World) -> None:
    people = service_with_people().by_role()
    assert {kind for kind, person in people.items() if works_for_council(acting(person))} == {
        "facilitator", "commissioner", "professional", "decision_owner", "administrator", "officer",
    }  # fmt: skip


def test_visitors_have_no_standing(in_tenant: Tenant) -> None:
    cast = service_with_people()
    assert not standing_of(Actor.visitor(), cast.service.pk).is_member
    assert not works_for_council(Actor.visitor())
    assert list(services_of(Actor.visitor())) == []


# Exceptions


def test_exceptions_hold_in_one_service_for_one_person(in_tenant: Tenant, bait: World) -> None:
    cast, elsewhere = service_with_people(), ServiceFactory()
    actor = acting(cast.facilitator)
    set_exception(actor=actor, service=cast.service, person=cast.citizen, right="moderate_feedback", held=True)
    held = standing_of(acting(cast.citizen), cast.service.pk).exceptions
    assert held == {"moderate_feedback"}
    assert standing_of(acting(cast.citizens[1]), cast.service.pk).exceptions == frozenset()
    assert standing_of(acting(cast.citizen), elsewhere.pk).exceptions == frozenset()
    set_exception(actor=actor, service=cast.service, person=cast.citizen, right="moderate_feedback", held=False)
    assert standing_of(acting(cast.citizen), cast.service.pk).exceptions == frozenset()
    assert ServiceUserObjectPermission.objects.count() == 0


def test_an_exception_in_one_council_is_none_in_another(tenant: Tenant, other_tenant: Tenant) -> None:
    user = UserFactory()
    standings = []
    for council in (tenant, other_tenant):
        with tenant_scope(council):
            person, service = PersonFactory(user=user), ServiceFactory()
            if council == tenant:
                grant_exception(service, user, "moderate_feedback")
            standings.append(set(standing_of(acting(person), service.pk).exceptions))
    assert standings == [{"moderate_feedback"}, set()]


def test_exceptions_are_asked_for_once_and_only_where_they_matter(
    in_tenant: Tenant, bait: World, query_count: Callable[[int], Any]
) -> None:
    cast = service_with_people()
    grant_exception(cast.service, cast.citizen.user, "moderate_feedback")
    member, facilitator = (standing_of(acting(p), cast.service.pk) for p in (cast.citizen, cast.facilitator))
    with query_count(0):
        assert can_see_inside(member)
        assert can_grant_exceptions(facilitator)
    with query_count(1):
        assert "moderate_feedback" in member.exceptions
        assert "enter_feedback" not in member.exceptions


def test_exceptions_cannot_be_asked_for_outside_of_a_council(tenant: Tenant) -> None:
    """The database would show none there, which would look like an answer."""
    with tenant_scope(tenant):
        cast = service_with_people()
        grant_exception(cast.service, cast.citizen.user, "moderate_feedback")
        standing = standing_of(acting(cast.citizen), cast.service.pk)
    with pytest.raises(OutOfTenantScope):
        assert "moderate_feedback" in standing.exceptions


def test_a_login_that_is_switched_off_has_no_exceptions(in_tenant: Tenant) -> None:
    cast = service_with_people()
    grant_exception(cast.service, cast.citizen.user, "moderate_feedback")
    cast.citizen.user.is_active = False
    cast.citizen.user.save()
    assert standing_of(acting(cast.citizen), cast.service.pk).exceptions == frozenset()


def test_exceptions_need_a_login(in_tenant: Tenant) -> None:
    cast = service_with_people()
    unsigned = PersonFactory(login=False)
    MembershipFactory(service=cast.service, person=unsigned)
    with pytest.raises(Invalid):
        set_exception(
            actor=acting(cast.facilitator), service=cast.service, person=unsigned, right="moderate_feedback", held=True
        )


def test_every_right_of_a_stage_can_be_granted_and_is_registered_once(in_tenant: Tenant) -> None:
    rights = [right for right, _words in right_choices()]
    assert rights == ["moderate_feedback", "enter_feedback", "analyse_feedback"]
    cast = service_with_people()
    for right in rights:
        grant_exception(cast.service, cast.citizen.user, right)
    assert standing_of(acting(cast.citizen), cast.service.pk).exceptions == set(rights)
    with pytest.raises(ValueError, match="registered twice"):
        register_rights({"enter_feedback": "Something else"})


@pytest.mark.parametrize("change", [grant_exception, revoke_exception])
@pytest.mark.parametrize("right", ["delete_service", "moderate_feedbac", ""])
def test_other_rights_cannot_be_granted(in_tenant: Tenant, change: Callable[..., None], right: str) -> None:
    with pytest.raises(ValueError, match="no such exception"):
        change(ServiceFactory(), UserFactory(), right)


def test_standing_costs_one_statement(in_tenant: Tenant, query_count: Callable[[int], Any]) -> None:
    cast = service_with_people()
    with query_count(1):
        standing_of(acting(cast.citizen), cast.service.pk)
    with query_count(0):
        assert standing_of(Actor.visitor(), cast.service.pk) == Standing()


def test_working_for_the_council_costs_one_statement(in_tenant: Tenant, query_count: Callable[[int], Any]) -> None:
    cast = service_with_people()
    with query_count(1):
        assert works_for_council(acting(cast.professional))
    with query_count(0):
        assert not works_for_council(Actor.visitor())
