"""`manage.py backup FILE`: everything, to one file."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coprod.backup import BackupError, counts, dump


class Command(BaseCommand):
    help = "Back everything up to FILE, as the backup role (DATABASE_BACKUP_URL), and count it in FILE.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        url = os.environ.get("DATABASE_BACKUP_URL")
        if not url:
            raise CommandError("Set DATABASE_BACKUP_URL: only the backup role sees all councils.")
        try:
            dump(url, options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        summary = counts(url)
        options["file"].with_name(options["file"].name + ".json").write_text(
            json.dumps(summary, indent=1), encoding="utf-8"
        )
        self.stdout.write(f"Backed up {len(summary)} councils to {options['file']}.")
