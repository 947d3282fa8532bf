"""Take a copy of everything."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.web.paging import ROWS_A_PAGE, key_page
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import require, standing_of
from services.codesign.actions import take_copy
from services.codesign.enums import CopyForm
from services.codesign.exports import as_csv_archive, as_json
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_export
from services.codesign.presenters.copies import copy_words
from services.codesign.queries.challenge import visible_challenges
from services.codesign.queries.copies import copies_of, copies_taken
from services.codesign.views.page import find_challenge


@require_safe
def export(request: CouncilRequest, pk: int) -> HttpResponse:
    """What a copy holds, and where to get it once the findings are agreed."""
    challenge = _exportable(request, pk)
    agreed = challenge.has_findings
    return render(request, "codesign/files/export.html", {"challenge": challenge, "agreed": agreed})


@require_safe
def export_csv(request: CouncilRequest, pk: int) -> HttpResponse:
    """A ZIP of CSV files."""
    challenge = _exportable(request, pk)
    take_copy(actor=request.actor, challenge=challenge, form=CopyForm.CSV)
    return _file(as_csv_archive(challenge), "application/zip", f"challenge-{challenge.pk}.zip")


@require_safe
def export_json(request: CouncilRequest, pk: int) -> HttpResponse:
    """One JSON document."""
    challenge = _exportable(request, pk)
    take_copy(actor=request.actor, challenge=challenge, form=CopyForm.JSON)
    return _file(as_json(challenge), "application/json", f"challenge-{challenge.pk}.json")


@require_safe
def copies(request: CouncilRequest, pk: int) -> HttpResponse:
    """Who took a copy and when, for everybody to read."""
    challenge = find_challenge(request, pk)
    page = key_page(request, copies_of(challenge), newest_first=True, size=ROWS_A_PAGE)
    rows = [(copy, copy_words(copy)) for copy in copies_taken(challenge, page.rows)]
    context = {"challenge": challenge, "page": page, "rows": rows}
    return render(request, "codesign/files/copies.html", context)


def _exportable(request: CouncilRequest, pk: int) -> DesignChallenge:
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require(
        can_export(standing_of(request.actor, challenge.service_id)),
        _("Members of the service may take a copy."),
    )
    return challenge


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
