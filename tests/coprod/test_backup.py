"""Back up, restore elsewhere, compare: rows by council, the audit chain's heads, isolation still in force."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from coprod.backup import BackupError, counts, load
from kernel.audit.actions import seal_events
from kernel.audit.chain import verify_chain
from tests.database import use, with_database
from tests.factories import make_world


@pytest.fixture
def elsewhere(committed_db, monkeypatch):
    """The name of a database that does not exist yet; gone afterwards."""
    before = urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")
    name = f"{before}_restored"
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"])
    yield name
    connections.close_all()
    use(before)
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_restored_database_holds_the_same_rows_and_audit_heads(tenant, other_tenant, scope_of, elsewhere, tmp_path):
    chains = {}
    for council in (tenant, other_tenant):
        with scope_of(council):
            if council == tenant:
                make_world()
            seal_events()
            chains[council.slug] = verify_chain()
    before = counts(os.environ["DATABASE_BACKUP_URL"])
    file = tmp_path / "coprod.backup"
    call_command("backup", file)
    assert json.loads(Path(f"{file}.json").read_text()) == before
    assert file.stat().st_mode & 0o077 == 0

    for variable in ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL"):
        os.environ[variable] = with_database(os.environ[variable], elsewhere)
    use(elsewhere)
    call_command("restore", file)

    assert counts(os.environ["DATABASE_BACKUP_URL"]) == before
    assert before[tenant.slug]["rows"]["people_person"] > 0
    with scope_of(tenant):
        assert verify_chain() == chains[tenant.slug]
    with psycopg.connect(os.environ["DATABASE_URL"]) as runtime:
        assert runtime.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


def test_restore_refuses_a_database_with_tables(committed_db, tmp_path):
    file = tmp_path / "any.backup"
    file.write_bytes(b"not looked at")
    with pytest.raises(BackupError, match="not empty"):
        load(os.environ["DATABASE_ADMIN_URL"], file)


def test_a_missing_file_is_named(committed_db, tmp_path):
    with pytest.raises(CommandError, match="is not there"):
        call_command("restore", tmp_path / "nothing.backup")
