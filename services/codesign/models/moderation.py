"""Second looks at what is not shown: before a refusal that weighs much counts, and where its author asks for one."""

from django.db import models
from django.db.models import F, Q

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.enums import Stake
from participants.people.models import Person
from services.codesign.enums import LookOutcome, LookPurpose, ModerationReason
from services.codesign.models.challenge import DesignChallenge
from services.codesign.models.findings import ONE_SOURCE
from services.codesign.models.voices import Feedback, Statement

# One of the two is a resident and the other is not. Somebody with an extra right only holds no stake.
ONE_RESIDENT = Q(first_stake="citizen") & ~Q(second_stake="citizen") | ~Q(first_stake="citizen") & Q(
    second_stake="citizen"
)


class SecondLook(TenantModel):
    """Somebody else looks at something that one person does not want shown, or has kept from being shown.

    `first` refused or wants to; `second` says what becomes of it. A refusal waits for somebody of the other side and
    until then changes nothing. `moderation_version`: the item as it was when this was asked for; whatever happens to
    the item since makes this void.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="second_looks", db_index=False)
    feedback = TenantForeignKey(Feedback, null=True, on_delete=models.PROTECT, related_name="second_looks")
    statement = TenantForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="second_looks")
    moderation_version = models.PositiveIntegerField()
    purpose = models.CharField(max_length=7, choices=LookPurpose.choices)
    reason = models.CharField(max_length=9, choices=ModerationReason.choices)
    first = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first_stake = models.CharField(max_length=12, choices=Stake.choices, blank=True)
    asked_at = models.DateTimeField()
    second = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    second_stake = models.CharField(max_length=12, choices=Stake.choices, blank=True)
    outcome = models.CharField(max_length=7, choices=LookOutcome.choices, default=LookOutcome.WAITING)
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=ONE_SOURCE, name="second_look_is_at_one_thing"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | Q(first__isnull=True) | ~Q(second=F("first")),
                name="second_look_is_somebody_elses",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | Q(second__isnull=False), name="second_look_refused_names_who"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused", purpose="refusal") | ONE_RESIDENT,
                name="second_look_is_from_the_other_side",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", done_at__isnull=True) | ~Q(outcome="waiting") & Q(done_at__isnull=False),
                name="second_look_done_says_when",
            ),
            models.UniqueConstraint(
                fields=["tenant", "feedback"],
                condition=Q(outcome="waiting", feedback__isnull=False),
                name="one_second_look_at_an_answer",
            ),
            models.UniqueConstraint(
                fields=["tenant", "statement"],
                condition=Q(outcome="waiting", statement__isnull=False),
                name="one_second_look_at_a_statement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "challenge", "id"], condition=Q(outcome="waiting"), name="second_looks_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.feedback_id or self.statement_id}: {self.outcome}"

    @property
    def item(self) -> Feedback | Statement:
        """What it is about."""
        found = self.feedback or self.statement
        assert found is not None  # noqa: S101 - held by `second_look_is_at_one_thing`
        return found
