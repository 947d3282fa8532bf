"""The root of a stage: the row that its workflow moves."""

from django.db import models

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from services.catalogue.models import Service


class StageRoot(TenantModel):
    """A row of one service with a state. Each stage names its states and adds what the states require.

    Abstract, so that composite keys and row-level security stay with each stage's own table.
    """

    service = TenantForeignKey(Service, on_delete=models.PROTECT, related_name="%(class)ss")
    state: "models.CharField[str, str]"
    state_changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = True
