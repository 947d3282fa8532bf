"""A council's share of what computes: one process is always left to the others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kernel.jobs.actions import claim
from kernel.jobs.models import Job
from kernel.jobs.runner import next_job, run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.factories import JobFactory
from tests.kernel.jobs.kinds import EFFECT


def taken(job: Job) -> bool:
    found = claim(job.pk, timezone.now())
    return found is not None and found.state == "running"


def running(**values: Any) -> Job:
    lease = timezone.now() + timedelta(minutes=1)
    return JobFactory(**{"kind": EFFECT.name, "state": "running", "attempts": 1, "lease_until": lease, **values})


@pytest.mark.parametrize(("processes", "share"), [(1, 1), (2, 1), (3, 2), (5, 4)])
def test_a_council_computes_on_all_processes_but_one(
    tenant: Tenant, other_tenant: Tenant, scope_of: Callable[..., Any], settings: Any, processes: int, share: int
) -> None:
    settings.COPROD_COMPUTING_PROCESSES = processes
    with scope_of(tenant):
        waiting = [JobFactory(kind=EFFECT.name) for _ in range(share + 2)]
        assert [taken(job) for job in waiting] == [True] * share + [False, False]
        assert set(Job.objects.filter(state="queued").values_list("attempts", flat=True)) == {0}
    with scope_of(other_tenant):
        assert taken(JobFactory(kind=EFFECT.name))


def test_where_there_is_one_council_it_has_them_all(
    tenant: Tenant, scope_of: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COPROD_COMPUTING_PROCESSES = 2
    monkeypatch.setattr("kernel.jobs.actions.Tenant.objects.exclude", lambda pk: Tenant.objects.none())
    with scope_of(tenant):
        waiting = [JobFactory(kind=EFFECT.name) for _ in range(3)]
        assert [taken(job) for job in waiting] == [True, True, False]


def test_only_what_lives_and_computes_counts(in_tenant: Tenant, settings: Any) -> None:
    settings.COPROD_COMPUTING_PROCESSES = 2
    running(lease_until=timezone.now() - timedelta(seconds=1))
    running(kind="people.deliver_message")
    assert taken(JobFactory(kind=EFFECT.name))
    assert not taken(JobFactory(kind=EFFECT.name))
    assert taken(JobFactory(kind="people.deliver_message"))


def test_two_that_are_claimed_at_once_are_not_both_taken(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]], settings: Any
) -> None:
    settings.COPROD_COMPUTING_PROCESSES = 2
    with tenant_scope(tenant):
        jobs = [JobFactory(kind=EFFECT.name) for _ in range(6)]

    def take(job: Job) -> bool:
        with tenant_scope(tenant):
            return taken(job)

    assert sorted(in_threads(*[lambda job=job: take(job) for job in jobs])) == [False] * 5 + [True]


def test_a_job_that_ended_sends_for_the_next_of_its_council_and_queue(
    tenant: Tenant, other_tenant: Tenant, scope_of: Callable[..., Any]
) -> None:
    with scope_of(other_tenant):
        JobFactory(kind=EFFECT.name)
    with scope_of(tenant):
        first, second = JobFactory(kind=EFFECT.name), JobFactory(kind=EFFECT.name)
        JobFactory(kind="people.deliver_message", run_after=timezone.now() - timedelta(hours=1))
    assert run_job(tenant.pk, first.pk) == "done"
    assert next_job(tenant.pk, first.pk) == second
    assert run_job(tenant.pk, second.pk) == "done"
    assert next_job(tenant.pk, second.pk) is None
