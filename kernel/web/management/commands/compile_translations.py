"""`manage.py compile_translations`: make the files that Django reads from the catalogues in locale/."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand

# Babel notes when a file was made; the same words shall make the same file.
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    requires_system_checks = []
    help = "Compile locale/*/LC_MESSAGES/django.po."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
                compile_catalogue(source)


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue beside itself; the compiled file. PoFileError where the catalogue is malformed.

    Untranslated and doubtful messages stay English. A reader meets the old file or the new one, never half of one.
    """
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name, abort_invalid=True)
    catalogue.creation_date = catalogue.revision_date = ALWAYS
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    target = source.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        # Several processes may compile at once, so each writes a draft of its own.
        draft = source.with_suffix(f".{os.getpid()}.mo")
        draft.write_bytes(compiled.getvalue())
        draft.replace(target)
    return target
