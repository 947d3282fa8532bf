"""The first sheet of a workbook (XLSX), read as a stream with everything counted.

A workbook is an archive of XML, and both can be made to unpack to more than any computer holds: few bytes that become
many, one row or cell with a number beyond all others, entities that stand for each other, elements in elements, words
without end. So the archive's directory, its unpacked bytes, the depth, the names and the length of every part are
counted while they are read, and document types and entities are refused. Source: ECMA-376 part 1, section 18.3.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from kernel.files.budget import SHEET_ROWS, Budget, column_name
from kernel.files.problems import NotATable

CHUNK = 64 * 1024
LONGEST_PART = 1024 * 1024
DEEPEST, MOST_NAMES, MOST_DIRECTORY = 64, 500, 1024 * 1024
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,10})")
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError, RuntimeError, KeyError, EOFError, OSError)


@dataclass(frozen=True)
class TableRow:
    """A row and the line at which it began: a quoted cell may go over several."""

    line: int
    cells: Sequence[str]


def trimmed(cells: list[str]) -> list[str]:
    """The cells up to the last one in which something stands."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def workbook_rows(content: bytes, budget: Budget) -> Iterator[TableRow]:
    """Rows of the first sheet in which something stands."""
    _refuse_large_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            strings = _Strings(budget)
            if "xl/sharedStrings.xml" in archive.NameToInfo:
                for _part in _parts(archive, "xl/sharedStrings.xml", strings, budget):
                    pass
            sheet = _Sheet(strings.found, budget)
            for _part in _parts(archive, _first_sheet(archive, budget), sheet, budget):
                yield from sheet.take()
    except BROKEN as error:
        raise NotATable("unreadable", why=type(error).__name__) from None


def _refuse_large_directory(content: bytes) -> None:
    """An archive's directory is read whole, so its size is looked at first. Tables need no archive beyond 4 GB."""
    tail = content[-(65_535 + 22) :]
    if b"PK\x06\x07" in tail:
        raise NotATable("not-plain")
    for end in re.finditer(rb"PK\x05\x06", tail):
        if int.from_bytes(tail[end.start() + 12 : end.start() + 16], "little") > MOST_DIRECTORY:
            raise NotATable("not-plain")


