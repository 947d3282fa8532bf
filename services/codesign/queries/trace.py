"""What was done to a question, for the public trace: from the record and from rows, in a fixed number of queries."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Max, Q, Sum, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate

from kernel.audit.models import AuditEvent
from participants.people.models import Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Service
from services.codesign.models import DesignChallenge

# Whose key it was; who took part without an account is for nobody to know.
BY_A_SYSTEM = Case(When(actor_kind="api_client", then=F("actor_id")))
# More than these on a page nobody reads; the file holds as many.
GROUPS_AT_MOST = 2000


@dataclass(frozen=True)
class Deed:
    """What one actor did in one way on one day: how often, and the numbers of the events added up."""

    day: date
    verb: str
    actor_kind: str
    person_id: int | None
    key_id: int | None
    traits: dict[str, str]
    times: int
    numbers: dict[str, int]


def deeds_of(
    challenge: DesignChallenge, verbs: Collection[str], traits: Collection[str], numbers: Collection[str]
) -> list[Deed]:
    """Recorded events by day, verb, actor and `traits` (words of an event's data), the newest first; of the service
    those since the question was there. One query."""
    of_question = Q(subject_type=DesignChallenge._meta.label_lower, subject_id=challenge.pk)
    of_service = Q(
        subject_type=Service._meta.label_lower, subject_id=challenge.service_id, at__gte=challenge.created_at
    )
    events = AuditEvent.objects.filter(of_question | of_service, verb__in=verbs)
    words = {f"trait_{name}": KeyTextTransform(name, "data") for name in traits}
    sums = {f"sum_{name}": Sum(Cast(KeyTextTransform(name, "data"), IntegerField())) for name in numbers}
    rows = (
        events.annotate(day=TruncDate("at"), key_id=BY_A_SYSTEM, **words)
        .order_by()
        .values("day", "verb", "actor_kind", "person_id", "key_id", *words)
        .annotate(times=Count("pk"), last=Max("pk"), **sums)
        .order_by("-last")[:GROUPS_AT_MOST]
    )
    return [
        Deed(
            row["day"],
            row["verb"],
            row["actor_kind"],
            row["person_id"],
            row["key_id"],
            {name: row[f"trait_{name}"] or "" for name in traits},
            row["times"],
            {name: row[f"sum_{name}"] or 0 for name in numbers if row[f"sum_{name}"] is not None},
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ForTheCouncil:
    """Somebody who acts for the council in a question, by name, and as what."""

    person: Person
    role: str
    is_there: bool


def acting_for_the_council(challenge: DesignChallenge) -> list[ForTheCouncil]:
    """Facilitators and commissioners of the service, earlier ones too, and whoever decides. One query."""
    runs = Q(role__in=[ServiceRole.FACILITATOR, ServiceRole.COMMISSIONER])
    rows = (
        Membership.objects.filter(
            runs | Q(person=challenge.decision_owner_id), service_id=challenge.service_id, joined_at__isnull=False
        )
        .select_related("person")
        .order_by("role", "pk")
    )
    return [ForTheCouncil(row.person, row.role, row.ended_at is None) for row in rows]


def stakes_in_service(challenge: DesignChallenge, person_ids: Collection[int]) -> dict[int, str]:
    """Whose voice somebody is, or last was, in the question's service. One query."""
    rows = Membership.objects.filter(service_id=challenge.service_id, person__in=person_ids).order_by("pk")
    return dict(rows.values_list("person_id", "stake"))


def membership_since_it_opened(challenge: DesignChallenge) -> Iterator[tuple[str, str, int]]:
    """How many joined the service since the question opened, were confirmed, and left why: stake, what, how many.

    Three queries.
    """
    opened = challenge.opened_at or challenge.created_at
    members = Membership.objects.filter(service_id=challenge.service_id, joined_at__isnull=False).order_by()
    for what, at in (("joined", "joined_at"), ("confirmed", "confirmed_at")):
        rows = members.filter(**{f"{at}__gt": opened}).values_list("stake").annotate(n=Count("pk"))
        yield from ((stake, what, n) for stake, n in rows)
    yield from members.filter(ended_at__gt=opened).values_list("stake", "end_reason").annotate(n=Count("pk"))
