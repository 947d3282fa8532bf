"""A fresh demo of its own: another port, another folder, gone afterwards."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS, STOP_SECONDS = 240.0, 40.0
LINK = re.compile(r"^ +(\w[\w ]*?) +(http://\S+)/sign-in-link/(\S+)/$")


class DemoError(Exception):
    """The demo could not be started; the message has its last words."""


class Demo:
    """A running demo: `links` by council and title, as the server printed them."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.address = f"http://localhost:{port}"
        self.links: dict[tuple[str, str], str] = {}
        self.said: list[str] = []
        self._process = process
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Until the last link is printed, and the worker answers for itself."""
        end = time.monotonic() + READY_SECONDS
        while ("brackenford", "Administrator") not in self.links:
            if self._process.poll() is not None or time.monotonic() > end:
                raise DemoError("The demo did not start:\n" + "\n".join(self.said[-20:]))
            time.sleep(0.2)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self.said.append(line.rstrip())
            found = LINK.match(line.rstrip())
            if found:
                council = found[2].rsplit("/", 1)[1]
                self.links[council, found[1]] = f"{found[2]}/sign-in-link/{found[3]}/"


@contextlib.contextmanager
def fresh_demo() -> Iterator[Demo]:
    """Start, wait, and stop whatever happens; nothing of it stays."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    folder = Path(tempfile.mkdtemp(prefix="coprod-attack-"))
    process = subprocess.Popen(
        [sys.executable, "-m", "coprod.embedded.serve"],
        cwd=ROOT,
        env=_environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Ctrl-C reaches us alone, and we end the demo in order.
        start_new_session=True,
    )
    try:
        demo = Demo(process, port)
        demo.wait_until_ready()
        yield demo
    finally:
        _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, port: int) -> dict[str, str]:
    """The machine's, without its databases and settings; what script/bootstrap collected is shared."""
    (folder / "var").mkdir()
    (folder / "var" / "static").symlink_to(Path(os.environ.get("COPROD_VAR_DIR") or ROOT / "var").absolute() / "static")
    ours = ("DATABASE_", "REDIS_", "COPROD_", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "COPROD_ENV": "demo",
        "COPROD_VAR_DIR": str(folder / "var"),
        "COPROD_EMBEDDED_DIR": str(folder / "embedded"),
        "PORT": str(port),
    }


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
