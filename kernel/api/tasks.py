"""Periodic work of the API."""

from kernel.api.idempotency import forget_old_answers
from kernel.jobs.periodic import every


@every(3600, "kernel.api.forget_old_answers", expires=3600)
def forget() -> int:
    """Delete answers to repeated requests that are older than a day."""
    return forget_old_answers()
