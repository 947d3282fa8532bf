"""Make a key for a partner system."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from kernel.accounts.actor import Actor
from kernel.accounts.scopes import scope_names
from kernel.errors import CoprodError
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant
from participants.people.actions import make_api_key
from participants.people.models import Person


class Command(TenantCommand):
    """Prints the key's secret once; only its hash is kept."""

    help = "Make a key for a partner system. It acts for one person and may never do more than they may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="What the key is for, so that it can be told from others.")
        parser.add_argument(
            "--scopes",
            required=True,
            nargs="+",
            choices=scope_names(),
            help="What the key may be used for.",
        )
        parser.add_argument("--acts-for", required=True, metavar="EMAIL", help="The person the key acts for.")

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["acts_for"]).first()
        if person is None:
            raise CommandError(f"Nobody in {tenant.name} has the e-mail address {options['acts_for']!r}.")
        try:
            _credential, secret = make_api_key(
                actor=Actor.system("command"), name=options["name"], scopes=options["scopes"], acts_for=person
            )
        except CoprodError as error:
            raise CommandError(str(error)) from None
        self.stderr.write("This key is shown only now. Keep it like a password.")
        self.stdout.write(secret)
