"""Pages of a list by key, so that the thousandth page costs as much as the first."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=models.Model)

ROWS_A_PAGE = 25
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class KeyPage(Generic[M]):
    """The rows of one page, with the addresses of its neighbours ("" where there is none)."""

    rows: list[M]
    previous_url: str
    next_url: str


def key_page(
    request: HttpRequest, queryset: QuerySet[M], *, newest_first: bool = False, size: int = ROWS_A_PAGE, name: str = ""
) -> KeyPage[M]:
    """One page in order of the primary key. `?after=` and `?before=` hold the key at the page's edge; one query.

    `name` goes before the two, where a page has more than one list. A key that is no number gives the first page.
    """
    after, before = _key(request, f"{name}after"), _key(request, f"{name}before")
    backwards = before is not None
    upwards = newest_first == backwards
    edge = before if backwards else after
    if edge is not None:
        queryset = queryset.filter(**{"pk__gt" if upwards else "pk__lt": edge})
    rows = list(queryset.order_by("pk" if upwards else "-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else after is not None
    has_next = bool(rows) if backwards else more
    return KeyPage(
        rows=rows,
        previous_url=_address(request, name, "before", rows[0].pk) if rows and has_previous else "",
        next_url=_address(request, name, "after", rows[-1].pk) if rows and has_next else "",
    )


def _key(request: HttpRequest, name: str) -> int | None:
    typed: Any = request.GET.get(name, "")
    return (
        int(typed)
        if typed.isascii() and typed.isdigit() and int(typed[:20]) <= LARGEST_KEY and len(typed) < 20
        else None
    )


def _address(request: HttpRequest, name: str, direction: str, key: int) -> str:
    query = request.GET.copy()
    for word in ("after", "before"):
        query.pop(f"{name}{word}", None)
    query[f"{name}{direction}"] = str(key)
    return f"?{query.urlencode()}"
