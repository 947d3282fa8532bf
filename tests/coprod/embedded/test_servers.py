"""The embedded servers, really started, killed and started again."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from coprod.embedded import EmbeddedServers
from coprod.embedded.account import Account, server_account
from coprod.embedded.errors import EmbeddedError
from coprod.embedded.place import LONGEST_SOCKET_PATH, Place
from coprod.embedded.processes import Identity, arguments_of
from tests.deadlines import wait_until

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture
def servers(directory: Path) -> Iterator[EmbeddedServers]:
    """The module's servers, running. The data stay for the next test, as in a checkout."""
    servers = EmbeddedServers(directory)
    servers.start()
    yield servers
    servers.stop()


@pytest.fixture(scope="module", autouse=True)
def _wiped(directory: Path) -> Iterator[None]:
    yield
    EmbeddedServers(directory).wipe()
    assert not EmbeddedServers(directory).place.home.exists()


@pytest.fixture
def bystander() -> Iterator[int]:
    """A living process that has nothing to do with us, of the account that the servers run as."""
    account = server_account()
    identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.is_other else {}
    with subprocess.Popen(["/bin/sleep", "60", "61"], cwd="/", **identity) as process:
        yield process.pid
        process.kill()


def connect(servers: EmbeddedServers) -> psycopg.Connection:
    return psycopg.connect(servers.environment()["DATABASE_SUPERUSER_URL"], autocommit=True)


def store(servers: EmbeddedServers, value: str) -> None:
    with connect(servers) as database:
        database.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        database.execute("INSERT INTO kept VALUES (%s)", [value])
    with redis.Redis.from_url(servers.environment()["REDIS_URL"]) as cache:
        cache.rpush("kept", value)
        # The append-only file is written every second; acknowledged by the disk is what must survive.
        cache.execute_command("WAITAOF", 1, 0, 2000)


def stored(servers: EmbeddedServers) -> tuple[list[str], list[str]]:
    with connect(servers) as database:
        rows = [value for (value,) in database.execute("SELECT value FROM kept ORDER BY value")]
    with redis.Redis.from_url(servers.environment()["REDIS_URL"], decode_responses=True) as cache:
        return rows, sorted(cache.lrange("kept", 0, -1))


def forget(servers: EmbeddedServers) -> None:
    with connect(servers) as database:
        database.execute("DROP TABLE IF EXISTS kept")
    with redis.Redis.from_url(servers.environment()["REDIS_URL"]) as cache:
        cache.delete("kept")


def crash(servers: EmbeddedServers) -> None:
    for pid in servers.status().values():
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: servers.status() == {"postgres": None, "valkey": None}, 5, "the end of both", every=0.02)


def test_a_stop_and_a_start_keep_what_was_written(servers: EmbeddedServers) -> None:
    forget(servers)
    store(servers, "a")
    before = servers.status()

    servers.start()
    assert servers.status() == before  # a second start leaves running servers alone

    servers.stop()
    assert servers.status() == {"postgres": None, "valkey": None}
    servers.start()
    assert stored(servers) == (["a"], ["a"])


def test_acknowledged_rows_survive_the_kill_of_both(servers: EmbeddedServers) -> None:
    forget(servers)
    store(servers, "a")
    store(servers, "b")

    crash(servers)
    servers.start()

    assert stored(servers) == (["a", "b"], ["a", "b"])


def test_a_living_stranger_with_the_recorded_number_is_left_alone(servers: EmbeddedServers, bystander: int) -> None:
    forget(servers)
    store(servers, "a")
    crash(servers)
    lock_file = servers.place.data / "postmaster.pid"
    lines = lock_file.read_text().splitlines()
    lock_file.write_text("\n".join([str(bystander), *lines[1:]]) + "\n")
    valkey_record = servers.place.home / "valkey.pid"
    valkey_record.write_text(f"{bystander} {valkey_record.read_text().split()[1]}")
    assert servers.status() == {"postgres": None, "valkey": None}

    servers.stop()
    servers.start()

    assert bystander not in servers.status().values()
    assert stored(servers) == (["a"], ["a"])
    assert arguments_of(bystander) == ["/bin/sleep", "60", "61"]


def test_nothing_runs_as_root(servers: EmbeddedServers) -> None:
    account = server_account()
    assert account.uid != 0
    for pid in servers.status().values():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        facts = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
        assert facts["Uid"] == [str(account.uid)] * 4
        assert facts["Gid"] == [str(account.gid)] * 4
        assert not account.is_other or facts["Groups"] == []


