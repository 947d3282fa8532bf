"""Read the export folder of a Polis conversation: comments, votes and the participant table.

Exports differ: the sign of a vote in `votes.csv` is not the same in every export, timestamps are in seconds
or in milliseconds, and texts hold commas, quotes and line breaks. The sign is decided by the totals in
`comments.csv`. Rows, cells and numbers are bounded, so that no file can use up memory or time.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from services.codesign.engine.opinion.triplets import Triplets

FILES = ("summary.csv", "comments.csv", "votes.csv", "participants-votes.csv")
# A file's name as the report page, a browser that has it already, or a spreadsheet program may write it.
_NAME = re.compile(r"(?:^|[-_ .])(summary|comments|votes|participants?-votes)(?: ?\(\d+\))?\.csv$", re.IGNORECASE)
# Later than this in seconds is the year 5138, so a larger number counts milliseconds; none is later than that year.
_LATEST_SECONDS = 100_000_000_000
_LATEST_MILLISECONDS = 1000 * _LATEST_SECONDS
_MOST_CELL = 1_000_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.0*)?|[+-]?[0-9](?:\.[0-9]{1,14})?[eE]\+?(?:0?[0-9]|1[0-4])")
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_ROW, MOST_PROBLEMS = 3_000_000, 20_000, 30_000_000, 2_000_000, 200


class TooLarge(ValueError):
    """A file has more rows, columns or cells than any conversation; `file` and `line` say where that was seen."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(f"{file}:{line}")
        self.file, self.line = file, line


def polis_name(name: str) -> str:
    """Which file of an export somebody's file is, by its name; "" for none."""
    found = _NAME.search(Path(name).name)
    kind = found[1].lower().replace("participant-", "participants-") if found else ""
    return f"{kind}.csv" if kind else ""


@dataclass(frozen=True)
class PolisStatement:
    """One statement: `moderated` is 1 accepted, 0 not looked at, -1 rejected; `created` in milliseconds since
    1970.
    """

    id: int
    text: str
    author: int | None
    moderated: int
    created: int | None


@dataclass(frozen=True)
class PolisProblem:
    """Something in a file that could not be read or does not add up; `line` counts from 1, 0 is the whole
    file.
    """

    file: str
    line: int
    code: str
    detail: str


@dataclass(frozen=True, eq=False)
class PolisExport:
    """A conversation as exported; votes are positions in `participants` and `statements`, 1 is agree."""

    topic: str
    url: str
    statements: list[PolisStatement]
    votes: Triplets
    participants: list[int]
    published_group: list[int | None]
    problems: list[PolisProblem] = field(default_factory=list)


