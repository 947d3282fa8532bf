"""The three database roles: owner (migrates), runtime (owns nothing, bypasses nothing), backup (reads all)."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg
from django.apps import apps
from django.db import connection, connections
from psycopg import sql

# Of these tables a request only reads: what migrations and operators put there, and rights that nobody is given by a
# page. Whoever runs SQL as the runtime role makes nobody a member of a group, and gives no host to another council.
ONLY_READ = frozenset(
    {
        "accounts_user_groups", "accounts_user_user_permissions", "auth_group", "auth_group_permissions",
        "auth_permission", "django_content_type", "django_migrations", "guardian_groupobjectpermission",
        "guardian_userobjectpermission", "tenancy_tenantdomain",
    }
)  # fmt: skip
# Tables whose rows no request takes away, or adds.
GRANTED = {"accounts_user": "SELECT, INSERT, UPDATE", "tenancy_tenant": "SELECT, UPDATE"}


@dataclass(frozen=True)
class DatabaseLogin:
    """What a PostgreSQL URL says."""

    role: str
    password: str | None
    database: str

    @classmethod
    def from_url(cls, url: str) -> "DatabaseLogin":
        parts = urlsplit(url)
        password = unquote(parts.password) if parts.password else None
        return cls(unquote(parts.username or ""), password, unquote(parts.path.lstrip("/")))


class PrivilegedRole(RuntimeError):
    """The application was started with a role that row-level security does not bind."""


def create_roles(
    superuser_url: str, *, owner: DatabaseLogin, runtime: DatabaseLogin, backup: DatabaseLogin | None
) -> None:
    """As superuser: make the roles (or set their passwords again) and the owner's database. Safe to repeat."""
    with psycopg.connect(superuser_url, autocommit=True) as server:
        _role(server, owner, "")
        _role(server, runtime, "")
        # At the default of 4 the planner prefers to walk the primary key backwards past all other councils' rows to
        # using the council's own index: 60 ms instead of 0.1 ms for the newest 25 of 100,000.
        server.execute(sql.SQL("ALTER ROLE {} SET random_page_cost = 1.1").format(sql.Identifier(runtime.role)))
        if backup is not None:
            _role(server, backup, "BYPASSRLS")
        exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner.database]).fetchone()
        if not exists:
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(owner.database), sql.Identifier(owner.role)
                )
            )
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(owner.database)))
        server.execute(
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(owner.database), sql.Identifier(runtime.role)
            )
        )
        for login in filter(None, (runtime, backup)):
            server.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(owner.database), sql.Identifier(login.role)
                )
            )


def _role(server: psycopg.Connection, login: DatabaseLogin, extra: str) -> None:
    exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.role]).fetchone()
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {} PASSWORD {}").format(
        sql.SQL("ALTER" if exists else "CREATE"),
        sql.Identifier(login.role),
        sql.SQL(extra or "NOBYPASSRLS"),
        sql.Literal(login.password),
    )
    server.execute(statement)


def grant_privileges(using: str, *, runtime_role: str, backup_role: str | None) -> None:
    """As owner, after migrating: exactly what the runtime and the backup role may do to each table.

    Tables of models marked `append_only = True` take INSERT but no UPDATE and no DELETE; tables of logins and rights as
    little as a request needs; nothing takes TRUNCATE.
    """
    append_only = {m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)}
    runtime = sql.Identifier(runtime_role)
    with connections[using].cursor() as cursor:
        tables = connections[using].introspection.table_names(cursor)
        statements = [
            sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(runtime),
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(runtime),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(runtime),
        ]
        for table in tables:
            verbs = _granted(table, append_only)
            statements.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(verbs), sql.Identifier(table), runtime))
        if backup_role:
            backup = sql.Identifier(backup_role)
            statements += [
                sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(backup),
                sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(backup),
                sql.SQL("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(backup),
            ]
        for statement in statements:
            cursor.execute(statement)


def _granted(table: str, append_only: set[str]) -> str:
    if table in ONLY_READ:
        return "SELECT"
    if table in append_only:
        return "SELECT, INSERT"
    return GRANTED.get(table, "SELECT, INSERT, UPDATE, DELETE")


def refuse_privileged_role() -> None:
    """Raise PrivilegedRole when the default connection's role is superuser, BYPASSRLS, or owns any table.

    Being a member of such a role counts as well: `SET ROLE` would be all that it takes.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(r.rolsuper), bool_or(r.rolbypassrls), bool_or(EXISTS (SELECT 1 FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') "
            "AND c.relowner = r.oid)) FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')"
        )
        row = cursor.fetchone()
    for held, what in zip(
        row or (), ("a superuser", "allowed to bypass row security", "the owner of tables"), strict=False
    ):
        if held:
            raise PrivilegedRole(
                f"DATABASE_URL names a role that is {what}; run with the runtime role that `setup_database` makes."
            )
