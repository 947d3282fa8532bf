"""What a run costs: the slowest tests and the processor's seconds by folder, printed at the end, and held to a budget.

Counted are the processes that run tests and the processes that they start and wait for, not the servers. What is made
once a session is apart, so that no folder pays for being first.
"""

import os
import time
import tomllib
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

BUDGET = Path(__file__).with_name("budget.toml")
SLOWEST = 15
# Of so few tests nobody needs a table.
FEW = 20


def spent() -> float:
    """The processor's seconds of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def yardstick() -> float:
    """The seconds that the processor takes here for a fixed piece of work, in texts and rows as tests are."""
    started = time.process_time()
    for number in range(36):
        rows = [{"id": n, "text": f"answer {n * number % 997}"} for n in range(4000)]
        sorted(rows, key=lambda row: (row["text"], row["id"]))
        "".join(row["text"].replace("answer", "said") for row in rows).split("said")
    return time.process_time() - started


class Costs:
    """Adds up what the reports of all workers say."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.cpu: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.shared = 0.0
        self.yardsticks: list[float] = []
        with BUDGET.open("rb") as file:
            self.budget: dict[str, Any] = tomllib.load(file)

    def folder(self, test: str) -> str:
        """The line of the budget that a test is paid from: the longest one that its path begins with."""
        path = test.partition("::")[0].removeprefix("tests/").removesuffix(".py")
        lines = [line for line in self.budget["seconds"] if f"{path}/".startswith(f"{line}/")]
        return max(lines, key=len, default=path)

    def add(self, report: pytest.TestReport) -> None:
        cpu = getattr(report, "cpu", 0.0)
        folder = self.folder(report.nodeid)
        self.seconds[folder] += cpu
        self.cpu[report.nodeid] += cpu
        self.taken[report.nodeid] += report.duration
        self.counted[folder] += report.when == "call"

    def pace(self) -> float:
        """How much slower this machine is, now, than the one on which the budget was written."""
        measured = sum(self.yardsticks) / len(self.yardsticks) if self.yardsticks else yardstick()
        return measured / float(self.budget["yardstick"])

    def over(self) -> list[str]:
        """The folders that cost more than their share, and those that have none."""
        pace = self.pace()
        found = []
        for folder, seconds in sorted(self.seconds.items()):
            share = self.budget["seconds"].get(folder)
            if share is None:
                found.append(f"tests/{folder} has no line in tests/budget.toml")
            elif seconds / pace > share:
                found.append(f"tests/{folder} costs {seconds / pace:.0f} seconds; its share is {share}")
        return found

    def lines(self) -> list[str]:
        slowest = [f"{taken:8.2f} s {self.cpu[test]:8.2f} s  {test}" for test, taken in self.taken.most_common(SLOWEST)]
        folders = [
            f"{seconds:8.1f} s {self.counted[folder]:6} tests  {folder}"
            for folder, seconds in sorted(self.seconds.items(), key=lambda item: -item[1])
        ]
        total = sum(self.seconds.values())
        return [
            "slowest tests (seconds; of them the processor's):",
            *slowest,
            f"the processor's seconds by folder ({total:.0f} in all, {self.shared:.0f} more to start and collect; this "
            f"machine is {self.pace():.2f} times as slow as the budget's):",
            *folders,
        ]


class CostsPlugin:
    """Measures in the processes that run tests, adds up in the one that reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.costs = Costs()
        self.shared = 0.0
        self.phase = 0.0
        self.is_worker = hasattr(config, "workerinput")
        self.runs_tests = self.is_worker or not config.getoption("numprocesses", None)
        self.yardsticks = [yardstick()] if self.runs_tests else []
        self.before_tests: float | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """What is made once for all is nobody's own."""
        before = spent()
        made = yield
        if fixturedef.scope == "session":
            self.shared += spent() - before
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        """A test's first phase is counted from here."""
        self.phase = spent() - self.shared
        if self.before_tests is None:
            self.before_tests = self.phase
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        """Write onto the report what the phase cost, so that it travels to the process that adds up."""
        report = yield
        now = spent() - self.shared
        report.cpu, self.phase = now - self.phase, now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.costs.add(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """What a worker that ends says of itself."""
        told = getattr(node, "workeroutput", {}).get("costs")
        if told:
            self.costs.shared += told["shared"]
            self.costs.yardsticks += told["yardsticks"]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker tells; the one that reports fails a whole run in CI that costs more than its budget."""
        if self.runs_tests:
            shared, yardsticks = self.shared + (self.before_tests or 0.0), [*self.yardsticks, yardstick()]
            if self.is_worker:
                self.config.workeroutput["costs"] = {"shared": shared, "yardsticks": yardsticks}  # type: ignore[attr-defined]
            else:
                self.costs.shared, self.costs.yardsticks = shared, yardsticks
        if not self.is_worker and self.is_held_to_budget() and self.costs.over():
            session.exitstatus = max(session.exitstatus, pytest.ExitCode.TESTS_FAILED)

    def is_held_to_budget(self) -> bool:
        """Only a run of everything in CI: who tries something out at home is not stopped by what it costs."""
        whole = self.config.args_source == pytest.Config.ArgsSource.TESTPATHS and not self.config.option.keyword
        return whole and os.environ.get("CI") == "true"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if len(self.costs.cpu) < FEW:
            return
        terminalreporter.section("what it cost")
        for line in self.costs.lines():
            terminalreporter.write_line(line)
        if self.is_held_to_budget():
            for line in self.costs.over():
                terminalreporter.write_line(f"OVER BUDGET: {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Start to count."""
    config.pluginmanager.register(CostsPlugin(config), "costs")
