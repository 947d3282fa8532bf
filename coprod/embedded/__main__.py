"""The embedded servers by hand: `python -m coprod.embedded start|stop|status|env|wipe [--dir D]`."""

import argparse
import shlex
import sys
from pathlib import Path

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.servers import EmbeddedServers


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; the exit code is 0, 1 for a server that does not run, 2 for a failure."""
    parser = argparse.ArgumentParser(prog="python -m coprod.embedded", description="PostgreSQL and Valkey from wheels.")
    parser.add_argument("command", choices=["start", "stop", "status", "env", "wipe"])
    parser.add_argument(
        "--dir", type=Path, help="where they keep their data (else COPROD_EMBEDDED_DIR or var/embedded)"
    )
    options = parser.parse_args(arguments)
    try:
        servers = EmbeddedServers(options.dir)
        return _run(servers, options.command)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 2


def _run(servers: EmbeddedServers, command: str) -> int:
    if command == "start":
        servers.start()
    elif command == "stop":
        servers.stop()
    elif command == "wipe":
        servers.wipe()
    elif command == "env":
        for name, value in servers.environment().items():
            print(f"{name}={shlex.quote(value)}")
    if command in ("start", "status"):
        for name, pid in servers.status().items():
            print(f"{name}: " + (f"running (process {pid})" if pid else "not running"))
        return 0 if all(servers.status().values()) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
