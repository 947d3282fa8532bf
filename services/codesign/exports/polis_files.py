"""Statements and reactions in the form that the engine's command reads: whoever has a copy can repeat a run."""

from collections.abc import Iterable, Mapping
from typing import Any

from kernel.files.cells import csv_text

COMMENTS = ("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
VOTES = ("timestamp", "comment-id", "voter-id", "vote")


def polis_files(statements: Iterable[Mapping[str, Any]], reactions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """`comments.csv` and `votes.csv`; people are the numbers of the copy, and no time is told."""
    cast = list(reactions)
    counted: dict[tuple[int, int], int] = {}
    for row in cast:
        key = (row["statement"], row["reaction"])
        counted[key] = counted.get(key, 0) + 1
    comments = [
        {
            "timestamp": 0,
            "comment-id": row["statement"],
            "author-id": row["person"],
            "agrees": counted.get((row["statement"], 1), 0),
            "disagrees": counted.get((row["statement"], -1), 0),
            "moderated": 1,
            "comment-body": row["text"],
        }
        for row in statements
    ]
    votes = [
        {"timestamp": 0, "comment-id": row["statement"], "voter-id": row["person"], "vote": row["reaction"]}
        for row in cast
    ]
    return {"comments.csv": csv_text(comments, COMMENTS), "votes.csv": csv_text(votes, VOTES)}
