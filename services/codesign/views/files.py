"""Take a copy of everything."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.audit.actions import record
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import require, standing_of
from services.codesign.exports import as_csv_archive, as_json
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_export
from services.codesign.queries.challenge import visible_challenges


@require_safe
def export(request: CouncilRequest, pk: int) -> HttpResponse:
    """What a copy holds, and where to get it."""
    challenge = _exportable(request, pk)
    return render(request, "codesign/files/export.html", {"challenge": challenge})


@require_safe
def export_csv(request: CouncilRequest, pk: int) -> HttpResponse:
    """A ZIP of CSV files."""
    challenge = _exportable(request, pk)
    record(actor=request.actor, verb="codesign.exported", subject=challenge, form="csv")
    return _file(as_csv_archive(challenge), "application/zip", f"challenge-{challenge.pk}.zip")


@require_safe
def export_json(request: CouncilRequest, pk: int) -> HttpResponse:
    """One JSON document."""
    challenge = _exportable(request, pk)
    record(actor=request.actor, verb="codesign.exported", subject=challenge, form="json")
    return _file(as_json(challenge), "application/json", f"challenge-{challenge.pk}.json")


def _exportable(request: CouncilRequest, pk: int) -> DesignChallenge:
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require(
        can_export(standing_of(request.actor, challenge.service_id)),
        _("Members of the service may take a copy."),
    )
    return challenge


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
