"""Measure the opinion map and print one table.

Usage: python -m benchmarks.synthesis.run [FOLDER_OF_CONVERSATIONS] [--large] [--huge] [--chance] [--planted]

Each line runs in processes of its own, so that their peak memory is their own; input is read and made beforehand. Short
calls, ours and the peer's, are made three times and the quickest counts.
  map s       the map without resampling; `limit` is how many times the bare linear algebra that is: one Gram matrix of
              the centred votes and one symmetric eigen-decomposition, on one thread as ours
  resampling  the test of the groups against chance and on halves
  peak MB     resident memory of the process, interpreter, libraries and input included
  red-dwarf   the peer's whole call on the same votes (it resamples nothing), its memory, and how many times longer
              than our map and than our whole call. Found in RED_DWARF_PYTHON, an interpreter that has it
              (pip install -r requirements/peers.txt), else left out
  ARI         adjusted Rand index with the groups that the live service published last, over people in a group in
              both: ours, and the peer's; `-` where we say that groups are not clear. Published groups depend on the
              order of votes, on moderation and on restarts: they are a comparison, not the truth
  stability   agreement between the groups that halves of the people find

`--large` adds 40,000 people drawn from the largest conversation and 30,000 with 2,000,000 made-up votes; `--huge` a
million people with 50,000,000; `--chance` counts clear groups in random votes, `--planted` in votes with groups.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh

from benchmarks.synthesis.cases import Case, conversation, drawn_again, made_up, planted_votes, random_votes
from services.codesign.engine.opinion.grouping import adjusted_rand
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.projection import centred, column_means
from services.codesign.engine.opinion.votes import canonical_votes
from services.codesign.engine.threads import one_thread

ROOT = Path(__file__).resolve().parents[2]
SHORT = 300_000
COLUMNS = (
    "data", "people", "statements", "votes", "map s", "limit", "resampling s", "peak MB",
    "red-dwarf s", "its MB", "× map", "× all", "groups", "stability", "ARI", "its ARI", "reason",
)  # fmt: skip
RANDOM = ((26, 36, 0.0), (40, 10, 0.0), (60, 20, 0.3), (100, 30, 0.5), (200, 20, 0.0), (300, 60, 0.7))
PLANTED = (
    ((20, 15), 20, 0.3, 0.3),
    ((30, 20, 15), 30, 0.3, 0.3),
    ((60, 40), 40, 0.5, 0.5),
    ((100, 60, 40), 60, 0.4, 0.7),
)


def case_of(what: str) -> Case:
    """The case behind a name on the command line."""
    kind, _, rest = what.partition(":")
    if kind == "folder":
        return conversation(Path(rest))
    if kind == "again":
        return drawn_again(Path(rest), 40_000)
    return made_up(30_000, 2_000, 2_000_000) if kind == "large" else made_up(1_000_000, 5_000, 50_000_000)


def ours(case: Case) -> dict[str, Any]:
    """One call, its steps timed apart; the quickest of three where it is short."""
    tries = [_one_call(case) for _ in range(3 if len(case.votes.value) < SHORT else 1)]
    return min(tries, key=lambda found: found["map"] + found["resampling"])


def _one_call(case: Case) -> dict[str, Any]:
    marks: dict[str, float] = {}

    def progress(_share: float, step: str) -> None:
        marks.setdefault(step, time.perf_counter())

    found = map_opinions(
        case.votes,
        participants=range(case.people),
        statements=range(case.statements),
        withheld=len(case.rejected),
        progress=progress,
    )
    resampling = marks["describe"] - marks["chance"] if "chance" in marks else 0.0
    whole = marks["done"] - marks["read"]
    both = (case.published >= 0) & (found.group_of >= 0)
    return {
        "votes": int(found.totals.seen.sum()),
        "map": whole - resampling,
        "resampling": resampling,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "groups": "+".join(str(group.size) for group in found.groups) or "none",
        "stability": found.stability,
        "reason": found.reason,
        "ari": adjusted_rand(found.group_of[both], case.published[both]) if found.clear and both.any() else None,
    }


@one_thread
def limit(case: Case) -> dict[str, Any]:
    """Seconds of the bare linear algebra, after the table is there: dense where it fits, else sparse."""
    table = canonical_votes(case.votes, range(case.people), range(case.statements)).matrix
    gaps_filled = centred(table, column_means(table))
    dense = gaps_filled.toarray() if table.shape[0] * table.shape[1] < 4e8 else None
    seconds = []
    for _ in range(3 if len(case.votes.value) < SHORT else 1):
        started = time.perf_counter()
        gram = dense.T @ dense if dense is not None else sp.csr_array(gaps_filled.T @ gaps_filled).toarray()
        eigh(gram)
        seconds.append(time.perf_counter() - started)
    return {"limit": min(seconds)}


def peer(case: Case) -> dict[str, Any]:
    """The peer's seconds, memory and agreement; nothing where it is not installed."""
    python = os.environ.get("RED_DWARF_PYTHON")
    if not python:
        return {}
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        votes = case.all_votes
        np.savez(
            file.name,
            participant=votes.participant,
            statement=votes.statement,
            value=votes.value,
            rejected=np.array(case.rejected, dtype=np.int64),
            people=case.people,
        )
        command = [python, str(Path(__file__).with_name("peer.py")), file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1_200)
    found = json.loads(done.stdout)
    labels = np.array(found["labels"])
    both = (case.published >= 0) & (labels >= 0)
    ari = adjusted_rand(labels[both], case.published[both]) if both.any() else None
    return {"peer": found["seconds"], "peer_peak": found["peak"], "peer_ari": ari}


