"""Base of API views in which people and partner systems act; how far work in the background is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer
from kernel.api.operations import operation
from kernel.api.schema import KEY_SCHEME
from kernel.api.views import ApiView
from kernel.audit.models import AuditSeal
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind
from participants.people.api import ActorThrottle, ApiKeyAuthentication, SessionActorAuthentication


class PersonApiView(ApiView):
    """Base of views in which people and partner systems act."""

    throttle_classes: Sequence[type[BaseThrottle]] = [ActorThrottle]


class JobDetail(PersonApiView):
    """Work in the background."""

    tag = "jobs"

    @operation("jobs_read", Scope.READ, gives=JobSerializer)
    def get(self, request: Request, pk: int) -> Job:
        """How far a job is. For members of the service that it works for; administrators see how they tried a model."""
        job = Job.objects.filter(pk=pk).first()
        if job is None or not job_kind(job.kind).seen_by(self.actor, job):
            raise Http404
        return job


class SealSerializer(serializers.Serializer[AuditSeal]):
    """A seal: it covers the events of the record up to it, and the seal before it."""

    number = serializers.IntegerField()
    digest = serializers.CharField(help_text="SHA-256, hex.")
    events = serializers.IntegerField(help_text="How many events it covers that no seal before it does.")
    sealed_at = serializers.DateTimeField()


class RecordHeads(PersonApiView):
    """The heads of the public record."""

    tag = "record"

    @operation("record_heads", Scope.READ, gives=SealSerializer, many=True)
    def get(self, request: Request) -> QuerySet[AuditSeal]:
        """Every seal of the record, newest first. Whoever keeps one can tell later whether the record was cut off."""
        seals: QuerySet[AuditSeal] = AuditSeal.objects.order_by("-number")
        return seals


urlpatterns = [
    path("record/heads/", RecordHeads.as_view(), name="api_record_heads"),
    path("jobs/<int:pk>/", JobDetail.as_view(), name="api_job"),
]


class _KeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = KEY_SCHEME

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A partner system's key: `coprod_…`."}


class _SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionActorAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey", "in": "cookie", "name": "coprod_session",
            "description": "A signed-in session; writing also takes the `X-CSRFToken` header.",
        }  # fmt: skip
