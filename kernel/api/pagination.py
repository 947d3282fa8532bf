"""Cursor pages: constant cost however deep."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor
from rest_framework.pagination import CursorPagination as BaseCursorPagination
from rest_framework.request import Request

from kernel.api.errors import BadParameter


class CursorPagination(BaseCursorPagination):
    """Newest first, 50 a page, at most 200. A page size or cursor that makes no sense is a 400, never a guess."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int:
        """The page size that was asked for, 1 to 200."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= self.max_page_size):
            raise BadParameter(_("page_size is a whole number from 1 to %(most)s.") % {"most": self.max_page_size})
        return int(asked)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor, if it is one that we made: its position is a row's number."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise BadParameter(_("cursor is not one that this list gave you.")) from None
        position: Any = cursor.position if cursor is not None else None
        if position is not None and not (position.isascii() and position.isdigit() and len(position) <= 18):
            raise BadParameter(_("cursor is not one that this list gave you."))
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For OpenAPI 3.1."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """`cursor` and `page_size`, with their limits."""
        return [
            {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
                "description": "Where to go on: follow the `next` and `previous` links.",
            },
            {
                "name": "page_size", "in": "query", "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size},
                "description": "How many at once.",
            },
        ]  # fmt: skip


class OldestFirst(CursorPagination):
    """For lists whose order is the order of being made."""

    ordering = "id"
