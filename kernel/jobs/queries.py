"""Reads of background work."""

from django.db import models

from kernel.jobs.models import Job


def newest_job(kind: str) -> Job | None:
    """The council's newest background job of a kind."""
    return Job.objects.filter(kind=kind).order_by("-pk").first()


def latest_job(kind: str, row: models.Model) -> Job | None:
    """The newest background job of a kind for a row."""
    return Job.objects.filter(kind=kind, key=str(row.pk)).order_by("-pk").first()
