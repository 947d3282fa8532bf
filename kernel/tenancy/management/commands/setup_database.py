"""`manage.py setup_database`: roles, database, migrations, privileges. Safe to repeat."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kernel.tenancy.roles import DatabaseLogin, create_roles, grant_privileges


class Command(BaseCommand):
    help = (
        "Make the database roles and the database (with DATABASE_SUPERUSER_URL), migrate as the owner "
        "(DATABASE_ADMIN_URL) and grant the runtime role (DATABASE_URL) what it may do."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        runtime = self._login("DATABASE_URL")
        owner = self._login("DATABASE_ADMIN_URL")
        backup = self._login("DATABASE_BACKUP_URL") if os.environ.get("DATABASE_BACKUP_URL") else None
        superuser_url = os.environ.get("DATABASE_SUPERUSER_URL")
        if superuser_url:
            create_roles(superuser_url, owner=owner, runtime=runtime, backup=backup)
        call_command("migrate", database="admin", interactive=False, verbosity=options["verbosity"])
        grant_privileges("admin", runtime_role=runtime.role, backup_role=backup.role if backup else None)
        self.stdout.write("The database is ready.")

    def _login(self, variable: str) -> DatabaseLogin:
        url = os.environ.get(variable)
        if not url:
            raise CommandError(f"Set {variable}; docs/settings.md says how.")
        return DatabaseLogin.from_url(url)
