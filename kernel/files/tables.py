"""Tables that people bring in, CSV or XLSX, as rows of cells with the line each began at; bounded, and never run.

Every cell is text, as it is stored: a formula is what it came to last; numbers and dates stay as they are written.
"""

import codecs
import csv
import io
from collections.abc import Iterator

from kernel.files.budget import Budget, Limits
from kernel.files.problems import NotATable
from kernel.files.workbooks import TableRow, trimmed, workbook_rows

LONGEST_CELL = 1_000_000


def read_table(name: str, content: bytes, limits: Limits | None = None) -> list[TableRow]:
    """Every row in which something stands, the headings among them; NotATable for anything else.

    What a small file claims to be, or unpacks to, costs no more than the limits.
    """
    budget = Budget(limits or Limits())
    try:
        rows = list(_rows(name, content, budget))
    except NotATable:
        raise
    except ValueError as error:
        raise NotATable("unreadable", why=type(error).__name__) from None
    if not rows:
        raise NotATable("empty")
    return rows


def _rows(name: str, content: bytes, budget: Budget) -> Iterator[TableRow]:
    is_workbook = content[:4] == b"PK\x03\x04" or name.lower().endswith(".xlsx")
    return workbook_rows(content, budget) if is_workbook else _csv(content, budget)


class Lines:
    """The lines of a text, one by one. A row may go over several of them, but over not too much text."""

    def __init__(self, text: str, most: int) -> None:
        self.lines = io.StringIO(text, newline="")
        self.most, self.read, self.line = most, 0, 1

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.read += len(line)
        if self.read > self.most:
            raise NotATable("cell-too-long", self.line)
        return line

    def row_ends(self, line: int) -> None:
        """A row is whole; the next one begins at `line`."""
        self.read, self.line = 0, line


def _csv(content: bytes, budget: Budget) -> Iterator[TableRow]:
    text = _decoded(content)
    hidden = text.find("\x00")
    if hidden >= 0:
        raise NotATable("binary", text.count("\n", 0, hidden) + 1)
    first = text[:20_000].split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = Lines(text, budget.limits.row_characters)
    # The limit is the whole process's, and others set it for what they read.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            cells = trimmed(row)
            if cells:
                budget.row(lines.line, cells)
                yield TableRow(lines.line, cells)
            lines.row_ends(reader.line_num + 1)
    except csv.Error as error:
        code = "cell-too-long" if "limit" in str(error) else "quotes"
        raise NotATable(code, lines.line) from None


def _decoded(content: bytes) -> str:
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
