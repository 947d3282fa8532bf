"""What a council owns: the base class of its tables, their manager that fails closed, and references between them."""

from typing import Any, TypeVar

from django.db import models

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant_id

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """Rows of the open council only; outside a scope every read raises OutOfTenantScope."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=current_tenant_id())


class TenantModel(models.Model):
    """Base of every tenant-owned table; its app's migration ends with `ProtectTenantTables`."""

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.PROTECT,
        default=current_tenant_id,
        editable=False,
        related_name="+",
        db_index=False,
    )

    objects: Any = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


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


def is_tenant_owned(model: Any) -> bool:
    """Whether a model (or its migration-state twin) has the `tenant` column of a tenant-owned table."""
    if model._meta.label_lower == "tenancy.tenantdomain":
        return False
    return any(
        f.name == "tenant" and f.remote_field is not None and f.remote_field.model._meta.label_lower == "tenancy.tenant"
        for f in model._meta.local_fields
    )
