"""The language model that may word a council's drafts: a setting, so for administrators by their session only."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kernel.api.jobs import JobSerializer
from kernel.api.operations import operation
from kernel.api.serializers import FlagField, StrictSerializer, TextField
from kernel.jobs.queries import newest_job
from participants.people.api_views import PersonApiView
from participants.people.permissions import require_configure
from services.rewording.actions import REWORD, TRY, change_rewording_service, try_rewording_service
from services.rewording.models import RewordingService
from services.rewording.queries import rewording_service


class RewordingServiceSerializer(serializers.Serializer[Any]):
    """The service as it is saved. Its key is never told; `has_key` says whether there is one."""

    endpoint = serializers.CharField()
    model = serializers.CharField()
    has_key = serializers.SerializerMethodField()
    enabled = serializers.BooleanField()
    changed_at = serializers.DateTimeField(allow_null=True)
    last_try = serializers.SerializerMethodField()
    last_run = serializers.SerializerMethodField()

    def get_has_key(self, service: RewordingService) -> bool:
        return bool(service.sealed_key)

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_last_try(self, service: RewordingService) -> Any:
        return _job(TRY)

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_last_run(self, service: RewordingService) -> Any:
        return _job(REWORD)


def _job(kind: str) -> Any:
    job = newest_job(kind)
    return None if job is None else JobSerializer(job).data


class RewordingServiceChangeSerializer(StrictSerializer):
    """The service. Leave `key` out to keep the secret there is; "" forgets it."""

    endpoint = TextField(max_length=500)
    model = TextField(max_length=120)
    enabled = FlagField()
    key = TextField(max_length=1000, required=False, allow_blank=True, write_only=True)


class RewordingServiceDetail(PersonApiView):
    """The language model that may word drafts."""

    tag = "settings"

    @operation("rewording_service_read", None, gives=RewordingServiceSerializer)
    def get(self, request: Request) -> RewordingService:
        """Which service it is and what it last did. For administrators; off until one switches it on."""
        require_configure(self.actor)
        return rewording_service() or RewordingService()

    @operation(
        "rewording_service_change", None, takes=RewordingServiceChangeSerializer, gives=RewordingServiceSerializer
    )
    def put(self, request: Request) -> RewordingService:
        """Name the service and switch it on or off. For administrators."""
        require_configure(self.actor)
        return change_rewording_service(actor=self.actor, **self.asked)


class RewordingServiceTry(PersonApiView):
    """Try it."""

    tag = "settings"

    @operation("rewording_service_try", None, gives=JobSerializer, status=202)
    def post(self, request: Request) -> HttpResponse:
        """Send a made-up sample. `Location` is where to see what came of it. For administrators."""
        require_configure(self.actor)
        job = try_rewording_service(actor=self.actor)
        return self.located(job, "api_job", job.pk)


urlpatterns = [
    path("rewording-service/", RewordingServiceDetail.as_view(), name="api_rewording_service"),
    path("rewording-service/try/", RewordingServiceTry.as_view(), name="api_rewording_service_try"),
]
