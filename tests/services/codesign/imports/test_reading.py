"""What a worker finds in files: which column holds what, every problem with its place, consent as it was given."""

import io

import pytest
from django.utils import translation
from openpyxl import Workbook

from services.codesign.tables.answers import Columns
from services.codesign.tables.problems import remark_of, words_of
from services.codesign.tables.reading import Reading, kind_of, read_files
from tests.services.codesign.imports.bringing import COMMENTS, POLIS, VOTES


def table(content: str | bytes, *, name: str = "a.csv", columns: Columns | None = None) -> Reading:
    raw = content.encode() if isinstance(content, str) else content
    return read_files("table", {name: raw}, language="en", columns=columns or Columns(), longest=5000)


def polis(**changes: str) -> Reading:
    files = {"comments.csv": COMMENTS, "votes.csv": VOTES} | {f"{name}.csv": text for name, text in changes.items()}
    return read_files(
        "polis", {name: text.encode() for name, text in files.items()}, language="en", columns=Columns(), longest=5000
    )


def words(found: Reading) -> list[str]:
    return [words_of(problem) for problem in found.problems]


def test_xlsx_is_read_and_its_formulas_are_text() -> None:
    book, stored = Workbook(), io.BytesIO()
    for cell in ("answer", "😀 مرحبا <b>bold</b>", 12):
        book.active.append([cell])
    book.save(stored)
    found = table(stored.getvalue(), name="a.xlsx")
    assert [answer.text for answer in found.content.answers] == ["😀 مرحبا <b>bold</b>", "12"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty."),
        ("answer,stake\nHello,king\n", "Line 2, column B: “king” is no stake"),
        ("answer,mode\nHello,pigeon\n", "Line 2, column B: “pigeon” is no way"),
        ("note,answer\n," + "x" * 5001 + "\n", "Line 2, column B: The answer is too long: 5001"),
        ('answer\nFine\n"Two" and more\n', "Line 3: The quotation marks"),
        ("answer\n" + "," * 1001 + "x\n", "Line 2, column ALN: Something stands beyond column 1000"),
        ("answer\nFine\x00\n", "Line 2: There is something here that is no text"),
        ("answer,note\n,nothing said\n", "There are no answers in this file."),
    ],
)
def test_bad_tables_are_named_by_line_and_column(content: str, said: str) -> None:
    found = table(content)
    assert [line[: len(said)] for line in words(found)] == [said]


def test_rows_in_which_nothing_can_be_seen_say_nothing() -> None:
    found = table("answer\n\u200b\n\ufeff\nA real one\n\u2060\u3164\n")
    assert [answer.text for answer in found.content.answers] == ["A real one"]
    assert found.silent == 3


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("yes", True), ("Yes", True), ("TRUE", True), ("Ie", True), ("Ydw", True), ("1", True),
        ("no", False), ("No thank you", False), ("Do not quote", False), ("N/A", False), ("Nac ydw", False),
        ("", False), ("Refused", False), ("yes, but not my name", False), ("maybe", False), ("0", False),
    ],
)  # fmt: skip
def test_anything_but_a_plain_yes_is_no(said: str, may: bool) -> None:
    found = table(f'answer,consent\nIt is dark,"{said}"\n')
    assert [answer.may_quote for answer in found.content.answers] == [may]


QUESTION = "We usually publish responses. Would you be happy for your own response to be published in full?"


def test_a_consent_column_that_nobody_knows_is_asked_about() -> None:
    content = f'answer,"{QUESTION}"\nmine may be shown,Yes\nkeep mine private,No\n'
    asked = table(content)
    assert (asked.asks, asked.content.answers) == (["consent"], ())
    assert asked.header == ("answer", QUESTION)
    told = table(content, columns=Columns(consent=QUESTION))
    assert [answer.may_quote for answer in told.content.answers] == [True, False]
    nobody_asked = table(content, columns=Columns(consent=""))
    assert [answer.may_quote for answer in nobody_asked.content.answers] == [False, False]


