"""The embedded Valkey: on 127.0.0.1 with a password, keeping what it holds in an append-only file."""

import signal
import socket

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.place import Place, write_private
from coprod.embedded.processes import Identity, end, last_lines, spawn, wait_until
from coprod.embedded.programs import programs_for

START_SECONDS = 15.0
# Another program may take the port between the choice and the start.
TRIES = 5
# The process title stays as it was started, since that is how the process is known again. The password comes
# by standard input: a command line is there for everybody to read.
CONFIGURATION = """
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
set-proc-title no
loglevel notice
"""


class ValkeyServer:
    """One Valkey server in a place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._log = place.logs / "valkey.log"
        self._record = place.home / "valkey.pid"
        self._identity = Identity("valkey-server", ("--dir", str(place.valkey_data)))

    def start(self) -> None:
        """Start the server and wait until it answers; nothing if it runs already."""
        if self.pid is None and not any(self._attempt() for _ in range(TRIES)):
            raise EmbeddedError(f"Valkey did not start. From {self._log}:\n{last_lines(self._log)}")
        if not wait_until(self._answers, START_SECONDS):
            raise EmbeddedError(f"Valkey does not answer. From {self._log}:\n{last_lines(self._log)}")

    def stop(self) -> None:
        """Stop the server with everything written to disk; nothing if it does not run."""
        pid = self.pid
        if pid is not None:
            end(pid, self._identity, [(signal.SIGTERM, 10), (signal.SIGKILL, 5)])

    @property
    def pid(self) -> int | None:
        """The server's process number, or None if it does not run."""
        recorded = self._recorded()
        return recorded[0] if recorded and self._identity.is_process(recorded[0]) else None

    def url(self) -> str:
        """The address for clients. Before the first start it has port 0."""
        recorded = self._recorded()
        port = recorded[1] if recorded else 0
        return f"redis://:{self._place.passwords()['valkey']}@127.0.0.1:{port}/0"

    def _attempt(self) -> bool:
        recorded = self._recorded()
        port = recorded[1] if recorded and _is_free(recorded[1]) else _free_port()
        configuration = CONFIGURATION.format(port=port, password=self._place.passwords()["valkey"])
        command = [str(programs_for(self._place).valkey), "--dir", str(self._place.valkey_data), "-"]
        pid = spawn(command, self._log, self._place.account, self._place.valkey_data, configuration.encode())
        write_private(self._record, f"{pid} {port}")
        # Ends well when the server answers, and at once when it has ended for want of its port.
        wait_until(lambda: self.pid is None or self._answers(), START_SECONDS)
        return self.pid is not None

    def _answers(self) -> bool:
        recorded = self._recorded()
        if recorded is None:
            return False
        # By hand: the client's library takes longer to load than the server to start.
        greeting = f"AUTH {self._place.passwords()['valkey']}\r\nPING\r\n"
        try:
            with socket.create_connection(("127.0.0.1", recorded[1]), timeout=2) as connection:
                connection.sendall(greeting.encode())
                with connection.makefile("rb") as answers:
                    return [answers.readline() for _ in range(2)] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    def _recorded(self) -> tuple[int, int] | None:
        try:
            pid, port = self._record.read_text().split()
        except FileNotFoundError:
            return None
        return int(pid), int(port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A port whose last connections linger is free for a server, which sets the same option.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
