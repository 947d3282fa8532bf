"""Real Celery workers that are killed, a broker that forgets, a broker that never answers."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.accounts.actor import Actor
from kernel.jobs.actions import enqueue
from kernel.jobs.models import Job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.models import Organisation
from tests.factories import JobFactory
from tests.faults.workers import Workers, wait_for
from tests.kernel.jobs.kinds import EFFECT, POISON

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SYSTEM = Actor.system()
SEED = 7


def states(tenant: Tenant) -> Counter[str]:
    """Of the jobs that these tests ask for: the scheduler may ask for others about what stands in a council."""
    with tenant_scope(tenant):
        ours = Job.objects.filter(kind__startswith="tests.")
        return Counter(ours.values_list("state", flat=True))


def done(*tenants: Tenant) -> int:
    return sum(states(tenant)["done"] for tenant in tenants)


def interrupted(tenant: Tenant) -> int:
    """Jobs that a killed worker left running."""
    with tenant_scope(tenant):
        return Job.objects.filter(state="running").count()


def effects(tenant: Tenant) -> Counter[int]:
    """How often each job's effect was written."""
    with tenant_scope(tenant):
        names = Organisation.objects.filter(name__startswith="effect of").values_list("name", flat=True)
        return Counter(int(name.removeprefix("effect of ").partition(":")[0]) for name in names)


def test_killed_workers_an_emptied_broker_and_a_poisonous_job(
    workers: Workers, tenant: Tenant, other_tenant: Tenant
) -> None:
    """Three times: kill -9 in the middle of the work, empty the broker, start again; then a job that kills its process.

    Nothing is lost, each effect is there once, the poisonous job is given up visibly and holds nobody up.
    """
    chance = random.Random(SEED)
    asked: dict[int, set[int]] = {}
    for council in (tenant, other_tenant):
        with tenant_scope(council):
            asked[council.pk] = {
                enqueue(actor=SYSTEM, kind=EFFECT.name, key=str(n), params={"seconds": 0.3}).pk for n in range(14)
            }
    broken_off = 0
    for _ in range(3):
        before = done(tenant, other_tenant)
        workers.start()
        wait_for(lambda before=before: done(tenant, other_tenant) > before, 120, workers)
        time.sleep(chance.uniform(0, 0.5))
        assert done(tenant, other_tenant) < 28, "killed too late to prove anything"
        workers.kill()
        workers.broker.flushdb()
        broken_off += interrupted(tenant) + interrupted(other_tenant)
    assert broken_off > 0, "no job was interrupted, so this proves nothing"
    with tenant_scope(tenant):
        poison = JobFactory(kind=POISON.name, max_attempts=3)
    workers.start()
    wait_for(lambda: states(tenant) == {"done": 14, "dead": 1}, 180, workers)
    wait_for(lambda: states(other_tenant) == {"done": 14}, 60, workers)
    for council in (tenant, other_tenant):
        assert effects(council) == Counter(dict.fromkeys(asked[council.pk], 1))
    with tenant_scope(tenant):
        poison.refresh_from_db()
        assert (poison.state, poison.attempts, poison.error_code) == ("dead", 3, "worker-died")
        names = list(Organisation.objects.filter(name__startswith="given up").values_list("name", flat=True))
        assert [name.partition(":")[0] for name in names] == [f"given up {poison.pk}"]


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A broker's address that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def hold() -> None:
            try:
                while True:
                    held.append(server.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=hold, daemon=True)
        thread.start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in held:
            connection.close()


def test_a_broker_that_never_answers_keeps_nobody_waiting(
    committed_db: None, tenant: Tenant, black_hole: str, tmp_path: Path
) -> None:
    """In a process where jobs are sent (tests do not send): asking takes as long as the database takes."""
    environment = {
        **os.environ,
        "COPROD_ENV": "demo",
        "SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "coprod.settings",
        "REDIS_URL": black_hole,
        "CELERY_BROKER_URL": black_hole,
        "COPROD_VAR_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.kernel.jobs.ask", str(tenant.pk), "20"]
    asking = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert asking.stdout.splitlines()[-1] == "asked 20 times"
    assert states(tenant) == {"queued": 20}


def test_every_process_knows_every_kind() -> None:
    """Pages ask for jobs too, so a web process must know the kinds, not the worker alone."""
    code = "import django; django.setup(); from kernel.jobs.registry import _kinds; print(*sorted(_kinds))"
    environment = {**os.environ, "COPROD_ENV": "test", "DJANGO_SETTINGS_MODULE": "coprod.settings"}
    asking = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    known = set(asking.stdout.split())
    assert {"people.deliver_message", "codesign.synthesise", "codesign.report_back"} <= known
