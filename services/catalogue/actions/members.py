"""Who is in a service: invite, join, leave, and extra rights."""

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.workflow.advance import lock
from participants.people.actions import add_person, send_message
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Service
from services.catalogue.permissions import (
    can_edit_service,
    can_grant_exceptions,
    default_pole,
    grant_exception,
    grant_membership,
    require,
    revoke_exception,
    standing_of,
)
from services.catalogue.rights import right_choices


@act(Manner.IN_PERSON)
def invite_member(
    *,
    actor: Actor,
    service: Service,
    display_name: str,
    email: str = "",
    role: str,
    stake: str,
    pole: str = "",
    language: str = "en",
    organisation: str = "",
    joined: bool = False,
) -> Membership:
    """Invite somebody into the service with a role and a stake; an e-mail address is not needed.

    `joined` is for people who said yes face to face. Raises Invalid for unknown choices, Conflict for members.
    """
    require(can_edit_service(standing_of(actor, service.pk)))
    errors = {}
    if role not in ServiceRole.values:
        errors["role"] = _("Choose what they will do.")
    if stake not in Stake.values:
        errors["stake"] = _("Choose whose voice they are.")
    if errors:
        raise Invalid(errors)
    person = add_person(
        actor=actor, display_name=display_name, email=email, language=language, organisation=organisation
    )
    if Membership.objects.filter(service=service, person=person, ended_at=None).exists():
        raise Conflict(_("%(name)s is already in this service.") % {"name": person.display_name}, code="member-already")
    inviter = Person.objects.filter(pk=actor.person_id).first()
    membership = grant_membership(
        service,
        person,
        role=role,
        stake=stake,
        pole=pole or default_pole(stake),
        invited_by=inviter,
        at=clock.now(),
        joined=joined,
    )
    record(
        actor=actor,
        verb="catalogue.member_invited",
        subject=service,
        person=person.pk,
        role=role,
        stake=stake,
    )
    if not joined:
        _tell_invited(actor, membership, service)
    return membership


def _tell_invited(actor: Actor, membership: Membership, service: Service) -> None:
    person = membership.person
    words = {
        "en": (
            "You are invited to “{name}”",
            "You are invited to help shape “{name}”. Sign in with this e-mail address to take part.",
        ),
        "cy": (
            "Gwahoddiad i “{name}”",
            "Mae gwahoddiad i chi helpu i lunio “{name}”. Mewngofnodwch gyda'r cyfeiriad e-bost hwn i gymryd rhan.",
        ),
    }[person.language if person.language in ("en", "cy") else "en"]
    name = str(service.name.localize(person.language))
    send_message(
        actor=actor,
        key=f"invited:{membership.pk}",
        subject=words[0].format(name=name),
        body=words[1].format(name=name),
        language=person.language,
        person=person,
        link=f"/services/{service.slug}/",
    )


@act(Manner.IN_PERSON)
def join_service(*, actor: Actor, membership: Membership) -> Membership:
    """An invited person says yes. Only they can."""
    require(actor.person_id == membership.person_id, _("Only the person who was invited can say yes."))
    if membership.joined_at is None:
        membership.joined_at = clock.now()
        membership.save(update_fields=["joined_at"])
        record(
            actor=actor,
            verb="catalogue.member_joined",
            subject=membership.service,
            person=membership.person_id,
        )
    return membership


@act(Manner.IN_PERSON)
def end_membership(*, actor: Actor, membership: Membership) -> None:
    """Leave, or be taken out by facilitator or commissioner. What the person did stays theirs."""
    standing = standing_of(actor, membership.service_id)
    require(actor.person_id == membership.person_id or can_edit_service(standing))
    locked = lock(membership)
    if locked.ended_at is None:
        locked.ended_at = clock.now()
        locked.save(update_fields=["ended_at"])
        _take_extra_rights(locked)
        record(actor=actor, verb="catalogue.member_left", subject=membership.service, person=membership.person_id)


def _take_extra_rights(membership: Membership) -> None:
    if membership.person.user is not None:
        for right, _words in right_choices():
            revoke_exception(membership.service, membership.person.user, right)


@act(Manner.IN_PERSON)
def set_exception(*, actor: Actor, service: Service, person: Person, right: str, held: bool) -> None:
    """Give or take an extra right in one service, to somebody who can sign in."""
    require(can_grant_exceptions(standing_of(actor, service.pk)))
    if person.user is None:
        raise Invalid({"person": _("This person has not signed in yet, so they cannot be given an extra right.")})
    if held:
        grant_exception(service, person.user, right)
    else:
        revoke_exception(service, person.user, right)
    record(
        actor=actor,
        verb="catalogue.exception_granted" if held else "catalogue.exception_revoked",
        subject=service,
        person=person.pk,
        right=right,
    )
