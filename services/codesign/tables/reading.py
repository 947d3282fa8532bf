"""Read what was sent: a table of answers, or a Polis export. For workers; nothing raises for bad content."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kernel.files.problems import Problem
from kernel.text import clean_text
from services.codesign.engine.polis import PolisExport, PolisProblem, TooLarge, polis_name, read_polis_export
from services.codesign.tables.answers import Columns, read_answers
from services.codesign.tables.content import FileContent, FilePerson, FileStatement

POLIS, TABLE = "polis", "table"
PREVIEW_ROWS, MOST_PROBLEMS, LONGEST_STATEMENT = 10, 50, 2000
REMARKS = ("sign_not_certain", "totals_differ", "votes_differ", "statement_without_text", "missing_file")


@dataclass(frozen=True)
class Reading:
    """What a reading found. `asks`: what somebody has to say first, by the names of the two columns."""

    content: FileContent = field(default_factory=FileContent)
    problems: Sequence[Problem] = ()
    remarks: Sequence[Problem] = ()
    asks: Sequence[str] = ()
    header: Sequence[str] = ()
    silent: int = 0
    topic: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As it is kept for the page that shows it."""
        texts = [one.text for one in (self.content.answers or self.content.statements)]
        return {
            "counts": self.content.counts,
            "quotable": sum(answer.may_quote for answer in self.content.answers),
            "said": _said(self.content),
            "problems": [problem.to_dict() for problem in self.problems[:MOST_PROBLEMS]],
            "remarks": [remark.to_dict() for remark in self.remarks[:PREVIEW_ROWS]],
            "asks": list(self.asks),
            "header": list(self.header),
            "silent": self.silent,
            "topic": self.topic[:300],
            "first": [text[:300] for text in texts[:PREVIEW_ROWS]],
        }


def _said(content: FileContent) -> dict[str, int]:
    """How many people the file itself calls answers on paper, by phone and so on."""
    said: dict[str, int] = {}
    for person in content.people:
        if person.said_mode:
            said[person.said_mode] = said.get(person.said_mode, 0) + 1
    return said


def kind_of(names: Sequence[str]) -> str:
    """Whether files are a Polis export or a table of answers, by their names."""
    polis = {polis_name(name) for name in names} - {"", "summary.csv"}
    return POLIS if polis else TABLE


def read_files(kind: str, files: Mapping[str, bytes], *, language: str, columns: Columns, longest: int) -> Reading:
    """What the files hold. Answers may have `longest` characters."""
    if kind == POLIS:
        return read_polis(files, language)
    name, content = next(iter(files.items()))
    table = read_answers(name, content, language=language, longest=longest, columns=columns)
    problems = list(table.problems)
    if not problems and not table.asks and not table.content.answers:
        problems.append(Problem("no-answers"))
    remarks = [Problem("no-consent")] if table.without_consent and table.content.answers else []
    return Reading(table.content, problems, remarks, table.asks, table.header, len(table.without_answer))


def read_polis(files: Mapping[str, bytes], language: str) -> Reading:
    """The files of a Polis export."""
    try:
        export = read_polis_export(dict(files))
    except TooLarge as error:
        return Reading(problems=[Problem("too-large", error.line, file=error.file)])
    except (FileNotFoundError, ValueError):
        return Reading(problems=[Problem("no-polis")])
    bad = [_problem(one) for one in export.problems if one.code not in REMARKS]
    remarks = [_problem(one) for one in export.problems if one.code in REMARKS]
    content = _content(export, language)
    if not bad and not (content.statements and len(content.votes)):
        bad = [Problem("no-votes")]
    return Reading(content, bad, remarks, topic=clean_text(export.topic))


def _problem(found: PolisProblem) -> Problem:
    values = {"detail": found.detail}
    if found.code == "votes_differ":
        values = dict(zip(("differ", "missing", "extra"), re.findall(r"[0-9]+", found.detail), strict=False))
    return Problem(found.code, found.line, values=values, file=found.file)


def _content(export: PolisExport, language: str) -> FileContent:
    """People, the statements that have words, and the votes on these."""
    places = np.full(len(export.statements), -1, dtype=np.int64)
    statements: list[FileStatement] = []
    for place, source in enumerate(export.statements):
        text = clean_text(source.text)[:LONGEST_STATEMENT]
        if text:
            places[place] = len(statements)
            statements.append(FileStatement(str(source.id), text, language, source.moderated == -1, source.created))
    votes = np.column_stack([export.votes.participant, places[export.votes.statement], export.votes.value])
    people = [FilePerson(str(number), "", language) for number in export.participants]
    return FileContent(people, statements, (), votes[votes[:, 1] >= 0].astype(np.int64))


def problems_of(kept: Mapping[str, Any]) -> list[Problem]:
    """The problems of a reading that was kept."""
    return [Problem(**problem) for problem in kept["problems"]]
