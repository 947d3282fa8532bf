"""The root of the stage: a design challenge."""

from django.db import models
from django.db.models import F, Q
from i18nfield.fields import I18nCharField, I18nTextField

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.models import Person
from services.catalogue.models import Service
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState, ModerationTiming
from services.stage.models import StageRoot


class DesignChallenge(StageRoot):
    """A question put to people, with its limits, and everything that follows from it.

    `can_change` and `cannot_change` hold one point a line. `options_shown_days` and `decision_quorum` are copied from
    the council's rules when the window opens, so that rules do not change under people.
    """

    service = TenantForeignKey(Service, on_delete=models.PROTECT, related_name="challenges")
    question = I18nCharField(max_length=300)
    background = I18nTextField(blank=True)
    can_change = I18nTextField(blank=True)
    cannot_change = I18nTextField(blank=True)
    payment_policy = I18nTextField(blank=True)
    access_plan = I18nTextField(blank=True)
    decision_owner = TenantForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(null=True, blank=True)
    account_required = models.BooleanField(default=False)
    statements_welcome = models.BooleanField(default=True)
    moderation = models.CharField(max_length=4, choices=ModerationTiming.choices, default=ModerationTiming.PRE)
    no_seldom_heard = models.BooleanField(default=False)
    options_shown_days = models.PositiveSmallIntegerField(null=True)
    decision_quorum = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=16, choices=CHALLENGE_WORKFLOW.choices(), default=ChallengeState.DRAFT)
    opened_at = models.DateTimeField(null=True)
    options_shown_from = models.DateTimeField(null=True)
    abandoned_reason = I18nTextField(blank=True)
    proposed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    attribution = models.TextField(blank=True)
    is_copied_data = models.BooleanField(default=False)

    class Meta(StageRoot.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned"])
                | Q(
                    decision_owner__isnull=False,
                    closes_at__isnull=False,
                    opened_at__isnull=False,
                    options_shown_days__isnull=False,
                    decision_quorum__isnull=False,
                ),
                name="challenge_opened_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
                name="challenge_window_has_length",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["options_open", "decided", "reported_back", "handed_over"])
                | Q(options_shown_from__isnull=False),
                name="challenge_options_have_a_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | ~Q(abandoned_reason=""),
                name="challenge_abandoned_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "service", "-id"], name="challenges_of_service"),
            models.Index(fields=["tenant", "closes_at"], condition=Q(state="open"), name="challenges_to_close"),
        ]

    def __str__(self) -> str:
        return str(self.question)


class SeldomHeardTarget(TenantModel):
    """People we seldom hear from, and how many of them we want to hear."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.CASCADE, related_name="targets")
    label = I18nCharField(max_length=160)
    wanted = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=Q(wanted__gt=0), name="target_wants_somebody")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.label)


class CouncilRules(TenantModel):
    """What every question of a council goes by that is opened from now on. Without a row the defaults hold."""

    options_shown_days = models.PositiveSmallIntegerField(default=10)
    decision_quorum = models.PositiveSmallIntegerField(default=2)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="council_rules_once"),
            models.CheckConstraint(
                condition=Q(options_shown_days__gt=0, decision_quorum__gt=0), name="council_rules_ask_something"
            ),
        ]

    def __str__(self) -> str:
        return f"options shown {self.options_shown_days} days, {self.decision_quorum} of each side"
