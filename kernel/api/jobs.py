"""Background work through the API."""

from rest_framework import serializers

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
