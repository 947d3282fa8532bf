"""Whole councils: a row of every model, made anew or read where it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kernel.audit.chain import Link
from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal
from kernel.jobs.models import Job
from participants.people.models import Person
from services.codesign.models import DesignChallenge
from services.rewording.models import HandledRun
from tests.factories.base import RowFactory, ago
from tests.factories.casts import Cast, cast_of, service_with_people
from tests.factories.codesign import DesignChallengeFactory

# So that no worker does the job that is there to be seen or not.
NEVER = datetime(2999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A council full of life: a cast, a challenge that is decided, and at least one row of every model."""

    cast: Cast
    challenge: DesignChallenge
    rows: dict[str, Any]

    def row(self, label: str) -> Any:
        """One row of a model, by its label, e.g. `codesign.feedback`."""
        return self.rows[label]


def make_world(pk: int | None = None) -> World:
    """A row of every tenant-owned model in the open council, all of one decided challenge where possible.

    With `pk` each of these rows has that id, so that one number in an address means a row of any model.
    """
    cast = service_with_people(**({"pk": pk, "slug": f"service-{pk}"} if pk else {}))
    shared: dict[str, Any] = {"service": cast.service, "content_object": cast.service}
    challenge = DesignChallengeFactory(
        service=cast.service, decision_owner=cast.decision_owner, state="decided", **({"pk": pk} if pk else {})
    )
    shared["challenge"] = challenge
    rows: dict[str, Any] = {"catalogue.service": cast.service, "codesign.designchallenge": challenge}
    # A check saw the seal, and a handled run its job.
    for made_by in sorted(tenant_factories(), key=lambda each: each._meta.model in (AuditCheck, HandledRun)):
        model = made_by._meta.model
        if model._meta.label_lower not in rows:
            given = {name: value for name, value in shared.items() if name in _fields(model)}
            if model is Job:
                given["run_after"] = NEVER
            if model is AuditSeal:
                given |= _sealing(rows["audit.auditevent"])
            if model is AuditCheck:
                given |= {"head_number": 1, "head_digest": rows["audit.auditseal"].digest, "checked_at": ago(days=2)}
            if model is HandledRun:
                given["job"] = rows["jobs.job"]
            rows[model._meta.label_lower] = made_by(**given, **({"pk": pk} if pk else {}))
    return World(cast, challenge, rows)


def _sealing(event: AuditEvent) -> dict[str, Any]:
    """What makes a seal over the world's one event a true one."""
    link = Link("")
    link.add(event)
    return {"last_event_id": event.pk, "digest": link.digest}


def read_world(pk: int) -> World:
    """The world that `make_world(pk)` left in the open council, with the rows that its rows refer to."""
    rows = {}
    for made_by in tenant_factories():
        model = made_by._meta.model
        related = [field.name for field in model._meta.local_fields if field.is_relation and field.name != "tenant"]
        rows[model._meta.label_lower] = model.objects.select_related(*related).get(pk=pk)
    people = {person.display_name: person for person in Person.objects.select_related("user")}
    challenge = rows["codesign.designchallenge"]
    return World(cast_of(challenge.service, people), challenge, rows)


def tenant_factories() -> list[type[RowFactory]]:
    """The factory of every tenant-owned model."""
    found = [made_by for made_by in RowFactory.__subclasses__() if "tenant" in _fields(made_by._meta.model)]
    return sorted(found, key=lambda made_by: made_by._meta.model._meta.label_lower)


def _fields(model: Any) -> set[str]:
    return {field.name for field in model._meta.local_fields}
