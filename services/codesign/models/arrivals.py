"""How people without an account came to a question: workshops, and marks by which a burst is seen."""

from django.db import models
from django.db.models import F, Q

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.models import Person
from services.codesign.models.challenge import DesignChallenge


class Workshop(TenantModel):
    """A room where several people answer at one internet address. Its code lifts the limit for that room and time."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="workshops")
    code = models.CharField(max_length=12)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    at_most = models.PositiveSmallIntegerField()
    made_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="workshop_code"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="workshop_has_length"),
            models.CheckConstraint(condition=Q(at_most__gt=0), name="workshop_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.place


class Arrival(TenantModel):
    """The first thing that somebody without an account said: when, and from where, as a mark that only repeats.

    The mark is a keyed hash of the internet address for one question, so that it says nothing elsewhere; it is deleted
    when the findings are agreed.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.CASCADE, related_name="arrivals", db_index=False)
    contributor = TenantForeignKey("codesign.Contributor", on_delete=models.CASCADE, related_name="arrivals")
    mark = models.CharField(max_length=64)
    workshop = TenantForeignKey(Workshop, null=True, on_delete=models.PROTECT, related_name="arrivals")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "contributor"], name="arrival_once")]
        indexes = [models.Index(fields=["tenant", "challenge", "mark", "at"], name="arrivals_by_mark")]

    def __str__(self) -> str:
        return f"arrival of {self.contributor_id}"
