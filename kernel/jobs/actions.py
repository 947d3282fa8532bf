"""Ask for a job, claim it, say how far it is, finish it."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.errors import Conflict
from kernel.jobs.dispatch import send_after_commit
from kernel.jobs.enums import JobState, Queue
from kernel.jobs.models import Job, PeriodicFailure
from kernel.jobs.registry import JobKind, job_kind, kinds_in, register_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant_id

# Leases and retries are about processes that die, not about the rules of a service: they run on the machine's time.

ENQUEUE_ATTEMPTS = 3
CHECK_RECORD = "jobs.check_record"
register_job(JobKind(CHECK_RECORD, attempts=3, longest=timedelta(hours=1)))
# The first half of the advisory lock's key; the second is the council. Only keys of this module use this half.
LOCK_SPACE = 7303


class LostLease(RuntimeError):
    """The job was taken over by another worker; whatever this one did is thrown away."""


@act(*Manner)
def enqueue(*, actor: Actor, kind: str, key: str, params: dict[str, Any] | None = None) -> Job:
    """Write the job's row in the caller's transaction and send its id after commit.

    While an unfinished job of the same kind and key exists, that one is returned.
    """
    budget = job_kind(kind)
    for _attempt in range(ENQUEUE_ATTEMPTS):
        unfinished = Job.objects.filter(kind=kind, key=key, state__in=[JobState.QUEUED, JobState.RUNNING]).first()
        if unfinished is not None:
            return unfinished
        now = timezone.now()
        # Somebody else may have asked meanwhile; theirs may even be finished by the time we look again.
        with contextlib.suppress(IntegrityError), transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                key=key,
                params=params or {},
                max_attempts=budget.attempts,
                run_after=now,
                created_at=now,
                requested_by_person_id=actor.person_id,
            )
            send_after_commit(job)
            return job
    raise Conflict(_("This is being worked on already. Please try again."), code="busy")


@act(*Manner)
def enqueue_or_retry(*, actor: Actor, kind: str, key: str, params: dict[str, Any] | None = None) -> Job:
    """Ask for a job; where the last one of that kind and key was given up, start that one again."""
    last = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    if last is not None and last.state == JobState.DEAD:
        Job.objects.filter(pk=last.pk).update(params=params or {}, requested_by_person_id=actor.person_id)
        return retry(actor=actor, job=last)
    return enqueue(actor=actor, kind=kind, key=key, params=params)


@act(Manner.SYSTEM)
def enqueue_unless_given_up(*, actor: Actor, kind: str, key: str, params: dict[str, Any] | None = None) -> Job | None:
    """Ask for a job that comes back by itself. What was given up stays so until a person starts it again: None then."""
    last = Job.objects.filter(kind=kind, key=key).order_by("-pk").first()
    if last is not None and last.state == JobState.DEAD:
        return None
    return enqueue(actor=actor, kind=kind, key=key, params=params)


def claim(job_id: int, now: datetime) -> Job | None:
    """Take a due job: count the attempt and set the lease **before** running. None where it is not ours to run.

    Nor is it while the council has its share of the processes that compute already. A job whose attempts are used up
    becomes dead instead, and is returned as that.
    """
    job = (
        Job.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=job_id, run_after__lte=now)
        .filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now))
        .first()
    )
    if job is None:
        return None
    if job.attempts >= job.max_attempts:
        mark_dead(job, job.error_code or "worker-died", now)
        return job
    kind = job_kind(job.kind)
    if not _has_room(kind, now):
        return None
    job.attempts = F("attempts") + 1
    job.state = JobState.RUNNING
    job.lease_until = now + kind.lease
    job.started_at = job.started_at or now
    job.save(update_fields=["attempts", "state", "lease_until", "started_at"])
    job.refresh_from_db()
    return job


def _has_room(kind: JobKind, now: datetime) -> bool:
    """Whether the council may have one more job of the queue running.

    Work that has begun is not interrupted, so of the processes that compute one is always left to other councils,
    where there are any: whoever asks for little never waits for the end of something large.
    """
    if kind.queue != Queue.COMPUTING:
        return True
    with connection.cursor() as cursor:
        # Two that are claimed at once would not see each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, current_tenant_id()])
    share = settings.COPROD_COMPUTING_PROCESSES
    if Tenant.objects.exclude(pk=current_tenant_id()).exists():
        share = max(1, share - 1)
    names = [other.name for other in kinds_in(kind.queue)]
    return Job.objects.filter(state=JobState.RUNNING, lease_until__gte=now, kind__in=names).count() < share


def renew_lease(job_id: int, attempt: int, lease: timedelta) -> bool:
    """Hold a running job for a while longer. False where this attempt does not hold it any more."""
    held = Job.objects.filter(pk=job_id, attempts=attempt, state=JobState.RUNNING)
    return bool(held.update(lease_until=timezone.now() + lease))


def report_progress(job_id: int, attempt: int, percent: int, step: str, lease: timedelta) -> None:
    """Store progress and renew the lease, if this attempt still holds it; else raise LostLease."""
    changed = Job.objects.filter(pk=job_id, attempts=attempt, state=JobState.RUNNING).update(
        progress=max(0, min(99, percent)), step=step, lease_until=timezone.now() + lease
    )
    if not changed:
        raise LostLease(str(job_id))


def finish(job_id: int, attempt: int, result: dict[str, Any]) -> None:
    """Mark done, fenced by the attempt: called in the transaction that wrote the effect."""
    changed = Job.objects.filter(pk=job_id, attempts=attempt, state=JobState.RUNNING).update(
        state=JobState.DONE,
        progress=100,
        finished_at=timezone.now(),
        lease_until=None,
        result=result,
        error_code="",
    )
    if not changed:
        raise LostLease(str(job_id))


def put_back(job_id: int, attempt: int, error_code: str, *, final: bool = False) -> bool:
    """After an error: wait longer each time, or give up; at once where it is `final`. True when the job is dead."""
    job = (
        Job.objects.select_for_update(of=("self",)).filter(pk=job_id, attempts=attempt, state=JobState.RUNNING).first()
    )
    if job is None:
        return False
    now = timezone.now()
    if final or job.attempts >= job.max_attempts:
        mark_dead(job, error_code, now)
        return True
    job.state = JobState.QUEUED
    job.lease_until = None
    job.error_code = error_code
    job.run_after = now + job_kind(job.kind).pauses.after(job.attempts)
    job.save(update_fields=["state", "lease_until", "error_code", "run_after"])
    return False


def mark_dead(job: Job, error_code: str, now: datetime) -> None:
    """Give a job up, visibly."""
    job.state = JobState.DEAD
    job.error_code = error_code
    job.finished_at = now
    job.lease_until = None
    job.save(update_fields=["state", "error_code", "finished_at", "lease_until"])


@act(Manner.IN_PERSON, Manner.SYSTEM)
def retry(*, actor: Actor, job: Job) -> Job:
    """Start a dead job anew. The caller has checked the right.

    Conflict where it is not dead, or where the same was asked for again meanwhile.
    """
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state != JobState.DEAD:
        raise Conflict(_("This has not stopped, so it cannot be started again."), code="wrong-state")
    locked.state = JobState.QUEUED
    locked.attempts = 0
    locked.max_attempts = job_kind(locked.kind).attempts
    locked.progress = 0
    locked.error_code = ""
    locked.finished_at = None
    locked.run_after = timezone.now()
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError:
        raise Conflict(_("The same work has been started again already."), code="busy") from None
    send_after_commit(locked)
    return locked


@act(Manner.IN_PERSON, Manner.SYSTEM)
def retry_all(*, actor: Actor, kind: str, keys: Sequence[str]) -> int:
    """Start anew whatever of one kind and of these keys was given up; how many. The caller has checked the right.

    The sweeper sends them, a few at a time, so that this costs the same for one as for thousands.
    """
    budget, now = job_kind(kind), timezone.now()
    newest = Job.objects.filter(kind=kind, key__in=keys).values("key").annotate(newest=Max("pk")).values("newest")
    return Job.objects.filter(pk__in=newest, state=JobState.DEAD).update(
        state=JobState.QUEUED,
        attempts=0,
        max_attempts=budget.attempts,
        progress=0,
        error_code="",
        finished_at=None,
        run_after=now,
    )


def note_failures(work: str, failed: Mapping[str, str]) -> None:
    """Keep what failed of a periodic work, how often and since when; forget what got through this time."""
    standing = PeriodicFailure.objects.filter(work=work)
    if not failed:
        standing.delete()
        return
    now = timezone.now()
    standing.exclude(subject__in=failed).delete()
    for subject, error_code in failed.items():
        PeriodicFailure.objects.update_or_create(
            work=work,
            subject=subject[:120],
            defaults={"error_code": error_code[:120], "last_at": now, "times": F("times") + 1},
            create_defaults={"error_code": error_code[:120], "first_at": now, "last_at": now, "times": 1},
        )
