"""Statements and reactions in the form that the engine's command reads: whoever has a copy can repeat a run."""

from collections.abc import Iterable, Mapping
from typing import Any

from kernel.files.cells import csv_text

COMMENTS = ("timestamp", "comment-id", "agrees", "disagrees", "moderated", "comment-body")
VOTES = ("timestamp", "comment-id", "voter-id", "vote")


def polis_files(statements: Iterable[Mapping[str, Any]], reactions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """`comments.csv` and `votes.csv`; voters are the numbers of the copy; no time is told, and no author,
    since whose statement it is would say whose ballot.
    """
    cast = list(reactions)
    comments = [
        {
            "timestamp": 0,
            "comment-id": row["statement"],
            "agrees": row["agrees"],
            "disagrees": row["disagrees"],
            "moderated": 1,
            "comment-body": row["text"],
        }
        for row in statements
    ]
    votes = [
        {"timestamp": 0, "comment-id": row["statement"], "voter-id": row["voter"], "vote": row["reaction"]}
        for row in cast
    ]
    return {"comments.csv": csv_text(comments, COMMENTS), "votes.csv": csv_text(votes, VOTES)}
