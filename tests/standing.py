"""What stands in every test database, and how it comes back after a test that commits.

Triggers and foreign keys are off meanwhile, so that the order of tables does not matter, nothing is counted twice, and
rows that the application may only add can be taken out.
"""

import os
from urllib.parse import urlsplit

import psycopg
from django.db import connections
from psycopg import sql

from tests.database import with_database

# What migrations put there and tests never change.
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")
_rows: dict[str, bytes] = {}


def keep_rows() -> None:
    """Remember what every table holds."""
    with _as_superuser() as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND relname != ALL(%s)",
            [list(KEPT_TABLES)],
        ).fetchall()
        _rows.clear()
        _rows.update({table: _read(connection, table) for (table,) in tables})


def restore_rows() -> None:
    """Put every table back to what `keep_rows` found in it. Ids are not used again."""
    connections.close_all()
    with _as_superuser() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        changed = [table for table, rows in _rows.items() if _read(connection, table) != rows]
        for table in changed:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            _write(connection, table)


def _as_superuser() -> psycopg.Connection:
    name = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    return psycopg.connect(with_database(os.environ["DATABASE_SUPERUSER_URL"], name))


def _read(connection: psycopg.Connection, table: str) -> bytes:
    statement = sql.SQL("COPY (SELECT * FROM {} ORDER BY 1) TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(block) for block in copy)


def _write(connection: psycopg.Connection, table: str) -> None:
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        copy.write(_rows[table])
