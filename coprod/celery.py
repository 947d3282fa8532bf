"""The worker."""

import os
from typing import Any

from celery import Celery
from celery.signals import import_modules, worker_init

from kernel.jobs.discovery import load_works
from kernel.jobs.schedule import schedule
from kernel.tenancy.roles import refuse_privileged_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

app = Celery("coprod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@import_modules.connect
def read_schedule(**kwargs: Any) -> None:
    """What comes back by itself, as the apps' tasks have just declared it."""
    app.conf.beat_schedule = schedule()


@worker_init.connect
def prepare_worker(**kwargs: Any) -> None:
    """Refuse to work with a role that row-level security does not bind; load what jobs calculate with, once for all."""
    refuse_privileged_role()
    load_works()
