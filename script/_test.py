"""Run pytest against the database server that the environment names, or against the embedded one."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coprod.embedded import EmbeddedServers  # noqa: E402
from tests.affected import ReachesEverything, affected_tests, changed_files, files_of_tests  # noqa: E402

AFFECTED = "--affected"


def main(arguments: list[str]) -> int:
    """Pytest's exit code."""
    if AFFECTED in arguments:
        chosen = affected()
        if chosen == []:
            print("No test can be reached by what changed since main.")
            return 0
        arguments = [*(argument for argument in arguments if argument != AFFECTED), *(chosen or [])]
    environment = {**os.environ, "COPROD_ENV": "test"}
    if environment.get("DATABASE_SUPERUSER_URL") or environment.get("DATABASE_URL"):
        return run(arguments, environment)
    # Not the demo's directory: a demo that runs meanwhile keeps its data and its servers.
    # The roles and databases are the tests' own; all they need are the two servers.
    with EmbeddedServers(ROOT / "var" / "embedded-test") as servers:
        found = servers.environment()
        needed = {name: found[name] for name in ("DATABASE_SUPERUSER_URL", "REDIS_URL")}
        return run(arguments, {**environment, **needed})


def affected() -> list[str] | None:
    """The test files that what changed since main can reach; None where that may be any."""
    changed = changed_files()
    try:
        chosen = affected_tests(changed)
    except ReachesEverything as reason:
        print(f"{reason} may reach every test.")
        return None
    print(f"{len(changed)} changed files can reach {len(chosen)} of {len(files_of_tests())} files of tests.")
    return chosen


def run(arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest on two processes unless the arguments say otherwise.

    Each begins with its own half in order, so that what a file's tests share is made once, and ends with what the other
    has not begun.
    """
    spread = [] if any(argument.startswith(("-n", "--numprocesses")) for argument in arguments) else ["-n", "2"]
    spread += ["--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # Ctrl-C reaches pytest too, which then ends by itself; the servers are stopped after it.
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
