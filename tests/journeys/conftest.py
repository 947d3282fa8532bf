"""Journeys run on one live site, each on rows of its own."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.live import Site, need_chromium, running_site
from tests.standing import restore_rows


@pytest.fixture(scope="package")
def started(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Web server, worker and scheduler on the test's database, and a browser."""
    need_chromium()
    with pytest.MonkeyPatch.context() as patch, running_site(tmp_path_factory.mktemp("site"), patch) as running:
        yield running
    # What the worker still did after the last journey was over.
    with django_db_blocker.unblock():
        restore_rows()


@pytest.fixture
def site(started: Site, committed_db: None) -> Iterator[Site]:
    """The running site, on committed rows that are taken out after the journey."""
    yield started
    started.empty()
