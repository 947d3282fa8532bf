"""Counting to a limit, so that a page costs the same at any size."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, QuerySet

# Beyond this, people are told "more than": a page must not cost more because a million answered.
COUNTED_UP_TO = 2_000


def counted_to(rows: QuerySet[Any], limit: int) -> Func:
    """An expression of an outer query: how many rows there are, counted no further than `limit`."""
    keys = ArraySubquery(rows.order_by().values("pk")[:limit])
    return Func(keys, function="cardinality", output_field=IntegerField())


SHOWN_UP_TO = 10_000


@dataclass(frozen=True)
class Figure:
    """A number that is counted to a limit, so that a page costs the same at any size."""

    value: int
    is_more: bool = False


def count_up_to(rows: QuerySet[Any], limit: int = SHOWN_UP_TO) -> Figure:
    """How many rows there are, counted no further than `limit`. One query."""
    found = rows.order_by()[: limit + 1].count()
    return Figure(min(found, limit), found > limit)
