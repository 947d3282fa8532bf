"""What script/server runs: databases, set-up, demo, web server and worker, until Ctrl-C."""

import argparse
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.place import PROJECT, Place, write_private
from coprod.embedded.prepared import is_prepared, note_prepared
from coprod.embedded.servers import EmbeddedServers
from coprod.environment import load_file

# Only set-up, migration and backup may use these; the web server and the worker never see them.
PRIVILEGED = ("DATABASE_SUPERUSER_URL", "DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL")
READY_SECONDS = 90.0
STOP_SECONDS = 20.0
MANAGE = [sys.executable, str(PROJECT / "manage.py")]
_asked_to_stop = threading.Event()
_speaking = threading.Lock()


class ServeError(Exception):
    """Coprod cannot be served; the message says why and what to do."""


class Part:
    """A process whose output is shown line by line under its name."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name = name
        # A session of its own: Ctrl-C reaches only us, and we stop the parts in order.
        self._process = subprocess.Popen(  # noqa: S603
            command,
            cwd=PROJECT,
            env={**environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._show, daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        """None while the process lives."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for the end; the exit code."""
        code = self._process.wait()
        self._reader.join(timeout=5)
        return code

    def ask_to_stop(self) -> None:
        """Let the process finish what it does and end."""
        if self.exit_code is None:
            self._process.terminate()

    def stop(self, seconds: float) -> None:
        """Wait for the end for so long, then end the process and all its children at once."""
        try:
            self._process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join(timeout=5)

    def _show(self) -> None:
        output = self._process.stdout
        if output is None:
            return
        with output:
            for line in output:
                _say(f"{self.name:<7}| {line.rstrip()}")


