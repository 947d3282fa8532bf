"""Keep files that somebody looks at before they are brought in, and have them read."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.errors import Conflict, Invalid
from kernel.jobs.actions import enqueue_or_retry
from kernel.jobs.models import Job
from kernel.jobs.registry import JobKind, register_job
from kernel.workflow.advance import lock
from services.codesign.actions.imports.batches import import_content, require_may_import
from services.codesign.actions.voices.saying import require_open
from services.codesign.models import DesignChallenge, ImportBatch, ImportFile, ImportUpload
from services.codesign.permissions import can_see_upload_job
from services.codesign.tables.content import FileContent
from services.codesign.tables.problems import words_of
from services.codesign.tables.reading import Reading, kind_of, problems_of

KEPT = timedelta(days=1)
READ_FILES = "codesign.read_files"
register_job(
    JobKind(
        READ_FILES,
        longest=timedelta(seconds=180),
        seen_by=can_see_upload_job,
        steps={"read": gettext_lazy("Reading the file"), "check": gettext_lazy("Checking every row")},
    )
)


@act(Manner.ASSISTED, Manner.MACHINE)
def keep_upload(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    files: Mapping[str, bytes],
    language: str,
    attribution: str = "",
    text_column: str = "",
    consent_column: str | None = None,
) -> ImportUpload:
    """Keep the files for a day and have a worker read them; older ones are removed. Nothing is read here."""
    require_may_import(actor, challenge)
    require_open(challenge)
    if not files:
        raise Invalid({"files": _("Choose a file.")})
    if sum(map(len, files.values())) > settings.COPROD_MAX_UPLOAD_BYTES:
        raise Invalid({"files": _("The files are too large together.")})
    ImportUpload.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    upload = ImportUpload.objects.create(
        challenge=challenge,
        kind=kind_of(list(files)),
        language=language,
        attribution=attribution,
        text_column=text_column,
        consent_column=consent_column,
        by_id=actor.person_id,
        created_at=clock.now(),
    )
    ImportFile.objects.bulk_create(
        [ImportFile(upload=upload, name=name[:120], content=content) for name, content in files.items()]
    )
    _read(actor, upload)
    return upload


def _read(actor: Actor, upload: ImportUpload) -> Job:
    params = {"challenge": upload.challenge_id, "upload": upload.pk}
    return enqueue_or_retry(actor=actor, kind=READ_FILES, key=str(upload.pk), params=params)


@act(Manner.ASSISTED, Manner.MACHINE)
def choose_columns(*, actor: Actor, upload: ImportUpload, text_column: str, consent_column: str | None) -> ImportUpload:
    """Say which column holds what, and have the file read again."""
    require_may_import(actor, upload.challenge)
    fresh = lock(upload)
    if fresh.reading is None:
        raise Conflict(_("The file is being read. Please wait a moment."), code="busy")
    fresh.text_column, fresh.consent_column, fresh.reading, fresh.content = text_column, consent_column, None, None
    fresh.save(update_fields=["text_column", "consent_column", "reading", "content"])
    _read(actor, fresh)
    return fresh


@act(Manner.SYSTEM)
def store_reading(*, actor: Actor, upload: ImportUpload, reading: Reading) -> None:
    """Keep what a worker found in the files."""
    whole = not reading.problems and not reading.asks
    upload.reading = reading.to_dict()
    upload.content = reading.content.pack() if whole else None
    upload.save(update_fields=["reading", "content"])


@act(Manner.ASSISTED, Manner.MACHINE)
def bring_in(*, actor: Actor, upload: ImportUpload) -> ImportBatch:
    """Bring in what was looked at, whole or not at all, and forget the files."""
    require_may_import(actor, upload.challenge)
    fresh = lock(upload)
    if fresh.reading is None:
        raise Conflict(_("The file is being read. Please wait a moment."), code="busy")
    if fresh.content is None:
        problems = [words_of(problem) for problem in problems_of(fresh.reading)]
        raise Invalid({"files": problems or _("Say first which column holds what.")})
    batch = import_content(
        actor=actor,
        challenge=fresh.challenge,
        kind=fresh.kind,
        content=FileContent.unpack(bytes(fresh.content)),
        language=fresh.language,
        names=list(fresh.files.order_by("pk").values_list("name", flat=True)),
        attribution=fresh.attribution,
    )
    fresh.delete()
    return batch


@act(Manner.ASSISTED, Manner.MACHINE)
def drop_upload(*, actor: Actor, upload: ImportUpload) -> None:
    """Forget the files without bringing them in."""
    require_may_import(actor, upload.challenge)
    upload.delete()
