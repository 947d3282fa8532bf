"""Measure the synthesis engine and print one table.

Usage: python benchmarks/synthesis/run.py [FOLDER_OF_CONVERSATIONS] [--large] [--chance]

Each line runs in a process of its own, so that its peak memory is its own. `seconds` is one whole call with
resampling; `peak MB` is the resident memory of the process, interpreter and libraries included; `ARI` is the
adjusted Rand index with the groups that the live service published last (people in a group in both), `-`
where groups are not clear. `--large` adds made-up votes of 30,000 people; `--chance` counts clear groups in
100 tables of random votes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from services.codesign.synthesis import Triplets, map_opinions, read_polis_export  # noqa: E402
from services.codesign.synthesis.__main__ import accepted, agreement_with_published  # noqa: E402

COLUMNS = (
    "data",
    "people",
    "statements",
    "votes",
    "seconds",
    "peak MB",
    "groups",
    "stability",
    "ARI",
    "reason",
)
RANDOM = ((26, 36, 0.0), (40, 10, 0.0), (60, 20, 0.3), (100, 30, 0.5), (200, 20, 0.0), (300, 60, 0.7))


def measure_folder(folder: Path) -> dict[str, Any]:
    """Time the map of one conversation, its reading not counted."""
    export = read_polis_export(folder)
    chosen, votes = accepted(export)
    withheld = len(export.statements) - len(chosen)
    row, found = timed(folder.name, votes, len(export.participants), len(chosen), withheld)
    agreement = agreement_with_published(export, found.group_of) if found.clear else None
    return row | {"ARI": "-" if agreement is None else f"{agreement:.3f}"}


def measure_large() -> dict[str, Any]:
    """Time 30,000 people, 2,000 statements and 2,000,000 votes of three camps with four votes in ten at
    random.
    """
    people, statements, cast = 30_000, 2_000, 2_000_000
    rng = np.random.default_rng(0)
    camp, opinions = rng.integers(0, 3, people), rng.choice([-1, 1], (3, statements))
    person, statement = rng.integers(0, people, cast), rng.integers(0, statements, cast)
    value = np.where(rng.random(cast) < 0.4, rng.integers(-1, 2, cast), opinions[camp[person], statement])
    return timed("made up", Triplets(person, statement, value), people, statements)[0]


def timed(name: str, votes: Triplets, people: int, statements: int, withheld: int = 0) -> tuple[dict[str, Any], Any]:
    """One call and what it took."""
    started = time.perf_counter()
    found = map_opinions(votes, participants=range(people), statements=range(statements), withheld=withheld)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = "+".join(str(group.size) for group in found.groups) or "none"
    row = {"data": name, "people": people, "statements": statements, "votes": int(found.totals.seen.sum())}
    row |= {"seconds": f"{seconds:.2f}", "peak MB": f"{peak:.0f}", "groups": sizes}
    return row | {"stability": f"{found.stability:.2f}", "ARI": "-", "reason": found.reason}, found


def chance_lines() -> list[str]:
    """How often random votes are said to show clear groups, out of 100 tables of each size."""
    lines = ["", "random votes, clear groups out of 100:"]
    for people, statements, unseen in RANDOM:
        clear = 0
        for seed in range(100):
            rng = np.random.default_rng(seed)
            agree = rng.uniform(0.1, 0.8, statements)
            draw = rng.random((people, statements))
            votes = np.where(draw < agree, 1.0, np.where(draw < agree + (1 - agree) * 0.8, -1.0, 0.0))
            votes[rng.random(votes.shape) < unseen] = np.nan
            clear += map_opinions(votes).clear
        lines.append(f"  {people} x {statements}, {unseen:.0%} unseen: {clear}")
    return lines


def in_own_process(what: str) -> dict[str, Any]:
    """Run one measurement apart and read its line."""
    command = [sys.executable, __file__, "--one", what]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as aligned text."""
    cells = [COLUMNS, *[[str(row[column]) for column in COLUMNS] for row in rows]]
    widths = [max(len(line[place]) for line in cells) for place in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def main() -> None:
    """Print the table."""
    data = Path(os.environ.get("COPROD_REAL_DATA", ROOT.parent / "shared" / "data"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=data / "polis")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--chance", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure_large() if options.one == "large" else measure_folder(Path(options.one))))
        return
    wanted = [str(folder) for folder in sorted(options.folder.iterdir()) if (folder / "comments.csv").is_file()]
    print(table([in_own_process(what) for what in wanted + (["large"] if options.large else [])]))
    if options.chance:
        print("\n".join(chance_lines()))


if __name__ == "__main__":
    main()
