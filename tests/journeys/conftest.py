"""Journeys run on a live site."""

from tests.live import site  # noqa: F401 - a fixture
