"""Data going out: a whole challenge, and the results of a summing-up. Shape only."""

from kernel.files.cells import csv_text, plain_cell
from services.codesign.exports.files import as_csv_archive, as_data, as_json
from services.codesign.exports.findings import (
    results_data,
    statement_cells,
    statements_csv,
    theme_summaries,
    themes_csv,
)

__all__ = [
    "as_csv_archive",
    "as_data",
    "as_json",
    "csv_text",
    "plain_cell",
    "results_data",
    "statement_cells",
    "statements_csv",
    "theme_summaries",
    "themes_csv",
]
