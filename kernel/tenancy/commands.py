"""Base of management commands that work inside one council or over all of them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope


class TenantCommand(BaseCommand):
    """Runs `handle_tenant` inside the scope of the council that `--council` names.

    With `for_every_council` it may be left out, and means all of them, one after the other.
    """

    for_every_council = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = "The council's short name, as in its address"
        parser.add_argument(
            "--council",
            required=not self.for_every_council,
            help=f"{words}; all councils where it is left out." if self.for_every_council else f"{words}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["council"]
        tenants = Tenant.objects.order_by("slug") if wanted is None else Tenant.objects.filter(slug=wanted)
        if wanted is not None and not tenants:
            raise CommandError(f"There is no council called {wanted!r}.")
        for tenant in tenants:
            with tenant_scope(tenant):
                self.handle_tenant(tenant, **options)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        """The command's work, inside the council's scope and one transaction."""
        raise NotImplementedError
