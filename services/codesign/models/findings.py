"""The summing-up: runs, insights, what they rest on, what was set aside, who signed."""

from django.db import models
from django.db.models import Q
from i18nfield.fields import I18nTextField
from i18nfield.strings import LazyI18nString

from kernel.jobs.models import Job
from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.enums import Stake
from participants.people.models import Person
from services.codesign.enums import InsightState, SourceKind
from services.codesign.models.challenge import DesignChallenge
from services.codesign.models.voices import Feedback, Statement

ONE_SOURCE = Q(feedback__isnull=False, statement__isnull=True) | Q(feedback__isnull=True, statement__isnull=False)


class SynthesisRun(TenantModel):
    """One finished run over everything accepted. The id lists say what the result's indexes mean.

    An `interim` one was made while answers still came in: analysts see it, nothing is drafted from it and no guard
    counts it. `changes`: what is new since the run before, in numbers.

    Results are stored once, split by how they grow (`engine/growth.py`). What pages show is in `opinion_map`, `themes`
    and `coverage`. What grows with every person and every answer is in `per_person` and `per_answer`, whose order the
    ids beside them give; pages leave these where they are.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="runs")
    job = TenantForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    inputs_digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    statement_ids = models.JSONField(default=list)
    answers = models.PositiveIntegerField(default=0)
    interim = models.BooleanField(default=False)
    changes = models.JSONField(default=dict)
    opinion_map = models.JSONField(default=dict)
    themes = models.JSONField(default=dict)
    coverage = models.JSONField(default=dict)
    # Reactions without those from files, in the order of the statements; empty where none are.
    ways = models.JSONField(default=dict)
    contributor_ids = models.JSONField(default=list)
    per_person = models.JSONField(default=dict)
    feedback_ids = models.JSONField(default=list)
    per_answer = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "challenge", "number"], name="synthesis_run_number")]

    def __str__(self) -> str:
        return f"run {self.number} of {self.challenge_id}"

    @property
    def quoted_ids(self) -> dict[int, int]:
        """The ids of the answers that its themes quote, by the indexes that the themes name them by."""
        return dict(self.themes.get("quoted", ()))


class Insight(TenantModel):
    """Something found, tied to the words it rests on. A merged one points to the one it lives on in."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="insights")
    text = I18nTextField()
    state = models.CharField(max_length=8, choices=InsightState.choices, default=InsightState.DRAFT)
    merged_into = TenantForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    drafted_in = TenantForeignKey(SynthesisRun, null=True, on_delete=models.PROTECT, related_name="drafts")
    draft_key = models.CharField(max_length=80, blank=True)
    evidence = models.JSONField(default=dict)
    # The language model that worded the draft, until a person rewrites it; "" where none did. Beside it what was
    # counted, and the model's words, so that one can tell whether they still stand.
    reworded_by = models.CharField(max_length=120, blank=True)
    counted_text = I18nTextField(blank=True)
    reworded_text = I18nTextField(blank=True)
    # A computer's draft, word for word, and whether the finding still says it: until a person rewords it.
    drafted_text = I18nTextField(blank=True)
    is_in_machine_words = models.BooleanField(default=False)
    written_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    needs_another_look = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="insight_merged_names_where",
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=False) | Q(drafted_in__isnull=False),
                name="insight_has_an_author",
            ),
            models.CheckConstraint(
                condition=Q(reworded_by="", counted_text="", reworded_text="")
                | (~Q(reworded_by="") & ~Q(counted_text="") & ~Q(reworded_text="")),
                name="insight_reworded_keeps_what_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(is_in_machine_words=False) | Q(drafted_in__isnull=False),
                name="insight_in_machine_words_was_drafted",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "challenge", "state", "id"], name="insights_of_challenge")]

    def __str__(self) -> str:
        return str(self.text)[:80]

    @property
    def is_machine_draft(self) -> bool:
        """Whether a machine drafted it and nobody has touched it since."""
        return self.drafted_in_id is not None and self.state == InsightState.DRAFT

    @property
    def may_differ(self) -> list[tuple[str, int]]:
        """What a person should read since it may see this differently: answers and statements by kind and id.

        A computation proposes them, so they are no sources: only a person makes one of them dissent.
        """
        return [(kind, pk) for kind, pk in self.evidence.get("may_differ", [])]

    @property
    def as_counted(self) -> LazyI18nString | None:
        """What a draft said before a language model worded it, while the model's words still stand."""
        return self.counted_text if self.reworded_by else None


