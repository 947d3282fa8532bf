"""Whether the embedded database was set up, and filled with the demo, by exactly this code: then a start is quick."""

import hashlib
import sys
from pathlib import Path

from coprod.embedded.place import PROJECT, Place, write_private

# Migrations, roles, privileges and the demo are all made by these.
SOURCES = ("coprod", "kernel", "participants", "services")
LOCK = PROJECT / "requirements" / "base.txt"


def is_prepared(place: Place, mode: str) -> bool:
    """Whether nothing has changed since the database was last set up in this place."""
    note = _note(place)
    return note.is_file() and note.read_text() == _digest(mode)


def note_prepared(place: Place, mode: str) -> None:
    """Remember that the database is set up."""
    write_private(_note(place), _digest(mode))


def _note(place: Place) -> Path:
    # In the data's own directory, so that it goes when the data goes.
    return place.home / "prepared"


def _digest(mode: str) -> str:
    digest = hashlib.sha256(f"{sys.version} {mode}".encode())
    for path in (*sorted(path for folder in SOURCES for path in (PROJECT / folder).rglob("*.py")), LOCK):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
