"""The table of planted faults, and where each has its place in a checkout."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent / "_faults.toml"
# What a fault can be planted in: the product, not what tests, measures or describes it.
PLACES = ("assessment", "coprod", "governance", "kernel", "locale", "participants", "services", "templates")
SUFFIXES = {".html", ".po", ".py", ".txt"}


class DoesNotApply(Exception):
    """A fault's text is not there, or is there more than once."""


@dataclass(frozen=True)
class Edit:
    """One replacement. `choices` are (find, put) pairs, of which the first that has its place is taken."""

    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fault:
    """A fault by name and kind, how it is planted, and the tests that are asked.

    `tests` are paths or globs from the root. Where they miss the fault, the test files in which one of the words of
    `mentions` stands are asked too: a test may have moved.
    """

    name: str
    kind: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    mentions: tuple[str, ...]


def faults(table: Path = TABLE) -> list[Fault]:
    """Every fault of the table, in its order."""
    return [
        Fault(
            name=row["name"],
            kind=row["kind"],
            edits=tuple(Edit(tuple((c["find"], c["put"]) for c in _choices(edit))) for edit in row["edit"]),
            tests=tuple(row["tests"]),
            mentions=tuple(row.get("mentions", ())),
        )
        for row in tomllib.loads(table.read_text(encoding="utf-8"))["fault"]
    ]


def _choices(edit: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [edit, *edit.get("or", [])]


def sources(root: Path) -> dict[Path, str]:
    """The product's files by their path from the root."""
    return {
        path.relative_to(root): path.read_text(encoding="utf-8")
        for place in PLACES
        for path in sorted((root / place).rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
    }


def planted(fault: Fault, files: Mapping[Path, str]) -> dict[Path, str]:
    """The files that a fault changes, as they are with it. DoesNotApply where its text has no single place."""
    changed: dict[Path, str] = {}
    for edit in fault.edits:
        path, text = _edited(edit, {**files, **changed})
        changed[path] = text
    return changed


def _edited(edit: Edit, files: Mapping[Path, str]) -> tuple[Path, str]:
    places = [0]
    for find, put in edit.choices:
        pattern = _pattern(find)
        found = [(path, match) for path, text in files.items() for match in pattern.finditer(text)]
        if len(found) == 1:
            [(path, match)] = found
            return path, files[path][: match.start()] + put + files[path][match.end() :]
        places.append(len(found))
    raise DoesNotApply(f"“{edit.choices[0][0].strip()}” is in {max(places)} places")


def _pattern(find: str) -> re.Pattern[str]:
    """Spaces stand for any white space, so that a line that was broken anew is found again."""
    return re.compile(r"\s+".join(map(re.escape, find.split())))


def tests_of(fault: Fault, root: Path) -> tuple[list[str], list[str]]:
    """The test files that are asked first, and those asked where these miss the fault."""
    named = [path for pattern in fault.tests for path in sorted(root.glob(pattern))]
    first = {file for path in named for file in (path.rglob("test_*.py") if path.is_dir() else [path])}
    mentioning = {file for file in (root / "tests").rglob("test_*.py") if _mentions(file, fault.mentions)}
    found = [sorted(str(file.relative_to(root)) for file in files) for files in (first, mentioning - first)]
    return found[0], found[1]


def _mentions(file: Path, words: Iterable[str]) -> bool:
    if {"browser", "journeys"} & set(file.parts):
        return False
    text = file.read_text(encoding="utf-8")
    return any(word in text for word in words)
