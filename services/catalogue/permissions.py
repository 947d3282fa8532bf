"""Who may do what in a service, and the only place that grants rights in it.

Role says what a person may do, stake whose voice it is. Where a role allows and a stake or another role forbids, the
prohibition wins: an administrator of the council decides no content, whatever else they are.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, get_user_perms, remove_perm

from kernel.accounts.actor import Actor
from kernel.accounts.enums import Scope
from kernel.accounts.models import ApiCredential, User
from kernel.errors import NotPermitted
from kernel.tenancy.scope import current_tenant_id
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import Person
from participants.people.queries import council_roles
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Service, ServiceKey
from services.catalogue.queries import people_in
from services.catalogue.rights import right_choices


@dataclass(frozen=True)
class Standing:
    """What an actor is in one service: role, stake, exceptions, and whether they administer the council.

    The exceptions are looked up when a rule first asks for them, since role and stake decide most. A system with a key
    has neither role nor stake: `key_scopes` are what the people who run the service gave it here. Staff without the
    second factor that the council asks for are `held_back`: they are nothing here until they have one.
    """

    role: str = ""
    stake: str = ""
    administers: bool = False
    exceptions: Collection[str] = frozenset()
    key_scopes: frozenset[str] = frozenset()
    held_back: bool = False

    @property
    def is_member(self) -> bool:
        return bool(self.role)

    @property
    def is_staff(self) -> bool:
        """Who works for the council here, and so is asked for a second factor where the council wants one."""
        return (
            self.administers
            or self.stake == Stake.PROFESSIONAL
            or self.role in (ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER)
            or bool(self.exceptions)
        )

    @property
    def has_a_voice(self) -> bool:
        """A member whose voice counts: administrators keep out of content."""
        return self.is_member and not self.administers

    @property
    def facilitates(self) -> bool:
        return self.role == ServiceRole.FACILITATOR and not self.administers

    @property
    def commissions(self) -> bool:
        return self.role == ServiceRole.COMMISSIONER and not self.administers

    def is_key_for(self, scope: str) -> bool:
        """A system that was given a key for this, in this service."""
        return scope in self.key_scopes

    @property
    def runs(self) -> bool:
        """Facilitator or commissioner: who sets up what is done in the service."""
        return self.facilitates or self.commissions


def standing_of(actor: Actor, service_id: int) -> Standing:
    """One query, none for visitors, and one more for exceptions where a rule asks; pages ask once and pass it on."""
    if actor.kind == "api_client":
        given = ServiceKey.objects.filter(service_id=service_id, credential_id=actor.id).exists()
        return Standing(key_scopes=actor.scopes or frozenset()) if given else Standing()
    found = None if actor.person_id is None else people_in(service_id).filter(pk=actor.person_id).first()
    if found is None:
        return Standing()
    membership = found.membership[0] if found.membership else {"role": "", "stake": ""}
    if membership["stake"] == Stake.CITIZEN and found.roles:
        # The database refuses both at once, but for two acts in the same moment; then the role is what counts.
        membership = {"role": "", "stake": ""}
    held = Standing(
        role=membership["role"],
        stake=membership["stake"],
        administers=CouncilRoleName.ADMINISTRATOR in found.roles,
        exceptions=_exceptions(found.user, service_id),
    )
    return held if actor.second_factor or not held.is_staff else Standing(held_back=True)


def _exceptions(user: User | None, service_id: int) -> Collection[str]:
    """What django-guardian has granted to a login in a service: asked on first use, and once."""
    if user is None:
        return frozenset()

    def ask() -> frozenset[str]:
        # Outside a scope the database would show no grants, as if there were none; so this raises there.
        service = Service(pk=service_id, tenant_id=current_tenant_id())
        return frozenset(get_user_perms(user, service))

    granted: Collection[str] = SimpleLazyObject(ask)
    return granted


def can_start_service(actor: Actor) -> bool:
    """Officers of the council; administrators keep out of content."""
    roles = council_roles(actor)
    return CouncilRoleName.OFFICER in roles and CouncilRoleName.ADMINISTRATOR not in roles


def can_describe_service(standing: Standing) -> bool:
    """Facilitator, commissioner, and a system that they gave a key for it."""
    return standing.runs or standing.is_key_for(Scope.MANAGE)


def can_edit_service(standing: Standing) -> bool:
    """Facilitator and commissioner say who is in the service and take outcomes out."""
    return standing.runs


def can_see_inside(standing: Standing) -> bool:
    """The pages on which a service is run: every member, people with an extra right, and administrators for support."""
    return standing.is_member or standing.administers or bool(standing.exceptions)


def can_give_keys(standing: Standing) -> bool:
    """Make and stop keys of partner systems for this service: facilitator and commissioner."""
    return standing.runs


def can_confirm(standing: Standing, membership: Membership, actor: Actor) -> bool:
    """Vouch for somebody who joined late: a member of the same stake who was there before them, and is not them."""
    if not standing.has_a_voice or standing.stake != membership.stake or membership.person_id == actor.person_id:
        return False
    earlier = Membership.objects.filter(
        service_id=membership.service_id, person_id=actor.person_id, stake=membership.stake, ended_at=None
    )
    return earlier.filter(joined_at__lt=membership.joined_at).exists()


def can_propose_outcome(standing: Standing) -> bool:
    """Every member of whatever stake."""
    return standing.has_a_voice


def can_grant_exceptions(standing: Standing) -> bool:
    """Facilitator and commissioner; only to people whose stake is not thereby overruled."""
    return standing.runs


def require(allowed: bool, reason: str = "") -> None:
    """Raise NotPermitted unless allowed."""
    if not allowed:
        raise NotPermitted(reason or _("Your part in this service does not include this."))


def grant_membership(
    service: Service,
    person: Person,
    *,
    role: str,
    stake: str,
    pole: str,
    invited_by: Person | None,
    at: object,
    invited_as: str = "",
    joined: bool = False,
) -> Membership:
    """The one place that makes somebody a member. `joined`: it is their own act already (who starts a service)."""
    return Membership.objects.create(
        service=service,
        person=person,
        role=role,
        stake=stake,
        pole=pole,
        invited_by=invited_by,
        invited_as=invited_as,
        created_at=at,
        joined_at=at if joined else None,
    )


def give_key(service: Service, credential: ApiCredential) -> ServiceKey:
    """The one place that lets a partner system's key do something in a service."""
    return ServiceKey.objects.create(service=service, credential=credential)


def grant_exception(service: Service, user: User, codename: str) -> None:
    """The one place that grants an object-level exception (django-guardian)."""
    if codename not in dict(right_choices()):
        raise ValueError(f"no such exception: {codename}")
    assign_perm(f"catalogue.{codename}", user, service)


def revoke_exception(service: Service, user: User, codename: str) -> None:
    """The one place that takes an exception back."""
    if codename not in dict(right_choices()):
        raise ValueError(f"no such exception: {codename}")
    remove_perm(f"catalogue.{codename}", user, service)


def default_pole(stake: str) -> str:
    """Where a stake stands in the triangle unless somebody says otherwise."""
    return {Stake.CITIZEN: "people", Stake.PROFESSIONAL: "government", Stake.PARTNER: "knowledge"}.get(Stake(stake), "")
