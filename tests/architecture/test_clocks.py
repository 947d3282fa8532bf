"""No test fails because a machine is slow: none looks at a clock, but for deadlines, which have their place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

CLOCKS = {
    "time", "time_ns", "perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "default_timer", "timeit", "times", "getrusage",
}  # fmt: skip
MODULES = {"time", "timeit", "os", "resource"}
# Who may look at a clock, and why.
PLACES = {
    "tests/deadlines.py": "waits, and gives up",
    "tests/costs.py": "says what the run cost, in proportion to how fast the machine is",
    "tests/browser/signing_in.py": "one-time codes are made from the time",
}


def clocks(tree: ast.AST) -> Iterator[str]:
    """What of a file reads a clock: `time.monotonic`, or the name imported by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            if isinstance(node.value, ast.Name) and node.value.id in MODULES:
                yield f"{node.value.id}.{node.attr}:{node.lineno}"
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield from (f"{node.module}.{alias.name}:{node.lineno}" for alias in node.names if alias.name in CLOCKS)


def test_only_deadlines_look_at_a_clock() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    looking = {str(path.relative_to(ROOT)): list(clocks(ast.parse(path.read_text(encoding="utf-8")))) for path in files}
    assert {path: found for path, found in looking.items() if found and path not in PLACES} == {}
    assert [path for path in PLACES if not (ROOT / Path(path)).exists() or not looking[path]] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("started = time.process_time()", ["time.process_time:1"]),
        ("from time import perf_counter", ["time.perf_counter:1"]),
        ("import timeit\ntimeit.timeit(work)", ["timeit.timeit:2"]),
        ("time.sleep(1); datetime.time(9); row.time", []),
    ],
)
def test_a_clock_is_noticed(text: str, found: list[str]) -> None:
    assert list(clocks(ast.parse(text))) == found
