"""`manage.py verify_record`: read the audit record again and compare it with its seals."""

from typing import Any

from django.core.management.base import CommandError

from kernel.audit.actions import check_record
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant


class Command(TenantCommand):
    help = (
        "Compare the audit record with its seals, in one council or in all. Exit code 1 where something does not fit."
    )
    for_every_council = True

    def handle(self, *args: Any, **options: Any) -> None:
        self.broken: list[str] = []
        super().handle(*args, **options)
        if self.broken:
            raise CommandError(f"The record does not fit its seals: {', '.join(self.broken)}.", returncode=1)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        found = check_record()
        size = f"{found.seals} seals over {found.events} events, {found.unsealed} not sealed yet"
        if found.is_whole:
            self.stdout.write(f"{tenant.slug}: whole, {size}")
            return
        self.broken.append(tenant.slug)
        faults = "; ".join(str(fault) for fault in found.faults)
        untold = found.fault_count - len(found.faults)
        more = f"; and {untold} more" if untold else ""
        self.stdout.write(f"{tenant.slug}: does not fit, {size}: {faults}{more}")
