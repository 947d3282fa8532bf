"""The stage through the API."""

from typing import Any

urlpatterns: list[Any] = []
