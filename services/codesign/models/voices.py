"""What people say and how they react."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.enums import Stake
from participants.people.models import Message, Person
from services.codesign.enums import Mode, ModerationReason, ModerationState, ReactionValue
from services.codesign.models.arrivals import Workshop
from services.codesign.models.challenge import DesignChallenge, SeldomHeardTarget
from services.codesign.models.imports import ImportBatch

STATEMENT_LENGTH = 280
FEEDBACK_LENGTH = 5000


class Contributor(TenantModel):
    """Somebody's part in one challenge. The receipt's reference is kept only as a hash; no account is needed.

    `report` is the message that told them what became of their words, where they left a way to reach them; `told_at`,
    when they first opened the page that says so. Who has taken back all they said (`taken_back_at`) is counted nowhere.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="contributors")
    person = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="contributions")
    stake = models.CharField(max_length=12, choices=Stake.choices, blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    # How a file says that somebody took part. They count as brought in all the same.
    said_mode = models.CharField(max_length=8, choices=Mode.choices, blank=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=7)
    email = models.EmailField(blank=True)
    entered_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    imported_in = TenantForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="contributors")
    workshop = TenantForeignKey(Workshop, null=True, on_delete=models.PROTECT, related_name="contributors")
    external_key = models.CharField(max_length=64, blank=True)
    report = TenantForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    # Went out of copies together with somebody who took everything back, so that no two copies differ by one ballot.
    left_out_of_copies = models.BooleanField(default=False)
    # When somebody for whom a helper entered something first opened their receipt: from then on only they change it.
    receipt_opened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "challenge", "person"],
                condition=Q(person__isnull=False),
                name="contributor_per_person",
            ),
            models.UniqueConstraint(
                fields=["tenant", "receipt_hash"], condition=~Q(receipt_hash=""), name="contributor_receipt"
            ),
            models.UniqueConstraint(
                fields=["tenant", "challenge", "external_key"],
                condition=~Q(external_key=""),
                name="contributor_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(mode__in=["assisted", "paper", "phone"]) | Q(entered_by__isnull=False),
                name="contributor_helped_names_helper",
            ),
            models.CheckConstraint(
                condition=Q(mode="imported", imported_in__isnull=False)
                | (~Q(mode="imported") & Q(imported_in__isnull=True, said_mode="")),
                name="contributor_imported_names_import",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "challenge", "id"], name="contributors_of_challenge"),
            models.Index(
                fields=["tenant", "challenge", "id"],
                condition=Q(report=None, told_at=None, imported_in=None, taken_back_at=None),
                name="contributors_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"contributor {self.pk}"


class ContributorTarget(TenantModel):
    """Somebody says they belong to people we seldom hear from. Shown only as counts."""

    contributor = TenantForeignKey(Contributor, on_delete=models.CASCADE, related_name="targets")
    target = TenantForeignKey(SeldomHeardTarget, on_delete=models.CASCADE, related_name="contributors")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contributor", "target"], name="contributor_target_once")
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id}: {self.target_id}"


