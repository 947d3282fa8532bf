"""Run red-dwarf on votes from a file and print what it took, as JSON. Needs only red-dwarf, in any environment.

Usage: python peer.py FILE.npz with arrays participant, statement, value, rejected, people
"""

import json
import resource
import sys
import time
import warnings

import numpy as np
from reddwarf.implementations.polis import run_pipeline


def main() -> None:
    """Time one whole call; input is brought into its form beforehand."""
    warnings.simplefilter("ignore")
    data = np.load(sys.argv[1])
    columns = (data["participant"].tolist(), data["statement"].tolist(), data["value"].tolist())
    votes = [
        {"participant_id": person, "statement_id": statement, "vote": int(value), "modified": number}
        for number, (person, statement, value) in enumerate(zip(*columns, strict=True))
    ]
    tries = []
    for _ in range(3 if len(votes) < 300_000 else 1):
        started = time.perf_counter()
        found = run_pipeline(votes=votes, mod_out_statement_ids=data["rejected"].tolist(), random_state=1)
        tries.append(time.perf_counter() - started)
    labels = found.participants_df.cluster_id.reindex(range(int(data["people"]))).fillna(-1).astype(int)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(tries), "peak": peak, "labels": labels.tolist()}))


if __name__ == "__main__":
    main()
