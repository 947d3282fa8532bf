"""How long a small council's job waits: while nobody else asks for anything, and while a large council computes.

Wanted: at most 5 seconds while a large council has a dozen long jobs, so that it takes the same with and without them.
Workers and scheduler are those of production, a worker for each queue. Jobs are found by the sweeper alone, every
second here, as if each message had been lost on the way.
"""

import tempfile
import time
from pathlib import Path

from benchmarks.common import database, p95, table
from kernel.accounts.actor import Actor
from kernel.jobs.actions import enqueue
from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.database import COUNCILS
from tests.faults.workers import Workers, own_redis
from tests.kernel.jobs.kinds import EFFECT

ROUNDS, WANTED = 20, 5.0
LONG_JOBS, LONG = 12, {"seconds": 3600}


def ask(tenant: Tenant, key: str, params: dict[str, int]) -> Job:
    with tenant_scope(tenant):
        return enqueue(actor=Actor.system("command"), kind=EFFECT.name, key=key, params=params)


def wait_for(tenant: Tenant, job: Job, *states: str) -> float:
    """Seconds until a job is in one of these states."""
    started = time.perf_counter()
    while True:
        with tenant_scope(tenant):
            if Job.objects.filter(pk=job.pk, state__in=states).exists():
                return time.perf_counter() - started
        time.sleep(0.02)


def waits(tenant: Tenant, name: str) -> list[float]:
    """How long each of some jobs took from asking to its end; the work itself takes no time."""
    return [wait_for(tenant, ask(tenant, f"{name} {number}", {}), JobState.DONE) for number in range(ROUNDS)]


def main() -> None:
    """Measure and print; exit code 1 where somebody waits too long."""
    with database(), tempfile.TemporaryDirectory() as folder:
        large, small = (Tenant.objects.get(pk=council["id"]) for council in COUNCILS)
        workers = Workers(own_redis("main"), Path(folder))
        workers.start(apart=True)
        try:
            wait_for(small, ask(small, "first", {}), JobState.DONE)
            alone = waits(small, "alone")
            running = [ask(large, str(number), LONG) for number in range(LONG_JOBS)]
            wait_for(large, running[0], JobState.RUNNING)
            beside = waits(small, "beside")
        finally:
            workers.stop()
    rows = [
        (name, f"{sorted(times)[len(times) // 2]:.2f}", f"{p95(times):.2f}", f"{max(times):.2f}")
        for name, times in (("nobody computes", alone), ("a large council computes", beside))
    ]
    table("A small council's job, seconds from asking to done", ("while", "median", "p95", "longest"), rows)
    if max(beside) > WANTED:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
