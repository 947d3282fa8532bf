"""The Celery tasks: they carry ids and do nothing but call the runner."""

import logging
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.actions import seal_events
from kernel.audit.chain import last_check
from kernel.jobs.actions import CHECK_RECORD, enqueue_unless_given_up
from kernel.jobs.dispatch import TASK_NAME, Address, publish
from kernel.jobs.periodic import every
from kernel.jobs.queries import due_jobs
from kernel.jobs.runner import next_job, run_job

logger = logging.getLogger(__name__)

RECORD_CHECKED_EVERY = timedelta(days=1)


@shared_task(name=TASK_NAME, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run(tenant_id: int, job_id: int) -> str:
    """Run one job, and send for the one that its council has waiting next."""
    outcome = run_job(tenant_id, job_id)
    if outcome != "skipped":
        following = next_job(tenant_id, job_id)
        if following is not None:
            publish(Address.of(following))
    return outcome


@every(settings.COPROD_SWEEP_SECONDS, "kernel.jobs.sweep", expires=10)
def sweep() -> int:
    """Send again jobs that are due and not running. Running one twice is harmless."""
    due = due_jobs()
    # After the transaction: a broker that is slow must not keep it open.
    for job in due:
        transaction.on_commit(partial(publish, Address.of(job)))
    return len(due)


@every(300, "kernel.jobs.seal_audit", expires=60)
def seal_audit() -> int:
    """Seal the council's new audit events into its hash chain."""
    return int(seal_events() is not None)


# Once a day, by when it was checked last: a scheduler that starts anew every night loses no day.
@every(3600, "kernel.jobs.check_audit", expires=3600)
def check_audit() -> int:
    """Have the council's record compared with its seals once a day, by a job: it is read from its beginning."""
    last, today = last_check(), clock.now()
    if last is not None and today - last.checked_at < RECORD_CHECKED_EVERY:
        return 0
    key = today.date().isoformat()
    return int(enqueue_unless_given_up(actor=Actor.system(), kind=CHECK_RECORD, key=key) is not None)
