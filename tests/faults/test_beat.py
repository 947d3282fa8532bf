"""The scheduler as a process: small, harmless when it starts anew, patient with a broker that is away."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from coprod.beat import AGAIN_AFTER_SECONDS, Entry, Scheduler
from tests.deadlines import wait_until
from tests.faults.workers import ROOT

pytestmark = pytest.mark.faults

PREFIX = f"beat-{os.getpid()}"
LARGEST_MB = 60


@pytest.fixture
def broker(own_broker: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(own_broker)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def address(broker: redis.Redis) -> str:
    known = broker.connection_pool.connection_kwargs
    return f"redis://{known['host']}:{known['port']}/{known['db']}"


def sent(broker: redis.Redis) -> list[str]:
    """The names of the tasks in the queue of the clock, the first one sent first."""
    messages = broker.lrange(f"{PREFIX}.clock", 0, -1)
    return [json.loads(message)["headers"]["task"] for message in reversed(messages)]


@contextlib.contextmanager
def scheduler(broker: redis.Redis, **changed: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "COPROD_ENV": "test", "CELERY_BROKER_URL": address(broker), "COPROD_QUEUE": PREFIX}
    environment |= {"DJANGO_SETTINGS_MODULE": "coprod.settings", "COPROD_SWEEP_SECONDS": "1", **changed}
    command = [sys.executable, "-m", "coprod.beat"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_it_sends_everything_at_once_and_again_and_holds_little(django_db_setup: None, broker: redis.Redis) -> None:
    before = set(ROOT.iterdir())
    with scheduler(broker) as process:
        wait_until(lambda: sent(broker).count("kernel.jobs.sweep") >= 3, 120)
        told = sent(broker)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.terminate()
        assert process.wait(30) == 0
    assert {"codesign.close_due_windows", "kernel.jobs.check_audit", "kernel.jobs.seal_audit"} <= set(told)
    assert told.count("kernel.jobs.check_audit") == 1
    held = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(held.split()[1]) / 1024 <= LARGEST_MB
    assert set(ROOT.iterdir()) == before


def test_it_does_not_start_with_a_role_that_is_not_bound(django_db_setup: None, broker: redis.Redis) -> None:
    with scheduler(broker, DATABASE_URL=os.environ["DATABASE_ADMIN_URL"]) as process:
        assert process.wait(120) != 0
        assert process.stderr is not None
        assert "the owner of tables" in process.stderr.read()
    assert sent(broker) == []


def test_a_broker_that_is_away_is_asked_again_and_nothing_is_lost_or_doubled(broker: redis.Redis) -> None:
    entries = [Entry(0.0, "often", 2.0, 10, f"{PREFIX}.clock"), Entry(0.0, "seldom", 100.0, 10, f"{PREFIX}.clock")]
    away = Scheduler(entries, "redis://127.0.0.1:1/0")
    assert [away.send_due(now) for now in (0.0, 1.0, 50.0)] == [AGAIN_AFTER_SECONDS] * 3
    back = Scheduler(entries, address(broker))
    assert back.send_due(50.0) == 2.0
    assert sorted(sent(broker)) == ["often", "seldom"]
    assert back.send_due(51.0) == 1.0
    back.send_due(52.0)
    assert sent(broker).count("often") == 2
    assert sent(broker).count("seldom") == 1
