"""Record events, seal them, and keep what a check of the chain found."""

from typing import Any

from django.db import connection, models, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.chain import Head, Link, Verification, heads_gone, in_batches, last_check, verify_chain
from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal
from kernel.audit.verbs import is_unseen, wording_of
from kernel.audit.versions import touch
from kernel.errors import Conflict
from kernel.tenancy.scope import current_tenant, current_tenant_id

CUT_OFF_ACKNOWLEDGED = "audit.cut_off_acknowledged"
LOCK_SPACE = 0x41554454  # "AUDT"


def record(
    *, actor: Actor, verb: str, subject: models.Model, **data: int | str | bool | None | list[Any]
) -> AuditEvent:
    """Write an event in the caller's transaction. `data` takes codes, ids and numbers only.

    The shared lock lets the sealer wait for events whose transaction is still open: ids are given before commit, so
    without it a seal could pass over one. What rests on the subject is made anew from now on: see `versions`.
    """
    wording_of(verb)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event belongs to its action's transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_SPACE, current_tenant_id()])
    if not is_unseen(verb):
        touch(subject)
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
    link = Link(previous.digest if previous else "")
    for event in in_batches(AuditEvent.objects.filter(id__gt=previous.last_event_id if previous else 0), "id"):
        link.add(event)
    if not link.events:
        return None
    return AuditSeal.objects.create(
        number=previous.number + 1 if previous else 1,
        last_event_id=link.last_event_id,
        events=link.events,
        digest=link.digest,
        sealed_at=clock.now(),
    )


@transaction.atomic
def check_record() -> Verification:
    """Read the open council's chain again, and keep what was found for the public page and for the next check.

    A head that an earlier check saw stays the one to look for when it is gone, so that this is told until somebody
    has looked into it.
    """
    last = last_check()
    known = Head(last.head_number, last.head_digest) if last else Head()
    found = verify_chain(known)
    head = found.head if found.known_head_is_there else known
    AuditCheck.objects.update_or_create(
        defaults={
            "checked_at": clock.now(),
            "seals": found.seals,
            "events": found.events,
            "head_number": head.number,
            "head_digest": head.digest,
            "fault_count": found.fault_count,
            "broken_seals": [fault.seal for fault in found.faults],
        }
    )
    return found


@act(Manner.SYSTEM)
def acknowledge_cut_off(*, actor: Actor) -> Head:
    """Operators have looked into an end that is gone: the record is checked from its present head on.

    That it was cut off, and that somebody said so, is itself recorded for everybody. Conflict where nothing is missing.
    """
    last = AuditCheck.objects.select_for_update(of=("self",)).first()
    gone = heads_gone([Head(last.head_number, last.head_digest)]) if last is not None and last.head_number else []
    if last is None or not gone:
        raise Conflict("No end of this council's record is known to be missing.")
    newest = AuditSeal.objects.order_by("-number").first()
    last.head_number, last.head_digest = (newest.number, newest.digest) if newest else (0, "")
    last.save(update_fields=["head_number", "head_digest"])
    record(actor=actor, verb=CUT_OFF_ACKNOWLEDGED, subject=current_tenant(), seal=gone[0].number, digest=gone[0].digest)
    check_record()
    return gone[0]
