"""The worker."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from kernel.tenancy.roles import refuse_privileged_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

app = Celery("coprod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def check_role(**kwargs: Any) -> None:
    """Refuse to work with a role that row-level security does not bind."""
    refuse_privileged_role()
