"""Background work through the API."""

from django.urls import reverse
from rest_framework import serializers
from rest_framework.response import Response

from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind


class JobSerializer(serializers.Serializer[Job]):
    """Work in the background. `progress` is a percentage; `step` says in words what is being done."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    step = serializers.SerializerMethodField()
    result = serializers.DictField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_step(self, job: Job) -> str:
        return str(job_kind(job.kind).steps.get(job.step, ""))


def accepted_job(job: Job) -> Response:
    """202: the work is asked for; `Location` is where to see how far it is."""
    where = reverse("api_job", args=[job.pk])
    return Response(JobSerializer(job).data, status=202, headers={"Location": where})