PARTS: dict[str, Callable[[Case], dict[str, Any]]] = {"ours": ours, "limit": limit, "peer": peer}


def in_own_process(what: str, part: str) -> dict[str, Any]:
    """Run one measurement apart and read its line."""
    command = [sys.executable, "-m", "benchmarks.synthesis.run", "--one", what, "--part", part]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1_800, cwd=ROOT)
    return json.loads(done.stdout)


def line(what: str, parts: list[str]) -> dict[str, Any]:
    """The row of one case."""
    case = case_of(what)
    found: dict[str, Any] = {}
    for part in parts:
        found |= in_own_process(what, part)
    known = found.get("peer")

    def number(value: float | None, digits: int = 2) -> str:
        return "-" if value is None else f"{value:,.{digits}f}"

    values = (
        case.name, f"{case.people:,}", f"{case.statements:,}", f"{found['votes']:,}", number(found["map"], 3),
        number(found["map"] / found["limit"] if "limit" in found else None, 1), number(found["resampling"]),
        number(found["peak"], 0), number(known), number(found.get("peer_peak"), 0),
        number(known / found["map"] if known else None, 1),
        number(known / (found["map"] + found["resampling"]) if known else None, 1),
        found["groups"], number(found["stability"]), number(found["ari"], 3), number(found.get("peer_ari"), 3),
        found["reason"],
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def counted_lines(title: str, cases: Any, votes_of: Callable[..., np.ndarray]) -> list[str]:
    """How often tables of each kind are said to show clear groups, out of 100, and how often in the right number."""
    lines = ["", f"{title}, clear groups out of 100 (in the planted number):"]
    for case in cases:
        found = [map_opinions(votes_of(*case, seed)) for seed in range(100)]
        clear = sum(item.clear for item in found)
        right = sum(len(item.groups) == len(case[0]) for item in found) if isinstance(case[0], tuple) else 0
        lines.append(f"  {case}: {clear}" + (f" ({right})" if isinstance(case[0], tuple) else ""))
    return lines


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as aligned text."""
    cells = [list(COLUMNS), *[[str(row[column]) for column in COLUMNS] for row in rows]]
    widths = [max(len(line[place]) for line in cells) for place in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def main() -> None:
    """Print the table."""
    data = Path(os.environ.get("COPROD_REAL_DATA", ROOT.parent / "shared" / "data"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=data / "polis")
    for name in ("large", "huge", "chance", "planted"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(PARTS[options.part](case_of(options.one))))
        return
    folders = [folder.resolve() for folder in sorted(options.folder.iterdir()) if (folder / "comments.csv").is_file()]
    rows = [line(f"folder:{folder}", list(PARTS)) for folder in folders]
    if options.large:
        largest = max(folders, key=lambda folder: (folder / "votes.csv").stat().st_size)
        rows += [line(f"again:{largest}", list(PARTS)), line("large", ["ours", "limit"])]
    if options.huge:
        rows.append(line("huge", ["ours", "limit"]))
    print(table(rows))
    if options.chance:
        print("\n".join(counted_lines("Random votes (people, statements, unseen)", RANDOM, random_votes)))
    if options.planted:
        print("\n".join(counted_lines("Planted groups (sizes, statements, astray, unseen)", PLANTED, planted_votes)))


if __name__ == "__main__":
    main()
