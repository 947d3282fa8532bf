"""The Celery tasks: they carry ids and do nothing but call the runner."""

import logging

from celery import shared_task

from kernel.audit.actions import seal_events
from kernel.jobs.dispatch import TASK_NAME, publish
from kernel.jobs.runner import due_jobs, run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)


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
