"""Reads for the pages on which a question is set up, looked after and answered for others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from kernel.audit.models import AuditEvent
from participants.people.enums import CouncilRoleName
from participants.people.models import Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import Contributor, DesignChallenge, Feedback, Statement
from services.codesign.queries import accepted, feedback_of, pending, statements_of

COUNTED_UP_TO = 10_000
KINDS: dict[str, type[Feedback] | type[Statement]] = {"answers": Feedback, "statements": Statement}


@dataclass(frozen=True)
class Figure:
    """A number that is counted to a limit, so that a page costs the same at any size."""

    value: int
    is_more: bool = False


def count_up_to(rows: QuerySet[Any], limit: int = COUNTED_UP_TO) -> Figure:
    """How many rows there are, counted no further than `limit`. One query."""
    found = rows.order_by()[: limit + 1].count()
    return Figure(min(found, limit), found > limit)


def figures_of(challenge: DesignChallenge) -> dict[str, Figure]:
    """What came in so far. Six queries."""
    given = statements_of(challenge).order_by().aggregate(n=Sum(F("agrees") + F("disagrees") + F("passes")))["n"]
    waiting = [count_up_to(pending(rows)) for rows in (feedback_of(challenge), statements_of(challenge))]
    return {
        "answers": count_up_to(feedback_of(challenge).filter(withdrawn_at=None)),
        "statements": count_up_to(statements_of(challenge).filter(withdrawn_at=None)),
        "reactions": Figure(given or 0),
        "people": count_up_to(Contributor.objects.filter(challenge=challenge)),
        "waiting": Figure(sum(figure.value for figure in waiting), any(figure.is_more for figure in waiting)),
    }


def moderation_queue(challenge: DesignChallenge, kind: str, state: str) -> QuerySet[Any]:
    """Answers or statements in one state, with who said and who looked through them; without what was taken back."""
    rows = KINDS[kind].objects.filter(challenge=challenge, moderation=state, withdrawn_at=None)
    return rows.select_related("contributor", "moderated_by")


def waiting_by_kind(challenge: DesignChallenge) -> dict[str, Figure]:
    """How many wait to be looked at, by kind. Two queries."""
    return {
        "answers": count_up_to(pending(feedback_of(challenge))),
        "statements": count_up_to(pending(statements_of(challenge))),
    }


@dataclass(frozen=True)
class LookedThrough:
    """One press of a moderator's button: who, when, what, how many, why. Never the words themselves."""

    pk: int
    at: datetime
    person: Person | None
    kind: str
    accepted: bool
    count: int
    reason: Any


def moderation_events(challenge: DesignChallenge) -> QuerySet[AuditEvent]:
    """The record of who looked through what."""
    return AuditEvent.objects.filter(
        subject_type="codesign.designchallenge", subject_id=challenge.pk, verb="codesign.moderated"
    )


def looked_through(events: list[AuditEvent]) -> list[LookedThrough]:
    """Events of the record with their people and the words of their codes. One query."""
    people = Person.objects.in_bulk({event.person_id for event in events if event.person_id})
    reasons = dict(ModerationReason.choices)
    return [
        LookedThrough(
            pk=event.pk,
            at=event.at,
            person=people.get(event.person_id or 0),
            kind=event.data.get("kind", ""),
            accepted=event.data.get("to") == ModerationState.ACCEPTED,
            count=len(event.data.get("ids", [])),
            reason=reasons.get(event.data.get("reason") or "", ""),
        )
        for event in events
    ]


def possible_decision_owners(challenge: DesignChallenge) -> QuerySet[Membership]:
    """Members who may be named to decide: no facilitators, no administrators of the council."""
    administers = Q(person__council_roles__role=CouncilRoleName.ADMINISTRATOR)
    members = Membership.objects.filter(service_id=challenge.service_id, ended_at=None).exclude(
        role=ServiceRole.FACILITATOR
    )
    return members.exclude(administers).select_related("person").order_by("person__display_name", "pk")


def seeds_of(challenge: DesignChallenge) -> QuerySet[Statement]:
    """The statements that nobody in particular said."""
    return accepted(statements_of(challenge)).filter(contributor=None)
