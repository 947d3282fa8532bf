"""`manage.py import_polis FOLDER --council … --challenge … --as …`: the same import as the page's."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from kernel.accounts.actor import Actor
from kernel.errors import CoprodError
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.codesign.actions.files.imports import import_polis
from services.codesign.models import DesignChallenge

FILES = ("comments.csv", "votes.csv", "participants-votes.csv", "summary.csv")


class Command(TenantCommand):
    help = "Bring the folder of a Polis export into an open challenge, whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help="The folder with comments.csv and votes.csv.")
        parser.add_argument("--challenge", type=int, required=True, help="The challenge's number, as in its address.")
        parser.add_argument(
            "--as",
            dest="email",
            required=True,
            help="E-mail address of the facilitator or commissioner who does it.",
        )
        parser.add_argument("--language", default="en", help="Language of the conversation, such as en, cy or de.")
        parser.add_argument("--attribution", default="", help="Words to show wherever the data is shown.")

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"]).first()
        challenge = DesignChallenge.objects.filter(pk=options["challenge"]).first()
        if person is None or challenge is None:
            raise CommandError("There is no such person or no such challenge in this council.")
        folder: Path = options["folder"]
        files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}
        try:
            batch = import_polis(
                actor=Actor.for_person(person.pk, "command"),
                challenge=challenge,
                files=files,
                language=options["language"],
                attribution=options["attribution"],
            )
        except CoprodError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in batch.counts.items()))
