"""Telling whether a recorded process number still is the server that was started, and ending it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coprod.embedded.account import Account
from coprod.embedded.errors import EmbeddedError

# Our own children, by number, for as long as they may have to be waited for.
_children: dict[int, subprocess.Popen[bytes]] = {}
_PROC = Path("/proc/self/cmdline")
_PS = "/bin/ps"


def arguments_of(pid: int) -> list[str]:
    """The command line of a living process, empty for one that has ended (a zombie included)."""
    if pid <= 0:
        return []
    if _PROC.exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
        except OSError:
            return []
    shown = subprocess.run(  # noqa: S603
        [_PS, "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()


@dataclass(frozen=True)
class Identity:
    """How a server's command line looks: the program's name and its first arguments."""

    program: str
    arguments: tuple[str, ...]

    def is_process(self, pid: int) -> bool:
        """Whether process `pid` is this server.

        Process numbers are used again: after a crash or a restart the recorded one may be anybody's.
        """
        # Without /proc the arguments come apart at every space, so both sides are compared as one line.
        line = "/" + " ".join([*arguments_of(pid), ""])
        return "/" + " ".join([self.program, *self.arguments, ""]) in line


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether `condition` became true within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.03)
    return True


def spawn(command: list[str], log: Path, account: Account, cwd: Path, given: bytes = b"") -> int:
    """Start a server as `account`, its output at the end of `log`, and hand it `given` by standard input.

    Returns its process number. The server goes on when this process ends.
    """
    reap()
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=cwd, **account.popen_arguments()
        )
    _children[child.pid] = child
    # A server that ended at once has not read what it was given; its log says why.
    with contextlib.suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.write(given)
            child.stdin.close()
    return child.pid


def reap() -> None:
    """Forget the children that have ended, so that none stays behind as a zombie."""
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            del _children[pid]


def end(pid: int, identity: Identity, signals: list[tuple[signal.Signals, float]]) -> None:
    """End a server by each signal in turn, with the seconds it gets; nothing if `pid` is not that server."""
    for number, seconds in signals:
        if not identity.is_process(pid):
            return
        os.kill(pid, number)
        if wait_until(lambda: _gone(pid, identity), seconds):
            return
    raise EmbeddedError(f"{identity.program} (process {pid}) does not end.")


def _gone(pid: int, identity: Identity) -> bool:
    reap()
    return not identity.is_process(pid)


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log file, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
