"""Who is in a service: invite, join, leave, and extra rights."""

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.text import clean_line
from kernel.workflow.advance import lock
from participants.people.actions import add_person, send_message
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.enums import RESIDENT_AGAIN_AFTER, EndReason, ServiceRole
from services.catalogue.models import Membership, Service
from services.catalogue.permissions import (
    can_confirm,
    can_edit_service,
    can_grant_exceptions,
    default_pole,
    grant_exception,
    grant_membership,
    require,
    revoke_exception,
    standing_of,
)
from services.catalogue.queries import has_worked_for_council
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
) -> Membership:
    """Invite somebody into the service with a role and a stake; an e-mail address is not needed.

    They count for nothing until they say yes themselves, and whether they can hold the stake is settled then: an
    inviter learns nothing of who is behind an address. Raises Invalid for unknown choices, Conflict for members.
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
    if person.pk == actor.person_id:
        raise Conflict(_("Nobody invites themself, or changes their own part in a service."), code="oneself")
    if Membership.objects.filter(service=service, person=person, ended_at=None).exists():
        raise Conflict(_("Whoever has this e-mail address is in this service or invited."), code="member-already")
    membership = grant_membership(
        service,
        person,
        role=role,
        stake=stake,
        pole=pole or default_pole(stake),
        invited_by=Person.objects.get(pk=actor.person_id),
        at=clock.now(),
        invited_as=clean_line(display_name),
    )
    record(
        actor=actor,
        verb="catalogue.member_invited",
        subject=service,
        person=person.pk,
        role=role,
        stake=stake,
    )
    _tell_invited(actor, membership, service)
    return membership


def _refuse_two_hats(person: Person, stake: str) -> None:
    """Whoever works for the council, or did within a year, is no resident in its services; and the other way round.

    The database refuses it as well. Source: the rules of equal voice, "Who the others are".
    """
    if stake == Stake.CITIZEN and has_worked_for_council(person.pk, clock.now() - RESIDENT_AGAIN_AFTER):
        raise Invalid(
            {
                "stake": _(
                    "You work for the council, or did in the last 12 months. So you cannot speak as a resident. Ask to "
                    "be invited as a professional."
                )
            }
        )
    if (
        stake == Stake.PROFESSIONAL
        and Membership.objects.filter(person=person, stake=Stake.CITIZEN, ended_at=None)
        .exclude(joined_at=None)
        .exists()
    ):
        raise Invalid({"stake": _("You speak as a resident in another service. Leave there first, then say yes here.")})


def _tell_invited(actor: Actor, membership: Membership, service: Service) -> None:
    person = membership.person
    words = {
        "en": (
            "You are invited to “{name}”",
            "You are invited to help shape “{name}”. Sign in with this e-mail address, or make an account with it. "
            "Then say yes or no.",
        ),
        "cy": (
            "Gwahoddiad i “{name}”",
            "Mae gwahoddiad i chi helpu i lunio “{name}”. Mewngofnodwch gyda'r cyfeiriad e-bost hwn, neu "
            "gwnewch gyfrif ag ef. Yna dywedwch ie neu na.",
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
def join_service(*, actor: Actor, membership: Membership, is_unpaid: bool = False) -> Membership:
    """An invited person says yes. Only they can.

    Residents also say that the council has not paid them for a year. What stake somebody holds is settled again now.
    """
    require(actor.person_id == membership.person_id, _("Only the person who was invited can say yes."))
    fresh = lock(membership)
    if fresh.ended_at is not None:
        raise Conflict(_("This invitation is not open any more."), code="ended")
    if fresh.joined_at is not None:
        return fresh
    _refuse_two_hats(fresh.person, fresh.stake)
    if fresh.stake == Stake.CITIZEN and not is_unpaid:
        raise Invalid(
            {
                "is_unpaid": _(
                    "Tick this if it is true. If the council pays you, or did in the last 12 months, say no here and "
                    "ask the facilitator to invite you as a professional."
                )
            }
        )
    fresh.joined_at = clock.now()
    fresh.is_unpaid = is_unpaid
    fresh.save(update_fields=["joined_at", "is_unpaid"])
    record(
        actor=actor, verb="catalogue.member_joined", subject=fresh.service, person=fresh.person_id, stake=fresh.stake
    )
    return fresh


@act(Manner.IN_PERSON)
def confirm_member(*, actor: Actor, membership: Membership) -> Membership:
    """A member vouches for somebody of their own stake who joined late, so that they count for what opened before.

    Whoever vouches was there before them. Who is confirmed counts only where whoever confirmed them counts.
    """
    fresh = lock(membership)
    if fresh.ended_at is not None or fresh.joined_at is None:
        raise Conflict(_("They have not said yes yet, or have left."), code="not-joined")
    require(
        can_confirm(standing_of(actor, fresh.service_id), fresh, actor),
        _("Somebody of the same side who was in the service before them confirms them."),
    )
    if fresh.confirmed_by_id is None:
        fresh.confirmed_by_id, fresh.confirmed_at = actor.person_id, clock.now()
        fresh.save(update_fields=["confirmed_by", "confirmed_at"])
        record(
            actor=actor,
            verb="catalogue.member_confirmed",
            subject=fresh.service,
            person=fresh.person_id,
            stake=fresh.stake,
        )
    return fresh


@act(Manner.IN_PERSON)
def end_membership(*, actor: Actor, membership: Membership, reason: str = "") -> None:
    """Leave; or be taken out by facilitator or commissioner, for a reason that is public. What the person said, signed
    and gave a view on stays theirs, and counts."""
    standing = standing_of(actor, membership.service_id)
    own = actor.person_id == membership.person_id
    require(own or can_edit_service(standing))
    locked = lock(membership)
    if locked.ended_at is not None:
        return
    said = reason if not own else EndReason.LEFT if locked.joined_at else EndReason.DECLINED
    if said not in EndReason.values or (not own and said in (EndReason.LEFT, EndReason.DECLINED)):
        raise Invalid({"reason": _("Say why. The reason is public, their name is not.")})
    locked.ended_at, locked.ended_by_id, locked.end_reason = clock.now(), actor.person_id, said
    locked.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _take_extra_rights(locked)
    record(
        actor=actor,
        verb="catalogue.member_left",
        subject=membership.service,
        person=membership.person_id,
        stake=locked.stake,
        reason=str(said),
        joined=locked.joined_at is not None,
    )


def _take_extra_rights(membership: Membership) -> None:
    if membership.person.user is not None:
        for right, _words in right_choices():
            revoke_exception(membership.service, membership.person.user, right)


@act(Manner.IN_PERSON)
def set_exception(*, actor: Actor, service: Service, person: Person, right: str, held: bool) -> None:
    """Give or take an extra right in one service, to somebody who can sign in."""
    require(can_grant_exceptions(standing_of(actor, service.pk)))
    if person.pk == actor.person_id:
        raise NotPermitted(_("Nobody gives a right to themself."))
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
