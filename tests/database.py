"""Test databases: one template per state of the migrations, cloned for each process that tests.

A database is taken by an advisory lock on the server, so that runs side by side never share one, and what a killed
run left behind is used again.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from coprod.environment import database
from kernel.tenancy.roles import DatabaseLogin, create_roles, grant_privileges, refuse_privileged_role

ROOT = Path(__file__).resolve().parent.parent
LOCK_SPACE = 0x434F5052  # "COPR"
BUILDING = 1
COUNCILS = (
    {
        "id": 101,
        "slug": "aberwen",
        "name": "Aberwen Council",
        "name_cy": "Cyngor Aberwen",
        "languages": ["en", "cy"],
    },
    {"id": 202, "slug": "northmoor", "name": "Northmoor Council", "name_cy": "", "languages": ["en"]},
)
# What migrations put there and tests never change.
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")


@contextlib.contextmanager
def fresh_database(worker: str) -> Iterator[str]:
    """A database of this process's own, ready and with two councils in it; gone afterwards."""
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as server:
        name = _take_name(server, worker)
        server.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, BUILDING])
        try:
            template = _template(server)
            drop(server, name)
            _clone(server, name, template)
        finally:
            server.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, BUILDING])
        use(name)
        refuse_privileged_role()
        try:
            yield name
        finally:
            connections.close_all()
            drop(server, name)


def use(name: str) -> None:
    """Point Django's connections, and the environment of processes that tests start, at a database."""
    for variable in ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL"):
        os.environ[variable] = with_database(os.environ[variable], name)
    connections.close_all()
    chosen = {
        "default": database(os.environ["DATABASE_URL"]),
        "admin": database(os.environ["DATABASE_ADMIN_URL"]),
    }
    for alias, values in connections.configure_settings(chosen).items():
        settings.DATABASES[alias] = connections.settings[alias] = values
        connections[alias] = connections.create_connection(alias)


def with_database(url: str, name: str) -> str:
    """The same address with another database's name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def as_owner() -> psycopg.Connection:
    """A connection of the owner's, to do what the application cannot. Use it in a `with`."""
    return psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True)


def add_councils() -> None:
    """The two councils of every test, which only the owner may add."""
    with as_owner() as owner:
        for council in COUNCILS:
            add_council(owner, **council)


def add_council(
    owner: psycopg.Connection, *, id: int, slug: str, name: str, name_cy: str, languages: list[str]
) -> None:
    """Add one council, as the operators' command does."""
    owner.execute(
        "INSERT INTO tenancy_tenant (id, slug, name, name_cy, languages, brand_colour, contact_email, contact_phone, "
        "options_shown_days, decision_quorum, staff_need_second_factor, created_at) "
        "VALUES (%s, %s, %s, %s, %s, '#1d70b8', '', '', 10, 2, false, now())",
        [id, slug, name, name_cy, languages],
    )


def empty_all_tables() -> None:
    """As owner, at once: take out every row that tests committed, and put the two councils back.

    References are checked at commit, so the order of tables does not matter. Rows that cannot be deleted are truncated.
    """
    with as_owner() as owner, owner.transaction():
        tables = owner.execute(
            "SELECT relname, EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'append_only') "
            "FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname != ALL(%s)",
            [list(KEPT_TABLES)],
        ).fetchall()
        for table, append_only in sorted(tables, key=lambda row: not row[1]):
            name = sql.Identifier(table)
            if owner.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(name)).fetchone()[0]:
                statement = "TRUNCATE {} CASCADE" if append_only else "DELETE FROM {}"
                owner.execute(sql.SQL(statement).format(name))
        for council in COUNCILS:
            add_council(owner, **council)


def drop(server: psycopg.Connection, name: str) -> None:
    """As superuser: drop a database, whoever is still connected."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


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


def _template(server: psycopg.Connection) -> str:
    name = f"template_coprod_{_digest()}"
    stale = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_coprod\\_%%'").fetchall()
    if (name,) in stale:
        return name
    for (old,) in stale:
        drop(server, old)
    building = "building_coprod_template"
    drop(server, building)
    logins = _logins(building)
    create_roles(os.environ["DATABASE_SUPERUSER_URL"], **logins)
    use(building)
    call_command("migrate", database="admin", interactive=False, verbosity=0)
    grant_privileges("admin", runtime_role=logins["runtime"].role, backup_role=logins["backup"].role)
    add_councils()
    connections.close_all()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
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


def _digest() -> str:
    """Of all that decides what a fresh database looks like."""
    digest = hashlib.sha256()
    for path in (
        sorted(ROOT.glob("*/*/migrations/*.py")) + sorted((ROOT / "kernel/tenancy").glob("*.py")) + [Path(__file__)]
    ):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    append_only = sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False))
    versions = sorted(f"{d.name}{d.version}" for d in distributions() if d.name.lower().startswith("django"))
    roles = sorted(login.role for login in _logins("").values())
    digest.update(repr([append_only, versions, roles]).encode())
    return digest.hexdigest()[:16]
