"""Make a key for a partner system."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from kernel.accounts.actor import Actor
from kernel.errors import CoprodError
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant
from participants.people.actions import make_reading_key


class Command(TenantCommand):
    """Prints the key's secret once; only its hash is kept."""

    help = (
        "Make a key for a partner system. It reads what is public. What it may do in a service is given by "
        "the people who run that service, on its page “Keys”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="What the key is for, so that it can be told from others.")

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        try:
            _credential, secret = make_reading_key(actor=Actor.system("command"), name=options["name"])
        except CoprodError as error:
            raise CommandError(str(error)) from None
        self.stderr.write("This key is shown only now. Keep it like a password.")
        self.stdout.write(secret)
