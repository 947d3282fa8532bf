"""Processes that tests start: none outlives the tests, however those end."""

import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

# A scheduler left behind with its clock moved on closes the questions of the next run. Where the system has no such
# thing, only tests that are killed leave processes behind.
_TIED = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def start_apart(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a process group of its own, which is asked to end when the tests die, be it by a kill."""
    return subprocess.Popen([*_TIED, *command], start_new_session=True, **options)
