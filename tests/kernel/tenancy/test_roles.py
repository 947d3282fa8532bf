"""The three database roles, and that the application refuses to run as any but its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from coprod.environment import database
from kernel.tenancy.models import Tenant
from kernel.tenancy.roles import DatabaseLogin, PrivilegedRole, create_roles, refuse_privileged_role
from kernel.tenancy.scope import tenant_scope
from participants.people.models import Organisation
from tests.database import with_database
from tests.factories import OrganisationFactory
from tests.fixtures import OWNER_ROLE, RUNTIME_ROLE

pytestmark = pytest.mark.usefixtures("committed_db")


@contextmanager
def connected_as(url: str) -> Iterator[None]:
    """Django's default connection, for a moment, by another login."""
    usual = connections["default"]
    chosen = connections.configure_settings({"default": database(url)})["default"]
    connections["default"] = type(usual)(chosen, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


@pytest.fixture
def as_superuser() -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as server:
        yield server


def in_test_database(url: str) -> str:
    return with_database(url, DatabaseLogin.from_url(os.environ["DATABASE_URL"]).database)


def test_the_runtime_role_is_accepted() -> None:
    refuse_privileged_role()


def test_a_superuser_is_refused() -> None:
    superuser = in_test_database(os.environ["DATABASE_SUPERUSER_URL"])
    with connected_as(superuser), pytest.raises(PrivilegedRole, match="a superuser"):
        refuse_privileged_role()
    refuse_privileged_role()


def test_the_owner_is_refused() -> None:
    with connected_as(os.environ["DATABASE_ADMIN_URL"]), pytest.raises(PrivilegedRole, match="the owner of tables"):
        refuse_privileged_role()


def test_the_backup_role_is_refused() -> None:
    with connected_as(os.environ["DATABASE_BACKUP_URL"]), pytest.raises(PrivilegedRole, match="bypass row security"):
        refuse_privileged_role()


@pytest.mark.parametrize("group", ["owner", "backup"])
def test_a_member_of_such_a_role_is_refused(as_superuser: psycopg.Connection, group: str) -> None:
    """`SET ROLE` would be all that it takes."""
    role = sql.Identifier(f"test_member_{os.getpid()}")
    held = OWNER_ROLE if group == "owner" else DatabaseLogin.from_url(os.environ["DATABASE_BACKUP_URL"]).role
    as_superuser.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x' IN ROLE {}, {}").format(
            role, sql.Identifier(held), sql.Identifier(RUNTIME_ROLE)
        )
    )
    try:
        login = os.environ["DATABASE_URL"].partition("://")[2].partition("@")[2]
        with connected_as(f"postgresql://test_member_{os.getpid()}:x@{login}"), pytest.raises(PrivilegedRole):
            refuse_privileged_role()
    finally:
        as_superuser.execute(sql.SQL("DROP ROLE {}").format(role))


def test_making_the_roles_again_changes_nothing() -> None:
    logins = {
        name: DatabaseLogin.from_url(os.environ[variable])
        for name, variable in (
            ("owner", "DATABASE_ADMIN_URL"), ("runtime", "DATABASE_URL"), ("backup", "DATABASE_BACKUP_URL"),
        )
    }  # fmt: skip
    for _ in range(2):
        create_roles(os.environ["DATABASE_SUPERUSER_URL"], **logins)
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"]) as server:
        found = server.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin FROM pg_roles "
            "WHERE rolname = ANY(%s)",
            [[login.role for login in logins.values()]],
        ).fetchall()
    assert {row[0]: row[1:] for row in found} == {
        logins["owner"].role: (False, False, False, False, True),
        logins["runtime"].role: (False, False, False, False, True),
        logins["backup"].role: (False, False, False, True, True),
    }


def test_a_login_is_read_from_its_address() -> None:
    assert DatabaseLogin.from_url("postgresql://a%40b:p%2Fw@host:1/name?sslmode=require") == DatabaseLogin(
        "a@b", "p/w", "name"
    )
    assert DatabaseLogin.from_url("postgresql:///name") == DatabaseLogin("", None, "name")


def test_the_backup_role_reads_all_and_writes_nothing(tenant: Tenant, other_tenant: Tenant) -> None:
    with tenant_scope(tenant):
        OrganisationFactory()
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"], autocommit=True) as backup:
        rows = backup.execute("SELECT tenant_id FROM people_organisation ORDER BY 1").fetchall()
        assert rows == [(tenant.pk,), (other_tenant.pk,)]
        for statement in ("DELETE FROM people_organisation", "UPDATE people_organisation SET name = 'x'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                backup.execute(statement)


def test_the_runtime_role_cannot_lift_its_limits(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        OrganisationFactory()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as runtime:
        for statement in (
            "ALTER TABLE people_organisation DISABLE ROW LEVEL SECURITY",
            "DROP POLICY tenant_isolation ON people_organisation",
            "ALTER TABLE audit_auditevent DISABLE TRIGGER append_only",
            "TRUNCATE people_organisation",
            "CREATE TABLE mine (id int)",
            f"SET ROLE {OWNER_ROLE}",
            "ALTER ROLE CURRENT_USER BYPASSRLS",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                runtime.execute(statement)
        runtime.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            runtime.execute("SELECT count(*) FROM people_organisation")


def test_the_owners_data_migrations_reach_every_row(tenant: Tenant) -> None:
    """Forced row security would let them change 0 rows silently; the owner's own policy prevents that."""
    with tenant_scope(tenant):
        OrganisationFactory()
    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as owner:
        assert owner.execute("UPDATE people_organisation SET name = name || '!'").rowcount == 2
    with tenant_scope(tenant):
        assert [row.name[-1] for row in Organisation.objects.all()] == ["!"]