class InsightSource(TenantModel):
    """The thread: one person's words in one insight, in support or in dissent (kept word for word).

    Those tied in one go, above the number that is done singly, share a `batch`.
    """

    insight = TenantForeignKey(Insight, on_delete=models.CASCADE, related_name="sources", db_index=False)
    feedback = TenantForeignKey(Feedback, null=True, on_delete=models.PROTECT, related_name="used_in")
    statement = TenantForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="used_in")
    kind = models.CharField(max_length=8, choices=SourceKind.choices, default=SourceKind.SUPPORTS)
    batch = models.CharField(max_length=32, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=ONE_SOURCE, name="source_is_one_thing"),
            models.UniqueConstraint(
                fields=["tenant", "insight", "feedback"],
                condition=Q(feedback__isnull=False),
                name="source_feedback_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "insight", "statement"],
                condition=Q(statement__isnull=False),
                name="source_statement_once",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "insight", "id"], name="sources_of_insight"),
            models.Index(fields=["tenant", "insight", "kind", "id"], name="sources_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id}: {self.kind}"


class SetAside(TenantModel):
    """An accepted item that supports no insight, and why. Those set aside together share a `batch`."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="set_aside", db_index=False)
    feedback = TenantForeignKey(Feedback, null=True, on_delete=models.CASCADE, related_name="set_aside")
    statement = TenantForeignKey(Statement, null=True, on_delete=models.CASCADE, related_name="set_aside")
    reason = I18nTextField()
    batch = models.CharField(max_length=32)
    by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=ONE_SOURCE, name="set_aside_is_one_thing"),
            models.CheckConstraint(condition=~Q(reason=""), name="set_aside_has_a_reason"),
            models.UniqueConstraint(
                fields=["tenant", "feedback"],
                condition=Q(feedback__isnull=False),
                name="set_aside_feedback_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "statement"],
                condition=Q(statement__isnull=False),
                name="set_aside_statement_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "challenge", "id"], name="set_aside_of_challenge")]

    def __str__(self) -> str:
        return str(self.reason)


class Tally(TenantModel):
    """A block of ids of answers and statements: what is said of them here, counted, and a digest of it.

    Written by triggers of the database alone, in the transaction that changes what is counted. Nothing named in the
    block leaves the digest empty.
    """

    block = models.BigIntegerField(editable=False)
    digest = models.CharField(max_length=64, db_default="", editable=False)

    class Meta(TenantModel.Meta):
        abstract = True


class InsightTally(Tally):
    """What an insight rests on: words that support it, see it differently, and were taken back."""

    insight = TenantForeignKey(Insight, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    supporting = models.IntegerField(db_default=0, editable=False)
    dissenting = models.IntegerField(db_default=0, editable=False)
    gone = models.IntegerField(db_default=0, editable=False)

    class Meta(Tally.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "insight", "block"], name="insight_tally_once")]

    def __str__(self) -> str:
        return f"{self.insight_id}: {self.supporting}, {self.dissenting}, {self.gone}"


class SetAsideTally(Tally):
    """What was set aside; `shown` counts what is still accepted and was not taken back."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.CASCADE, related_name="+", db_index=False)
    shown = models.IntegerField(db_default=0, editable=False)

    class Meta(Tally.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "challenge", "block"], name="set_aside_tally_once")]

    def __str__(self) -> str:
        return f"{self.challenge_id}: {self.shown}"


class Signature(TenantModel):
    """An analyst signs the findings as they stand: `digest` names exactly what was signed."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="signatures")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stake = models.CharField(max_length=12, choices=Stake.choices)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "challenge", "person", "digest"], name="signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ({self.stake})"
