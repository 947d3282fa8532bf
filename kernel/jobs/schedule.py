"""Which tasks come back by themselves, and how often. Plain data, which Celery reads before there is any app."""

from typing import Any

_every: dict[str, float] = {}


def plan(name: str, seconds: float) -> None:
    """Have a task sent every so often."""
    _every[name] = seconds


def schedule() -> dict[str, dict[str, Any]]:
    """For Celery's beat: everything planned so far."""
    return {name: {"task": name, "schedule": seconds} for name, seconds in _every.items()}
