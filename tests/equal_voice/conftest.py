"""What tests of equal voice share."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def visitor(in_tenant: Any, client_in: Callable[[Any], Any]) -> Any:
    """A browser that was never here."""
    return client_in(in_tenant)
