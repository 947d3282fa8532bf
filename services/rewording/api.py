"""The language model that may word a council's drafts: a setting, so for administrators by their session only."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.jobs import JobSerializer, accepted_job
from kernel.api.serializers import Flag, NothingSerializer, StrictSerializer, Text
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

    endpoint = Text(max_length=500)
    model = Text(max_length=120)
    enabled = Flag()
    key = Text(max_length=1000, required=False, allow_blank=True, write_only=True)


@extend_schema(tags=["settings"])
class RewordingServiceDetail(PersonApiView):
    """The language model that may word drafts."""

    @extend_schema(responses=RewordingServiceSerializer, operation_id="rewording_service_read")
    def get(self, request: Request) -> Response:
        """Which service it is and what it last did. For administrators; off until one switches it on."""
        require_configure(self.actor)
        return Response(RewordingServiceSerializer(rewording_service() or RewordingService()).data)

    @extend_schema(
        request=RewordingServiceChangeSerializer,
        responses=RewordingServiceSerializer,
        operation_id="rewording_service_change",
    )
    def put(self, request: Request) -> Response:
        """Name the service and switch it on or off. For administrators."""
        require_configure(self.actor)
        asked = self.parsed(RewordingServiceChangeSerializer)
        return Response(RewordingServiceSerializer(change_rewording_service(actor=self.actor, **asked)).data)


@extend_schema(tags=["settings"])
class RewordingServiceTry(PersonApiView):
    """Try it."""

    @extend_schema(request=NothingSerializer, responses={202: JobSerializer}, operation_id="rewording_service_try")
    def post(self, request: Request) -> Response:
        """Send a made-up sample. `Location` is where to see what came of it. For administrators."""
        require_configure(self.actor)
        self.parsed(NothingSerializer)
        return accepted_job(try_rewording_service(actor=self.actor))


urlpatterns = [
    path("rewording-service/", RewordingServiceDetail.as_view(), name="api_rewording_service"),
    path("rewording-service/try/", RewordingServiceTry.as_view(), name="api_rewording_service_try"),
]
