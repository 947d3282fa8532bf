"""Reads of services and memberships."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from kernel.accounts.actor import Actor
from kernel.accounts.models import ApiCredential
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import CouncilRole, Person
from participants.people.queries import council_roles, has_served_council
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Outcome, Service, ServiceKey, ServiceUserObjectPermission


def services() -> QuerySet[Service]:
    """Every service of the council. What a service is and asks is public."""
    return Service.objects.order_by("pk")


def services_of(actor: Actor) -> QuerySet[Service]:
    """The services in which the actor's person is a member, newest first."""
    return Service.objects.filter(memberships__person_id=actor.person_id or 0, memberships__ended_at=None).order_by(
        "-pk"
    )


def current_members(service: Service) -> QuerySet[Membership]:
    """Members, and people who are invited, with their people, by the name that they are shown with."""
    called = Case(When(Q(joined_at=None) & ~Q(invited_as=""), then=F("invited_as")), default=F("person__display_name"))
    rows = Membership.objects.filter(service=service, ended_at=None).select_related("person__organisation")
    return rows.order_by(called, "pk")


def joined_members(service: Service) -> QuerySet[Membership]:
    """Those who said yes."""
    return current_members(service).filter(joined_at__isnull=False)


def membership_of(actor: Actor, service_id: int) -> Membership | None:
    """The actor's current membership in a service; an invitation that was not answered yet is none."""
    found = membership_or_invitation(actor, service_id)
    return found if found is not None and found.joined_at is not None else None


def membership_or_invitation(actor: Actor, service_id: int) -> Membership | None:
    """The actor's current membership in a service, or an invitation (`joined_at` is None)."""
    if actor.person_id is None:
        return None
    return Membership.objects.filter(service_id=service_id, person_id=actor.person_id, ended_at=None).first()


def people_in(service_id: int) -> QuerySet[Any]:
    """People with their logins, and what they are in a service: `membership` (role, stake), council-wide `roles`."""
    memberships = Membership.objects.filter(
        service_id=service_id, person_id=OuterRef("pk"), ended_at=None, joined_at__isnull=False
    )
    return Person.objects.select_related("user").annotate(
        membership=ArraySubquery(memberships.values(row=JSONObject(role="role", stake="stake"))[:1]),
        roles=ArraySubquery(CouncilRole.objects.filter(person_id=OuterRef("pk")).values("role")),
    )


def seen_inside(actor: Actor) -> Q:
    """Of rows with a `service`, those of services in which the actor is a member; all, for administrators.

    A system with a key sees inside the service that gave it one.
    """
    if actor.kind == "api_client":
        return Q(Exists(ServiceKey.objects.filter(service_id=OuterRef("service_id"), credential_id=actor.id)))
    if actor.person_id is None:
        return Q(pk__in=[])
    member = Membership.objects.filter(
        service_id=OuterRef("service_id"), person_id=actor.person_id, ended_at=None, joined_at__isnull=False
    )
    if not actor.second_factor:
        return Q(Exists(member.filter(role=ServiceRole.MEMBER).exclude(stake=Stake.PROFESSIONAL)))
    administers = CouncilRole.objects.filter(person_id=actor.person_id, role=CouncilRoleName.ADMINISTRATOR)
    return Q(Exists(member)) | Q(Exists(administers))


def has_worked_for_council(person_id: int, since: datetime) -> bool:
    """Whether somebody works for the council, or did after some moment: a council-wide role or a professional stake.

    Three queries at most.
    """
    professional = Membership.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=since),
        person_id=person_id,
        stake=Stake.PROFESSIONAL,
        joined_at__isnull=False,
    )
    return professional.exists() or has_served_council(person_id, since)


def counted_members(opened_at: datetime | None) -> QuerySet[Membership]:
    """Memberships that count for what opened at some moment, ended ones included: who joined until then, and who joined
    later and was confirmed by somebody of the same stake who did not."""
    there_before = Q(joined_at__lte=opened_at)
    vouching = Membership.objects.filter(
        there_before,
        service_id=OuterRef("service_id"),
        person_id=OuterRef("confirmed_by_id"),
        stake=OuterRef("stake"),
    )
    return Membership.objects.filter(there_before | Q(joined_at__isnull=False) & Exists(vouching))


