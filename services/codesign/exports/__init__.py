"""Data going out: a whole challenge, and the results of a summing-up. Shape only."""

from services.codesign.exports.cells import csv_text, plain_cell
from services.codesign.exports.results import (
    results_data,
    statement_cells,
    statements_csv,
    theme_summaries,
    themes_csv,
)
from services.codesign.exports.whole import as_csv_archive, as_data, as_json

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
