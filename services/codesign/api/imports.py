"""Files that come in: send them, see what they hold, bring them in; a resident confirms or refuses."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.errors import BodyTooLarge
from kernel.api.jobs import JobSerializer
from kernel.api.operations import operation
from kernel.api.serializers import ChoiceField, LanguageCodeField, StrictSerializer, TextField
from kernel.jobs.queries import latest_job
from services.codesign.actions.imports.batches import (
    confirm_import,
    refuse_import,
    require_may_import,
    take_back_import,
)
from services.codesign.actions.imports.uploads import READ_FILES, bring_in, choose_columns, drop_upload, keep_upload
from services.codesign.api.challenge_view import OfChallengeView
from services.codesign.enums import CodesignScope, ImportKind, ImportState
from services.codesign.models import ImportBatch, ImportUpload
from services.codesign.presenters.imports import public_counts, reading_shown
from services.codesign.queries.imports import imports_of, uploads_of

MOST_FILES, REASON_LENGTH = 10, 500
CONSENT = "The heading of the column that says whether words may be shown to others. “-” where people were not asked."


class ImportSerializer(StrictSerializer):
    """The files of a Polis export, or one table of answers (CSV or XLSX). They come in whole or not at all."""

    files = serializers.ListField(child=serializers.FileField(max_length=120), min_length=1, max_length=MOST_FILES)
    language = LanguageCodeField()
    text_column = TextField(max_length=200, required=False, allow_blank=True)
    consent_column = TextField(max_length=200, required=False, allow_blank=True, help_text=CONSENT)
    attribution = TextField(max_length=2000, required=False, allow_blank=True)


class ColumnsSerializer(StrictSerializer):
    """Which column holds what, by its heading."""

    text_column = TextField(max_length=200, required=False, allow_blank=True)
    consent_column = TextField(max_length=200, required=False, allow_blank=True, help_text=CONSENT)


class UploadSerializer(serializers.Serializer[Any]):
    """Files that were sent and not brought in yet. What they hold is null until they are read."""

    id = serializers.IntegerField()
    kind = ChoiceField(ImportKind.choices)
    is_read = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    quotable = serializers.IntegerField(allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())
    remarks = serializers.ListField(child=serializers.CharField())
    asks = serializers.ListField(child=serializers.CharField(), help_text="Columns to name first: text, consent.")
    header = serializers.ListField(child=serializers.CharField())
    first = serializers.ListField(child=serializers.CharField())
    job = JobSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class ImportBatchSerializer(serializers.Serializer[ImportBatch]):
    """What came from a file, and what became of it. Numbers of fewer than ten are null for everybody."""

    id = serializers.IntegerField()
    kind = ChoiceField(ImportKind.choices)
    state = ChoiceField(ImportState.choices)
    counts = serializers.SerializerMethodField()
    brought_by = serializers.CharField()
    attribution = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField(allow_null=True)))
    def get_counts(self, batch: ImportBatch) -> dict[str, int | None]:
        return public_counts(batch)


class RefusalSerializer(StrictSerializer):
    """Why a file does not belong here; everybody can read it."""

    reason = TextField(max_length=REASON_LENGTH)


def _consent(asked: dict[str, Any]) -> str | None:
    """None where nothing was said, "" where people were not asked."""
    said = asked.get("consent_column") or None
    return "" if said == "-" else said


def _upload_data(upload: ImportUpload) -> dict[str, Any]:
    shown, kept = reading_shown(upload), upload.reading or {}
    return {
        "id": upload.pk,
        "kind": upload.kind,
        "is_read": shown is not None,
        "counts": kept.get("counts"),
        "quotable": kept.get("quotable"),
        "problems": shown.problems if shown else [],
        "remarks": shown.remarks if shown else [],
        "asks": shown.asks if shown else [],
        "header": kept.get("header", []),
        "first": shown.first if shown else [],
        "job": latest_job(READ_FILES, upload),
        "created_at": upload.created_at,
    }


class ImportView(OfChallengeView):
    """Base of views of files that come in."""

    tag = "files"

    @property
    def upload(self) -> ImportUpload:
        """The upload of the address, for whoever may bring files in."""
        require_may_import(self.actor, self.challenge)
        return get_object_or_404(uploads_of(self.challenge), pk=self.kwargs["upload"])

    @property
    def batch(self) -> ImportBatch:
        """The file of the address."""
        return get_object_or_404(self.batches(), pk=self.kwargs["batch"])

    def batches(self) -> QuerySet[ImportBatch]:
        """Everything that was brought in, for everybody who sees the question."""
        return imports_of(self.challenge)


class Imports(ImportView):
    """Everything that came from files."""

    @operation("imports_list", Scope.READ, gives=ImportBatchSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[ImportBatch]:
        """Newest first: what each file held, who brought it in, and whether a resident has confirmed it."""
        return self.batches()


class Uploads(ImportView):
    """Files that are looked at before they come in."""

    parser_classes = [MultiPartParser]

    @operation("imports_send", CodesignScope.FEEDBACK, takes=ImportSerializer, gives=UploadSerializer, status=202)
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Send a Polis export or a table of answers to be read. Facilitator, commissioner or a system.

        A worker reads it; `Location` is where to see what it holds.
        """
        require_may_import(self.actor, self.challenge)
        asked = self.asked
        sent = asked["files"]
        if sum(file.size for file in sent) > settings.COPROD_MAX_UPLOAD_BYTES:
            raise BodyTooLarge
        upload = keep_upload(
            actor=self.actor,
            challenge=self.challenge,
            files={file.name: file.read() for file in sent},
            language=asked["language"],
            attribution=asked.get("attribution", ""),
            text_column=asked.get("text_column", ""),
            consent_column=_consent(asked),
        )
        return self.located(_upload_data(upload), "api_upload", pk, upload.pk)


