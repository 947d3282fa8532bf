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

    `can_change` and `cannot_change` hold one point a line. `options_shown_days`, `decision_quorum`, and how often
    (`extensions_at_most`) and how far (`longest_until`) the window may grow are copied from the council's rules when it
    opens, so that rules do not change under people. What was published once stays: `agreed_at` and `decided_at` say
    what is public in every later state. What people were asked under is kept by a trigger, in `migrations/_asked.py`.
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
    extensions = models.PositiveSmallIntegerField(default=0)
    extensions_at_most = models.PositiveSmallIntegerField(null=True)
    longest_until = models.DateTimeField(null=True)
    asked_version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, choices=CHALLENGE_WORKFLOW.choices(), default=ChallengeState.DRAFT)
    opened_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    options_shown_from = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
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
                    extensions_at_most__isnull=False,
                    longest_until__isnull=False,
                ),
                name="challenge_opened_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
                name="challenge_window_has_length",
            ),
            models.CheckConstraint(
                condition=Q(longest_until__isnull=True) | Q(closes_at__lte=F("longest_until")),
                name="challenge_window_has_a_longest",
            ),
            models.CheckConstraint(
                condition=Q(extensions_at_most__isnull=True) | Q(extensions__lte=F("extensions_at_most")),
                name="challenge_extended_so_often",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "feedback_closed", "abandoned"]) | Q(agreed_at__isnull=False),
                name="challenge_agreed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["decided", "reported_back", "handed_over"], decided_at__isnull=False)
                | Q(
                    state__in=["draft", "open", "feedback_closed", "synthesised", "options_open", "abandoned"],
                    decided_at__isnull=True,
                ),
                name="challenge_decided_is_never_undone",
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

    @property
    def has_findings(self) -> bool:
        """Whether findings were agreed, and are public since."""
        return self.agreed_at is not None

    @property
    def has_decision(self) -> bool:
        """Whether a decision was recorded, and is public since."""
        return self.decided_at is not None

    @property
    def has_public_options(self) -> bool:
        """Whether everybody sees the options: once one was decided on, or it was stopped while they were on show."""
        return self.has_decision or (self.state == ChallengeState.ABANDONED and self.options_shown_from is not None)


class AskedUnder(TenantModel):
    """What people were told when they were asked, as it stood from one moment on; number 1 is what it opened with.

    `told` holds the texts and choices of `enums.ASKED_UNDER` by their names. Never changed: a later version stands
    beside it, with the reason.
    """

    append_only = True

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="asked_under", db_index=False)
    number = models.PositiveSmallIntegerField()
    told = models.JSONField()
    reason = I18nTextField(blank=True)
    by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "challenge", "number"], name="asked_under_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="asked_under_counts_from_one"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="asked_under_changes_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id}: {self.number}"


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
    # A window may become this much longer than first announced, in percent of its length, in so many steps.
    extensions_at_most = models.PositiveSmallIntegerField(default=2)
    longer_by_percent = models.PositiveSmallIntegerField(default=100)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="council_rules_once"),
            models.CheckConstraint(
                condition=Q(options_shown_days__gt=0, decision_quorum__gt=0), name="council_rules_ask_something"
            ),
        ]

    def __str__(self) -> str:
        return f"options shown {self.options_shown_days} days, {self.decision_quorum} of each side"
