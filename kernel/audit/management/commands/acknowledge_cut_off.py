"""`manage.py acknowledge_cut_off`: an operator has looked into an end of the record that was found cut off."""

from typing import Any

from django.core.management.base import CommandError

from kernel.accounts.actor import Actor
from kernel.audit.actions import acknowledge_cut_off
from kernel.errors import Conflict
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant


class Command(TenantCommand):
    help = (
        "Say that a cut-off end of a council's record was looked into, for example after a backup was restored. From "
        "then on the record is checked from where it stands now; that this was said is in the record and on its page."
    )

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        try:
            gone = acknowledge_cut_off(actor=Actor.system("command"))
        except Conflict as error:
            raise CommandError(str(error.reason)) from None
        self.stdout.write(f"{tenant.slug}: acknowledged that seal {gone.number} ({gone.digest}) is gone")
