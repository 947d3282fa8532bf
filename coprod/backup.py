"""Back up and restore with PostgreSQL's own programs, and count what is there so that a restore can be checked."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from psycopg import sql

from coprod.embedded.errors import EmbeddedError
from coprod.embedded.programs import postgres_program
from kernel.tenancy.owned import is_tenant_owned


class BackupError(Exception):
    """A program is missing or failed; the message says which and why."""


def program(name: str, url: str) -> str:
    """The path of `pg_dump` or `pg_restore`: from PG_BIN_DIR, else the first one that is not older than the server.

    PostgreSQL's programs read older servers, but no newer ones. Looked for on PATH and beside the embedded server.
    """
    folder = os.environ.get("PG_BIN_DIR")
    if folder:
        return str(Path(folder) / name)
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10_000
    for candidate in _candidates(name):
        if _major_version(candidate) >= server:
            return candidate
    raise BackupError(f"{name} of PostgreSQL {server} or later was not found. Set PG_BIN_DIR to its folder.")


def _candidates(name: str) -> list[str]:
    found = [path for path in [shutil.which(name)] if path]
    with contextlib.suppress(EmbeddedError):
        found.append(str(postgres_program(name)))
    return found


def _major_version(path: str) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    match = re.search(r"(\d+)", told)
    return int(match.group(1)) if match else 0


def dump(url: str, target: Path) -> None:
    """Write everything to a file, as the backup role, which sees all councils. Only its owner can read the file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.touch(mode=0o600)
    _run([program("pg_dump", url), "--format=custom", "--no-owner", "--no-privileges", f"--file={partial}"], url)
    partial.replace(target)


def load(url: str, source: Path) -> None:
    """Read a backup into an empty database, as its owner: all of it or nothing."""
    if not source.is_file():
        raise BackupError(f"{source} is not there.")
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        if row is None or row[0]:
            raise BackupError("The database is not empty. Make a new one and restore into that.")
    _run(
        [
            program("pg_restore", url),
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            str(source),
        ],
        url,
        dbname=True,
    )


def _run(command: list[str], url: str, *, dbname: bool = False) -> None:
    """Run with the password in the environment, so that no list of processes shows it."""
    parts = urlsplit(url)
    environment = {**os.environ, "PGPASSWORD": parts.password or ""}
    plain = urlunsplit(
        parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@") if parts.password else parts.netloc)
    )
    arguments = [*command, f"--dbname={plain}"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(done.stderr.strip() or f"{command[0]} failed")


def counts(url: str) -> dict[str, Any]:
    """Rows by council and table, and the head of each council's audit chain, as a role that sees all."""
    result: dict[str, Any] = {}
    with psycopg.connect(url) as connection:
        for slug, pk in connection.execute("SELECT slug, id FROM tenancy_tenant ORDER BY slug").fetchall():
            tables = {}
            for model in sorted(filter(is_tenant_owned, apps.get_models()), key=lambda m: m._meta.db_table):
                query = sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s").format(
                    sql.Identifier(model._meta.db_table)
                )
                row = connection.execute(query, [pk]).fetchone()
                tables[model._meta.db_table] = row[0] if row else 0
            head = connection.execute(
                "SELECT digest FROM audit_auditseal WHERE tenant_id = %s ORDER BY number DESC LIMIT 1", [pk]
            ).fetchone()
            result[slug] = {"rows": tables, "audit_head": head[0] if head else ""}
    return result
