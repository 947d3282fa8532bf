"""Tables as CSV that no spreadsheet runs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: Any) -> Any:
    """A value that no spreadsheet runs: text that starts like a formula gets an apostrophe in front."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A table as CSV, for spreadsheets too: nothing is an empty cell, and no text is a formula."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow([plain_cell(column) for column in columns])
    writer.writerows([[plain_cell(row[column]) for column in columns] for row in rows])
    return "\ufeff" + output.getvalue()
