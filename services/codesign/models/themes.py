"""Where people put an answer."""

from django.db import models

from kernel.tenancy.owned import TenantForeignKey, TenantModel, TenantOneToOneField
from participants.people.models import Person
from services.codesign.models.challenge import DesignChallenge
from services.codesign.models.voices import Feedback


class ThemeLabel(TenantModel):
    """An analyst moved an answer to another theme; the next run learns from it. "" says that it fits nowhere."""

    challenge = TenantForeignKey(DesignChallenge, on_delete=models.PROTECT, related_name="theme_labels")
    feedback = TenantOneToOneField(Feedback, on_delete=models.CASCADE, related_name="theme_label")
    theme = models.CharField(max_length=80, blank=True)
    by = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "challenge", "theme"], name="theme_labels_of_challenge")]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.theme}"
