"""Record events, seal them, and check the chain."""

import hashlib
import json
from typing import Any

from django.db import connection, models, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent, AuditSeal
from kernel.audit.verbs import wording_of
from kernel.tenancy.scope import current_tenant_id

LOCK_SPACE = 0x41554454  # "AUDT"


def record(
    *, actor: Actor, verb: str, subject: models.Model, **data: int | str | bool | None | list[Any]
) -> AuditEvent:
    """Write an event in the caller's transaction. `data` takes codes, ids and numbers only.

    The shared lock lets the sealer wait for events whose transaction is still open: ids are given before commit, so
    without it a seal could pass over one.
    """
    wording_of(verb)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to its action's transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_SPACE, current_tenant_id()])
    return AuditEvent.objects.create(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        person_id=actor.person_id,
        channel=actor.channel,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        data=data,
    )


@transaction.atomic
def seal_events() -> AuditSeal | None:
    """Seal the open council's unsealed events into the next link; None where there are none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, current_tenant_id()])
    previous = AuditSeal.objects.order_by("-number").first()
    events = list(AuditEvent.objects.filter(id__gt=previous.last_event_id if previous else 0).order_by("id"))
    if not events:
        return None
    return AuditSeal.objects.create(
        number=previous.number + 1 if previous else 1,
        last_event_id=events[-1].pk,
        events=len(events),
        digest=digest_of(previous.digest if previous else "", events),
        sealed_at=clock.now(),
    )


def verify_chain() -> list[int]:
    """Numbers of the seals whose events no longer give their digest; empty where nothing was tampered with."""
    broken: list[int] = []
    previous_digest, after = "", 0
    for seal in AuditSeal.objects.order_by("number"):
        events = list(AuditEvent.objects.filter(id__gt=after, id__lte=seal.last_event_id).order_by("id"))
        if len(events) != seal.events or digest_of(previous_digest, events) != seal.digest:
            broken.append(seal.number)
        previous_digest, after = seal.digest, seal.last_event_id
    return broken


def digest_of(previous: str, events: list[AuditEvent]) -> str:
    """SHA-256 over the previous link and the canonical form of the events, hex."""
    digest = hashlib.sha256(previous.encode())
    for event in events:
        row = [
            event.pk,
            event.at.isoformat(),
            event.actor_kind,
            event.actor_id,
            event.person_id,
            event.channel,
            event.verb,
            event.subject_type,
            event.subject_id,
            event.data,
        ]
        digest.update(json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode())
    return digest.hexdigest()