def keys_of(service: Service) -> QuerySet[ServiceKey]:
    """The keys of partner systems for a service, with who made them, newest first."""
    keys = ServiceKey.objects.filter(service=service).select_related("credential__maker__person")
    return keys.order_by("-credential__created_at", "-pk")


def outcomes_of(service: Service) -> QuerySet[Outcome]:
    """What the service is meant to change."""
    return Outcome.objects.filter(service=service).order_by("pk")


def systems_by_key(key_ids: Collection[int]) -> dict[int, str]:
    """The names of partners' systems by the ids of their keys, stopped ones too. One query at most."""
    if not key_ids:
        return {}
    return dict(ApiCredential.objects.filter(pk__in=key_ids).values_list("pk", "name"))


def people_as_public(service_id: int, person_ids: Collection[int]) -> dict[int, tuple[Person, str]]:
    """People by id, with the stake that stands for them in public; "" for those who are named. One query.

    Named is who acts for the council: who runs the service, a professional, and who was never a member (whoever
    decides, an administrator). Of everybody else only the stake is said, and stays said after they left.
    """
    memberships = Membership.objects.filter(service_id=service_id, person_id=OuterRef("pk")).order_by("-pk")
    last = ArraySubquery(memberships.values(row=JSONObject(role="role", stake="stake"))[:1])
    found = Person.objects.filter(pk__in=person_ids).annotate(last=last)
    return {person.pk: (person, _stands_for(person.last[0]) if person.last else "") for person in found}


def _stands_for(membership: Mapping[str, str]) -> str:
    named = membership["role"] in (ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER)
    return "" if named or membership["stake"] == Stake.PROFESSIONAL else membership["stake"]


def services_with_stakes() -> QuerySet[Service]:
    """Every service with how many current members, who said yes, are of each stake, by the stake's name."""
    current = Q(memberships__ended_at=None, memberships__joined_at__isnull=False)
    return services().annotate(
        **{stake.value: Count("memberships", filter=current & Q(memberships__stake=stake)) for stake in Stake}
    )


def answerable_members(service: Service) -> QuerySet[Membership]:
    """The facilitators and commissioners, by whose names everybody may ask for them."""
    roles = [ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER]
    return joined_members(service).filter(role__in=roles)


def services_for_staff(actor: Actor) -> QuerySet[Service]:
    """The services on the staff list: all for people with a council-wide role, else those one is a member of."""
    found = services() if council_roles(actor) else services_of(actor)
    joined = Q(memberships__ended_at=None, memberships__joined_at__isnull=False)
    chosen = Service.objects.filter(pk__in=found.values("pk"))
    return chosen.annotate(members=Count("memberships", filter=joined)).order_by("-pk")


def extra_rights_of(service: Service) -> dict[int, set[str]]:
    """The extra rights given in a service, by login."""
    rows = ServiceUserObjectPermission.objects.filter(content_object=service).values_list(
        "user_id", "permission__codename"
    )
    held: dict[int, set[str]] = {}
    for user_id, codename in rows:
        held.setdefault(user_id, set()).add(codename)
    return held


def works_for_council(actor: Actor) -> bool:
    """Whether the dashboard is for this person. One query, none for visitors."""
    return actor.person_id is not None and Person.objects.filter(working_people(), pk=actor.person_id).exists()


def working_people() -> Q:
    """People whom the dashboard is for: a council-wide role, or professional, facilitator or commissioner somewhere."""
    memberships = Membership.objects.filter(
        Q(stake=Stake.PROFESSIONAL) | Q(role__in=[ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER]),
        person_id=OuterRef("pk"),
        ended_at=None,
        joined_at__isnull=False,
    )
    return Q(Exists(CouncilRole.objects.filter(person_id=OuterRef("pk")))) | Q(Exists(memberships))
