"""`manage.py demo`: two councils full of life; `--links` prints one-time sign-in links for their people."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from coprod.demo.cast import Cast
from coprod.demo.content import COUNCILS
from coprod.demo.content.types import Council
from coprod.demo.seed import catalogue, people
from coprod.stages import STAGES
from kernel.accounts.actions import create_sign_in_link
from kernel.accounts.actor import Actor
from kernel.accounts.models import User
from kernel.tenancy.models import Tenant
from kernel.tenancy.provision import provision_tenant
from kernel.tenancy.scope import tenant_scope
from services.catalogue.models import Service

# In the order in which one rests on the other.
SEEDS = (people.seed, catalogue.seed, *(import_string(stage.seed) for stage in STAGES if stage.seed))


class Command(BaseCommand):
    help = "Fill the demo councils (once; a second call changes nothing), or print sign-in links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--links", action="store_true", help="Print one-time sign-in links.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("The demo runs with COPROD_ENV=demo only.")
        for council in COUNCILS:
            if options["links"]:
                self._print_links(council)
            else:
                self._seed(council)

    def _seed(self, council: Council) -> None:
        started = time.monotonic()
        tenant = provision(council)
        with tenant_scope(tenant):
            if Service.objects.exists():
                return
            seed(council)
        self.stdout.write(f"{council.name.en} is ready ({time.monotonic() - started:.0f} seconds).")

    def _print_links(self, council: Council) -> None:
        tenant = Tenant.objects.get(slug=council.slug)
        base = f"{settings.COPROD_BASE_URL}/{council.slug}"
        self.stdout.write(f"{council.name.en}: {base}/")
        with tenant_scope(tenant):
            for title, email in people_to_be(council):
                user = User.objects.filter(email=email).first()
                if user is not None:
                    token = create_sign_in_link(actor=Actor.system("command"), user=user)
                    self.stdout.write(f"  {title:<13} {base}/sign-in-link/{token}/")


def provision(council: Council) -> Tenant:
    """The row of a demo council, made if it is not there."""
    return provision_tenant(
        slug=council.slug,
        name=council.name.en,
        name_cy=council.name.cy or "",
        languages=council.languages,
        brand_colour=council.brand_colour,
    )


def seed(council: Council) -> None:
    """Fill a council with life, through the same actions that the pages call. Its scope must be open."""
    cast = Cast(council)
    for stage in SEEDS:
        stage(cast)


def people_to_be(council: Council) -> list[tuple[str, str]]:
    """Whom a newcomer may sign in as: an officer, a facilitator, a resident, a professional, and who decides."""
    members = [member for service in council.services for member in service.members]
    deciders = {challenge.decision_owner for challenge in council.challenges}

    def first(role: str, stake: str, also: Any = lambda key: True) -> str:
        key = next(m.person for m in members if m.role == role and m.stake == stake and also(m.person))
        return council.person(key).email

    return [
        ("Officer", first("commissioner", "professional")),
        ("Facilitator", first("facilitator", "professional")),
        ("Resident", first("member", "citizen")),
        ("Professional", first("member", "professional", lambda key: key not in deciders)),
        ("Who decides", first("member", "professional", lambda key: key in deciders)),
        ("Administrator", next(p.email for p in council.people if p.council_role == "administrator")),
    ]
