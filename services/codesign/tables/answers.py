"""Read a table of answers (CSV or XLSX) into what an import can store, with each problem named by line and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kernel.files.budget import column_name
from kernel.files.problems import NotATable, Problem
from kernel.files.tables import read_table
from kernel.files.workbooks import TableRow
from kernel.text import clean_text
from services.codesign.tables.content import FileAnswer, FileContent, FilePerson

# What people call the columns, in English and Welsh and where platforms write them so.
HEADINGS = {
    "text": (
        "text", "answer", "feedback", "comment", "comments", "response", "ateb", "adborth", "sylw", "testun", "body",
        "body/en", "body/cy",
    ),
    "language": ("language", "lang", "iaith"),
    "stake": ("stake", "who", "voice", "pwy"),
    "mode": ("mode", "how", "channel", "sut"),
    "may_quote": ("may_quote", "quote", "consent", "dyfynnu", "caniatâd", "cydsyniad"),
}  # fmt: skip
# Headings that seem to ask whether words may be shown. What they mean, a person says.
SEEMS_CONSENT = re.compile(
    r"consent|permission|quot|publish|shar(e|ing)|show|happy for|may we|can we|anonym|dyfyn|caniat|cydsyn|cyhoedd|rhann"
)
STAKES = {
    "citizen": "citizen",
    "resident": "citizen",
    "public": "citizen",
    "preswylydd": "citizen",
    "patient": "citizen",
    "professional": "professional",
    "staff": "professional",
    "gweithiwr": "professional",
    "partner": "partner",
    "partner organisation": "partner",
    "partneriaid": "partner",
    "": "",
}
MODES = {
    "paper": "paper",
    "papur": "paper",
    "phone": "phone",
    "ffôn": "phone",
    "assisted": "assisted",
    "self": "self",
    "online": "self",
    "": "",
    "imported": "",
}
# A plain yes. Whatever else stands in a column about consent is no.
YES = {"yes", "y", "true", "1", "ie", "ydw", "ydy", "cewch"}
MOST_HEADINGS = 200


@dataclass(frozen=True)
class Columns:
    """Which headings somebody chose. "" for the answers: as the headings say. None for consent: nobody has said yet,
    "": the people were not asked.
    """

    text: str = ""
    consent: str | None = None


@dataclass(frozen=True)
class AnswerTable:
    """What a file holds. Rows that say nothing (`without_answer`, by line) are left out: nobody's words are lost."""

    header: tuple[str, ...] = ()
    content: FileContent = field(default_factory=FileContent)
    problems: Sequence[Problem] = ()
    asks: Sequence[str] = ()
    without_answer: Sequence[int] = ()
    without_consent: bool = False


def read_answers(name: str, content: bytes, *, language: str, longest: int, columns: Columns) -> AnswerTable:
    """Rows of a CSV or XLSX file. Nothing raises for bad content: it becomes problems, and what is not plain is asked.

    Cells are taken as text, never as formulas.
    """
    try:
        rows = read_table(name, content)
    except NotATable as refused:
        return AnswerTable(problems=[refused.problem])
    header = tuple(cell.strip()[:200] for cell in rows[0].cells)
    where, asks, unknown = _columns(header, rows[1:], columns)
    if unknown:
        return AnswerTable(header[:MOST_HEADINGS], problems=[Problem("no-such-column", values={"what": unknown})])
    if asks:
        return AnswerTable(header[:MOST_HEADINGS], asks=asks)
    return _read_rows(header, rows[1:], where, language, longest)


def _read_rows(
    header: tuple[str, ...], rows: Sequence[TableRow], where: Mapping[str, int], language: str, longest: int
) -> AnswerTable:
    people: list[FilePerson] = []
    answers: list[FileAnswer] = []
    problems: list[Problem] = []
    silent: list[int] = []
    for row in rows:
        outcome = _row(row, where, language, longest)
        if outcome is None:
            silent.append(row.line)
        elif isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            person, text, may_quote = outcome
            answers.append(FileAnswer(len(people), text, person.language, may_quote))
            people.append(person)
    content = FileContent(people, (), answers)
    return AnswerTable(header[:MOST_HEADINGS], content, problems, (), silent, "may_quote" not in where)


def _columns(header: Sequence[str], rows: Sequence[TableRow], chosen: Columns) -> tuple[dict[str, int], list[str], str]:
    """Where each column is, what is to be asked, and a chosen heading that is not there."""
    names = [_plain(heading) for heading in header]
    found = {column: [place for place, name in enumerate(names) if name in words] for column, words in HEADINGS.items()}
    where = {column: places[0] for column, places in found.items() if places}
    asks = []
    if chosen.text:
        if _plain(chosen.text) not in names:
            return {}, [], chosen.text
        where["text"] = names.index(_plain(chosen.text))
    elif len(found["text"]) != 1 or not _holds_words(rows, found["text"][0]):
        asks.append("text")
    if chosen.consent:
        if _plain(chosen.consent) not in names:
            return {}, [], chosen.consent
        where["may_quote"] = names.index(_plain(chosen.consent))
    elif chosen.consent == "":
        where.pop("may_quote", None)
    elif len(found["may_quote"]) > 1 or not found["may_quote"] and any(map(SEEMS_CONSENT.search, names)):
        asks.append("consent")
    return where, asks, ""


def _plain(heading: str) -> str:
    return re.sub(r"\s+", " ", heading.strip().lower())


def _holds_words(rows: Sequence[TableRow], column: int) -> bool:
    """Whether anything but numbers stands in a column, or nothing at all does."""
    cells = [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column].strip()]
    return not cells or any(not re.fullmatch(r"[\d\s.,%-]+", cell) for cell in cells)


def _row(
    row: TableRow, where: Mapping[str, int], language: str, longest: int
) -> tuple[FilePerson, str, bool] | Problem | None:
    def cell(column: str) -> str:
        place = where.get(column)
        return "" if place is None or place >= len(row.cells) else row.cells[place].strip()

    def problem(code: str, column: str, **values: object) -> Problem:
        return Problem(code, row.line, column_name(where.get(column, 0) + 1), values or {"what": cell(column)[:40]})

    text = clean_text(cell("text"))
    stake, mode = STAKES.get(cell("stake").lower()), MODES.get(cell("mode").lower())
    code = (cell("language") or language).lower()[:2]
    if not text:
        return None
    if len(text) > longest:
        return problem("answer-too-long", "text", have=len(text), limit=longest)
    if stake is None:
        return problem("stake", "stake")
    if mode is None:
        return problem("mode", "mode")
    if not re.fullmatch(r"[a-z]{2}", code):
        return problem("language", "language")
    return FilePerson(str(row.line), stake, code, mode), text, cell("may_quote").lower() in YES
