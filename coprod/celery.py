"""The workers."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from kernel.jobs.enums import Queue
from kernel.jobs.registry import load_works_of
from kernel.tenancy.roles import refuse_privileged_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

app = Celery("coprod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def prepare_worker(options: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Refuse to work with a role that row-level security does not bind; load what jobs calculate with, once for all."""
    refuse_privileged_role()
    load_works_of(taken_from(options or {}))


def taken_from(options: dict[str, Any]) -> list[Queue]:
    """The queues that a worker was told to take from; all of them where it was not told."""
    named = options.get("queues") or ""
    names = named.split(",") if isinstance(named, str) else named
    kinds = {name.strip().rpartition(".")[2] for name in names if name.strip()}
    return [queue for queue in Queue if queue in kinds or not kinds]
