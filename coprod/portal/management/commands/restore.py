"""`manage.py restore FILE`: read a backup into the empty database that DATABASE_ADMIN_URL names."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coprod.backup import BackupError, counts, load
from kernel.tenancy.roles import DatabaseLogin, create_roles, grant_privileges


class Command(BaseCommand):
    help = (
        "Restore FILE into an empty database (DATABASE_ADMIN_URL, made if DATABASE_SUPERUSER_URL is set), "
        "grant the roles what they may do, and compare with the counts that the backup kept. "
        "Use the same role names as the backup's."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [
            name for name in ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL") if not os.environ.get(name)
        ]
        if missing:
            raise CommandError(f"Set {', '.join(missing)}.")
        owner_url, backup_url = os.environ["DATABASE_ADMIN_URL"], os.environ["DATABASE_BACKUP_URL"]
        runtime = DatabaseLogin.from_url(os.environ["DATABASE_URL"])
        backup = DatabaseLogin.from_url(backup_url)
        superuser_url = os.environ.get("DATABASE_SUPERUSER_URL")
        if superuser_url:
            create_roles(superuser_url, owner=DatabaseLogin.from_url(owner_url), runtime=runtime, backup=backup)
        try:
            load(owner_url, options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        grant_privileges("admin", runtime_role=runtime.role, backup_role=backup.role)
        self._compare(options["file"], backup_url)

    def _compare(self, file: Path, backup_url: str) -> None:
        kept = file.with_name(file.name + ".json")
        if kept.is_file() and json.loads(kept.read_text(encoding="utf-8")) != counts(backup_url):
            raise CommandError("The restored rows are not as many as were backed up. Do not use this database.")
        self.stdout.write("Restored; rows and audit heads are as they were.")
