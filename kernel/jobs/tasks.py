"""The Celery tasks: they carry ids and do nothing but call the runner."""

import logging
from datetime import timedelta

from celery import shared_task

from kernel import clock
from kernel.audit.actions import check_record, seal_events
from kernel.audit.chain import last_check
from kernel.jobs.dispatch import TASK_NAME, publish
from kernel.jobs.runner import due_jobs, run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)

RECORD_CHECKED_EVERY = timedelta(days=1)


@shared_task(name=TASK_NAME, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run(tenant_id: int, job_id: int) -> str:
    """Run one job."""
    return run_job(tenant_id, job_id)


@shared_task(name="kernel.jobs.sweep", ignore_result=True, expires=10)
def sweep() -> int:
    """Send again every job that is due and not running, council by council. Running one twice is harmless."""
    sent = 0
    for tenant in Tenant.objects.all():
        for job_id in due_jobs(tenant):
            publish(tenant.pk, job_id)
            sent += 1
    return sent


@shared_task(name="kernel.jobs.seal_audit", ignore_result=True, expires=60)
def seal_audit() -> int:
    """Seal each council's new audit events into its hash chain."""
    sealed = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            sealed += seal_events() is not None
    return sealed


@shared_task(name="kernel.jobs.check_audit", ignore_result=True, expires=3600, time_limit=3500)
def check_audit() -> int:
    """Compare each council's record with its seals once a day, and say on the log whether they fit."""
    checked = 0
    for tenant in Tenant.objects.order_by("slug"):
        with tenant_scope(tenant):
            last = last_check()
            if last is not None and clock.now() - last.checked_at < RECORD_CHECKED_EVERY:
                continue
            found = check_record()
        if found.is_whole:
            logger.info("record_is_whole", extra={"council": tenant.slug, "seals": found.seals})
        else:
            faults = [str(fault) for fault in found.faults]
            logger.error("record_does_not_fit", extra={"council": tenant.slug, "faults": faults})
        checked += 1
    return checked
