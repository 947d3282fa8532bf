"""What came from files: batches, what waits for a resident, whether somebody has reacted to it."""

from collections.abc import Collection

from django.db.models import Count, Min, Q, QuerySet

from services.codesign.enums import ImportState
from services.codesign.models import (
    DesignChallenge,
    Feedback,
    ImportBatch,
    ImportUpload,
    InsightSource,
    Reaction,
    SetAside,
    Statement,
    ThemeLabel,
)

BATCHES_SHOWN = 100


def imports_of(challenge: DesignChallenge) -> QuerySet[ImportBatch]:
    """Every file that was brought in, whatever became of it, newest first; without what it holds."""
    rows = ImportBatch.objects.filter(challenge=challenge).defer("content", "marks")
    return rows.select_related("imported_by", "imported_by_system").order_by("-pk")


def waiting_imports(challenge: DesignChallenge) -> QuerySet[ImportBatch]:
    """Those that no resident has confirmed or refused yet."""
    return imports_of(challenge).filter(state=ImportState.WAITING)


def imports_to_confirm(challenge_ids: Collection[int], person_id: int | None) -> dict[int, tuple[int, int]]:
    """How many files wait for somebody in each question, and the oldest; without those they brought in. One query."""
    rows = ImportBatch.objects.filter(challenge__in=challenge_ids, state=ImportState.WAITING)
    rows = rows.exclude(imported_by=person_id or 0, imported_by__isnull=False).order_by()
    found = rows.values_list("challenge_id").annotate(n=Count("pk"), oldest=Min("pk"))
    return {challenge: (n, oldest) for challenge, n, oldest in found}


def live_imports(challenge: DesignChallenge) -> QuerySet[ImportBatch]:
    """Those that wait or have come in, with what they are recognised by."""
    rows = ImportBatch.objects.filter(challenge=challenge, state__in=[ImportState.WAITING, ImportState.CONFIRMED])
    return rows.defer("content").order_by("pk")


def uploads_of(challenge: DesignChallenge) -> QuerySet[ImportUpload]:
    """What was sent and not brought in yet; without what it holds."""
    return ImportUpload.objects.filter(challenge=challenge).defer("content").order_by("-pk")


def statements_of_batch(batch: ImportBatch) -> QuerySet[Statement]:
    """The statements that came with a batch."""
    return Statement.objects.filter(challenge_id=batch.challenge_id, external_key__startswith=f"{batch.pk}:")


def is_used(batch: ImportBatch) -> bool:
    """Whether somebody else has reacted to what came with a batch, or works with it already. Four queries at most."""
    statements = statements_of_batch(batch).values("pk")
    answers = Feedback.objects.filter(contributor__imported_in=batch).values("pk")
    either = Q(statement__in=statements) | Q(feedback__in=answers)
    others = Reaction.objects.filter(statement__in=statements).exclude(contributor__imported_in=batch)
    return (
        others.exists()
        or InsightSource.objects.filter(either).exists()
        or SetAside.objects.filter(either).exists()
        or ThemeLabel.objects.filter(feedback__in=answers).exists()
    )
