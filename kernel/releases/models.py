"""What was last released of each figure over people that everybody may read while it still grows."""

from django.db import models

from kernel.tenancy.owned import TenantModel


class ReleasedFigure(TenantModel):
    """A figure as it was when it was last released.

    `name` says which: the part it belongs to, as `kernel.audit.versions` names it, and what is counted. `parts` are the
    counts behind what people read, by which the next release is weighed. A final figure never changes again.
    """

    name = models.CharField(max_length=120)
    parts = models.JSONField()
    released_at = models.DateTimeField()
    is_final = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="released_figure_once")]

    def __str__(self) -> str:
        return f"{self.name} at {self.released_at:%Y-%m-%d %H:%M}"
