"""Options, what members think of them, what became of each insight, and the decision."""

from django.db import models
from django.db.models import Q
from i18nfield.fields import I18nTextField

from kernel.tenancy.owned import TenantForeignKey, TenantModel, TenantOneToOneField
from participants.people.enums import Stake
from participants.people.models import Person
from services.codesign.enums import Feasibility, OptionViewValue, ResponseKind
from services.codesign.models.challenge import DesignChallenge
from services.codesign.models.findings import Insight


class Option(TenantModel):
    """A way to act on insights, proposed by anyone in the service, in the language they chose."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="options")
    title = models.CharField(max_length=160)
    description = models.TextField()
    language = models.CharField(max_length=7)
    cost = models.CharField(max_length=160, blank=True)
    feasibility = models.CharField(max_length=12, choices=Feasibility.choices, default=Feasibility.UNKNOWN)
    proposed_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_stake = models.CharField(max_length=12, choices=Stake.choices)
    shown_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "challenge", "id"], name="options_of_challenge")]

    def __str__(self) -> str:
        return self.title


class OptionInsight(TenantModel):
    """An option answers an insight."""

    option = TenantForeignKey(Option, on_delete=models.CASCADE, related_name="insight_links")
    insight = TenantForeignKey(Insight, on_delete=models.PROTECT, related_name="option_links")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "option", "insight"], name="option_insight_once")]

    def __str__(self) -> str:
        return f"{self.option_id}: {self.insight_id}"


class OptionView(TenantModel):
    """What a member of the service thinks of an option; the last one counts."""

    option = TenantForeignKey(Option, on_delete=models.CASCADE, related_name="views")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stake = models.CharField(max_length=12, choices=Stake.choices)
    value = models.CharField(max_length=8, choices=OptionViewValue.choices)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "option", "person"], name="option_view_once")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.option_id}: {self.value}"


class InsightResponse(TenantModel):
    """What became of an insight: addressed by an option, declined with a reason, deferred with owner and date."""

    insight = TenantOneToOneField(Insight, on_delete=models.PROTECT, related_name="response")
    kind = models.CharField(max_length=9, choices=ResponseKind.choices)
    reason = I18nTextField(blank=True)
    option = TenantForeignKey(Option, null=True, blank=True, on_delete=models.PROTECT, related_name="responses")
    owner = TenantForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="addressed") | Q(option__isnull=False),
                name="response_addressed_names_option",
            ),
            models.CheckConstraint(condition=~Q(kind="declined") | ~Q(reason=""), name="response_declined_has_reason"),
            models.CheckConstraint(
                condition=~Q(kind="deferred") | Q(owner__isnull=False, due__isnull=False),
                name="response_deferred_has_owner_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id}: {self.kind}"


class DesignDecision(TenantModel):
    """The decision, with its reasons; recorded once, by the named decision-owner, never changed."""

    append_only = True

    challenge = TenantOneToOneField(DesignChallenge, on_delete=models.PROTECT, related_name="decision")
    text = I18nTextField()
    reasons = I18nTextField()
    decided_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(reasons=""), name="decision_has_words_and_reasons")
        ]

    def __str__(self) -> str:
        return str(self.text)[:80]


class DecisionCorrection(TenantModel):
    """A dated correction that stands beside the decision, never in its place."""

    append_only = True

    decision = TenantForeignKey(DesignDecision, on_delete=models.PROTECT, related_name="corrections")
    text = I18nTextField()
    reasons = I18nTextField()
    corrected_by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(reasons=""), name="correction_has_words_and_reasons")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.text)[:80]


class DecisionItem(TenantModel):
    """An option that was chosen, and who carries it out."""

    decision = TenantForeignKey(DesignDecision, on_delete=models.PROTECT, related_name="items")
    option = TenantForeignKey(Option, on_delete=models.PROTECT, related_name="chosen_in")
    owner = TenantForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "decision", "option"], name="decision_item_once")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.option_id}"
