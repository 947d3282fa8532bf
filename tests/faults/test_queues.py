"""Large work, real workers: the clock goes on, and a small council does not wait behind a large one."""

from datetime import timedelta

import pytest
from django.conf import settings

from kernel.accounts.actor import Actor
from kernel.jobs.actions import enqueue
from kernel.jobs.enums import Queue
from kernel.jobs.models import Job
from kernel.jobs.registry import kinds_in
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign.models import DesignChallenge
from tests.factories import DesignChallengeFactory, ago
from tests.faults.workers import Workers, wait_for
from tests.kernel.jobs.kinds import EFFECT

pytestmark = pytest.mark.faults

SYSTEM = Actor.system()
# Far longer than the test: whatever is seen is seen while these run.
LONG = {"seconds": 600}


def states(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(Job.objects.filter(kind=EFFECT.name).order_by("pk").values_list("state", flat=True))


def test_a_large_council_keeps_neither_a_small_one_nor_the_clock_waiting(
    workers: Workers, tenant: Tenant, other_tenant: Tenant
) -> None:
    with tenant_scope(tenant):
        for number in range(12):
            enqueue(actor=SYSTEM, kind=EFFECT.name, key=str(number), params=LONG)
    workers.start(apart=True)
    wait_for(lambda: "running" in states(tenant), 120, workers)
    with tenant_scope(other_tenant):
        enqueue(actor=SYSTEM, kind=EFFECT.name, key="small")
        due = DesignChallengeFactory(state="open", opened_at=ago(days=2), closes_at=ago(minutes=1))
    wait_for(lambda: states(other_tenant) == ["done"], 60, workers)

    def closed() -> bool:
        with tenant_scope(other_tenant):
            return DesignChallenge.objects.get(pk=due.pk).state == "feedback_closed"

    wait_for(closed, 60, workers)
    assert sorted(states(tenant)) == ["queued"] * 11 + ["running"]


def test_a_job_that_is_longer_than_its_lease_runs_once(workers: Workers, tenant: Tenant) -> None:
    """Four leases long, with a sweep every second and processes that have nothing else to do."""
    with tenant_scope(tenant):
        job = enqueue(actor=SYSTEM, kind=EFFECT.name, key="long", params={"silent": 4 * EFFECT.lease.total_seconds()})
    workers.start()
    wait_for(lambda: states(tenant) == ["done"], 120, workers)
    with tenant_scope(tenant):
        assert Job.objects.get(pk=job.pk).attempts == 1


def test_a_killed_worker_holds_no_kind_of_job_up_longer_than_twenty_seconds() -> None:
    """A lease and a sweep: what is left of it is for sending and starting."""
    kinds = [kind for queue in Queue for kind in kinds_in(queue)]
    assert {"people.deliver_message", "codesign.synthesise", "jobs.check_record"} <= {kind.name for kind in kinds}
    usual_sweep = timedelta(seconds=5)
    assert timedelta(seconds=settings.COPROD_SWEEP_SECONDS) <= usual_sweep
    assert max(kind.lease for kind in kinds) + usual_sweep <= timedelta(seconds=18)
