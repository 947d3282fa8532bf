"""Base of management commands that work inside one council or over all of them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope


class TenantCommand(BaseCommand):
    """Runs `handle_tenant` inside the scope of the council that `--council` names."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, help="The council's short name, as in its address.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tenant = Tenant.objects.get(slug=options["council"])
        except Tenant.DoesNotExist:
            raise CommandError(f"There is no council called {options['council']!r}.") from None
        with tenant_scope(tenant):
            self.handle_tenant(tenant, **options)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        """The command's work, inside the council's scope and one transaction."""
        raise NotImplementedError
