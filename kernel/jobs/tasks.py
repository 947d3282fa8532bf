"""The Celery tasks: they carry ids and do nothing but call the runner."""

import logging
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction

from kernel import clock
from kernel.audit.actions import check_record, seal_events
from kernel.audit.chain import last_check
from kernel.jobs.dispatch import TASK_NAME, publish
from kernel.jobs.periodic import every
from kernel.jobs.runner import due_jobs, run_job
from kernel.tenancy.scope import current_tenant

logger = logging.getLogger(__name__)

RECORD_CHECKED_EVERY = timedelta(days=1)


@shared_task(name=TASK_NAME, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run(tenant_id: int, job_id: int) -> str:
    """Run one job."""
    return run_job(tenant_id, job_id)


@every(settings.COPROD_SWEEP_SECONDS, "kernel.jobs.sweep", expires=10)
def sweep() -> int:
    """Send again every job that is due and not running. Running one twice is harmless."""
    tenant = current_tenant()
    due = due_jobs(tenant)
    # After the transaction: a broker that is slow must not keep it open.
    for job_id in due:
        transaction.on_commit(partial(publish, tenant.pk, job_id))
    return len(due)


@every(300, "kernel.jobs.seal_audit", expires=60)
def seal_audit() -> int:
    """Seal the council's new audit events into its hash chain."""
    return int(seal_events() is not None)


# Once a day, by when it was checked last: a scheduler that starts anew every night loses no day.
@every(3600, "kernel.jobs.check_audit", expires=3600, time_limit=3500)
def check_audit() -> int:
    """Compare the council's record with its seals once a day, and say on the log whether they fit."""
    last = last_check()
    if last is not None and clock.now() - last.checked_at < RECORD_CHECKED_EVERY:
        return 0
    found, council = check_record(), current_tenant().slug
    if found.is_whole:
        logger.info("record_is_whole", extra={"council": council, "seals": found.seals})
    else:
        faults = [str(fault) for fault in found.faults]
        logger.error("record_does_not_fit", extra={"council": council, "faults": faults})
    return 1
