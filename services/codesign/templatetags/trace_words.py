"""Counts of people in words."""

from typing import Any

from django import template

from kernel.disclosure import Band
from services.codesign.presenters.trace import in_words

register = template.Library()


@register.filter
def band(count: Band) -> Any:
    """A count that is never exact, as people read it."""
    return in_words(count)
