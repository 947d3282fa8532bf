"""What is wrong with a file: a code, where, and the words for it. Stored as data, so that every reader has their own
language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Problem:
    """Why a file, or one of its lines, cannot come in. Line 0 is the whole file; `column` as spreadsheets name it."""

    code: str
    line: int = 0
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "code": self.code,
            "line": self.line,
            "column": self.column,
            "values": dict(self.values),
            "file": self.file,
        }


class NotATable(ValueError):
    """The file cannot be read as a table, and why."""

    def __init__(self, code: str, line: int = 0, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, line, column, values)


WORDS: dict[str, Any] = {
    "unreadable": gettext_lazy("This file cannot be read as a table (%(why)s). Save it as CSV or XLSX and try again."),
    "empty": gettext_lazy("The file is empty."),
    "binary": gettext_lazy("There is something here that is no text. Save the file as CSV or XLSX and try again."),
    "quotes": gettext_lazy("The quotation marks from here on do not come in pairs."),
    "row-number": gettext_lazy("This row has a number that no table has. Save the file anew in a spreadsheet program."),
    "too-many-rows": gettext_lazy("There are more than %(most)d rows. Split the file."),
    "too-many-columns": gettext_lazy("Something stands beyond column %(most)d. Delete it, or take a smaller table."),
    "too-many-cells": gettext_lazy("The table has more than %(most)d cells. Leave out columns, or split the file."),
    "too-much-text": gettext_lazy("There is too much text in this file. Split it."),
    "cell-too-long": gettext_lazy("There is too much text in one row or cell."),
    "unpacks-to-too-much": gettext_lazy("The file is small but unpacks to too much. Save it as CSV and try again."),
    "too-slow": gettext_lazy("Reading this file takes too long. Split it, or save it as CSV."),
    "not-plain": gettext_lazy(
        "The file holds parts that no table needs. Save it anew in a spreadsheet program, or as CSV."
    ),
}


def located(problem: Problem, words: str) -> str:
    """The words with the place in front: file, line and column, as far as they are known."""
    place = {"file": problem.file, "line": problem.line, "column": problem.column, "what": words}
    if problem.file and problem.line:
        return _("%(file)s, line %(line)d: %(what)s") % place
    if problem.line and problem.column:
        return _("Line %(line)d, column %(column)s: %(what)s") % place
    if problem.line:
        return _("Line %(line)d: %(what)s") % place
    return f"{problem.file}: {words}" if problem.file else words
