"""The job row: the truth about work in the background. What a broker carries is only (tenant, job)."""

from django.db import models

from kernel.jobs.enums import JobState
from kernel.tenancy.owned import TenantModel


class Job(TenantModel):
    """A piece of work with lease, attempts and progress. `key` makes asking twice harmless while one is unfinished."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    error_code = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict)
    requested_by_person_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_one_unfinished_per_key",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_is_a_percentage"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(finished_at__isnull=False),
                name="job_done_has_an_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False),
                name="job_running_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "run_after"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class PeriodicFailure(TenantModel):
    """Work that comes back by itself and does not get through; gone once it does. `subject`: the row, "" for all."""

    work = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=120)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "work", "subject"], name="periodic_failure_once"),
            models.CheckConstraint(condition=models.Q(times__gte=1), name="periodic_failure_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.subject}".strip()
