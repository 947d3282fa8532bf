"""Read the export folder of a Polis conversation: comments, votes and the participant table.

Exports differ: the sign of a vote in `votes.csv` is not the same in every export, timestamps are in seconds
or in milliseconds, and texts hold commas, quotes and line breaks. The sign is decided by the totals in
`comments.csv`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from services.codesign.engine.opinion.triplets import Triplets

FILES = ("summary.csv", "comments.csv", "votes.csv", "participants-votes.csv")
# Later than this in seconds is the year 5138, so a larger number counts milliseconds.
_LATEST_SECONDS = 100_000_000_000
_MOST_CELL = 10_000_000


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

    def report(self, file: str, line: int, code: str, detail: str = "") -> None:
        self.problems.append(PolisProblem(file, line, code, detail))

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows of a file with the line each starts on; rows of the wrong length are reported and left out."""
        reader = csv.reader(io.StringIO(self.files[name], newline=""), strict=False)
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
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
            elif len(cells) != len(header):
                self.report(name, start, "wrong_number_of_cells", f"{len(cells)} instead of {len(header)}")
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
        raw = {Path(name).name: content for name, content in source.items()}
    else:
        folder = Path(source)
        raw = {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}
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
    text = reading.files.get("summary.csv", "")
    return {row[0].strip(): row[1].strip() for row in csv.reader(io.StringIO(text, newline="")) if len(row) > 1}


def _integer(value: str) -> int | None:
    try:
        number = float(value)
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None


def _milliseconds(value: str) -> int | None:
    number = _integer(value)
    if number is None or number < 0:
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
            if name.isdecimal() and cell.strip():
                value = _integer(cell)
                if value in (-1, 0, 1):
                    votes[participant, int(name)] = value
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
