"""Pages of rows by key: the next page starts after the last key, so that any page costs the same."""

from typing import Any

from django.db.models import QuerySet

A_PAGE = 25


def keyset(rows: QuerySet[Any], before: int | None) -> tuple[list[Any], int | None]:
    """A page of rows ordered by falling key, and where the next page starts (None at the end). One query."""
    page = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: A_PAGE + 1])
    return page[:A_PAGE], page[A_PAGE - 1].pk if len(page) > A_PAGE else None


def positive(value: str | None) -> int | None:
    """A key from an address; None where it is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None
