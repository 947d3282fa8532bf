"""Read a table of answers (CSV or XLSX) into rows that an import can store, with each problem named by its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kernel.files.tables import NotATable, TableRow, read_table
from kernel.text import clean_text

MOST_ROWS = 100_000

# What people call the columns, in English and Welsh; the first that is there is taken.
HEADINGS = {
    "text": (
        "text",
        "answer",
        "feedback",
        "comment",
        "comments",
        "response",
        "ateb",
        "adborth",
        "sylw",
        "testun",
    ),
    "language": ("language", "lang", "iaith"),
    "stake": ("stake", "who", "voice", "pwy"),
    "mode": ("mode", "how", "channel", "sut"),
    "may_quote": ("may_quote", "quote", "consent", "dyfynnu"),
}
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
    "": "imported",
    "self": "imported",
    "online": "imported",
    "imported": "imported",
}
NO = {"no", "n", "0", "false", "na"}


@dataclass(frozen=True)
class AnswerRow:
    """One answer, ready to store."""

    line: int
    text: str
    language: str
    stake: str
    mode: str
    may_quote: bool


@dataclass(frozen=True)
class RowProblem:
    """Why a line cannot be brought in. Line 0 is the whole file."""

    line: int
    text: str


@dataclass(frozen=True)
class AnswerTable:
    """What a file holds. Rows that say nothing (`without_answer`, by line) are left out: nobody's words are lost."""

    columns: tuple[str, ...]
    text_column: str
    rows: list[AnswerRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    without_answer: list[int] = field(default_factory=list)


def read_answers(name: str, content: bytes, *, language: str, longest: int, text_column: str = "") -> AnswerTable:
    """Rows of a CSV or XLSX file. `text_column` names the column with the answers where it is not obvious.

    Cells are taken as text, never as formulas. Nothing raises for bad content: it becomes problems.
    """
    try:
        cells = read_table(name, content)
    except NotATable as refused:
        return AnswerTable((), "", [], [RowProblem(refused.line, refused.reason)])
    header = [str(cell or "").strip() for cell in cells[0].cells]
    where = _columns(header, text_column)
    if "text" not in where:
        return AnswerTable(
            tuple(header),
            "",
            [],
            [RowProblem(cells[0].line, _("Which column holds the answers? None of the headings says so."))],
        )
    rows: list[AnswerRow] = []
    problems: list[RowProblem] = []
    silent: list[int] = []
    for row in cells[1:]:
        outcome = _row(row, where, language, longest)
        if isinstance(outcome, AnswerRow):
            rows.append(outcome)
        elif outcome is None:
            silent.append(row.line)
        else:
            problems.append(outcome)
    if len(rows) > MOST_ROWS:
        problems.append(RowProblem(0, _("There are more than %(n)d rows. Split the file.") % {"n": MOST_ROWS}))
    return AnswerTable(tuple(header), header[where["text"]], rows, problems, silent)


def _columns(header: Iterable[str], text_column: str) -> dict[str, int]:
    names = [re.sub(r"\s+", " ", heading.strip().lower()) for heading in header]
    where = {
        column: names.index(next(word for word in words if word in names))
        for column, words in HEADINGS.items()
        if any(word in names for word in words)
    }
    if text_column and text_column.strip().lower() in names:
        where["text"] = names.index(text_column.strip().lower())
    return where


def _row(row: TableRow, where: dict[str, int], language: str, longest: int) -> AnswerRow | RowProblem | None:
    line, values = row.line, row.cells

    def cell(column: str) -> str:
        index = where.get(column)
        return "" if index is None or index >= len(values) or values[index] is None else str(values[index]).strip()

    text = clean_text(cell("text"))
    stake, mode, code = (
        STAKES.get(cell("stake").lower()),
        MODES.get(cell("mode").lower()),
        (cell("language") or language).lower()[:2],
    )
    if not text:
        return None
    if len(text) > longest:
        return RowProblem(
            line,
            _("The answer is too long: %(have)d characters, %(limit)d at most.")
            % {"have": len(text), "limit": longest},
        )
    if stake is None:
        return RowProblem(
            line,
            _("“%(what)s” is no stake: use resident, professional or partner.") % {"what": cell("stake")[:40]},
        )
    if mode is None:
        return RowProblem(
            line,
            _("“%(what)s” is no way of answering: use online, paper, phone or assisted.") % {"what": cell("mode")[:40]},
        )
    if not re.fullmatch(r"[a-z]{2}", code):
        return RowProblem(line, _("“%(what)s” is no language code: use en or cy.") % {"what": cell("language")[:40]})
    return AnswerRow(line, text, code, stake, mode, cell("may_quote").lower() not in NO)
