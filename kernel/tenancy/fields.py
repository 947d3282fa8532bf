"""Model fields of tenant-owned tables."""

from typing import Any

from django.db import models


class TenantForeignKey(models.ForeignKey):
    """A foreign key inside one council.

    Django's own single-column constraint would accept another council's row, because such checks bypass row-level
    security. `ProtectTenantTables` makes the composite one, `(tenant_id, column) -> (tenant_id, id)`, instead.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantOneToOneField(models.OneToOneField):
    """As TenantForeignKey, for at most one row a target."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)
