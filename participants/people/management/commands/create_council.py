"""`manage.py create_council`: a new council with its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kernel.accounts.actions import create_sign_in_link
from kernel.accounts.actor import Actor
from kernel.accounts.models import User
from kernel.tenancy.provision import provision_tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.actions import add_person, ensure_person, set_council_role
from participants.people.enums import CouncilRoleName


class Command(BaseCommand):
    help = "Make a council and its first administrator, and print a link that signs them in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="Short name, as in its address: small letters, numbers, dashes.")
        parser.add_argument("name", help="The council's name in English.")
        parser.add_argument("--welsh-name", default="")
        parser.add_argument("--languages", default="en", help="en, or en,cy for a council that publishes in both.")
        parser.add_argument("--host", default="", help="A host name on which only this council answers.")
        parser.add_argument("--brand-colour", default="#1d70b8")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if "admin" not in settings.DATABASES:
            raise CommandError("Set DATABASE_ADMIN_URL: only the database's owner can make a council.")
        try:
            tenant = provision_tenant(
                slug=options["slug"],
                name=options["name"],
                name_cy=options["welsh_name"],
                languages=[code.strip() for code in options["languages"].split(",")],
                host=options["host"],
                brand_colour=options["brand_colour"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        actor = Actor.system("command")
        email = options["admin_email"].strip().lower()
        with tenant_scope(tenant):
            person = add_person(actor=actor, display_name=options["admin_name"], email=email)
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            person = ensure_person(actor=actor, user=user)
            set_council_role(actor=actor, person=person, role=CouncilRoleName.ADMINISTRATOR, held=True)
            token = create_sign_in_link(actor=actor, user=user)
        address = f"https://{options['host']}" if options["host"] else f"{settings.COPROD_BASE_URL}/{tenant.slug}"
        self.stdout.write(
            f"{tenant.name} is at {address}/\nSign in once, within a day: {address}/sign-in-link/{token}/"
        )
