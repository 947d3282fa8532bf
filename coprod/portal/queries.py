"""What the pages across wings read: each function a fixed number of queries, whatever the number of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kernel.accounts.actor import Actor
from kernel.web.panels import Figure
from participants.people.enums import CouncilRoleName
from participants.people.models import CouncilRole, Message, Person
from services.catalogue.models import Membership, Service
from services.catalogue.permissions import Standing
from services.catalogue.queries import services, working_people

ON_HOME = 6


@dataclass(frozen=True)
class Visitor:
    """What somebody is in the council as a whole, and how many messages they have not read."""

    roles: frozenset[str] = frozenset()
    works_here: bool = False
    unread: int = 0

    @property
    def administers(self) -> bool:
        return CouncilRoleName.ADMINISTRATOR in self.roles


def about_visitor(person_id: int) -> Visitor:
    """What every page shows or asks about the person who is signed in. One query."""
    unread = Message.objects.filter(person_id=OuterRef("pk"), read_at=None).order_by().values("person_id")
    row = (
        Person.objects.filter(pk=person_id)
        .annotate(works_here=working_people())
        .values_list(
            ArraySubquery(CouncilRole.objects.filter(person_id=OuterRef("pk")).values("role")),
            "works_here",
            Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0)),
        )
        .first()
    )
    return Visitor() if row is None else Visitor(frozenset(row[0]), row[1], row[2])


def services_on_home() -> list[Service]:
    """The services on the front page. One query."""
    return list(services()[:ON_HOME])


def memberships_of(actor: Actor) -> list[Membership]:
    """The actor's memberships, invitations among them (`joined_at` is None). One query."""
    mine = Membership.objects.filter(person_id=actor.person_id or 0, ended_at=None)
    return list(mine.select_related("service").order_by("-pk"))


def standings_of(memberships: Sequence[Membership]) -> Mapping[int, Standing]:
    """What somebody who administers nothing is in each service they are in; extra rights aside. No query."""
    return {m.service_id: Standing(role=m.role, stake=m.stake) for m in memberships if m.joined_at is not None}


def staff_services(
    actor: Actor, council_roles: frozenset[str], figures: Sequence[Figure]
) -> list[tuple[Service, list[int]]]:
    """The services on the overview: all for people with a council-wide role, else those one works in. One query.

    Each with its number of `members`, and the stages' figures beside it.
    """
    rows: QuerySet[Service] = services()
    if not council_roles:
        mine = Membership.objects.filter(person_id=actor.person_id or 0, ended_at=None)
        rows = rows.filter(pk__in=mine.values("service_id"))
    current = Q(memberships__ended_at=None, memberships__joined_at__isnull=False)
    counted = rows.annotate(
        members=Count("memberships", filter=current, distinct=True), **{f.name: f.count for f in figures}
    )
    return [(service, [getattr(service, f.name) for f in figures]) for service in counted]
