"""Periodic work of the API."""

from celery import shared_task

from kernel.api.idempotency import forget_old_answers
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope


@shared_task(name="kernel.api.forget_old_answers", ignore_result=True, expires=3600)
def forget_old_answers_everywhere() -> int:
    """Delete answers to repeated requests that are older than a day, council by council."""
    forgotten = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            forgotten += forget_old_answers()
    return forgotten
