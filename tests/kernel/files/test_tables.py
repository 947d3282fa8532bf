"""Tables that people bring in: what can be read, from which line on it cannot, and what a small file may cost."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from kernel.files.budget import Limits
from kernel.files.problems import NotATable
from kernel.files.tables import read_table
from kernel.files.workbooks import TableRow


def rows(content: str | bytes, name: str = "answers.csv") -> list[tuple[int, list[object]]]:
    raw = content.encode() if isinstance(content, str) else content
    return [(row.line, list(row.cells)) for row in read_table(name, raw)]


def workbook(*lines: tuple[object, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def problem(name: str, content: bytes, limits: Limits | None = None) -> tuple[str, int, str]:
    """Why a file cannot be read, and where."""
    with pytest.raises(NotATable) as refused:
        read_table(name, content, limits)
    found = refused.value.problem
    return found.code, found.line, found.column


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """A small workbook whose sheet was changed by hand."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("text",), ("One",)))) as small,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in small.infolist():
            content = small.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                changed = change(content)
                assert changed != content
                content = changed
            made.writestr(entry.filename, content)
    return file.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_stand_apart_by_comma_semicolon_or_tab(mark: str) -> None:
    assert rows(f"text{mark}stake\nMore light{mark}resident\n") == [
        (1, ["text", "stake"]),
        (2, ["More light", "resident"]),
    ]


def test_a_row_is_named_by_the_line_at_which_it_begins() -> None:
    assert [line for line, _cells in rows('text\n"One\nTwo"\n\n,,\nThree\n')] == [1, 2, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_ways_in_which_spreadsheets_save(encoding: str) -> None:
    words = "Tŷ bach" if encoding != "cp1252" else "Café"
    assert rows(f"text\n{words}\n".encode(encoding))[1] == (2, [words])


def test_a_workbook_is_read_by_what_it_is_not_by_its_name() -> None:
    content = workbook(("text", "votes"), (None, None), ("=1+1", 3))
    assert rows(content, "answers.csv") == [(1, ["text", "votes"]), (3, ["", "3"])]


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("a.csv", b"", "empty", 0),
        ("a.csv", b" \n,,\n", "empty", 0),
        ("a.csv", b"text\nMore\x00\n", "binary", 2),
        ("a.csv", b'text\nOne\n"Two" and more\nThree\n', "quotes", 3),
        ("a.csv", b'text\n"never closed\n', "quotes", 2),
        ("a.xlsx", b"no workbook", "unreadable", 0),
        ("a.xlsx", b"PK\x03\x04 broken", "unreadable", 0),
    ],
)
def test_what_cannot_be_read_says_why_and_where(name: str, content: bytes, code: str, line: int) -> None:
    assert problem(name, content) == (code, line, "")


def test_columns_beyond_the_limit_are_named() -> None:
    limits = Limits(columns=2)
    assert problem("a.csv", b"a,b\n1,2,3\n", limits) == ("too-many-columns", 2, "C")
    assert problem("a.xlsx", workbook(("a", "b"), ("1", "2", "3")), limits) == ("too-many-columns", 2, "C")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=2), "too-many-rows"),
        (Limits(cells=3), "too-many-cells"),
        (Limits(characters=4), "too-much-text"),
        (Limits(unpacked=300), "unpacks-to-too-much"),
        (Limits(seconds=-1), "too-slow"),
    ],
)
def test_every_limit_stops_the_reading(limits: Limits, code: str) -> None:
    content = workbook(("a", "b"), ("c", "d"), ("e", "f"))
    assert problem("a.xlsx", content, limits)[0] == code


def test_a_sheet_that_claims_to_be_huge_costs_nothing() -> None:
    content = with_sheet(lambda sheet: sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))
    assert read_table("a.xlsx", content) == [TableRow(1, ["text"]), TableRow(2, ["One"])]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ((b'<row r="2"', b'<row r="2000000000"'), ("row-number", 2_000_000_000, "")),
        ((b'<row r="2"', b'<row r="1"'), ("row-number", 1, "")),
        ((b'r="A2"', b'r="XFD2"'), ("too-many-columns", 2, "XFD")),
        ((b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), ("not-plain", 0, "")),
        ((b"<sheetData>", b"<a>" * 100 + b"<sheetData>"), ("not-plain", 0, "")),
        ((b"<sheetData>", b"<!--" + b"x" * 3_000_000 + b"--><sheetData>"), ("not-plain", 0, "")),
        (
            (b"<sheetData>", b"".join(b"<a%d/>" % n for n in range(1000)) + b"<sheetData>"),
            ("not-plain", 0, ""),
        ),
        ((b"</worksheet>", b""), ("unreadable", 0, "")),
    ],
)
def test_a_workbook_made_to_hurt_is_refused_with_its_place(
    change: tuple[bytes, bytes], found: tuple[str, int, str]
) -> None:
    content = with_sheet(lambda sheet: sheet.replace(*change).replace(b'<?xml version="1.0"?>', b""))
    assert problem("a.xlsx", content) == found


def test_rows_far_apart_keep_their_lines_and_cost_nothing() -> None:
    content = with_sheet(lambda sheet: sheet.replace(b'<row r="2"', b'<row r="1000000"'))
    assert [row.line for row in read_table("a.xlsx", content)] == [1, 1_000_000]


def test_few_bytes_that_unpack_to_many_stop_at_the_limit() -> None:
    content = with_sheet(lambda sheet: sheet.replace(b"<sheetData>", b" " * 400_000_000 + b"<sheetData>"))
    assert len(content) < 1_000_000
    tracemalloc.start()
    try:
        assert problem("a.xlsx", content) == ("unpacks-to-too-much", 0, "")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_with_a_directory_without_end_is_not_opened() -> None:
    end = b"PK\x05\x06" + b"\0" * 8 + (40_000_000).to_bytes(4, "little") + b"\0" * 6
    assert problem("a.xlsx", b"PK\x03\x04" + end) == ("not-plain", 0, "")


def test_a_row_without_end_is_not_read_to_its_end() -> None:
    assert problem("a.csv", b"text\n" + b"," * 3_000_000) == ("cell-too-long", 2, "")
    many_lines = b'text\n"' + b"x" * 1000 + b"\n" * 3_000_000
    assert problem("a.csv", many_lines) == ("cell-too-long", 2, "")


def test_a_long_cell_is_read_whoever_read_something_before() -> None:
    before = csv.field_size_limit(100)
    try:
        assert rows("text\n" + "x" * 200_000)[1] == (2, ["x" * 200_000])
    finally:
        csv.field_size_limit(before)


def test_a_row_is_data() -> None:
    assert read_table("a.csv", b"text\n") == [TableRow(1, ["text"])]
