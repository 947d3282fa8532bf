"""`manage.py send_again`: once mail works again, send what could not be e-mailed."""

from typing import Any

from kernel.accounts.actor import Actor
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant
from participants.people.actions import send_failed_again


class Command(TenantCommand):
    help = "Send every message again that could not be e-mailed, in one council or in all."
    for_every_council = True

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        sent = send_failed_again(actor=Actor.system("command"))
        self.stdout.write(f"{tenant.slug}: {sent} on their way again")
