"""JSON with one spelling for each value, so that equal answers have equal bytes (and ETags)."""

from collections.abc import Mapping
from typing import Any

from rest_framework import renderers


class JSONRenderer(renderers.JSONRenderer):
    """DRF's, without indentation on demand."""

    def get_indent(self, accepted_media_type: str, renderer_context: Mapping[str, Any]) -> int | None:
        """Never any."""
        return None
