"""The only source of time in rules. Demo and tests may move it; production cannot."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_local_offset: timedelta | None = None


class ClockCannotMove(RuntimeError):
    """Somebody tried to move the clock where settings forbid it."""


def now() -> datetime:
    """The time, in UTC, that every rule reads."""
    return timezone.now() + _offset()


def move(by: timedelta) -> datetime:
    """Move the clock of all processes on by an interval, and return the new time."""
    path = _clock_file()
    if path is None:
        raise ClockCannotMove("This installation does not allow its clock to be moved.")
    offset = _file_offset(path) + by
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(str(offset.total_seconds()), encoding="ascii")
    temporary.replace(path)
    return now()


@contextlib.contextmanager
def travel_to(moment: datetime) -> Iterator[None]:
    """Within this process, for all its threads, let time run on from `moment`."""
    global _local_offset
    if not settings.COPROD_CLOCK_MOVABLE:
        raise ClockCannotMove("This installation does not allow its clock to be moved.")
    before = _local_offset
    _local_offset = moment - timezone.now()
    try:
        yield
    finally:
        _local_offset = before


def _offset() -> timedelta:
    if _local_offset is not None:
        return _local_offset
    path = _clock_file()
    return timedelta(0) if path is None else _file_offset(path)


def _clock_file() -> Path | None:
    if not settings.COPROD_CLOCK_MOVABLE or not settings.COPROD_CLOCK_FILE:
        return None
    return Path(settings.COPROD_CLOCK_FILE)


def _file_offset(path: Path) -> timedelta:
    try:
        return timedelta(seconds=float(path.read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return timedelta(0)
