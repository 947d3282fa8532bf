"""Managers that fail closed."""

from typing import TypeVar

from django.db import models

from kernel.tenancy.scope import current_tenant_id

M = TypeVar("M", bound=models.Model)


class TenantManager(models.Manager[M]):
    """Rows of the open council only; outside a scope every read raises OutOfTenantScope."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=current_tenant_id())
