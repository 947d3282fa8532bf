"""Work in the background through the API, whichever app it is for."""

from collections.abc import Mapping
from typing import ClassVar

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.enums import Scope
from kernel.api.jobs import JobSerializer
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind
from participants.people.api_views import PersonApiView


@extend_schema(tags=["jobs"])
class JobDetail(PersonApiView):
    """Work in the background."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.READ}

    @extend_schema(responses=JobSerializer, operation_id="jobs_read")
    def get(self, request: Request, pk: int) -> Response:
        """How far a job is. For members of the service that it works for; administrators see how they tried a model."""
        job = Job.objects.filter(pk=pk).first()
        if job is None or not job_kind(job.kind).seen_by(self.actor, job):
            raise Http404
        return Response(JobSerializer(job).data)


urlpatterns = [path("jobs/<int:pk>/", JobDetail.as_view(), name="api_job")]