def test_only_the_owner_reaches_socket_data_and_passwords(servers: EmbeddedServers) -> None:
    place = servers.place
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (place.sockets(), place.data, place.valkey_data)}
    assert modes == {place.sockets(): 0o700, place.data: 0o700, place.valkey_data: 0o700}
    assert stat.S_IMODE((place.sockets() / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert stat.S_IMODE((place.home / "passwords.json").stat().st_mode) == 0o600
    assert (place.home / "passwords.json").stat().st_uid == os.geteuid()
    assert not (place.home / "password").exists()


def test_postgres_is_not_on_the_network(servers: EmbeddedServers) -> None:
    with connect(servers) as database:
        assert database.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_wrong_password_is_refused(servers: EmbeddedServers) -> None:
    environment = servers.environment()
    password = servers.place.passwords()["super"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(environment["DATABASE_SUPERUSER_URL"].replace(password, "guess"))
    with (
        redis.Redis.from_url(environment["REDIS_URL"].replace(servers.place.passwords()["valkey"], "guess")) as cache,
        pytest.raises(redis.AuthenticationError),
    ):
        cache.ping()


def test_words_are_compared_by_the_rules_of_unicode(servers: EmbeddedServers) -> None:
    with connect(servers) as database:
        assert database.execute("SELECT lower('ŴY')").fetchone() == ("ŵy",)


def test_valkey_takes_another_port_when_its_own_is_taken(servers: EmbeddedServers) -> None:
    port = servers.valkey.url().rpartition(":")[2].partition("/")[0]
    servers.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(port)))
        taken.listen()
        servers.start()
        assert servers.valkey.url().rpartition(":")[2] != f"{port}/0"
        with redis.Redis.from_url(servers.valkey.url()) as cache:
            assert cache.ping() is True


def test_the_command_line_starts_and_stops(directory: Path) -> None:
    def run(command: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "coprod.embedded", command, "--dir", str(directory)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout

    assert run("status") == (1, "postgres: not running\nvalkey: not running\n")
    assert run("start")[0] == 0
    try:
        names = [line.partition("=")[0] for line in run("env")[1].splitlines()]
    finally:
        assert run("stop") == (0, "")
    assert names == [
        "DATABASE_URL",
        "DATABASE_ADMIN_URL",
        "DATABASE_BACKUP_URL",
        "DATABASE_SUPERUSER_URL",
        "REDIS_URL",
    ]
    assert run("status")[0] == 1


def test_a_long_path_gets_a_short_private_socket_directory(tmp_path: Path) -> None:
    place = Place.of(tmp_path / ("long" * 25) / "checkout", own_account())
    place.create()
    sockets = place.sockets()
    assert len(str(sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert place.sockets() == sockets

    # Somebody else could have put a directory of theirs where ours was: it is not trusted.
    sockets.chmod(0o777)
    other = place.sockets()
    assert other != sockets
    place.remove()
    assert not other.exists()
    sockets.rmdir()


def test_a_directory_with_other_files_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    place = Place.of(tmp_path, own_account())
    (tmp_path / "letter.txt").write_text("dear")
    for act in (place.create, place.remove):
        with pytest.raises(EmbeddedError, match="holds other files"):
            act()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_lost_passwords_are_said_and_not_made_anew(tmp_path: Path) -> None:
    place = Place.of(tmp_path, own_account())
    place.create()
    place.data.mkdir()
    with pytest.raises(EmbeddedError, match="passwords.json is gone"):
        place.passwords()


def test_a_checkout_that_the_account_cannot_reach_has_its_data_elsewhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    stranger = Account(uid=os.geteuid() + 1, gid=os.getegid(), name="stranger")
    place = Place.of(tmp_path / "clone" / "var" / "embedded", stranger)
    assert (place.home.parent, place.home.name[:16]) == (Path("/var/lib"), "coprod-embedded-")
    assert Place.of(tmp_path / "clone" / "var" / "embedded", own_account()).home.is_relative_to(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user")
@pytest.mark.parametrize(("name", "message"), [("root", "must not be root"), ("no-such-user", "There is no user")])
def test_root_must_name_an_ordinary_user(monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.setenv("COPROD_EMBEDDED_USER", name)
    with pytest.raises(EmbeddedError, match=message):
        server_account()


def test_a_process_is_known_by_its_whole_command_line(bystander: int) -> None:
    assert Identity("sleep", ("60",)).is_process(bystander)
    assert Identity("sleep", ("60", "61")).is_process(bystander)
    assert not Identity("leep", ("60",)).is_process(bystander)
    assert not Identity("sleep", ("6",)).is_process(bystander)
    assert not Identity("sleep", ("61",)).is_process(bystander)


def own_account() -> Account:
    return Account(uid=os.geteuid(), gid=os.getegid(), name="self")
