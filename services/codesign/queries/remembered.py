"""Figures over all that was said, remembered for some minutes."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from services.codesign.models import DesignChallenge

T = TypeVar("T")


REMEMBERED_SECONDS = 300


def _remembered(challenge: DesignChallenge, name: str, compute: Callable[[], T]) -> T:
    """A figure over all that was said, kept for some minutes: once a decision is made it hardly changes."""
    key = f"codesign:{challenge.tenant_id}:{challenge.pk}:{challenge.state_changed_at.timestamp()}:{name}"
    kept: T | None = cache.get(key)
    if kept is None:
        kept = compute()
        cache.set(key, kept, timeout=REMEMBERED_SECONDS)
    return kept
