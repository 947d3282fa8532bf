"""What reading a file may cost. Everything is counted while it is read, never taken from what a file says of itself."""

import time
from dataclasses import dataclass

from kernel.files.problems import NotATable

SHEET_ROWS = 1_048_576  # as many as spreadsheet programs have


@dataclass(frozen=True)
class Limits:
    """At most so many rows, columns, cells (empty ones between others count), characters, unpacked bytes, seconds."""

    rows: int = 100_000
    columns: int = 1000
    cells: int = 2_000_000
    characters: int = 60_000_000
    row_characters: int = 2_000_000
    unpacked: int = 150 * 1024 * 1024
    seconds: float = 90


class Budget:
    """What one reading has used up. Each method counts, and raises NotATable where a limit is passed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = self.cells = self.characters = self.unpacked = 0
        self.until = time.monotonic() + limits.seconds

    def tick(self) -> None:
        """Stop where it takes too long."""
        if time.monotonic() > self.until:
            raise NotATable("too-slow")

    def unpack(self, size: int) -> None:
        """Bytes that came out of an archive."""
        self.unpacked += size
        if self.unpacked > self.limits.unpacked:
            raise NotATable("unpacks-to-too-much")
        self.tick()

    def row(self, line: int, cells: list[str]) -> None:
        """A whole row, without empty cells at its end."""
        if len(cells) > self.limits.columns:
            raise NotATable("too-many-columns", line, column_name(len(cells)), most=self.limits.columns)
        self.rows += 1
        self.cells += len(cells)
        self.characters += sum(map(len, cells))
        if self.rows > self.limits.rows:
            raise NotATable("too-many-rows", line, most=self.limits.rows)
        if self.cells > self.limits.cells:
            raise NotATable("too-many-cells", line, most=self.limits.cells)
        if self.characters > self.limits.characters:
            raise NotATable("too-much-text", line)
        if self.rows % 1000 == 0:
            self.tick()


def column_name(number: int) -> str:
    """How spreadsheets call a column: 1 is A, 27 is AA."""
    name = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