def _say(words: str) -> None:
    # print() writes its line break apart: the lines of two parts would run into each other.
    with _speaking:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; the exit code is 0 then, 1 if something went wrong."""
    parser = argparse.ArgumentParser(prog="script/server", description="Run Coprod on this machine.")
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data first and start anew")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        load_file(PROJECT / ".env")
        os.environ.setdefault("COPROD_ENV", "demo")
        os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or _secret_key(_var())
        with _only_one(_var()):
            serve(_port(), fresh=options.fresh)
    except KeyboardInterrupt:
        _say("Stopped.")
        return 0
    except (ServeError, EmbeddedError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


def serve(port: int, *, fresh: bool) -> None:
    """Start everything, say where it is, and wait: until KeyboardInterrupt, or ServeError if a part ends."""
    with _databases(fresh=fresh) as (found, place):
        environment = {**os.environ, **found, "PORT": str(port)}
        _set_up(environment, place)
        for name in PRIVILEGED:
            environment.pop(name, None)
        parts: list[Part] = []
        try:
            # The pages first: the others take as long to start, and nobody waits for them.
            parts.append(Part("web", _web(port), environment))
            _wait_for_answer(port, parts)
            others = {**_workers(environment), "beat": _beat()}
            parts += [Part(name, command, environment) for name, command in others.items()]
            _say(f"\nCoprod is at http://localhost:{port}/  (Ctrl-C stops it)\n")
            if environment["COPROD_ENV"] == "demo":
                _say(_links(environment))
            _watch(parts)
        finally:
            _stop(parts)


def _set_up(environment: dict[str, str], place: Place | None) -> None:
    """Roles, tables, demo: unless that was done for our own database before, by the same code."""
    mode = environment["COPROD_ENV"]
    if place is not None and is_prepared(place, mode):
        return
    _run("setup", [*MANAGE, "setup_database"], environment)
    if mode == "demo":
        _run("demo", [*MANAGE, "demo"], {k: v for k, v in environment.items() if k != "DATABASE_SUPERUSER_URL"})
    if place is not None:
        note_prepared(place, mode)


def _links(environment: dict[str, str]) -> str:
    # Taken whole: what it writes bit by bit would run into the lines of the parts.
    command = [*MANAGE, "demo", "--links"]
    told = subprocess.run(command, cwd=PROJECT, env=environment, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return told.stdout.rstrip("\n")


def _web(port: int) -> list[str]:
    # Loaded once, then divided.
    workers = ["--preload", "--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
    # The control socket would be made in the user's home.
    quiet = ["--log-level", "warning", "--no-control-socket"]
    address = ["--bind", f"127.0.0.1:{port}"]
    return [sys.executable, "-m", "gunicorn", "coprod.wsgi:application", *address, *workers, *quiet]


def _workers(environment: dict[str, str]) -> dict[str, list[str]]:
    """A worker for each queue, as small as it can be: of what is due by the clock and of mail one at a time."""
    one_by_one = ["--pool", "solo"]
    prefix = environment.get("COPROD_QUEUE", "coprod")
    processes = environment.get("COPROD_COMPUTING_PROCESSES", "2")
    return {
        "clock": _celery("worker", "--queues", f"{prefix}.clock", "--hostname", "clock@%h", *one_by_one),
        "mail": _celery("worker", "--queues", f"{prefix}.mail", "--hostname", "mail@%h", *one_by_one),
        "compute": _celery(
            "worker", "--queues", f"{prefix}.computing", "--hostname", "compute@%h", "--concurrency", processes
        ),
    }


def _celery(*arguments: str) -> list[str]:
    # Whoever runs the demo as root (in a container, say) knows it; the banner says nothing new.
    quiet = ["-W", "ignore:You're running the worker", "-m", "celery", "--quiet"]
    return [sys.executable, *quiet, "-A", "coprod", *arguments, "--loglevel", "warning"]


def _beat() -> list[str]:
    return [sys.executable, "-m", "coprod.beat"]


@contextlib.contextmanager
def _databases(*, fresh: bool) -> Iterator[tuple[dict[str, str], Place | None]]:
    """The addresses, and where the data is; None where the databases are not our own."""
    if os.environ.get("DATABASE_URL"):
        if fresh:
            raise ServeError("--fresh deletes the embedded database only, and DATABASE_URL names another one.")
        yield {}, None
        return
    servers = EmbeddedServers()
    if fresh:
        servers.wipe()
        _forget_demo(_var())
    try:
        servers.start()
        yield servers.environment(), servers.place
    finally:
        _ignore_interrupts()
        servers.stop()


def _forget_demo(var: Path) -> None:
    shutil.rmtree(var / "mail", ignore_errors=True)
    (var / "clock").unlink(missing_ok=True)


def _run(name: str, command: list[str], environment: dict[str, str]) -> None:
    part = Part(name, command, environment)
    try:
        code = part.wait()
    finally:
        _stop([part])
    if code:
        raise ServeError(f"“{' '.join(command[1:])}” failed; its words are above.")


def _wait_for_answer(port: int, parts: list[Part]) -> None:
    end = time.monotonic() + READY_SECONDS
    while not _answers(port):
        _raise_if_ended(parts)
        if time.monotonic() > end:
            raise ServeError(f"The web server did not answer within {READY_SECONDS:.0f} seconds.")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


def _watch(parts: list[Part]) -> None:
    while True:
        _raise_if_ended(parts)
        time.sleep(0.5)


def _raise_if_ended(parts: list[Part]) -> None:
    if _asked_to_stop.is_set():
        raise KeyboardInterrupt
    for part in parts:
        if part.exit_code is not None:
            raise ServeError(f"The {part.name} process ended (exit code {part.exit_code}); its words are above.")


def _stop(parts: list[Part]) -> None:
    for part in parts:
        part.ask_to_stop()
    end = time.monotonic() + STOP_SECONDS
    for part in parts:
        part.stop(end - time.monotonic())


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise ServeError(f"PORT is “{text}”; it must be a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise ServeError(f"Port {text} may not be used by this user. Try: PORT=8000 script/server") from None
        except OSError:
            other = f"PORT={int(text) % 65535 + 1} script/server"
            raise ServeError(f"Port {text} is in use. Stop what uses it, or take another: {other}") from None
    return int(text)


@contextlib.contextmanager
def _only_one(var: Path) -> Iterator[TextIO]:
    with (var / "server.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ServeError("script/server is running already in this checkout.") from None
        yield lock


def _secret_key(var: Path) -> str:
    path = var / "secret-key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text()


def _var() -> Path:
    var = Path(os.environ.get("COPROD_VAR_DIR") or PROJECT / "var").absolute()
    var.mkdir(parents=True, exist_ok=True)
    return var


def _interrupt(number: int, frame: object) -> None:
    # An exception raised while Python runs a finaliser is dropped; the loops look here as well.
    _asked_to_stop.set()
    raise KeyboardInterrupt


def _ignore_interrupts() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
