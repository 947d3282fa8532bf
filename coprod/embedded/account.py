"""The operating-system account that the servers run as: never root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coprod.embedded.errors import EmbeddedError

USER_VARIABLE = "COPROD_EMBEDDED_USER"


@dataclass(frozen=True)
class Account:
    """Who owns the servers' files and processes."""

    uid: int
    gid: int
    name: str

    @property
    def is_other(self) -> bool:
        """Whether the servers run as somebody else than this process."""
        return self.uid != os.geteuid()

    def popen_arguments(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess` that make the child this account and nobody more."""
        drop = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        return {"umask": 0o077, "start_new_session": True, **drop}

    def own(self, path: Path, mode: int) -> None:
        """Give a file or directory to the account with exactly these permission bits."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can_reach(self, directory: Path) -> bool:
        """Whether the account may pass through every directory above `directory`."""
        return not self.is_other or all(
            parent.stat().st_mode & 0o001 for parent in directory.parents if parent.exists()
        )


def server_account() -> Account:
    """The account to run the servers as: the caller's own, or for root an unprivileged one.

    Root may name it in COPROD_EMBEDDED_USER; otherwise it is `nobody`.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    name = os.environ.get(USER_VARIABLE, "nobody")
    try:
        found = pwd.getpwnam(name)
    except KeyError as error:
        raise EmbeddedError(f"There is no user “{name}”. Set {USER_VARIABLE} to an ordinary user.") from error
    if found.pw_uid == 0:
        raise EmbeddedError(f"{USER_VARIABLE} must not be root: PostgreSQL refuses to run as root.")
    return _account(found)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)
