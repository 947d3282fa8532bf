"""The council's language model, and the runs that wait for it."""

from django.db.models import Exists, OuterRef

from services.codesign.models import SynthesisRun
from services.codesign.queries.findings.drafts import runs_with_untouched_drafts
from services.rewording.models import HandledRun, RewordingService


def rewording_service() -> RewordingService | None:
    """The council's language model for wording drafts, if an administrator has named one."""
    return RewordingService.objects.select_related("changed_by").first()


def runs_to_word() -> list[SynthesisRun]:
    """Runs finished since the service was switched on, with drafts that nobody has touched or asked it to word."""
    service = RewordingService.objects.filter(enabled=True).first()
    if service is None or service.switched_on_at is None:
        return []
    handled = HandledRun.objects.filter(run=OuterRef("pk"))
    return list(runs_with_untouched_drafts(since=service.switched_on_at).exclude(Exists(handled)).order_by("pk"))
