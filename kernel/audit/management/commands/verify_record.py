"""`manage.py verify_record`: read the audit record again and compare it with its seals."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from kernel.audit.actions import check_record
from kernel.audit.chain import Head, heads_gone, kept_heads
from kernel.tenancy.commands import TenantCommand
from kernel.tenancy.models import Tenant


class Command(TenantCommand):
    help = (
        "Compare the audit record with its seals, in one council or in all. Exit code 1 where something does not fit."
    )
    for_every_council = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--heads",
            type=Path,
            help="A file that was kept elsewhere: copies of /record/heads.txt, of one council or several. Each seal in "
            "it must still be there, so that an end that was cut off shows.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.broken: list[str] = []
        self.kept = _text_of(options["heads"])
        super().handle(*args, **options)
        if self.broken:
            raise CommandError(f"The record does not fit its seals: {', '.join(self.broken)}.", returncode=1)

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        found = check_record()
        gone = self._gone(tenant)
        size = f"{found.seals} seals over {found.events} events, {found.unsealed} not sealed yet"
        if found.is_whole and not gone:
            self.stdout.write(f"{tenant.slug}: whole, {size}")
            return
        self.broken.append(tenant.slug)
        lost = [f"seal {head.number} of the kept file ({head.digest}) is gone or was replaced" for head in gone]
        faults = "; ".join([*(str(fault) for fault in found.faults), *lost])
        untold = found.fault_count - len(found.faults)
        more = f"; and {untold} more" if untold else ""
        self.stdout.write(f"{tenant.slug}: does not fit, {size}: {faults}{more}")

    def _gone(self, tenant: Tenant) -> list[Head]:
        try:
            return heads_gone(kept_heads(self.kept, tenant.slug))
        except ValueError as error:
            raise CommandError(f"The file of heads cannot be read: {error}.") from None


def _text_of(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The file of heads cannot be read: {error}.") from None
