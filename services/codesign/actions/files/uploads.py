"""Keep files that somebody looks at before they are brought in."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.files.imports import import_answers, import_polis
from services.codesign.actions.voices.saying import require_open
from services.codesign.enums import ImportKind
from services.codesign.models import DesignChallenge, ImportBatch, ImportFile, ImportUpload
from services.codesign.permissions import can_import

# What only a Polis export holds.
POLIS_FILES = frozenset({"comments.csv", "votes.csv", "participants-votes.csv"})


def kind_of(names: list[str]) -> str:
    """Whether files are a Polis export or a table of answers."""
    return ImportKind.POLIS if POLIS_FILES & {name.lower() for name in names} else ImportKind.TABLE


@act(Manner.ASSISTED)
def keep_upload(*, actor: Actor, challenge: DesignChallenge, files: Mapping[str, bytes]) -> ImportUpload:
    """Keep the files for a day; older ones are removed."""
    require(can_import(standing_of(actor, challenge.service_id)), _("Facilitator or commissioner bring in files."))
    require_open(challenge)
    ImportUpload.objects.filter(created_at__lt=clock.now() - timedelta(days=1)).delete()
    upload = ImportUpload.objects.create(
        challenge=challenge, kind=kind_of(list(files)), by_id=actor.person_id, created_at=clock.now()
    )
    ImportFile.objects.bulk_create(
        [ImportFile(upload=upload, name=name[:120], content=content) for name, content in files.items()]
    )
    return upload


def files_of(upload: ImportUpload) -> dict[str, bytes]:
    """Names and contents."""
    return {file.name: bytes(file.content) for file in upload.files.order_by("pk")}


@act(Manner.ASSISTED)
def bring_in(
    *, actor: Actor, upload: ImportUpload, language: str, text_column: str = "", attribution: str = ""
) -> ImportBatch:
    """Bring in what was looked at, whole or not at all, and forget the files."""
    files = files_of(upload)
    if upload.kind == ImportKind.POLIS:
        batch = import_polis(
            actor=actor, challenge=upload.challenge, files=files, language=language, attribution=attribution
        )
    else:
        name, content = next(iter(files.items()))
        batch = import_answers(
            actor=actor,
            challenge=upload.challenge,
            name=name,
            content=content,
            language=language,
            text_column=text_column,
            attribution=attribution,
        )
    upload.delete()
    return batch
