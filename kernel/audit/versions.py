"""Versions of a council's parts, so that what was made from them is used again until an action changes one of them.

A part is a row ("codesign.designchallenge:12") or all rows of a kind ("codesign.designchallenge"). Recording an event
gives its subject, and all of its kind, a new version in the action's own transaction; what changes something visible
without an event calls `touch` itself. Whoever remembers something reads the versions of what it rests on BEFORE making
it, so that it is never found under a version newer than what it was made from.
"""

from collections.abc import Iterable
from uuid import uuid4

from django.db import connection, models

from kernel.audit.models import PartVersion
from kernel.tenancy.scope import companion, current_tenant_id


class Versions:
    """What the open scope knows of versions: those it read, and those of what it touched, which are written at its end.

    Written last and in one order, so that two actions wait for each other for the length of a commit only, and never
    for each other in a circle. A version is a random number, so that one whose transaction was rolled back, or that a
    restored backup does not know, never comes again.
    """

    def __init__(self) -> None:
        self.touched: dict[str, str] = {}
        self.read: dict[str, str] = {}

    def finish(self) -> None:
        """Write the versions of what was touched."""
        if self.touched:
            PartVersion.objects.bulk_create(
                [PartVersion(name=name, version=self.touched[name]) for name in sorted(self.touched)],
                update_conflicts=True,
                unique_fields=["tenant", "name"],
                update_fields=["version"],
            )


def part(model: type[models.Model], pk: int | str | None = None) -> str:
    """The name of a row, or of all rows of a kind. `pk` may be a place to fill in, such as "{pk}"."""
    return model._meta.label_lower if pk is None else f"{model._meta.label_lower}:{pk}"


def touch(row: models.Model) -> None:
    """Give a row and its kind new versions: something that people see of it has changed."""
    touched = companion(Versions).touched
    for name in (part(type(row)), part(type(row), row.pk)):
        touched[name] = uuid4().hex


def versions_of(names: Iterable[str]) -> dict[str, str]:
    """The version of each part, "" for one that was never touched. One query at most; none for what was read before."""
    wanted, known = list(names), companion(Versions)
    missing = [name for name in wanted if name not in known.read and name not in known.touched]
    if missing:
        known.read.update(dict.fromkeys(missing, ""))
        known.read.update(_stored(missing))
    return {name: known.touched.get(name) or known.read[name] for name in wanted}


def _stored(names: list[str]) -> list[tuple[str, str]]:
    """In plain SQL: every public page begins with it, and composing a query takes longer than answering it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, version FROM audit_partversion WHERE tenant_id = %s AND name = ANY(%s)",
            [current_tenant_id(), names],
        )
        rows: list[tuple[str, str]] = cursor.fetchall()
        return rows