class Voice(TenantModel):
    """What somebody said: base of free-text feedback and votable statements.

    Taken back means: the text is gone from the database, the row stays as a tombstone for what cites it.
    """

    text = models.TextField(blank=True)
    language = models.CharField(max_length=7)
    moderation = models.CharField(max_length=8, choices=ModerationState.choices, default=ModerationState.PENDING)
    moderation_reason = models.CharField(max_length=9, choices=ModerationReason.choices, blank=True)
    moderated_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    moderated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    # What its author goes by, and what whoever looks through it goes by: also a decision of theirs counts it up.
    version = models.PositiveIntegerField(default=1)
    moderation_version = models.PositiveIntegerField(default=1)
    # Kept by a trigger: which version of what people were told stood when it was said.
    asked_version = models.PositiveSmallIntegerField(db_default=1, editable=False)
    # Kept by triggers of the database: supports a kept insight, or is set aside with a reason.
    is_accounted_for = models.BooleanField(db_default=False, editable=False)
    # Kept by a trigger, too: equal for the same words, however they are spaced and capitalised; "" once taken back.
    words_digest = models.CharField(max_length=64, db_default="", editable=False)

    class Meta(TenantModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def unaccounted_index(name: str) -> models.Index:
    """What was accepted and still waits to be used or set aside, however much was said in all."""
    return models.Index(
        fields=["tenant", "challenge", "id"],
        condition=Q(is_accounted_for=False, moderation="accepted", withdrawn_at=None),
        name=f"{name}_unaccounted",
    )


def pending_index(name: str) -> models.Index:
    """What waits to be looked at, however much was looked at before."""
    return models.Index(
        fields=["tenant", "challenge", "id"],
        condition=Q(moderation="pending", withdrawn_at=None),
        name=f"{name}_pending",
    )


def voice_constraints(name: str) -> list[models.BaseConstraint]:
    """What must hold for every row of something said."""
    return [
        models.CheckConstraint(
            condition=Q(withdrawn_at__isnull=True, text__gt="") | Q(withdrawn_at__isnull=False, text=""),
            name=f"{name}_text_until_withdrawn",
        ),
        models.CheckConstraint(
            condition=~Q(moderation="rejected") | ~Q(moderation_reason=""),
            name=f"{name}_rejected_has_a_reason",
        ),
    ]


class Feedback(Voice):
    """An answer in somebody's own words."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="feedback", db_index=False)
    contributor = TenantForeignKey(Contributor, on_delete=models.PROTECT, related_name="feedback")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    entered_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # The helper who changed it last for the person; None where only the person did, or nobody.
    changed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    may_quote = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *voice_constraints("feedback"),
            models.CheckConstraint(
                condition=~Q(mode__in=["assisted", "paper", "phone"]) | Q(entered_by__isnull=False),
                name="feedback_helped_names_helper",
            ),
            models.UniqueConstraint(
                fields=["tenant", "contributor", "words_digest"],
                condition=Q(withdrawn_at=None) & ~Q(mode="imported"),
                name="feedback_said_once",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "challenge", "moderation", "-id"], name="feedback_by_moderation"),
            models.Index(fields=["tenant", "challenge", "-id"], name="feedback_newest"),
            pending_index("feedback"),
            unaccounted_index("feedback"),
        ]


class Statement(Voice):
    """Something short that others can react to; from a contributor, or a seed (`contributor` is null).

    The three counts are kept by the actions that write reactions; a test compares them with the rows.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="statements", db_index=False)
    contributor = TenantForeignKey(Contributor, null=True, on_delete=models.PROTECT, related_name="statements")
    external_key = models.CharField(max_length=64, blank=True)
    agrees = models.PositiveIntegerField(default=0)
    disagrees = models.PositiveIntegerField(default=0)
    passes = models.PositiveIntegerField(default=0)
    # Distance from the middle of the opinion map at the last run: the next statement is chosen by it.
    extremity = models.FloatField(db_default=0.0, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *voice_constraints("statement"),
            models.UniqueConstraint(
                fields=["tenant", "challenge", "external_key"],
                condition=~Q(external_key=""),
                name="statement_imported_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "challenge", "words_digest"],
                condition=Q(withdrawn_at=None, external_key=""),
                name="statement_said_once",
            ),
            models.CheckConstraint(condition=LessThanOrEqual(Length("text"), 2000), name="statement_is_short"),
        ]
        indexes = [
            models.Index(fields=["tenant", "challenge", "moderation", "id"], name="statements_of_challenge"),
            pending_index("statement"),
            unaccounted_index("statement"),
        ]


class Reaction(TenantModel):
    """What one contributor thinks of one statement; the last one counts."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="reactions", db_index=False)
    contributor = TenantForeignKey(Contributor, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    statement = TenantForeignKey(Statement, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    value = models.SmallIntegerField(choices=ReactionValue.choices)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contributor", "statement"], name="reaction_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="reaction_value_is_known"),
        ]
        indexes = [
            models.Index(fields=["tenant", "challenge", "statement", "value"], name="reactions_of_challenge"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor_id} on {self.statement_id}: {self.value}"
