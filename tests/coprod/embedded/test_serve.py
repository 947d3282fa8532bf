"""The supervisor behind script/server, with stand-ins for web server and worker, and real databases."""

import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from coprod.embedded import EmbeddedServers
from coprod.embedded.prepared import is_prepared

pytestmark = pytest.mark.faults

PRIVILEGED = ["DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL", "DATABASE_SUPERUSER_URL"]
STAND_INS = """
import sys
from coprod.embedded import serve

tell = (
    "import os, sys;"
    "print(*sys.argv[1:], *sorted(n for n in os.environ if n.startswith('DATABASE_')), flush=True)"
)
web = '''
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
'''
serve.MANAGE = [sys.executable, "-c", tell]
serve._web = lambda port: [sys.executable, "-c", {web_first}tell + web]
serve._workers = lambda environment: {"worker": [sys.executable, "-c", tell + "{worker_last}"]}
serve._beat = lambda: [sys.executable, "-c", tell + "; import time; time.sleep(60)"]
sys.exit(serve.main(sys.argv[1:]))
"""


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path, free_port: int) -> Iterator[dict[str, str]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    for name in ("SECRET_KEY", "COPROD_ENV"):
        inherited.pop(name, None)
    yield {
        **inherited,
        "COPROD_VAR_DIR": str(tmp_path / "var"),
        "COPROD_EMBEDDED_DIR": str(tmp_path / "embedded"),
        "COPROD_ENV": "demo",
        "PORT": str(free_port),
    }
    EmbeddedServers(tmp_path / "embedded").wipe()


def serve(
    environment: dict[str, str],
    *arguments: str,
    web_first: str = "",
    worker_last: str = "; import time; time.sleep(60)",
) -> subprocess.Popen[str]:
    program = textwrap.dedent(STAND_INS).replace("{web_first}", web_first).replace("{worker_last}", worker_last)
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def shown_until_served(process: subprocess.Popen[str]) -> list[str]:
    """What is shown until everything runs: the links are printed last, the parts speak when they have started."""
    assert process.stdout is not None
    shown: list[str] = []
    while not all(any(line.startswith(start) for line in shown) for start in ("demo --links", "worker", "beat")):
        line = process.stdout.readline()
        assert line, (shown, process.communicate())
        if "GET /healthz" not in line:
            shown.append(line.rstrip("\n"))
    return shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_starts_in_order_and_stops_cleanly(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with serve(environment) as process:
        shown = shown_until_served(process)
        running = EmbeddedServers(tmp_path / "embedded").status()
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)

    assert None not in running.values()
    assert (process.returncode, rest, errors) == (0, "Stopped.\n", "")
    assert EmbeddedServers(tmp_path / "embedded").status() == {"postgres": None, "valkey": None}
    runtime = "DATABASE_URL"
    assert shown[:3] == [
        f"setup  | setup_database {' '.join(PRIVILEGED)} {runtime}",
        f"demo   | demo DATABASE_ADMIN_URL DATABASE_BACKUP_URL {runtime}",
        f"web    | {runtime}",
    ]
    address = f"Coprod is at http://localhost:{environment['PORT']}/  (Ctrl-C stops it)"
    rest_of_it = ["", address, "", f"beat   | {runtime}", f"demo --links {runtime}", f"worker | {runtime}"]
    assert sorted(shown[3:]) == sorted(rest_of_it)
    key = tmp_path / "var" / "secret-key"
    assert (stat.S_IMODE(key.stat().st_mode), len(key.read_text())) == (0o600, 64)


def test_what_this_very_code_set_up_is_not_set_up_again(environment: dict[str, str], tmp_path: Path) -> None:
    place = EmbeddedServers(tmp_path / "embedded").place
    starts = []
    for mode in ("demo", "demo", "production", "demo"):
        with serve({**environment, "COPROD_ENV": mode}) as process:
            assert process.stdout is not None
            shown: list[str] = []
            while not any(line.startswith("web") for line in shown):
                shown.append(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        starts.append([line.partition(" ")[0] for line in shown])
    assert starts == [["setup", "demo", "web"], ["web"], ["setup", "web"], ["setup", "demo", "web"]]
    assert is_prepared(place, "demo")
    (place.home / "prepared").write_text("by other code")
    assert not is_prepared(place, "demo")


def test_a_part_that_ends_is_said_and_ends_everything(environment: dict[str, str], tmp_path: Path) -> None:
    with serve(environment, worker_last="; sys.exit(3)") as process:
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (
        1,
        "The worker process ended (exit code 3); its words are above.\n",
    )
    assert EmbeddedServers(tmp_path / "embedded").status() == {"postgres": None, "valkey": None}


def test_a_port_in_use_is_said_before_anything_starts(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        with serve(environment) as process:
            shown, errors = process.communicate(timeout=30)
    port = int(environment["PORT"])
    assert (process.returncode, shown) == (1, "")
    assert errors == f"Port {port} is in use. Stop what uses it, or take another: PORT={port + 1} script/server\n"
    assert not (tmp_path / "embedded").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_said(environment: dict[str, str], port: str) -> None:
    with serve({**environment, "PORT": port}) as process:
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (1, f"PORT is “{port}”; it must be a number from 1 to 65535.\n")


def test_fresh_never_touches_a_database_that_is_not_ours(environment: dict[str, str]) -> None:
    with serve({**environment, "DATABASE_URL": "postgresql://127.0.0.1/council"}, "--fresh") as process:
        shown, errors = process.communicate(timeout=30)
    assert (process.returncode, shown) == (1, "")
    assert errors == "--fresh deletes the embedded database only, and DATABASE_URL names another one.\n"
