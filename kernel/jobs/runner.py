"""Run one job: claim, load, compute, commit."""

import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from kernel.jobs.actions import LostLease, claim, finish, put_back, report_progress
from kernel.jobs.enums import JobState
from kernel.jobs.heartbeat import Heartbeat
from kernel.jobs.models import Job
from kernel.jobs.queries import due_jobs
from kernel.jobs.registry import GiveUp, JobContext, JobWork, job_kind, job_work
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

TOOK_TOO_LONG = "took-too-long"

logger = logging.getLogger(__name__)


def run_job(tenant_id: int, job_id: int) -> str:
    """Run a job if it is due and free. Returns what became of it: done, skipped, retry, dead or lost.

    Effect and "done" commit together, fenced by the attempt's number, so a job whose worker was killed or whose lease
    ran out runs again without a second effect.
    """
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None:
        return "skipped"
    with tenant_scope(tenant):
        job = claim(job_id, timezone.now())
    if job is None:
        return "skipped"
    work, kind = job_work(job.kind), job_kind(job.kind)

    def progress(percent: int, step: str) -> None:
        with tenant_scope(tenant):
            report_progress(job.pk, job.attempts, percent, step, kind.lease)

    context = JobContext(job.pk, job.params, progress)
    if job.state == JobState.DEAD:
        _give_up(tenant, job, work, context)
        return "dead"
    try:
        with Heartbeat(tenant, job, kind):
            _do(tenant, job, work, context)
    except LostLease:
        return "lost"
    except Exception as error:
        logger.exception("job_failed", extra={"job": job.pk, "kind": job.kind})
        return _after_error(tenant, job, work, context, error)
    return "done"


def _do(tenant: Tenant, job: Job, work: JobWork, context: JobContext) -> None:
    with tenant_scope(tenant):
        loaded = work.load(context)
    computed = work.compute(context, loaded)
    with tenant_scope(tenant):
        finish(job.pk, job.attempts, work.commit(context, computed))


def _after_error(tenant: Tenant, job: Job, work: JobWork, context: JobContext, error: Exception) -> str:
    with tenant_scope(tenant):
        dead = put_back(job.pk, job.attempts, _code_of(error), final=isinstance(error, GiveUp))
    if dead:
        _give_up(tenant, job, work, context)
    return "dead" if dead else "retry"


def _code_of(error: Exception) -> str:
    if isinstance(error, GiveUp):
        return error.code
    return TOOK_TOO_LONG if isinstance(error, SoftTimeLimitExceeded) else type(error).__name__


def _give_up(tenant: Tenant, job: Job, work: JobWork, context: JobContext) -> None:
    """Let the work say so where people look. After "dead" is committed: an error here must not bring the job back."""
    if work.failed is None:
        return
    try:
        with tenant_scope(tenant):
            work.failed(context)
    except Exception:
        logger.exception("job_give_up_failed", extra={"job": job.pk, "kind": job.kind})


def next_job(tenant_id: int, job_id: int) -> Job | None:
    """What the council of a job that has just ended has waiting in the same queue."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        ended = Job.objects.only("kind").get(pk=job_id)
        return next(iter(due_jobs([job_kind(ended.kind).queue], limit=1)), None)
