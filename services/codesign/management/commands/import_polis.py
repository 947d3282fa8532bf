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
from services.codesign.actions.imports.batches import import_content, require_may_import
from services.codesign.engine.polis import polis_name
from services.codesign.enums import ImportKind
from services.codesign.models import DesignChallenge
from services.codesign.tables.problems import remark_of, words_of
from services.codesign.tables.reading import read_polis


class Command(TenantCommand):
    help = "Bring the folder of a Polis export into an open challenge. A resident of the service confirms it."

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
        actor = Actor.for_person(person.pk, "command")
        try:
            require_may_import(actor, challenge)
            found = read_polis(_files(options["folder"]), options["language"])
            if found.problems:
                raise CommandError("\n".join(words_of(problem) for problem in found.problems[:50]))
            batch = import_content(
                actor=actor,
                challenge=challenge,
                kind=ImportKind.POLIS,
                content=found.content,
                language=options["language"],
                attribution=options["attribution"],
            )
        except CoprodError as error:
            raise CommandError(str(error)) from error
        for remark in found.remarks:
            self.stderr.write(remark_of(remark.to_dict()))
        self.stdout.write(", ".join(f"{count} {name}" for name, count in batch.counts.items()))
        self.stdout.write("It counts as soon as a resident of the service has confirmed it.")


def _files(folder: Path) -> dict[str, bytes]:
    found = sorted(file for file in folder.iterdir() if file.is_file() and polis_name(file.name))
    return {file.name: file.read_bytes() for file in found}
