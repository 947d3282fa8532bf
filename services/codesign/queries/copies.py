"""Who took which copy of a question, and when: everybody may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kernel.audit.models import AuditEvent
from participants.people.models import Person
from services.codesign.models import DesignChallenge
from services.codesign.queries.trace import acting_for_the_council


@dataclass(frozen=True)
class Copy:
    """A copy that was taken. `person` is named only where they act for the council; `stake` says whose voice it was."""

    at: datetime
    form: str
    stake: str
    actor_kind: str
    person: Person | None


def copies_of(challenge: DesignChallenge) -> QuerySet[AuditEvent]:
    """The record of the copies of a question, newest first."""
    return AuditEvent.objects.filter(
        subject_type="codesign.designchallenge", subject_id=challenge.pk, verb="codesign.exported"
    ).order_by("-pk")


def copies_taken(challenge: DesignChallenge, events: Sequence[AuditEvent]) -> list[Copy]:
    """Events of the record as everybody may read them."""
    people = {someone.person.pk: someone.person for someone in acting_for_the_council(challenge)}
    return [
        Copy(
            at=event.at,
            form=event.data.get("form", ""),
            stake=event.data.get("stake", ""),
            actor_kind=event.actor_kind,
            person=people.get(event.person_id or 0),
        )
        for event in events
    ]
