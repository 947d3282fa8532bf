"""What was answered to a request that carried an Idempotency-Key."""

from django.db import models

from kernel.tenancy.owned import TenantModel


class IdempotencyKey(TenantModel):
    """The answer to one POST, kept for a day so that a repeated request gets it again.

    `actor` is the actor's kind and id: keys of different actors never meet. The row is written in the request's own
    transaction, so it exists exactly if the effect does. `status` is null only inside that transaction.
    """

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    operation = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "actor", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["tenant", "created_at"], name="idempotency_keys_by_age")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.operation}"
