"""What tests of equal voice share."""

from collections.abc import Callable

import pytest

from kernel.tenancy.models import Tenant
from tests.fixtures import CouncilClient


@pytest.fixture
def visitor(in_tenant: Tenant, client_in: Callable[[Tenant], CouncilClient]) -> CouncilClient:
    """A browser that was never here."""
    return client_in(in_tenant)
