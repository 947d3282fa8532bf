"""Whole councils: a row of every model, made anew or read where it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kernel.audit.chain import Link
from kernel.jobs.models import Job
from participants.people.models import Person
from services.codesign.models import DesignChallenge
from tests.factories.base import RowFactory, ago
from tests.factories.casts import Cast, cast_of, service_with_people
from tests.factories.codesign import DesignChallengeFactory
from tests.factories.kernel import AuditCheckFactory, AuditEventFactory, AuditSealFactory

# So that no worker does the jobs that are there to be seen or not.
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
    own_id = {"pk": pk} if pk else {}
    rows: dict[str, Any] = {"catalogue.service": cast.service, "codesign.designchallenge": challenge}
    rows |= _record(own_id)
    makers = {made_by._meta.model: made_by for made_by in tenant_factories()}

    def row_of(model: Any) -> Any:
        made_by, label = makers[model], model._meta.label_lower
        if label not in rows:
            given = {name: value for name, value in shared.items() if name in _fields(model)}
            given |= {name: row_of(model._meta.get_field(name).related_model) for name in made_by._of_world}
            rows[label] = made_by(**given, **made_by._in_world, **own_id)
        return rows[label]

    for model in makers:
        row_of(model)
    Job.objects.update(run_after=NEVER)
    return World(cast, challenge, rows)


def _record(given: dict[str, Any]) -> dict[str, Any]:
    """One event, a true seal over it, and the check of another day that saw the seal."""
    event = AuditEventFactory(**given)
    link = Link("")
    link.add(event)
    seal = AuditSealFactory(last_event_id=event.pk, digest=link.digest, **given)
    check = AuditCheckFactory(head_digest=seal.digest, checked_at=ago(days=9), **given)
    return {"audit.auditevent": event, "audit.auditseal": seal, "audit.auditcheck": check}


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
