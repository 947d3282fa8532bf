"""Questions: which ones somebody sees, which are open, who may be named to decide."""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from kernel.accounts.actor import Actor
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import CouncilRole
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership
from services.catalogue.queries import seen_inside
from services.codesign.enums import (
    ChallengeState,
)
from services.codesign.models import (
    CouncilRules,
    DesignChallenge,
)


def visible_challenges(actor: Actor) -> QuerySet[DesignChallenge]:
    """Everybody sees what has been opened; drafts are seen by the service's members and administrators."""
    challenges = DesignChallenge.objects.select_related("service", "decision_owner").order_by("-pk")
    return challenges.filter(Q(opened_at__isnull=False) | seen_inside(actor))


def open_now(queryset: QuerySet[DesignChallenge], now: datetime) -> QuerySet[DesignChallenge]:
    """Challenges that take answers at this moment."""
    return queryset.filter(state=ChallengeState.OPEN, closes_at__gt=now)


OPEN_SHOWN = 100


def open_challenges(challenges: QuerySet[DesignChallenge], now: datetime) -> list[DesignChallenge]:
    """Those that take answers at this moment, the first to close first."""
    return list(open_now(challenges, now).order_by("closes_at", "pk")[:OPEN_SHOWN])


def next_closing(now: datetime, pk: int | None = None) -> datetime | None:
    """When the next window closes, or that of one challenge; None where none is open. One query."""
    rows = DesignChallenge.objects.all() if pk is None else DesignChallenge.objects.filter(pk=pk)
    closes: datetime | None = open_now(rows, now).aggregate(at=Min("closes_at"))["at"]
    return closes


def not_open(challenges: QuerySet[DesignChallenge], now: datetime) -> QuerySet[DesignChallenge]:
    """Those that are still being prepared, closed or stopped."""
    return challenges.exclude(state=ChallengeState.OPEN, closes_at__gt=now)


def possible_decision_owners(challenge: DesignChallenge) -> QuerySet[Membership]:
    """Members who may be named to decide: no facilitators, no administrators of the council."""
    administers = Q(person__council_roles__role=CouncilRoleName.ADMINISTRATOR)
    members = Membership.objects.filter(service_id=challenge.service_id, ended_at=None).exclude(
        role=ServiceRole.FACILITATOR
    )
    return members.exclude(administers).select_related("person").order_by("person__display_name", "pk")


def present_members(service_id: int) -> QuerySet[Membership]:
    """Members of a service who have joined and whose voice counts.

    Administrators keep out of content, and whoever has a role across the council is no resident.
    """
    members = Membership.objects.filter(service_id=service_id, ended_at=None, joined_at__isnull=False)
    roles = CouncilRole.objects.filter(person_id=OuterRef("person_id"))
    administers = Exists(roles.filter(role=CouncilRoleName.ADMINISTRATOR))
    return members.exclude(administers).exclude(Q(stake=Stake.CITIZEN) & Exists(roles)).order_by("pk")


def council_rules() -> CouncilRules:
    """What questions go by that are opened from now on. One query."""
    return CouncilRules.objects.first() or CouncilRules()
