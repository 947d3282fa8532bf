"""Run one job: claim, load, compute, commit."""

import logging

from django.db import transaction
from django.utils import timezone

from kernel.jobs.actions import LostLease, claim, finish, put_back, report_progress
from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.registry import JobContext, JobWork, job_kind, job_work
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

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
    work, lease = job_work(job.kind), job_kind(job.kind).lease

    def progress(percent: int, step: str) -> None:
        with tenant_scope(tenant):
            report_progress(job.pk, job.attempts, percent, step, lease)

    context = JobContext(job.pk, job.params, progress)
    if job.state == JobState.DEAD:
        _give_up(tenant, job, work, context)
        return "dead"
    try:
        with tenant_scope(tenant):
            loaded = work.load(context)
        computed = work.compute(context, loaded)
        with tenant_scope(tenant):
            finish(job.pk, job.attempts, work.commit(context, computed))
    except LostLease:
        return "lost"
    except Exception as error:
        logger.exception("job_failed", extra={"job": job.pk, "kind": job.kind})
        return _after_error(tenant, job, work, context, type(error).__name__)
    return "done"


def _after_error(tenant: Tenant, job: Job, work: JobWork, context: JobContext, code: str) -> str:
    with tenant_scope(tenant):
        dead = put_back(job.pk, job.attempts, code)
    if dead:
        _give_up(tenant, job, work, context)
    return "dead" if dead else "retry"


def _give_up(tenant: Tenant, job: Job, work: JobWork, context: JobContext) -> None:
    """Let the work say so where people look. After "dead" is committed: an error here must not bring the job back."""
    if work.failed is None:
        return
    try:
        with tenant_scope(tenant):
            work.failed(context)
    except Exception:
        logger.exception("job_give_up_failed", extra={"job": job.pk, "kind": job.kind})


def due_jobs(tenant: Tenant, limit: int = 200) -> list[int]:
    """Ids of a council's jobs that should be running but are not: never sent, lost on the way, or their worker died."""
    now = timezone.now()
    with tenant_scope(tenant), transaction.atomic():
        waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lte=now)
        abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
        return list((waiting | abandoned).order_by("run_after").values_list("pk", flat=True)[:limit])
