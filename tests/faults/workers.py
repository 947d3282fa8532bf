"""Real workers and a real scheduler, for tests that kill, starve or crowd them."""

import contextlib
import fcntl
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis

from kernel.jobs.enums import Queue
from tests.deadlines import wait_until
from tests.processes import start_apart

ROOT = Path(__file__).resolve().parent.parent.parent
# Databases of a server as it comes, above those that settings name.
BROKERS = range(10, 16)


@contextlib.contextmanager
def own_redis() -> Iterator[str]:
    """A database of the broker that no other test uses, whichever run or checkout it is part of."""
    with contextlib.ExitStack() as held:
        for number in itertools.cycle(BROKERS):
            name = f"coprod-tests-broker-{os.getuid()}-{number}"
            taken = held.enter_context((Path(tempfile.gettempdir()) / name).open("a"))
            try:
                fcntl.flock(taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                taken.close()
                time.sleep(0.1)
            else:
                break
        yield urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}"))


class Workers:
    """Workers and their scheduler, each a process group of its own as in production, started again after each kill."""

    def __init__(self, redis_url: str, directory: Path) -> None:
        self.broker = redis.Redis.from_url(redis_url)
        self.broker.flushdb()
        self.log = directory / "worker.log"
        self.prefix = f"tests-{os.getpid()}"
        self.environment = {
            **os.environ,
            "COPROD_ENV": "test",
            "DJANGO_SETTINGS_MODULE": "coprod.settings",
            "REDIS_URL": redis_url,
            "CELERY_BROKER_URL": redis_url,
            "COPROD_QUEUE": self.prefix,
            "COPROD_SWEEP_SECONDS": "1",
            "COPROD_VAR_DIR": str(directory),
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *, apart: bool = False) -> None:
        """Start one worker for everything, or one for each queue; ready when the first job is taken."""
        commands = [self._worker(f"{self.prefix}.{queue}") for queue in Queue] if apart else [self._worker("")]
        commands.append([sys.executable, "-m", "coprod.beat"])
        with self.log.open("ab") as log:
            self.processes = [
                start_apart(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log) for command in commands
            ]

    def _worker(self, queue: str) -> list[str]:
        only = ["--queues", queue, "--hostname", f"{queue}@%h"] if queue else []
        return [
            sys.executable, "-m", "celery", "-A", "coprod", "worker", "--include", "tests.kernel.jobs.kinds",
            "--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip", *only,
        ]  # fmt: skip

    def kill(self) -> None:
        """`kill -9` for the workers, their children and their scheduler, at once."""
        assert self.processes
        assert {process.poll() for process in self.processes} == {None}, self.log.read_text()[-2000:]
        self._end()

    def stop(self) -> None:
        self._end()
        self.broker.flushdb()
        self.broker.close()

    def _end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait(10)
        self.processes = []


def wait_for(condition: Callable[[], bool], seconds: float, workers: Workers) -> None:
    """Wait, and say what the workers wrote where it does not come."""
    wait_until(condition, seconds, what=lambda: workers.log.read_text()[-3000:], every=0.1)
