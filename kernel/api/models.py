"""What was answered to a request that carried an Idempotency-Key."""

from django.db import models

from kernel.tenancy.owned import TenantModel


class IdempotencyKey(TenantModel):
    """Which rows the answer to one POST showed, kept for a day so that a repeated request gets it again.

    `actor` is the actor's kind and id: keys of different actors never meet. The row is written in the request's own
    transaction, so it exists exactly if the effect does; `is_answered` is false only inside that transaction.

    No words: `key` and `digest` are keyed hashes, and `shows` is what `kernel.api.without_words` leaves.
    """

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    operation = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    is_answered = models.BooleanField(default=False)
    location = models.CharField(max_length=300, blank=True)
    shows = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "actor", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["tenant", "created_at"], name="idempotency_keys_by_age")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.operation}"
