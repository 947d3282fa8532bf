"""Tables that people bring in, CSV or XLSX, as rows of cells with the line each began at; bounded, and never run."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_COLUMNS = 1000
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_CELL = 10 * 1024 * 1024


class NotATable(ValueError):
    """The file cannot be read; why, in words for people, and from which line on (0: the whole file)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class TableRow:
    """A row and the line at which it began: a quoted cell may go over several."""

    line: int
    cells: Sequence[Any]


def read_table(name: str, content: bytes) -> list[TableRow]:
    """Every row in which something stands, the headings among them; NotATable for anything else.

    Cells are what they hold, never formulas. What a small file claims to be in size costs nothing.
    """
    try:
        rows = [row for row in _rows(name, content) if any(str(cell or "").strip() for cell in row.cells)]
    except NotATable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotATable(_("This file cannot be read as a table (%(why)s).") % {"why": type(error).__name__}) from None
    if not rows:
        raise NotATable(_("The file is empty."))
    return rows


def _rows(name: str, content: bytes) -> Iterator[TableRow]:
    is_workbook = content[:4] == b"PK\x03\x04" or name.lower().endswith(".xlsx")
    return _xlsx(content) if is_workbook else _csv(content)


def _xlsx(content: bytes) -> Iterator[TableRow]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise ValueError("unpacks to too much")
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    columns = min(sheet.max_column or MOST_COLUMNS, MOST_COLUMNS)
    for number, row in enumerate(sheet.iter_rows(max_col=columns, values_only=True), start=1):
        yield TableRow(number, row)


def _csv(content: bytes) -> Iterator[TableRow]:
    text = _decoded(content)
    if "\x00" in text:
        raise ValueError("holds binary data")
    sample = text[:20_000]
    delimiter = max(",;\t", key=lambda mark: sample.split("\n", 1)[0].count(mark))
    # The limit is the whole process's, and others set it for what they read.
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield TableRow(line, row[:MOST_COLUMNS])
            line = reader.line_num + 1
    except csv.Error:
        raise NotATable(_("The quotation marks from here on do not come in pairs."), line) from None


def _decoded(content: bytes) -> str:
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
