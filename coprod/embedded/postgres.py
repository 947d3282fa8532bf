"""The embedded PostgreSQL: listens on a unix socket only, passwords by SCRAM."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.place import Place, write_private
from coprod.embedded.processes import Identity, end, last_lines, spawn, wait_until
from coprod.embedded.programs import Programs, programs_for

# Part of the socket's name only: nothing listens on the network.
PORT = 5432
START_SECONDS = 60.0
# After a crash the old server's sessions end within moments; until then a new one finds their shared memory.
TRIES = 5
DATABASE = "coprod"
SUPERUSER = "coprod_super"
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "TimeZone": "UTC",
}


class PostgresServer:
    """One PostgreSQL server in a place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._log = place.logs / "postgres.log"
        self._lock_file = place.data / "postmaster.pid"
        self._identity = Identity("postgres", ("-D", str(place.data)))

    def start(self) -> None:
        """Start the server and wait until it takes connections; nothing if it runs already."""
        programs = programs_for(self._place)
        if not self._place.data.exists():
            self._initialise(programs)
        if not (self._is_ready() or any(self._attempt(programs) for _ in range(TRIES))):
            self.stop()
            raise EmbeddedError(f"PostgreSQL did not start. From {self._log}:\n{last_lines(self._log)}")

    def stop(self) -> None:
        """Stop the server, ending its clients' connections cleanly; nothing if it does not run."""
        pid = self._running_pid()
        if pid is not None:
            end(pid, self._identity, [(signal.SIGINT, 20), (signal.SIGQUIT, 10)])

    @property
    def pid(self) -> int | None:
        """The server's process number, or None if it does not run."""
        return self._running_pid()

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for one of the roles `super`, `owner`, `app` and `backup`."""
        password = quote(self._place.passwords()[role], safe="")
        sockets = quote(str(self._place.sockets()), safe="")
        return f"postgresql://coprod_{role}:{password}@/{database}?host={sockets}&port={PORT}"

    def _initialise(self, programs: Programs) -> None:
        password_file = self._place.home / "password"
        write_private(password_file, self._place.passwords()["super"])
        self._place.account.own(password_file, 0o600)
        try:
            # Case and word rules of Unicode (ŵ, ŷ) come from the locale; not every system has the first.
            made = any(self._initdb(programs, password_file, name) for name in ("C.UTF-8", "en_US.UTF-8", "C"))
        finally:
            password_file.unlink()
        if not made:
            raise EmbeddedError(f"PostgreSQL's data could not be set up. From {self._log}:\n{last_lines(self._log)}")

    def _initdb(self, programs: Programs, password_file: Path, locale: str) -> bool:
        # The directory gets its name when it is whole: what a cut short attempt left is no database.
        part = self._place.data.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        self._place.account.own(part, 0o700)
        command = [
            str(programs.postgres_bin / "initdb"),
            f"--pgdata={part}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            f"--locale={locale}",
            "--data-checksums",
        ]
        with self._log.open("ab") as log:
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=part,
                check=False,
                **self._place.account.popen_arguments(),
            )
        if done.returncode == 0:
            part.rename(self._place.data)
        return done.returncode == 0

    def _attempt(self, programs: Programs) -> bool:
        pid = self._running_pid()
        if pid is None:
            self._forget_dead_server()
            pid = self._spawn(programs)
        wait_until(lambda: self._is_ready() or not self._identity.is_process(pid), START_SECONDS)
        return self._is_ready()

    def _spawn(self, programs: Programs) -> int:
        sockets = self._place.sockets()
        command = [str(programs.postgres_bin / "postgres"), "-D", str(self._place.data)]
        for name, value in {**SETTINGS, "unix_socket_directories": str(sockets)}.items():
            command += ["-c", f"{name}={value}"]
        return spawn(command, self._log, self._place.account, self._place.data)

    def _forget_dead_server(self) -> None:
        # PostgreSQL itself refuses to start while any process of its account has the number in its lock file.
        # It still checks by its shared memory that no server process of this data directory lives on.
        self._lock_file.unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self._place.sockets() / name).unlink(missing_ok=True)

    def _is_ready(self) -> bool:
        lines = self._lines()
        return self._running_pid() is not None and len(lines) >= 8 and lines[7].strip() == "ready"

    def _running_pid(self) -> int | None:
        lines = self._lines()
        if len(lines) < 2 or not lines[0].isdigit() or lines[1] != str(self._place.data):
            return None
        pid = int(lines[0])
        return pid if self._identity.is_process(pid) else None

    def _lines(self) -> list[str]:
        try:
            return self._lock_file.read_text().splitlines()
        except FileNotFoundError:
            return []
