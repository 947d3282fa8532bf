"""The language model that a council named, and the runs whose drafts it was given."""

from django.db import models
from django.db.models import Q

from kernel.jobs.models import Job
from kernel.tenancy.owned import TenantForeignKey, TenantModel, TenantOneToOneField
from participants.people.models import Person
from services.codesign.models import SynthesisRun


class RewordingService(TenantModel):
    """A language model that may word the drafts of one council: off until an administrator names and switches it on.

    `sealed_key` is the service's secret, encrypted; nobody can read it back on a page. Runs that were finished before
    `switched_on_at` are left as they are.
    """

    endpoint = models.URLField(max_length=500)
    model = models.CharField(max_length=120)
    sealed_key = models.TextField(blank=True)
    enabled = models.BooleanField(default=False)
    switched_on_at = models.DateTimeField(null=True)
    changed_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="rewording_service_once"),
            models.CheckConstraint(
                condition=Q(enabled=False) | Q(switched_on_at__isnull=False), name="rewording_service_on_since"
            ),
        ]

    def __str__(self) -> str:
        return self.model


class HandledRun(TenantModel):
    """A run whose drafts are worded, or were, by a job: none is given to the model twice."""

    run = TenantOneToOneField(SynthesisRun, on_delete=models.CASCADE, related_name="+")
    job = TenantForeignKey(Job, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.job_id}"
