"""Append-only record of who did what, and the seals that make tampering show."""

from django.db import models

from kernel.tenancy.owned import TenantModel


class AuditEvent(TenantModel):
    """One thing that happened. `data` holds codes, ids and numbers, never free text."""

    append_only = True

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "subject_type", "subject_id", "id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class AuditSeal(TenantModel):
    """A link of the council's hash chain: covers the events up to `last_event` that earlier seals do not."""

    append_only = True

    number = models.PositiveIntegerField()
    last_event_id = models.BigIntegerField()
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="audit_seal_number"),
            models.CheckConstraint(condition=models.Q(events__gt=0), name="audit_seal_covers_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"


class AuditCheck(TenantModel):
    """What the last check of the council's chain found: one row a council."""

    checked_at = models.DateTimeField()
    seals = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    head_number = models.PositiveIntegerField()
    head_digest = models.CharField(max_length=64, blank=True)
    fault_count = models.PositiveIntegerField()
    broken_seals = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_audit_check")]

    def __str__(self) -> str:
        return f"{self.checked_at}: {self.fault_count} faults"

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found that does not fit."""
        return not self.fault_count


class PartVersion(TenantModel):
    """Which version of a part of the council (a question, all questions) stands. See `kernel.audit.versions`."""

    name = models.CharField(max_length=80)
    version = models.CharField(max_length=32)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="audit_one_version_a_part")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
