"""Plant known faults, one at a time, in a copy of a checkout, and see which the tests catch.

Each copy has embedded servers of its own. A test that catches a fault must pass without it: at the end all those tests
run once more on the copy as it was.
"""

import argparse
import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "script")]

from _faults import TABLE, DoesNotApply, Fault, faults, planted, sources, tests_of  # noqa: E402

from coprod.embedded import EmbeddedServers  # noqa: E402

SHARED = (".venv", "build", "node_modules")
LEFT_OUT = (*SHARED, ".git", "var", "__pycache__", ".*_cache")
WHOLE = ("tests", "--ignore=tests/browser", "--ignore=tests/journeys", "-n", "2")
SECONDS, SECONDS_WHOLE = 1800, 7200
# A summary line of pytest's. Without "::" it names a file that could not even be imported.
SUMMARY = re.compile(r"^(FAILED|ERROR) (tests/.+?\.py(?:::.+?)?)(?: - (.*))?$", re.MULTILINE)


@dataclass
class Outcome:
    """What became of a fault: caught, not caught, no end of the tests, not fair (no start), or does not apply."""

    name: str
    kind: str
    where: str = ""
    outcome: str = ""
    test: str = ""
    note: str = ""
    seconds: float = 0.0


@dataclass
class Copy:
    """A copy of the checkout, and the environment in which its tests find servers of their own."""

    root: Path
    environment: dict[str, str]
    running: subprocess.Popen[str] | None = None

    def run(self, arguments: Sequence[str], seconds: float) -> tuple[int | None, str]:
        """Run Python in the copy: exit code (None where it did not end in time) and all it wrote."""
        command = [str(self.root / ".venv" / "bin" / "python"), *arguments]
        with subprocess.Popen(
            command, cwd=self.root, env=self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            self.running = process
            try:
                said, _nothing = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                return None, ""
            finally:
                self.stop()
        return process.returncode, said

    def stop(self) -> None:
        """End what runs in the copy, and whatever it started."""
        if self.running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running = None


@contextlib.contextmanager
def copy_of(tree: Path) -> Iterator[Copy]:
    """A copy with servers, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="coprod-faults-") as directory:
        root = Path(directory) / "checkout"
        shutil.copytree(tree, root, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for name in SHARED:
            if (tree / name).exists():
                (root / name).symlink_to((tree / name).resolve())
        servers = EmbeddedServers(root / "var" / "embedded-test")
        try:
            servers.start()
            found = servers.environment()
            needed = {name: found[name] for name in ("DATABASE_SUPERUSER_URL", "REDIS_URL")}
            yield Copy(root, {**os.environ, "COPROD_ENV": "test", **needed})
        finally:
            servers.wipe()


def asked(copy: Copy, fault: Fault, options: argparse.Namespace) -> Outcome:
    """Plant a fault in the copy, ask the tests, take it out again."""
    started = time.monotonic()
    found = Outcome(fault.name, fault.kind)
    files = sources(copy.root)
    try:
        changed = planted(fault, files)
    except DoesNotApply as error:
        found.outcome, found.note = "does not apply", str(error)
        return found
    found.where = ", ".join(map(str, changed))
    try:
        for path, text in changed.items():
            (copy.root / path).write_text(text, encoding="utf-8")
        _judge(copy, fault, found, options)
    finally:
        for path in changed:
            (copy.root / path).write_text(files[path], encoding="utf-8")
    found.seconds = round(time.monotonic() - started, 1)
    return found


def _judge(copy: Copy, fault: Fault, found: Outcome, options: argparse.Namespace) -> None:
    code, said = copy.run(["manage.py", "check"], SECONDS)
    if code:
        found.outcome, found.note = "not fair", (said.strip().splitlines() or ["does not start"])[-1][:200]
        return
    first, then = (options.tests, []) if options.tests else tests_of(fault, copy.root)
    rounds = [(first, SECONDS), (then, SECONDS), (WHOLE if options.whole else (), SECONDS_WHOLE)]
    found.outcome, found.note = "not caught", "" if first or then else "its tests are not there"
    for tests, seconds in rounds:
        if tests and found.outcome == "not caught":
            _ask(copy, found, tests, seconds)


def _ask(copy: Copy, found: Outcome, tests: Sequence[str], seconds: float) -> None:
    alone = [] if "-n" in tests else ["-n", "0"]
    code, said = copy.run(["-m", "pytest", "-x", "-q", "--tb=line", *alone, *tests], seconds)
    first = SUMMARY.search(said)
    if code == 0:
        found.outcome = "not caught"
    elif code is None:
        found.outcome, found.note = "no end", f"the tests do not end within {seconds:.0f} seconds"
    elif first is None:
        found.outcome, found.note = "not fair", (said.strip().splitlines() or ["no answer"])[-1][:200]
    elif "::" not in first[2]:
        found.outcome, found.test, found.note = "not fair", first[2], (first[3] or "")[:200]
    else:
        in_set_up = "while it is set up: " if first[1] == "ERROR" else ""
        found.outcome, found.test, found.note = "caught", first[2], in_set_up + (first[3] or "")[:200]


def take_back_false_alarms(copy: Copy, outcomes: Sequence[Outcome]) -> None:
    """What a test says of a fault counts only if the same test passes without one."""
    tests = sorted({found.test for found in outcomes if found.outcome == "caught" and found.test})
    if not tests:
        return
    _code, said = copy.run(["-m", "pytest", "-q", "--tb=line", "-n", "0", *tests], SECONDS_WHOLE)
    failing = {match[2] for match in SUMMARY.finditer(said)}
    passed = re.search(r"(\d+) passed", said)
    asked_again = len(failing) + (int(passed[1]) if passed else 0) >= len(tests)
    for found in outcomes:
        if found.test in failing:
            found.outcome, found.note = "not caught", f"{found.test} fails without the fault too"
        elif found.test and not asked_again:
            found.note = "not asked again without the fault"


def plant(chosen: Sequence[Fault], options: argparse.Namespace) -> list[Outcome]:
    """Ask about every fault, on as many copies at once as there are jobs."""
    waiting: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    for fault in chosen:
        waiting.put(fault)
    outcomes: dict[str, Outcome] = {}

    def work(copy: Copy) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                fault = waiting.get_nowait()
                outcomes[fault.name] = found = asked(copy, fault, options)
                print(f"{found.seconds:6.1f} s  {found.outcome:14}  {found.name}  {found.test}", flush=True)

    with contextlib.ExitStack() as stack:
        copies = [stack.enter_context(copy_of(options.tree)) for _job in range(options.jobs)]
        threads = [threading.Thread(target=work, args=[copy]) for copy in copies]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        finally:
            # After Ctrl-C: no new fault, and no copy is taken away under a test.
            with contextlib.suppress(queue.Empty):
                while True:
                    waiting.get_nowait()
            for copy in copies:
                copy.stop()
            for thread in threads:
                thread.join()
        in_order = [outcomes[fault.name] for fault in chosen]
        take_back_false_alarms(copies[0], in_order)
    return in_order


def report(outcomes: Sequence[Outcome], before: dict[str, str]) -> str:
    """The outcomes as a Markdown table, beside those of an earlier run where there is one."""
    caught = sum(found.outcome == "caught" for found in outcomes)
    lines = [f"{caught} of {len(outcomes)} planted faults are caught.", ""]
    lines += ["| Fault | Kind | " + ("Before | " if before else "") + "Outcome | First test that fails | Seconds |"]
    lines += ["|---" * (6 if before else 5) + "|"]
    for found in outcomes:
        earlier = [before.get(found.name, "–")] if before else []
        told = found.test or found.note
        cells = [found.name, found.kind, *earlier, found.outcome, told, f"{found.seconds:.0f}"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="script/plant_faults", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these faults or kinds (the rest of OUT stays); else all")
    parser.add_argument("--list", action="store_true", help="say which faults there are and where each has its place")
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout to plant them in")
    parser.add_argument("--table", type=Path, default=TABLE, help="another table of faults")
    parser.add_argument("--tests", nargs="+", metavar="PATH", help="ask these tests instead of each fault's own")
    parser.add_argument("--whole", action="store_true", help="ask the whole suite where a fault's own tests miss it")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=2, help="how many at once")
    parser.add_argument("--out", type=Path, help="write the table to OUT.md and OUT.json")
    parser.add_argument("--before", type=Path, help="the OUT.json of an earlier run, to compare with")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """0 where every fault is caught, and whatever was caught before still is."""
    options = arguments(given)
    options.tree = options.tree.resolve()
    wanted = set(options.names)
    chosen = [fault for fault in faults(options.table) if not wanted or {fault.name, fault.kind} & wanted]
    if options.list:
        return listed(chosen, options.tree)
    # Asked to end, it takes its copies and servers away as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes = plant(chosen, options)
    if wanted and options.out:
        outcomes = with_earlier(outcomes, options.out.with_suffix(".json"))
    table = report(outcomes, {found.name: found.outcome for found in read(options.before)})
    print(table)
    if options.out:
        options.out.with_suffix(".md").write_text(table, encoding="utf-8")
        rows = json.dumps([asdict(found) for found in outcomes], indent=1, ensure_ascii=False)
        options.out.with_suffix(".json").write_text(rows + "\n", encoding="utf-8")
    return int(any(found.outcome != "caught" for found in outcomes))


def read(path: Path | None) -> list[Outcome]:
    """The outcomes of an earlier run; none where there was none."""
    if path is None or not path.exists():
        return []
    return [Outcome(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def with_earlier(outcomes: Sequence[Outcome], path: Path) -> list[Outcome]:
    """The outcomes in an earlier run's order, those faults asked anew that were named this time."""
    rows = {found.name: found for found in (*read(path), *outcomes)}
    return list(rows.values())


def listed(chosen: Sequence[Fault], tree: Path) -> int:
    """Print where each fault would be planted and how many test files are asked; 1 where one has no place."""
    files, without = sources(tree), 0
    for fault in chosen:
        try:
            where = ", ".join(map(str, planted(fault, files)))
        except DoesNotApply as error:
            without, where = without + 1, f"does not apply: {error}"
        asked_first, asked_then = map(len, tests_of(fault, tree))
        print(f"{fault.kind:12}  {fault.name}  {where}  ({asked_first} + {asked_then} test files)")
    return int(without > 0)


if __name__ == "__main__":
    sys.exit(main())
