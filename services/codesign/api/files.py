"""Take a copy of everything."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, operation
from kernel.api.serializers import ChoiceField
from participants.people.enums import Stake
from services.codesign.actions import take_copy
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import CopyForm
from services.codesign.exports import as_csv_archive, as_json
from services.codesign.models import DesignChallenge
from services.codesign.presenters.copies import copy_words
from services.codesign.queries.copies import Copy, copies_of, copies_taken
from services.stage.api import PublicPersonSerializer


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

    def exportable(self, form: CopyForm) -> DesignChallenge:
        """The challenge, if the actor may take a copy now; that one was taken is recorded for everybody to read."""
        take_copy(actor=self.actor, challenge=self.challenge, form=form)
        return self.challenge


class ExportJson(ExportView):
    """A copy as JSON."""

    @operation("export_json", IN_PERSON, gives={(200, "application/json"): OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Everything of a challenge as one JSON document. Members of the service, once the findings are agreed."""
        return HttpResponse(as_json(self.exportable(CopyForm.JSON)), content_type="application/json")


class ExportCsv(ExportView):
    """A copy as CSV."""

    renderer_classes = [ArchiveRenderer]

    @operation("export_csv", IN_PERSON, gives={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Everything of a challenge as a ZIP of CSV files. Members of the service, once the findings are agreed."""
        return HttpResponse(
            as_csv_archive(self.exportable(CopyForm.CSV)), content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="challenge-{pk}.zip"'},
        )  # fmt: skip


class CopySerializer(serializers.Serializer[Any]):
    """A copy that was taken: when, in what form, by whom. Residents are never named."""

    at = serializers.DateTimeField()
    form = ChoiceField(CopyForm.choices)
    stake = ChoiceField(Stake.choices, allow_blank=True)
    person = PublicPersonSerializer(allow_null=True, help_text="Only where they act for the council.")
    words = serializers.SerializerMethodField()

    def get_words(self, copy: Copy) -> str:
        return copy_words(copy)


class Copies(OfChallengeView):
    """Who took copies."""

    tag = "files"

    @operation("copies_list", Scope.READ, gives=CopySerializer, many=True)
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Who took a copy of the question and when, newest first. For everybody to read."""
        events = self.paginate_queryset(copies_of(self.challenge)) or []
        return self.get_paginated_response(CopySerializer(copies_taken(self.challenge, events), many=True).data)


urlpatterns = [
    path("challenges/<int:pk>/copies/", Copies.as_view(), name="api_copies"),
    path("challenges/<int:pk>/export/", ExportJson.as_view(), name="api_export"),
    path("challenges/<int:pk>/export/csv/", ExportCsv.as_view(), name="api_export_csv"),
]