class OneUpload(ImportView):
    """One upload."""

    @operation("imports_preview", CodesignScope.FEEDBACK, gives=UploadSerializer)
    def get(self, request: Request, pk: int, upload: int) -> dict[str, Any]:
        """What the files hold, every problem by its line and column, and what has to be said first."""
        return _upload_data(self.upload)

    @operation("imports_drop", CodesignScope.FEEDBACK)
    def delete(self, request: Request, pk: int, upload: int) -> None:
        """Forget the files without bringing them in."""
        drop_upload(actor=self.actor, upload=self.upload)


class UploadColumns(ImportView):
    """Which column holds what."""

    @operation("imports_columns", CodesignScope.FEEDBACK, takes=ColumnsSerializer, gives=UploadSerializer, status=202)
    def post(self, request: Request, pk: int, upload: int) -> HttpResponse:
        """Say which column holds what; the files are read again."""
        found = choose_columns(
            actor=self.actor,
            upload=self.upload,
            text_column=self.asked.get("text_column", ""),
            consent_column=_consent(self.asked),
        )
        return self.located(_upload_data(found), "api_upload", pk, found.pk)


class BringIn(ImportView):
    """Bring in what was looked at."""

    @operation("imports_bring_in", CodesignScope.FEEDBACK, gives=ImportBatchSerializer, status=201)
    def post(self, request: Request, pk: int, upload: int) -> ImportBatch:
        """Bring it in, whole or not at all. It counts as soon as a resident of the service has confirmed it."""
        return bring_in(actor=self.actor, upload=self.upload)


class OneImport(ImportView):
    """One file that was brought in."""

    @operation("imports_read", Scope.READ, gives=ImportBatchSerializer)
    def get(self, request: Request, pk: int, batch: int) -> ImportBatch:
        """What it held, who brought it in, what became of it."""
        return self.batch


class ConfirmImport(ImportView):
    """A resident confirms."""

    @operation("imports_confirm", None, gives=ImportBatchSerializer)
    def post(self, request: Request, pk: int, batch: int) -> ImportBatch:
        """Say that this belongs here: a resident of the service who did not bring it in."""
        return confirm_import(actor=self.actor, batch=self.batch)


class RefuseImport(ImportView):
    """A resident refuses."""

    @operation("imports_refuse", None, takes=RefusalSerializer, gives=ImportBatchSerializer)
    def post(self, request: Request, pk: int, batch: int) -> ImportBatch:
        """Say why this does not belong here: a resident of the service who did not bring it in. All of it goes."""
        return refuse_import(actor=self.actor, batch=self.batch, **self.asked)


class TakeBackImport(ImportView):
    """Take back what came from a file."""

    @operation("imports_take_back", None, gives=ImportBatchSerializer)
    def post(self, request: Request, pk: int, batch: int) -> ImportBatch:
        """Take all of it back, until somebody reacts to it. Who brought it in, or the facilitator."""
        return take_back_import(actor=self.actor, batch=self.batch)


BASE = "challenges/<int:pk>/imports"
urlpatterns = [
    path(f"{BASE}/", Imports.as_view(), name="api_imports"),
    path(f"{BASE}/<int:batch>/", OneImport.as_view(), name="api_import"),
    path(f"{BASE}/<int:batch>/confirm/", ConfirmImport.as_view(), name="api_confirm_import"),
    path(f"{BASE}/<int:batch>/refuse/", RefuseImport.as_view(), name="api_refuse_import"),
    path(f"{BASE}/<int:batch>/take-back/", TakeBackImport.as_view(), name="api_take_back_import"),
    path(f"{BASE}/uploads/", Uploads.as_view(), name="api_uploads"),
    path(f"{BASE}/uploads/<int:upload>/", OneUpload.as_view(), name="api_upload"),
    path(f"{BASE}/uploads/<int:upload>/columns/", UploadColumns.as_view(), name="api_upload_columns"),
    path(f"{BASE}/uploads/<int:upload>/bring-in/", BringIn.as_view(), name="api_bring_in"),
]
