"""Take a copy of everything."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import operation
from kernel.audit.actions import record
from services.catalogue.permissions import require
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.exports import as_csv_archive, as_json
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_export


class ArchiveRenderer(BaseRenderer):
    """For content negotiation: the view itself gives the bytes."""

    media_type = "application/zip"
    format = "zip"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Bytes as they are."""
        return bytes(data)


class ExportView(OfChallengeView):
    """Base of copies: never names, never what was taken back or not accepted."""

    tag = "files"

    def exportable(self, form: str) -> DesignChallenge:
        """The challenge, if the actor may take a copy; that one was taken is recorded."""
        require(can_export(self.standing), _("Members of the service may take a copy."))
        record(actor=self.actor, verb="codesign.exported", subject=self.challenge, form=form)
        return self.challenge


class ExportJson(ExportView):
    """A copy as JSON."""

    @operation("export_json", Scope.READ, gives={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Everything of a challenge as one JSON document. Members of the service."""
        return HttpResponse(as_json(self.exportable("json")), content_type="application/json")


class ExportCsv(ExportView):
    """A copy as CSV."""

    renderer_classes = [ArchiveRenderer]

    @operation("export_csv", Scope.READ, gives={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Everything of a challenge as a ZIP of CSV files. Members of the service."""
        return HttpResponse(
            as_csv_archive(self.exportable("csv")), content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="challenge-{pk}.zip"'},
        )  # fmt: skip


urlpatterns = [
    path("challenges/<int:pk>/export/", ExportJson.as_view(), name="api_export"),
    path("challenges/<int:pk>/export/csv/", ExportCsv.as_view(), name="api_export_csv"),
]
