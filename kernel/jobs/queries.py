"""Reads of background work."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from kernel.jobs.enums import JobState, Queue
from kernel.jobs.models import Job, PeriodicFailure
from kernel.jobs.registry import kinds_in

# How many of a council's jobs are on their way in one queue at a time. Each that ends sends for the next, so this
# holds up nobody; and whoever has thousands waiting does not stand before the others.
A_FEW = 4


def newest_job(kind: str) -> Job | None:
    """The council's newest background job of a kind."""
    return Job.objects.filter(kind=kind).order_by("-pk").first()


def latest_job(kind: str, row: models.Model) -> Job | None:
    """The newest background job of a kind for a row."""
    return Job.objects.filter(kind=kind, key=str(row.pk)).order_by("-pk").first()


def due_jobs(queues: Iterable[Queue] = tuple(Queue), limit: int = A_FEW) -> list[Job]:
    """The council's jobs that should be running but are not: never sent, lost on the way, or their worker died.

    The first few of each queue, the longest due first.
    """
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lte=now)
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    due = (waiting | abandoned).order_by("run_after", "pk")
    kinds = set(due.order_by().values_list("kind", flat=True).distinct())
    found: list[Job] = []
    for queue in queues:
        carried = [kind.name for kind in kinds_in(queue) if kind.name in kinds]
        found += due.filter(kind__in=carried)[:limit] if carried else []
    return found


def given_up() -> list[dict[str, Any]]:
    """The council's jobs that wait for a person to start them again: how many of each kind and error, and the last."""
    dead = Job.objects.filter(state=JobState.DEAD).values("kind", "error_code").order_by("kind", "error_code")
    return list(dead.annotate(jobs=models.Count("pk"), last=models.Max("finished_at")))


def not_getting_through() -> models.QuerySet[PeriodicFailure]:
    """The council's periodic work that failed the last time, and for which rows."""
    return PeriodicFailure.objects.order_by("work", "subject")