def test_without_a_consent_column_nobody_has_agreed_and_the_page_says_so() -> None:
    found = table("answer\nIt is dark\n")
    assert [answer.may_quote for answer in found.content.answers] == [False]
    assert "does not say who agreed" in remark_of(found.remarks[0].to_dict())


@pytest.mark.parametrize(
    "content",
    [
        "name,age\nA,1\n",
        "answer,comments\nOne,Two\n",
        "id;title/es;body;comments\n1;Árboles;Más árboles;34\n",
        "id,comments\n12,34\n13,2\n",
    ],
)
def test_which_column_holds_the_answers_is_asked_where_it_is_not_plain(content: str) -> None:
    asked = table(content)
    assert (asked.asks, asked.problems) == (["text"], [])
    chosen = asked.header[1]
    assert len(table(content, columns=Columns(text=chosen)).content.answers) >= 1


def test_a_column_that_is_not_there_is_said() -> None:
    assert words(table("answer\nOne\n", columns=Columns(text="Ateb"))) == ["There is no column “Ateb” in this file."]


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("votes", "9,x,1,1" + "0" * 80 + ",1", "votes.csv, line 10: One of these is no number of a person"),
        ("votes", "9,x,1,1e80,1", "votes.csv, line 10: One of these is no number of a person"),
        ("votes", "1e18,x,1,7,1", "votes.csv, line 10: “1e18” is no time."),
        ("votes", "9,x,2,zwei,1", "votes.csv, line 10: One of these is no number of a person"),
        ("votes", "9,x,2,7,2", "votes.csv, line 10: “2” is no vote"),
        ("comments", "1658934589213000000,x,4,0,0,0,1,Late", "comments.csv, line 6: “1658934589213000000” is no time."),
        ("comments", "1,x,1e400,0,0,0,1,Far", "comments.csv, line 6: “1e400” is no number of a statement."),
    ],
)
def test_a_number_or_time_beyond_all_is_named_by_its_line(file: str, line: str, said: str) -> None:
    text = {"votes": VOTES, "comments": COMMENTS}[file] + line + "\n"
    assert [one[: len(said)] for one in words(polis(**{file: text}))] == [said]


def test_votes_without_end_stop_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.codesign.engine.polis.MOST_CELLS", 40)
    assert words(polis())[0].startswith("votes.csv, line 2: There are more rows or cells")


def test_totals_that_fit_both_ways_or_neither_are_said_before_it_comes_in() -> None:
    unsure = polis(
        comments=COMMENTS.replace(",2,1,1,", ",0,0,1,").replace(",1,1,0,", ",0,0,0,").replace(",1,0,-1", ",0,0,-1")
    )
    assert "wrong way round" in remark_of(unsure.remarks[0].to_dict())
    off = polis(comments=COMMENTS.replace(",2,1,1,", ",50,1,1,"))
    assert any("differ" in remark_of(remark.to_dict()) for remark in off.remarks)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("comments.csv", "polis"),
        ("Comments.csv", "polis"),
        ("comments (1).csv", "polis"),
        ("2026-01-31-1704-7abcdefgh-comments.csv", "polis"),
        ("2026-02-01-0900-7abcdefgh-participant-votes.csv", "polis"),
        ("participants-votes.csv", "polis"),
        ("answers.csv", "table"),
        ("our comments.xlsx", "table"),
        ("summary.csv", "table"),
    ],
)
def test_files_of_an_export_are_known_as_people_download_them(name: str, kind: str) -> None:
    assert kind_of([name]) == kind


def test_an_export_under_other_names_is_the_same() -> None:
    other = {"2026-01-31-x-comments.csv": POLIS["comments.csv"], "Votes (2).csv": POLIS["votes.csv"]}
    found = read_files("polis", other, language="en", columns=Columns(), longest=5000)
    assert found.content.digest() == polis().content.digest()
    assert found.problems == []


def test_problems_are_in_the_language_of_who_reads_them() -> None:
    found = table("answer,stake\nHello,king\n")
    with translation.override("cy"):
        assert words(found) != ["Line 2, column B: “king” is no stake: use resident, professional or partner."]
