"""Tables that people bring in: what can be read, from which line on it cannot, and what a small file may cost."""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook

from kernel.files import tables
from kernel.files.tables import NotATable, TableRow, read_table


def rows(content: str | bytes, name: str = "answers.csv") -> list[tuple[int, list[object]]]:
    raw = content.encode() if isinstance(content, str) else content
    return [(row.line, list(row.cells)) for row in read_table(name, raw)]


def workbook(*lines: tuple[object, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
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
    assert rows(content, "answers.csv") == [(1, ["text", "votes"]), (3, [None, 3])]


@pytest.mark.parametrize(
    ("name", "content", "words", "line"),
    [
        ("a.csv", b"", "The file is empty.", 0),
        ("a.csv", b" \n,,\n", "The file is empty.", 0),
        ("a.csv", b"text\x00\n", "cannot be read as a table (ValueError)", 0),
        ("a.csv", b'text\nOne\n"Two" and more\nThree\n', "quotation marks", 3),
        ("a.csv", b'text\n"never closed\n', "quotation marks", 2),
        ("a.xlsx", b"no workbook", "cannot be read as a table (BadZipFile)", 0),
        ("a.xlsx", b"PK\x03\x04 broken", "cannot be read as a table (BadZipFile)", 0),
    ],
)
def test_what_cannot_be_read_says_why_and_where(name: str, content: bytes, words: str, line: int) -> None:
    with pytest.raises(NotATable) as refused:
        read_table(name, content)
    assert words in refused.value.reason
    assert refused.value.line == line


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1000)
    with pytest.raises(NotATable):
        read_table("a.xlsx", workbook(("text",), ("More light",)))


def test_columns_beyond_the_limit_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_COLUMNS", 2)
    assert rows("a,b,c\n") == [(1, ["a", "b"])]
    assert rows(workbook(("a", "b", "c"))) == [(1, ["a", "b"])]


def test_a_sheet_that_claims_to_be_huge_costs_nothing() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("text",), ("One",)))) as small, zipfile.ZipFile(file, "w") as claims:
        for entry in small.infolist():
            content = small.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b'<dimension ref="A1:A2" />', b'<dimension ref="A1:XFD20000" />')
                assert b"XFD20000" in content
            claims.writestr(entry.filename, content)
    found = read_table("a.xlsx", file.getvalue())
    assert [(row.line, row.cells[0], len(row.cells)) for row in found] == [(1, "text", 1000), (2, "One", 1000)]


def test_a_long_cell_is_read_whoever_read_something_before() -> None:
    before = csv.field_size_limit(100)
    try:
        assert rows("text\n" + "x" * 200_000)[1] == (2, ["x" * 200_000])
    finally:
        csv.field_size_limit(before)


def test_a_row_is_data() -> None:
    assert read_table("a.csv", b"text\n") == [TableRow(1, ["text"])]
