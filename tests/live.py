"""The site as people meet it: a web server, a worker and a scheduler as processes, and a browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kernel import clock
from kernel.accounts.actions import create_sign_in_link
from kernel.accounts.actor import Actor
from kernel.accounts.models import User
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.actions import ensure_person
from tests.deadlines import wait_until
from tests.processes import start_apart

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def need_chromium() -> None:
    """Skip where there is no Chromium; in CI that is a failure."""
    if Path(CHROMIUM).exists():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium")
    pytest.skip("needs Chromium: install it, or set CHROMIUM to its path")


def real_data(*parts: str) -> Path:
    """A folder or file of real conversations; skips where it is not there, fails in CI."""
    path = Path(os.environ.get("COPROD_REAL_DATA") or ROOT.parent / "shared" / "data").joinpath(*parts)
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI has no {path}")
        pytest.skip("needs the real conversations: set COPROD_REAL_DATA to their folder")
    return path


@dataclass
class Site:
    """A running site. `url("northmoor", "/say/")` is an address, `browser` a Chromium."""

    base: str
    folder: Path
    browser: Browser
    processes: list[subprocess.Popen[bytes]]

    def url(self, tenant: Tenant, path: str) -> str:
        return f"{self.base}/{tenant.slug}{path}"

    def visitor(self, width: int = 1280, **options: Any) -> BrowserContext:
        """A new browser profile: nobody is signed in."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(20_000)
        return context

    def sign_in(self, tenant: Tenant, email: str, width: int = 1280) -> Page:
        """A page of somebody who used a one-time link."""
        with tenant_scope(tenant):
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            ensure_person(actor=Actor.system("command"), user=user)
            token = create_sign_in_link(actor=Actor.system("command"), user=user)
        page = self.visitor(width).new_page()
        page.goto(self.url(tenant, f"/sign-in-link/{token}/"))
        page.locator("main form button").click()
        page.wait_for_load_state()
        return page

    def move_clock(self, by: timedelta) -> None:
        """Move the clock of server, worker and test."""
        clock.move(by)

    def empty(self) -> None:
        """All visitors leave, and it is now again."""
        for context in self.browser.contexts:
            context.close()
        Path(settings.COPROD_CLOCK_FILE).unlink(missing_ok=True)


@contextlib.contextmanager
def running_site(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Start everything on the test's database, and stop it whatever happens."""
    need_chromium()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    patch.setattr(settings, "COPROD_CLOCK_FILE", str(folder / "clock"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"DATABASE_ADMIN_URL", "DATABASE_SUPERUSER_URL"}},
        "COPROD_ENV": "test",
        "COPROD_VAR_DIR": str(folder),
        "COPROD_CLOCK_FILE": str(folder / "clock"),
        "COPROD_SEND_JOBS": "1",
        "COPROD_QUEUE": f"live-{uuid.uuid4().hex}",
        "COPROD_SWEEP_SECONDS": "1",
        "COPROD_OUTGOING_TO_LOOPBACK": "yes",
        "COPROD_BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    web = ["-m", "gunicorn", "coprod.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
    celery = ["-m", "celery", "-A", "coprod"]
    worker = [*celery, "worker", "-c", "1", "-l", "warning"]
    beat = ["-m", "coprod.beat"]
    processes = []
    for name, command in (("web", web), ("worker", worker), ("beat", beat)):
        with (folder / f"{name}.log").open("wb") as log:
            processes.append(start_apart([sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log))
    try:
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), what="the web server")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield Site(f"http://127.0.0.1:{port}", folder, browser, processes)
            browser.close()
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
