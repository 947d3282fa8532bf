"""The public trace as a table."""

from collections.abc import Iterable
from typing import Any

from kernel.files.cells import csv_text

TRACE_COLUMNS = ("day", "who", "what", "details", "times", "counted")


def trace_csv(lines: Iterable[Any]) -> str:
    """A row for each line of the trace, in the reader's language."""
    rows = [
        {
            "day": line.day,
            "who": str(line.who),
            "what": str(line.words),
            "details": "; ".join(str(detail) for detail in line.details),
            "times": line.times,
            "counted": "; ".join(line.counted),
        }
        for line in lines
    ]
    return csv_text(rows, TRACE_COLUMNS)
