"""Public pages through the web server: what was kept against what is made anew, with readers side by side.

Wanted: home, question, results and "you said" each at least 250 requests a second with 8 readers on 2 processors. The
same page is asked for once as it is, and once with an address that is never kept, so that the ratio tells the story on
a busy machine too. So does the processor time of one answer: of web server, databases and readers together.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import redis
from django.conf import settings
from django.db import connections

from benchmarks.common import database, table
from benchmarks.pages import STAGES, finish, make
from kernel.audit.versions import touch
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from services.codesign.models import DesignChallenge
from tests.database import COUNCILS

READERS, SECONDS, ANSWERS = 8, 4.0, 1_000
WANTED = 250
ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def web_server() -> Iterator[tuple[int, int]]:
    """The web server as it runs in production, on the benchmark's database; its port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workers = ["--preload", "--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", "coprod.wsgi", "--bind", f"127.0.0.1:{port}", *workers]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield port, process.pid
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)


def reader(port: int, path: str, end: float, counts: list[int]) -> None:
    """Ask for a page over and over on one connection, as a browser without cookies."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    done = 0
    connection = socket.create_connection(("127.0.0.1", port))
    answers = connection.makefile("rb")
    while time.perf_counter() < end:
        connection.sendall(request)
        status, length, closes = _head(answers)
        answers.read(length)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        done += 1
        if closes:
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port))
            answers = connection.makefile("rb")
    counts.append(done)


def _head(answers: BinaryIO) -> tuple[int, int, bool]:
    status = int(answers.readline().split()[1])
    length, closes = 0, False
    while (line := answers.readline().strip().lower()) != b"":
        name, _, value = line.partition(b":")
        length = int(value) if name == b"content-length" else length
        closes = closes or (name == b"connection" and value.strip() == b"close")
    return status, length, closes


def busy(server: int) -> float:
    """Processor seconds so far of the web server's processes, the database's, the cache's, and of the readers, us."""
    with connections["admin"].cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        databases = [pid for (pid,) in cursor.fetchall()]
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    spent = sum(map(_seconds_of, [server, *map(int, children), *databases]))
    asked = redis.Redis.from_url(settings.REDIS_URL).info("cpu")
    return spent + time.process_time() + asked["used_cpu_sys"] + asked["used_cpu_user"]


def _seconds_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(port: int, server: int, path: str) -> tuple[float, float]:
    """Answers a second for all readers together, and processor milliseconds of one."""
    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).close()
    before = busy(server)
    counts: list[int] = []
    started = time.perf_counter()
    readers = [
        threading.Thread(target=reader, args=(port, path, started + SECONDS, counts), daemon=True)
        for _ in range(READERS)
    ]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    if len(counts) != READERS:
        raise RuntimeError(f"a reader of {path} failed")
    taken = time.perf_counter() - started
    return sum(counts) / taken, (busy(server) - before) / sum(counts) * 1000


def prepare(tenant: Tenant, stage: str) -> DesignChallenge:
    """A question in a state, with answers, as if it had come there by actions."""
    with tenant_scope(tenant):
        challenge = make(STAGES[stage], ANSWERS)
    finish(tenant, challenge, STAGES[stage], ANSWERS)
    with tenant_scope(tenant):
        touch(challenge)
    return challenge


def run() -> int:
    """Print the table; the number of pages that miss the target."""
    tenant = Tenant.objects.get(pk=COUNCILS[0]["id"])
    asked, answered = prepare(tenant, "open"), prepare(tenant, "decided")
    pages = {
        "home": "/",
        "question": f"/say/{asked.pk}/",
        "results": f"/say/{answered.pk}/results/",
        "you said": f"/say/{answered.pk}/you-said/",
    }
    rows, missed = [], 0
    with web_server() as (port, server):
        for name, path in pages.items():
            address = f"/{tenant.slug}{path}"
            anew, slow = rate(port, server, f"{address}?again")
            kept, quick = rate(port, server, address)
            missed += kept < WANTED
            figures = [f"{anew:.0f}", f"{kept:.0f}", f"{kept / anew:.1f}", f"{slow:.1f}", f"{quick:.1f}"]
            rows.append([name, *figures, "" if kept >= WANTED else "misses"])
    title = f"Public pages, answers a second, {READERS} readers, {os.cpu_count()} processors, {ANSWERS:,} answers"
    table(title, ["page", "made anew", "kept", "ratio", "CPU ms anew", "CPU ms kept", ""], rows)
    return missed


if __name__ == "__main__":
    with database():
        sys.exit(1 if run() else 0)
