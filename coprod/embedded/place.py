"""Where the embedded servers keep their data, sockets and passwords."""

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from coprod.embedded.account import Account
from coprod.embedded.errors import EmbeddedError

DIRECTORY_VARIABLE = "COPROD_EMBEDDED_DIR"
PROJECT = Path(__file__).resolve().parents[2]
# Both Linux (107) and macOS (103) must be able to bind "<directory>/.s.PGSQL.5432".
LONGEST_SOCKET_PATH = 103
ROLES = ("super", "owner", "app", "backup")


def default_directory() -> Path:
    """The directory named by COPROD_EMBEDDED_DIR, else `var/embedded` in the checkout."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or PROJECT / "var" / "embedded").absolute()


@dataclass(frozen=True)
class Place:
    """A private directory and the account that the servers in it run as.

    `home` is the directory asked for, unless root asked for one that the servers' account cannot reach (a
    checkout under /root): then it is a directory under /var/lib whose name is derived from it.
    """

    home: Path
    account: Account

    @classmethod
    def of(cls, directory: Path, account: Account) -> "Place":
        """The place for `directory`, without creating anything."""
        directory = directory.resolve()
        if account.can_reach(directory):
            return cls(directory, account)
        digest = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
        return cls(Path("/var/lib") / f"coprod-embedded-{digest}", account)

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "postgres"

    @property
    def valkey_data(self) -> Path:
        """Valkey's append-only file lives here."""
        return self.home / "valkey"

    @property
    def logs(self) -> Path:
        """One log file for each server."""
        return self.home / "log"

    @property
    def programs(self) -> Path:
        """Root's copy of the server programs, for an account that may not read the original."""
        return self.home / "programs"

    @property
    def lock(self) -> Path:
        """Held while servers are started or stopped."""
        return self.home / "lock"

    @property
    def _passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def _socket_record(self) -> Path:
        return self.home / "socket-directory"

    def create(self) -> None:
        """Make the directories, readable by the servers' account (and root) only."""
        self._refuse_foreign()
        self.home.mkdir(parents=True, exist_ok=True)
        self.lock.touch(0o600)
        if self.account.is_other:
            # Root keeps the directory and what lies directly in it; the account may only pass through.
            self.home.chmod(0o711)
        else:
            self.account.own(self.home, 0o700)
        # The logs stay with whoever starts the servers: root must not open files where others may lay links.
        self.logs.mkdir(exist_ok=True)
        self.logs.chmod(0o700)
        self.valkey_data.mkdir(exist_ok=True)
        self.account.own(self.valkey_data, 0o700)

    def passwords(self) -> dict[str, str]:
        """The password of each database role and of Valkey, made once and kept where only the owner reads."""
        if not self._passwords.exists():
            if self.data.exists():
                raise EmbeddedError(
                    f"{self._passwords} is gone, so the database in {self.data} cannot be opened. "
                    "Put it back, or start anew with: script/server --fresh"
                )
            made = {name: secrets.token_urlsafe(24) for name in (*ROLES, "valkey")}
            write_private(self._passwords, json.dumps(made))
        return dict(json.loads(self._passwords.read_text()))

    def sockets(self) -> Path:
        """A directory for the unix socket that only the servers' account may enter, made if need be.

        Beside the data where the path is short enough for a socket, else one under the temporary directory.
        """
        beside = self.home / "run"
        if _fits(beside):
            beside.mkdir(exist_ok=True)
            self.account.own(beside, 0o700)
            return beside
        if self._socket_record.exists():
            recorded = Path(self._socket_record.read_text())
            if self._is_private(recorded):
                return recorded
        base = tempfile.gettempdir() if _fits(Path(tempfile.gettempdir()) / "coprod-12345678") else "/tmp"  # noqa: S108
        made = Path(tempfile.mkdtemp(prefix="coprod-", dir=base))
        self.account.own(made, 0o700)
        write_private(self._socket_record, str(made))
        return made

    def remove(self) -> None:
        """Delete everything, data included. The servers must have been stopped."""
        self._refuse_foreign()
        if self._socket_record.exists():
            recorded = Path(self._socket_record.read_text())
            if self._is_private(recorded):
                shutil.rmtree(recorded)
        if self.home.exists():
            shutil.rmtree(self.home)

    def _refuse_foreign(self) -> None:
        if not self.home.exists():
            return
        if self.home.stat().st_uid != os.geteuid():
            raise EmbeddedError(
                f"{self.home} belongs to another user. Run this as that user, "
                f"or set {DIRECTORY_VARIABLE} to another directory."
            )
        if any(self.home.iterdir()) and not self.lock.exists():
            raise EmbeddedError(f"{self.home} holds other files. Set {DIRECTORY_VARIABLE} to an empty directory.")

    def _is_private(self, directory: Path) -> bool:
        try:
            status = directory.lstat()
        except FileNotFoundError:
            return False
        return (status.st_uid, status.st_mode) == (self.account.uid, 0o040700)


def write_private(path: Path, text: str) -> None:
    """Write a file, whole or not at all, that nobody but its owner can read at any moment."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(name, path)


def _fits(directory: Path) -> bool:
    return len(os.fsencode(directory / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
