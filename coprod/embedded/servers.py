"""Both embedded servers together."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from coprod.embedded.account import server_account
from coprod.embedded.place import Place, default_directory
from coprod.embedded.postgres import PostgresServer
from coprod.embedded.valkey import ValkeyServer


class EmbeddedServers:
    """PostgreSQL and Valkey in one directory.

    As a context manager it starts them and stops them at the end. Roles and database are not made here but by
    `manage.py setup_database`, from the addresses that `environment()` gives.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.place = Place.of(directory or default_directory(), server_account())
        self.postgres = PostgresServer(self.place)
        self.valkey = ValkeyServer(self.place)

    def __enter__(self) -> "EmbeddedServers":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start what does not run yet and wait until it is ready; EmbeddedError with the log's end if not."""
        self.place.create()
        with self._locked():
            self.postgres.start()
            self.valkey.start()

    def stop(self) -> None:
        """Stop both cleanly; nothing where they do not run."""
        if self.place.lock.exists():
            with self._locked():
                self.valkey.stop()
                self.postgres.stop()

    def wipe(self) -> None:
        """Stop both and delete all their data."""
        self.stop()
        self.place.remove()

    def status(self) -> dict[str, int | None]:
        """The process number of each server, None for one that does not run."""
        return {"postgres": self.postgres.pid, "valkey": self.valkey.pid}

    def environment(self) -> dict[str, str]:
        """The environment variables by which Coprod finds the servers."""
        return {
            "DATABASE_URL": self.postgres.url("app"),
            "DATABASE_ADMIN_URL": self.postgres.url("owner"),
            "DATABASE_BACKUP_URL": self.postgres.url("backup"),
            "DATABASE_SUPERUSER_URL": self.postgres.url("super", database="postgres"),
            "REDIS_URL": self.valkey.url(),
        }

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self.place.lock.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
