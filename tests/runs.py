"""How a run is put together: what the smoke run takes, and which tests stay in one process."""

from collections.abc import Iterable
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Whatever leans on the servers themselves: they must work on the embedded PostgreSQL and Valkey as on any other.
SMOKE = (
    "tests/coprod/embedded/",
    "tests/coprod/test_backup.py",
    "tests/faults/test_queues.py",
    "tests/isolation/test_middleware.py",
    "tests/isolation/test_rows.py",
    "tests/isolation/test_schema.py",
    "tests/journeys/test_london_youth_policing.py",
    "tests/kernel/jobs/",
    "tests/kernel/tenancy/",
)
# These share a running site, which takes long to start.
ON_ONE_SITE = ("tests/browser/", "tests/journeys/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark what the smoke run takes, before `-m` chooses."""
    for item in items:
        if item.nodeid.startswith(SMOKE):
            item.add_marker(pytest.mark.smoke)


class OneSite(LoadScopeScheduling):
    """Gives out tests one by one, but what shares a site to one process, first of all."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in ON_ONE_SITE if nodeid.startswith(folder)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneSite:
    """Instead of pytest-xdist's own, which would start a site in every process."""
    return OneSite(config, log)
