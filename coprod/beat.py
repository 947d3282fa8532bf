"""The scheduler: `python -m coprod.beat` sends a message for each periodic task when it is due, and does nothing else.

It holds no Django, no table and no file: what is planned it has told by `manage.py show_schedule`, which also refuses a
role that it must not run with. Two of these at once, or one that starts anew, cost messages and nothing else: whatever
comes back by itself looks at what is due.
"""

import heapq
import json
import logging
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from celery import Celery

from coprod.environment import broker_url, load_file

PROJECT = Path(__file__).resolve().parent.parent
SHOW_SCHEDULE = [sys.executable, str(PROJECT / "manage.py"), "show_schedule"]
AGAIN_AFTER_SECONDS = 1.0

logger = logging.getLogger("coprod.beat")


@dataclass(order=True)
class Entry:
    """A task and when it is due next, by the monotonic clock."""

    due: float
    name: str = field(compare=False)
    seconds: float = field(compare=False)
    expires: float = field(compare=False)
    queue: str = field(compare=False)


def planned() -> list[Entry]:
    """Everything that comes back by itself, due at once. Raises CalledProcessError where the plan cannot be read."""
    told = subprocess.run(SHOW_SCHEDULE, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return [Entry(due=0.0, **json.loads(line)) for line in told.stdout.splitlines()]


class Scheduler:
    """Sends what is due. A broker that is away is asked again every second; nothing is sent twice for it."""

    def __init__(self, entries: list[Entry], url: str) -> None:
        self._entries, self._url = entries, url
        heapq.heapify(self._entries)
        self._app = self._connected()

    def send_due(self, now: float) -> float:
        """Send what is due at `now`; how many seconds until there is something to do again."""
        while self._entries and self._entries[0].due <= now:
            entry = self._entries[0]
            try:
                self._app.send_task(entry.name, queue=entry.queue, expires=entry.expires, retry=False)
            except Exception as error:  # noqa: BLE001 - whatever the broker's client raises: it is asked again
                logger.warning("broker_away: %s", type(error).__name__)
                self._app.close()
                self._app = self._connected()
                return AGAIN_AFTER_SECONDS
            entry.due = now + entry.seconds
            heapq.heapreplace(self._entries, entry)
        return self._entries[0].due - now if self._entries else AGAIN_AFTER_SECONDS

    def _connected(self) -> Celery:
        app = Celery("coprod-beat", broker=self._url, set_as_current=False)
        # One try a time: what was not sent is tried again by `send_due`.
        once = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
        app.conf.broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 2, **once}
        return app


def main() -> int:
    """Send until told to stop; the exit code is not 0 where the plan cannot be read."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    load_file(PROJECT / ".env")
    stopped = threading.Event()
    _stop_on_signals(stopped)
    try:
        entries = planned()
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    scheduler = Scheduler(entries, broker_url())
    while not stopped.is_set():
        stopped.wait(scheduler.send_due(time.monotonic()))
    return 0


def _stop_on_signals(stopped: threading.Event) -> None:
    def stop(number: int, frame: Any) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main())