class _Handler:
    """What becomes of the elements of one part of a workbook."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, words: str) -> None:
        """Words stand here."""


def _parts(archive: zipfile.ZipFile, name: str, handler: _Handler, budget: Budget) -> Iterator[None]:
    """Read one part into its handler, giving way after each piece."""
    entry = archive.getinfo(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotATable("not-plain")
    watched = _Watched(handler)
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            budget.unpack(len(chunk))
            watched.feed(chunk)
            yield
    watched.finish()
    yield


class _Watched:
    """A parser that refuses what no table needs: document types, entities, depth, endless names and endless parts."""

    def __init__(self, handler: _Handler) -> None:
        self.handler = handler
        self.depth = self.silent = 0
        self.names: set[str] = set()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.DefaultHandler = self._text, self._other
        self.parser = parser

    def feed(self, chunk: bytes) -> None:
        """Parse a piece."""
        self.silent += len(chunk)
        self.parser.Parse(chunk, False)
        if self.silent > LONGEST_PART:
            raise NotATable("not-plain")

    def finish(self) -> None:
        """Nothing follows."""
        self.parser.Parse(b"", True)

    def _refuse(self, *declared: Any) -> None:
        raise NotATable("not-plain")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.silent = 0
        self.depth += 1
        self.names.add(name)
        self.names.update(attributes)
        if self.depth > DEEPEST or len(self.names) > MOST_NAMES:
            raise NotATable("not-plain")
        self.handler.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self.silent = 0
        self.depth -= 1
        self.handler.end(name.rpartition(":")[2])

    def _text(self, words: str) -> None:
        self.silent = 0
        self.handler.text(words)

    def _other(self, words: str) -> None:
        self.silent = 0


class _Strings(_Handler):
    """The words that cells refer to by number; how they are spoken (`rPh`) is no part of them."""

    def __init__(self, budget: Budget) -> None:
        self.budget, self.found, self.pieces = budget, list[str](), list[str]()
        self.within = self.spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.spoken = True
        self.within = name == "t" and not self.spoken

    def end(self, name: str) -> None:
        self.within = False
        if name == "rPh":
            self.spoken = False
        elif name == "si":
            if len(self.found) >= self.budget.limits.cells:
                raise NotATable("too-many-cells", most=self.budget.limits.cells)
            self.found.append("".join(self.pieces))

    def text(self, words: str) -> None:
        if self.within:
            self.pieces.append(words)


class _Sheet(_Handler):
    """The rows of a sheet, as they become whole."""

    def __init__(self, strings: list[str], budget: Budget) -> None:
        self.strings, self.budget = strings, budget
        self.rows: list[TableRow] = []
        self.cells: list[str] = []
        self.pieces: list[str] = []
        self.number = self.column = 0
        self.kind = ""
        self.within = False

    def take(self) -> list[TableRow]:
        """What became whole since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.number, self.cells = self._row_number(attributes.get("r", "")), []
        elif name == "c":
            self.kind, self.pieces = attributes.get("t", ""), []
            self.column = self._column(attributes.get("r", ""))
        self.within = name in ("v", "t")

    def end(self, name: str) -> None:
        self.within = False
        if name == "c":
            self._put(self._value())
        elif name == "row":
            cells = trimmed(self.cells)
            if cells:
                self.budget.row(self.number, cells)
                self.rows.append(TableRow(self.number, cells))

    def text(self, words: str) -> None:
        if self.within:
            self.pieces.append(words)

    def _row_number(self, said: str) -> int:
        number = int(said) if re.fullmatch("[0-9]{1,10}", said) else self.number + 1
        if not self.number < number <= SHEET_ROWS:
            raise NotATable("row-number", number)
        return number

    def _column(self, said: str) -> int:
        found = REFERENCE.fullmatch(said)
        if found is None:
            return len(self.cells) + 1
        number = 0
        for letter in found[1]:
            number = number * 26 + ord(letter) - ord("A") + 1
        return number

    def _value(self) -> str:
        written = "".join(self.pieces)
        if self.kind == "s":
            place = int(written) if re.fullmatch("[0-9]{1,9}", written) else len(self.strings)
            return self.strings[place] if place < len(self.strings) else ""
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(written, written)
        return "" if self.kind == "e" else written

    def _put(self, value: str) -> None:
        if not value.strip():
            return
        if self.column > self.budget.limits.columns:
            most = self.budget.limits.columns
            raise NotATable("too-many-columns", self.number, column_name(self.column), most=most)
        if len(value) > self.budget.limits.row_characters:
            raise NotATable("cell-too-long", self.number, column_name(self.column))
        self.cells.extend([""] * (self.column - len(self.cells)))
        self.cells[self.column - 1] = value


class _Places(_Handler):
    """Attributes of all elements of one name, in order."""

    def __init__(self, name: str) -> None:
        self.name, self.found = name, list[dict[str, str]]()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.name and len(self.found) < 1000:
            self.found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})


def _first_sheet(archive: zipfile.ZipFile, budget: Budget) -> str:
    """Where the first sheet is: the workbook names it, and the relations say where that is."""
    sheets = _read(archive, "xl/workbook.xml", _Places("sheet"), budget)
    relations = _read(archive, "xl/_rels/workbook.xml.rels", _Places("Relationship"), budget)
    wanted = sheets[0].get("id", "") if sheets else ""
    targets = [relation.get("Target", "") for relation in relations if relation.get("Id") == wanted]
    if not targets:
        raise NotATable("unreadable", why="no sheet")
    return targets[0].removeprefix("/") if targets[0].startswith("/") else f"xl/{targets[0]}"


def _read(archive: zipfile.ZipFile, name: str, places: _Places, budget: Budget) -> list[dict[str, str]]:
    for _part in _parts(archive, name, places, budget):
        pass
    return places.found
