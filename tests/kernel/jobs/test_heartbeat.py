"""A lease is renewed while the process lives, whatever the work does; whoever lost the job renews nothing."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from kernel.jobs import heartbeat
from kernel.jobs.heartbeat import Heartbeat
from kernel.jobs.models import Job
from kernel.jobs.registry import JobContext, JobKind, JobWork, _kinds, _works
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.deadlines import wait_until
from tests.factories import JobFactory

KIND = JobKind("tests.one", lease=timedelta(seconds=1))

pytestmark = pytest.mark.usefixtures("committed_db")


def lease_of(tenant: Tenant, job: Job) -> datetime:
    with tenant_scope(tenant):
        lease = Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)
    assert lease is not None
    return lease


@pytest.fixture
def held(tenant: Tenant) -> Job:
    with tenant_scope(tenant):
        return JobFactory(
            kind="tests.one", state="running", attempts=2, lease_until=timezone.now() + timedelta(seconds=1)
        )


def test_work_that_says_nothing_keeps_its_job(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three leases long: another worker that is sent the same id meanwhile finds it taken."""
    others: list[str] = []

    def say_nothing(context: JobContext, loaded: None) -> None:
        first = lease_of(tenant, job)
        wait_until(lambda: lease_of(tenant, job) > first + 3 * KIND.lease, 30)
        others.append(run_job(tenant.pk, context.job_id))

    monkeypatch.setitem(_kinds, KIND.name, KIND)
    monkeypatch.setitem(_works, KIND.name, JobWork(lambda context: None, say_nothing, lambda context, computed: {}))
    with tenant_scope(tenant):
        job = JobFactory(kind=KIND.name)
    assert run_job(tenant.pk, job.pk) == "done"
    assert others == ["skipped"]
    with tenant_scope(tenant):
        assert Job.objects.get(pk=job.pk).attempts == 1
    assert not [thread for thread in threading.enumerate() if thread.name == f"heartbeat-{job.pk}"]


@pytest.mark.parametrize("change", [{"attempts": 3}, {"state": "done", "finished_at": timezone.now()}])
def test_who_lost_the_job_renews_nothing(tenant: Tenant, held: Job, change: dict[str, Any]) -> None:
    with tenant_scope(tenant):
        Job.objects.filter(pk=held.pk).update(**change)
    beating = Heartbeat(tenant, held, KIND)
    with beating:
        wait_until(lambda: not beating.lives, 30)
    assert lease_of(tenant, held) == held.lease_until


def test_a_database_that_is_away_for_a_moment_ends_nothing(
    tenant: Tenant, held: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew, away = heartbeat.renew_lease, ["once", "twice"]

    def sometimes(*args: Any) -> bool:
        if away:
            away.pop()
            raise DatabaseError
        return renew(*args)

    monkeypatch.setattr(heartbeat, "renew_lease", sometimes)
    with Heartbeat(tenant, held, KIND):
        wait_until(lambda: lease_of(tenant, held) > held.lease_until, 30)
    assert away == []


def test_what_does_not_end_in_time_is_held_no_longer(
    tenant: Tenant, held: Job, monkeypatch: pytest.MonkeyPatch, in_threads: Callable[..., list[Any]]
) -> None:
    monkeypatch.setattr(heartbeat, "GRACE_SECONDS", 0)
    beating = Heartbeat(tenant, held, JobKind("tests.one", lease=KIND.lease, longest=timedelta(0)))
    with beating:
        wait_until(lambda: not beating.lives, 30)
    assert lease_of(tenant, held) == held.lease_until
