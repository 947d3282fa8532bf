"""Files that came in."""

from django.db import models

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.models import Person
from services.codesign.enums import ImportKind
from services.codesign.models.challenge import DesignChallenge


class ImportBatch(TenantModel):
    """One file, or folder, that was brought in whole."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    file_digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    imported_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "challenge", "file_digest"], name="import_once_per_challenge")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportUpload(TenantModel):
    """Files that somebody sent and looks at before bringing them in; removed after a day, or when brought in."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=8, choices=ImportKind.choices)
    by = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="+")
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