@dataclass
class _Reading:
    files: dict[str, str]
    problems: list[PolisProblem] = field(default_factory=list)
    cells: int = 0

    def report(self, file: str, line: int, code: str, detail: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS or not line:
            self.problems.append(PolisProblem(file, line, code, detail[:80]))

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a file; TooLarge for one that no row of a conversation has."""
        for number, line in enumerate(io.StringIO(self.files[name], newline=""), start=1):
            if len(line) > MOST_ROW or number > MOST_ROWS:
                raise TooLarge(name, number)
            yield line

    def count(self, name: str, line: int, cells: int) -> None:
        """Count a row's cells."""
        self.cells += cells
        if cells > MOST_COLUMNS or self.cells > MOST_CELLS:
            raise TooLarge(name, line)

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows of a file with the line each starts on; rows of the wrong length are reported and left out."""
        reader = csv.reader(self.lines(name), strict=False)
        header: list[str] | None = None
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.report(name, line, "bad_row", str(error))
                line = reader.line_num + 1
                continue
            start, line = line, reader.line_num + 1
            self.count(name, start, len(cells))
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
            elif len(cells) != len(header):
                self.report(name, start, "wrong_number_of_cells", f"{len(cells)} / {len(header)}")
            else:
                yield start, dict(zip(header, cells, strict=True))


def read_polis_export(source: str | Path | Mapping[str, bytes | str]) -> PolisExport:
    """Read a folder, or a mapping of file names to content. Bad rows are left out and listed in `problems`.

    Raises `FileNotFoundError` where neither `votes.csv` nor `participants-votes.csv` is there.
    """
    reading = _Reading(_load(source))
    if "votes.csv" not in reading.files and "participants-votes.csv" not in reading.files:
        raise FileNotFoundError("votes.csv or participants-votes.csv")
    csv.field_size_limit(_MOST_CELL)
    summary = _summary(reading)
    statements, totals = _statements(reading)
    table, groups = _participants(reading)
    votes = _votes(reading) if "votes.csv" in reading.files else None
    if votes is None:
        votes = _orient(reading, table, totals, "participants-votes.csv")
    else:
        votes = _orient(reading, votes, totals, "votes.csv")
        _cross_check(reading, votes, _orient(reading, table, totals, "participants-votes.csv"))
    known = {statement.id for statement in statements}
    for number in sorted({statement for _, statement in votes} - known):
        reading.report("comments.csv", 0, "statement_without_text", str(number))
        statements.append(PolisStatement(number, "", None, 0, None))
    statements.sort(key=lambda statement: statement.id)
    people = sorted({participant for participant, _ in votes} | set(groups))
    return PolisExport(
        summary.get("topic", ""),
        summary.get("url", ""),
        statements,
        _triplets(votes, people, [statement.id for statement in statements]),
        people,
        [groups.get(participant) for participant in people],
        reading.problems,
    )


Votes = dict[tuple[int, int], int]
Totals = dict[int, tuple[int, int]]


def _load(source: str | Path | Mapping[str, bytes | str]) -> dict[str, str]:
    if isinstance(source, Mapping):
        raw = {polis_name(name): content for name, content in source.items()}
    else:
        files = sorted(file for file in Path(source).iterdir() if file.is_file() and polis_name(file.name))
        raw = {polis_name(file.name): file.read_bytes() for file in files}
    return {name: _text(content) for name, content in raw.items() if name in FILES}


def _text(content: bytes | str) -> str:
    text = _decoded(content) if isinstance(content, bytes) else content
    return text.removeprefix("\ufeff").replace("\x00", "")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _summary(reading: _Reading) -> dict[str, str]:
    text = reading.files.get("summary.csv", "")[:MOST_ROW]
    return {row[0].strip(): row[1].strip() for row in csv.reader(io.StringIO(text, newline="")) if len(row) > 1}


def _integer(value: str) -> int | None:
    """A whole number of up to fifteen digits, as spreadsheet programs write it too (1.5E+3); None for anything else."""
    written = value.strip()
    if not _NUMBER.fullmatch(written):
        return None
    number = float(written)
    return int(number) if number.is_integer() else None


def _milliseconds(value: str) -> int | None:
    number = _integer(value)
    if number is None or not 0 <= number < _LATEST_MILLISECONDS:
        return None
    return number * 1000 if number < _LATEST_SECONDS else number


def _statements(reading: _Reading) -> tuple[list[PolisStatement], Totals]:
    found: dict[int, PolisStatement] = {}
    totals: Totals = {}
    if "comments.csv" not in reading.files:
        reading.report("comments.csv", 0, "missing_file")
        return [], totals
    for line, row in reading.rows("comments.csv"):
        number = _integer(row.get("comment-id", ""))
        if number is None or number < 0:
            reading.report("comments.csv", line, "bad_statement_number", row.get("comment-id", ""))
            continue
        if number in found:
            reading.report("comments.csv", line, "statement_twice", str(number))
            continue
        moderated = _integer(row.get("moderated", "0") or "0")
        if moderated not in (-1, 0, 1):
            reading.report("comments.csv", line, "bad_moderation", row.get("moderated", ""))
            moderated = 0
        author, created = _integer(row.get("author-id", "")), _milliseconds(row.get("timestamp", ""))
        if created is None and row.get("timestamp", "").strip():
            reading.report("comments.csv", line, "bad_time", row["timestamp"])
        found[number] = PolisStatement(number, row.get("comment-body", "").strip(), author, moderated, created)
        agrees, disagrees = _integer(row.get("agrees", "")), _integer(row.get("disagrees", ""))
        if agrees is not None and disagrees is not None:
            totals[number] = (agrees, disagrees)
    return list(found.values()), totals


def _votes(reading: _Reading) -> Votes:
    """The votes as written, before the sign is known: the latest of each person and statement, else the last
    row.
    """
    latest: dict[tuple[int, int], tuple[int, int]] = {}
    for line, row in reading.rows("votes.csv"):
        participant, statement = _integer(row.get("voter-id", "")), _integer(row.get("comment-id", ""))
        value = _integer(row.get("vote", ""))
        if participant is None or statement is None or participant < 0 or statement < 0:
            reading.report("votes.csv", line, "bad_number", f"{row.get('voter-id')}, {row.get('comment-id')}")
        elif value not in (-1, 0, 1):
            reading.report("votes.csv", line, "bad_vote", row.get("vote", ""))
        else:
            moment = _milliseconds(row.get("timestamp", ""))
            if moment is None:
                reading.report("votes.csv", line, "bad_time", row.get("timestamp", ""))
            held = latest.get((participant, statement))
            if held is None or (moment or 0) >= held[0]:
                latest[participant, statement] = (moment or 0, value)
    return {cell: value for cell, (_, value) in latest.items()}


def _participants(reading: _Reading) -> tuple[Votes, dict[int, int | None]]:
    votes: Votes = {}
    groups: dict[int, int | None] = {}
    if "participants-votes.csv" not in reading.files:
        return votes, groups
    for line, row in reading.rows("participants-votes.csv"):
        participant = _integer(row.get("participant", ""))
        if participant is None or participant < 0 or participant in groups:
            reading.report("participants-votes.csv", line, "bad_participant", row.get("participant", ""))
            continue
        groups[participant] = _integer(row.get("group-id", ""))
        for name, cell in row.items():
            statement = _integer(name) if name.isdecimal() else None
            if statement is not None and cell.strip():
                value = _integer(cell)
                if value in (-1, 0, 1):
                    votes[participant, statement] = value
                else:
                    reading.report("participants-votes.csv", line, "bad_vote", f"{name}: {cell}")
    return votes, groups


def _orient(reading: _Reading, votes: Votes, totals: Totals, file: str) -> Votes:
    """Turn the votes round where that fits the published totals of agreement better."""
    counted: dict[int, list[int]] = {}
    for (_, statement), value in votes.items():
        if value:
            counted.setdefault(statement, [0, 0])[0 if value > 0 else 1] += 1
    as_written = turned = 0
    for statement, (agrees, disagrees) in totals.items():
        plus, minus = counted.get(statement, (0, 0))
        as_written += abs(plus - agrees) + abs(minus - disagrees)
        turned += abs(minus - agrees) + abs(plus - disagrees)
    if votes and as_written == turned:
        reading.report(file, 0, "sign_not_certain", "the totals fit both ways")
    said, off = sum(agrees + disagrees for agrees, disagrees in totals.values()), min(as_written, turned)
    if votes and off * 2 > said:
        reading.report(file, 0, "totals_differ", f"{off} / {said}")
    if turned < as_written:
        return {cell: -value for cell, value in votes.items()}
    return votes


def _cross_check(reading: _Reading, votes: Votes, table: Votes) -> None:
    if not table:
        return
    differing = sum(1 for cell, value in table.items() if cell in votes and votes[cell] != value)
    missing, extra = len(table.keys() - votes.keys()), len(votes.keys() - table.keys())
    if differing or missing or extra:
        detail = f"{differing} votes differ, {missing} only here, {extra} only in votes.csv"
        reading.report("participants-votes.csv", 0, "votes_differ", detail)


def _triplets(votes: Votes, people: list[int], statements: list[int]) -> Triplets:
    row = {participant: place for place, participant in enumerate(people)}
    column = {statement: place for place, statement in enumerate(statements)}
    cells = sorted(votes)
    return Triplets(
        np.array([row[participant] for participant, _ in cells], dtype=np.int64),
        np.array([column[statement] for _, statement in cells], dtype=np.int64),
        np.array([votes[cell] for cell in cells], dtype=np.int8),
    )
