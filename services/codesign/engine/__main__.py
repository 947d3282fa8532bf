"""Run the engine on the export folder of a Polis conversation and print what it finds.

Usage: python -m services.codesign.engine FOLDER [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence

import numpy as np

from services.codesign.engine.opinion.grouping import adjusted_rand
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.opinion.results import OpinionMap
from services.codesign.engine.opinion.triplets import Triplets
from services.codesign.engine.polis import PolisExport, read_polis_export

REASONS = {
    "clear": "There are clear opinion groups.",
    "too_few_people": "No clear groups: too few people gave enough votes.",
    "too_few_votes": "No clear groups: nobody gave enough votes.",
    "no_variation": "No clear groups: everybody voted alike.",
    "like_chance": "No clear groups: the votes hang together no more than chance would have it.",
    "no_split": "No clear groups: there is one crowd with a few people outside it.",
    "not_stable": "No clear groups: half of the people do not show the same groups as the other half.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the summary; returns 0, or 2 where the folder cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m services.codesign.engine", description=__doc__)
    parser.add_argument("folder", help="folder with comments.csv and votes.csv")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args(arguments)
    try:
        export = read_polis_export(options.folder)
    except OSError as error:
        sys.stderr.write(f"Cannot read {options.folder}: {error}\n")
        return 2
    started = time.perf_counter()
    chosen, votes = accepted(export)
    keys = [export.statements[place].id for place in chosen]
    withheld = len(export.statements) - len(chosen)
    opinion_map = map_opinions(votes, participants=export.participants, statements=keys, withheld=withheld)
    seconds = time.perf_counter() - started
    if options.json:
        lines = [json.dumps(opinion_map.to_dict() | {"statement_ids": keys}, indent=1, allow_nan=False)]
    else:
        lines = summary(export, opinion_map, chosen, seconds)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def accepted(export: PolisExport) -> tuple[list[int], Triplets]:
    """Places of the statements that were not rejected, and the votes on them."""
    chosen = [place for place, statement in enumerate(export.statements) if statement.moderated >= 0]
    new_place = np.full(len(export.statements), -1)
    new_place[chosen] = np.arange(len(chosen))
    column = new_place[export.votes.statement] if len(export.statements) else export.votes.statement
    kept = column >= 0
    return chosen, Triplets(export.votes.participant[kept], column[kept], export.votes.value[kept])


def agreement_with_published(export: PolisExport, labels: np.ndarray) -> float | None:
    """Adjusted Rand index with the groups in the export, over people who are in a group in both; `None`
    without any.
    """
    published = np.array([-1 if group is None else group for group in export.published_group], dtype=np.int64)
    both = (published >= 0) & (labels >= 0)
    return adjusted_rand(labels[both], published[both]) if both.any() else None


def summary(export: PolisExport, opinion_map: OpinionMap, chosen: list[int], seconds: float) -> list[str]:
    """The lines of the summary in plain English."""
    texts = [" ".join(export.statements[place].text.split()) for place in chosen]
    cast = int(opinion_map.totals.seen.sum())
    lines = [
        export.topic or "(no topic)",
        f"{len(export.participants)} people, {len(texts)} statements, {cast} votes",
        f"{REASONS[opinion_map.reason]} (stability {opinion_map.stability:.2f}, {seconds:.2f} seconds)",
    ]
    for group in opinion_map.groups:
        lines += ["", f"Group {group.label + 1}: {group.size} people, found again {group.stability:.0%}"]
        lines += [
            f"  {item.direction} {item.share:.0%} (others {item.other_share:.0%}): {texts[item.statement]}"
            for item in group.representative
        ]
    for title, items in (("What people share", opinion_map.shared), ("What divides", opinion_map.divisive)):
        lines += ["", f"{title}:"]
        lines += [f"  {item.score:.2f} {item.direction}: {texts[item.statement]}" for item in items[:5]]
    agreement = agreement_with_published(export, opinion_map.group_of)
    if opinion_map.clear and agreement is not None:
        lines += ["", f"Agreement with the published groups: {agreement:.2f} (adjusted Rand index)"]
    if export.problems:
        lines += ["", f"{len(export.problems)} problems in the files:"]
        lines += [f"  {item.file}:{item.line} {item.code} {item.detail}" for item in export.problems[:20]]
    return [*lines, "", f"Digest of the inputs: {opinion_map.digest}"]


if __name__ == "__main__":
    sys.exit(main())
