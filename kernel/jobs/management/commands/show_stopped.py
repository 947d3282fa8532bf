"""`manage.py show_stopped`: the jobs that were given up, and what does not get through by itself, in every council."""

from typing import Any

from django.core.management.base import CommandError

from kernel.jobs.queries import given_up, not_getting_through
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant


class Command(TenantCommand):
    help = "List the work in the background that has stopped, in one council or in all. Exit code 1 where there is any."
    for_every_council = True

    def handle(self, *args: Any, **options: Any) -> None:
        self.found = 0
        super().handle(*args, **options)
        if self.found:
            raise CommandError(f"{self.found} that need somebody to look into.", returncode=1)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        for row in given_up():
            self._tell(
                f"{tenant.slug}: {row['kind']}: {row['jobs']} given up ({row['error_code']}), last {row['last']:%F %T}"
            )
        for failure in not_getting_through():
            since = f"{failure.times} times since {failure.first_at:%F %T}, last {failure.last_at:%F %T}"
            self._tell(f"{tenant.slug}: {failure}: {failure.error_code}, {since}")

    def _tell(self, line: str) -> None:
        self.found += 1
        self.stdout.write(line)
