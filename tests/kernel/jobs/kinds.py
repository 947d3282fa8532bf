"""Kinds of job for the tests, in their own processes too (`celery … --include tests.kernel.jobs.kinds`).

Each effect is a row of its own name, so that a second effect of one job would be counted.
"""

import os
import signal
import time
import uuid
from datetime import timedelta
from typing import Any

from kernel.jobs.registry import JobContext, JobKind, JobWork, register_job, register_work
from participants.people.models import Organisation


def load(context: JobContext) -> int:
    return Organisation.objects.count()


def work(context: JobContext, loaded: int) -> int:
    """Take as long as asked, in ten steps, after a time in which nothing is said."""
    time.sleep(context.params.get("silent", 0))
    for step in range(10):
        time.sleep(context.params.get("seconds", 0) / 10)
        context.progress(step * 10, "working")
    return loaded


def effect(context: JobContext, computed: int) -> dict[str, Any]:
    Organisation.objects.create(name=f"effect of {context.job_id}: {uuid.uuid4()}")
    return {"organisations_before": computed}


def kill_own_process(context: JobContext, loaded: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return loaded


def given_up(context: JobContext) -> None:
    Organisation.objects.create(name=f"given up {context.job_id}: {uuid.uuid4()}")


EFFECT = register_job(JobKind("tests.effect", lease=timedelta(seconds=1.5)))
EFFECT_WORK = register_work(EFFECT.name, JobWork(load, work, effect))
POISON = register_job(JobKind("tests.poison", lease=timedelta(seconds=0.5)))
register_work(POISON.name, JobWork(load, kill_own_process, effect, failed=given_up))
