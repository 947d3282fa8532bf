"""Where test databases come from: a template of the tables, a template of the rows in them, a clone for each process.

Templates are keyed by a digest of what they are made from, and the newest few are kept, so that checkouts that share a
server do not take each other's away. A database is taken by an advisory lock on the server, so that runs side by side
never share one, and what a killed run left behind is used again.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kernel.tenancy.models import Tenant
from kernel.tenancy.roles import DatabaseLogin, create_roles, grant_privileges, refuse_privileged_role
from kernel.tenancy.scope import tenant_scope
from tests.database import COUNCILS, WORLD_PK, add_councils, as_owner, choosing_ids, drop, use, with_database
from tests.factories import make_world
from tests.factories.base import count_from
from tests.standing import keep_rows

ROOT = Path(__file__).resolve().parent.parent
LOCK_SPACE = 0x434F5052  # "COPR"
BUILDING = 1
KEPT_TEMPLATES = 6
# Where a run's factories start to count: past the names and addresses of the standing rows.
FIRST_NUMBER = 1000
CODE_OF_TABLES = (
    "*/*/migrations/*.py",
    "tests/stage/*/migrations/*.py",
    "kernel/tenancy/*.py",
    "tests/database.py",
    "tests/template.py",
)
# All that factories stand on may decide what rows look like: models, choices, rights, engines.
CODE_OF_ROWS = (
    "kernel/**/*.py",
    "participants/**/*.py",
    "services/**/*.py",
    "tests/factories/*.py",
    "tests/stage/*/models.py",
    "tests/stage/*/enums.py",
)


@contextlib.contextmanager
def fresh_database(worker: str) -> Iterator[str]:
    """A database of this process's own: two councils, a whole world standing in the second; gone afterwards."""
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as server:
        name = _take_name(server, worker)
        server.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, BUILDING])
        try:
            template = _rows_template(server)
            drop(server, name)
            _clone(server, name, template)
        finally:
            server.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, BUILDING])
        use(name)
        refuse_privileged_role()
        keep_rows()
        count_from(FIRST_NUMBER)
        try:
            yield name
        finally:
            connections.close_all()
            drop(server, name)


def _take_name(server: psycopg.Connection, worker: str) -> str:
    for number in range(1, 100):
        name = f"test_coprod_{worker}" + (f"_{number}" if number > 1 else "")
        if server.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK_SPACE, name]).fetchone()[0]:
            return name
    raise RuntimeError("a hundred test runs are using this server")


def _logins(name: str) -> dict[str, DatabaseLogin]:
    variables = {"owner": "DATABASE_ADMIN_URL", "runtime": "DATABASE_URL", "backup": "DATABASE_BACKUP_URL"}
    return {
        kind: DatabaseLogin.from_url(with_database(os.environ[variable], name)) for kind, variable in variables.items()
    }


def _tables_template(server: psycopg.Connection) -> str:
    """Migrated, with the privileges as in production, and empty."""

    def fill(building: str) -> None:
        logins = _logins(building)
        create_roles(os.environ["DATABASE_SUPERUSER_URL"], **logins)
        use(building)
        call_command("migrate", database="admin", interactive=False, verbosity=0)
        grant_privileges("admin", runtime_role=logins["runtime"].role, backup_role=logins["backup"].role)

    return _template(server, f"template_coprod_tables_{_digest_of_tables()}", fill)


def _rows_template(server: psycopg.Connection) -> str:
    """The same with the two councils, and the world that stands in the second one."""
    digest = _digest(CODE_OF_ROWS, _digest_of_tables())

    def fill(building: str) -> None:
        _clone(server, building, _tables_template(server))
        use(building)
        add_councils()
        count_from(0)
        with choosing_ids(), tenant_scope(Tenant.objects.get(pk=COUNCILS[1]["id"])):
            make_world(WORLD_PK)
        _number_from(WORLD_PK + 1_000_000)

    return _template(server, f"template_coprod_rows_{digest}", fill)


def _number_from(first: int) -> None:
    """Let the ids of rows to come begin here, so that no id of a test's own is one of the standing world's."""
    with as_owner() as owner:
        sequences = owner.execute("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'").fetchall()
        for (sequence,) in sequences:
            owner.execute("SELECT setval(%s, %s)", [sequence, first])


def _template(server: psycopg.Connection, name: str, fill: Callable[[str], None]) -> str:
    """The template of that name, filled now if it is not there yet; the oldest of its kind make room."""
    kind = name.rpartition("_")[0]
    there = [
        found
        for (found,) in server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [f"{kind}_"]
        )
    ]
    if name not in there:
        building = f"building_{kind}"
        drop(server, building)
        fill(building)
        connections.close_all()
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
        for old in there[KEPT_TEMPLATES - 1 :]:
            drop(server, old)
    return name


def _clone(server: psycopg.Connection, name: str, template: str) -> None:
    logins = _logins(name)
    server.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(logins["owner"].role), sql.Identifier(template)
        )
    )
    create_roles(os.environ["DATABASE_SUPERUSER_URL"], **logins)
    server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(sql.Identifier(name)))


def _digest_of_tables() -> str:
    append_only = sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False))
    versions = sorted(f"{d.name}{d.version}" for d in distributions() if d.name.lower().startswith("django"))
    roles = sorted(login.role for login in _logins("").values())
    return _digest(CODE_OF_TABLES, settings.INSTALLED_APPS, append_only, versions, roles)


def _digest(patterns: tuple[str, ...], *more: object) -> str:
    """Of all that decides what a template looks like."""
    digest = hashlib.sha256(repr(more).encode())
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
