"""`manage.py collect_translations`: put every message that people can meet into the Welsh catalogue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.web.management import catalogues


class Command(BaseCommand):
    requires_system_checks = []
    help = "Collect what there is to translate into locale/cy. Keeps translations, drops what nothing says any more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if a message is missing.")

    def handle(self, *args: Any, **options: Any) -> None:
        found, translated = catalogues.collected(), catalogues.read(catalogues.CATALOGUE)
        if options["check"]:
            lacking = catalogues.missing(found, translated)
            if lacking:
                listed = "\n".join(f"  {text}" for text in lacking)
                raise CommandError(f"Not in the Welsh catalogue; run manage.py collect_translations:\n{listed}")
            return
        catalogue = catalogues.merged(found, translated)
        catalogues.CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogues.CATALOGUE.write_text(catalogues.written(catalogue), encoding="utf-8")
        without = sum(not all(catalogues.forms(message)) for message in catalogue if message.id)
        self.stdout.write(f"{len(catalogue)} messages, {without} of them without a translation.")
