"""Files that came in."""

from django.db import models
from django.db.models import F, Q

from kernel.accounts.models import ApiCredential
from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.models import Person
from services.codesign.enums import ImportKind, ImportState
from services.codesign.models.challenge import DesignChallenge

LIVE = Q(state__in=["waiting", "confirmed"])


class ImportBatch(TenantModel):
    """What one file, or folder, holds. It comes in whole, once a resident of the service has confirmed it.

    Until then its people, answers and votes are in `content` only and in no other table, so that no figure, page or
    guard can count them. `digest` and `marks` recognise the same content under another name; the row itself stays,
    whatever became of it.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    names = models.JSONField(default=list)
    language = models.CharField(max_length=7, default="en")
    attribution = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    marks = models.BinaryField(default=bytes)
    content = models.BinaryField(null=True)
    counts = models.JSONField(default=dict)
    imported_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    imported_by_system = TenantForeignKey(ApiCredential, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    confirmed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "challenge", "digest"], condition=LIVE, name="import_once_per_challenge"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", content__isnull=False) | (~Q(state="waiting") & Q(content__isnull=True)),
                name="import_content_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(imported_by__isnull=False) | Q(imported_by_system__isnull=False),
                name="import_names_who_brought_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_confirmed_names_who",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(imported_by__isnull=True)
                | ~Q(confirmed_by=F("imported_by")),
                name="import_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed"], ended_at__isnull=True)
                | Q(state__in=["refused", "taken_back"], ended_at__isnull=False),
                name="import_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(ended_by__isnull=False) & ~Q(reason="")),
                name="import_refused_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "challenge"], condition=Q(state="waiting"), name="imports_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def brought_by(self) -> str:
        """Who brought it in, as everybody may read it: somebody who acts for the council, or a partner system."""
        return str(self.imported_by or (self.imported_by_system and self.imported_by_system.name) or "")

    @property
    def is_waiting(self) -> bool:
        return self.state == ImportState.WAITING

    @property
    def is_live(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.CONFIRMED)


class ImportUpload(TenantModel):
    """Files that somebody sent and looks at before bringing them in; removed after a day, or when brought in.

    A job reads them. `reading` is what it found, None until then: see `services.codesign.tables.reading`.
    """

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    language = models.CharField(max_length=7, default="en")
    attribution = models.TextField(blank=True)
    text_column = models.CharField(max_length=200, blank=True)
    # None: not said yet. "": nobody was asked.
    consent_column = models.CharField(max_length=200, null=True)  # noqa: DJ001 - None and "" differ
    reading = models.JSONField(null=True)
    content = models.BinaryField(null=True)
    by = TenantForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportFile(TenantModel):
    """One of the files."""

    upload = TenantForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
