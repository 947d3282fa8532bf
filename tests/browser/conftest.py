"""One running site with the demo's councils for all tests of this folder: seeding takes a while."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.councils import Demo, rows_of, seed
from tests.live import need_chromium, running_site
from tests.standing import restore_rows


@pytest.fixture(scope="package")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Both councils, committed, with web server, worker and scheduler. Tests share them: add, do not take away."""
    need_chromium()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        try:
            tenants = seed()
            rows = rows_of(tenants)
            with running_site(tmp_path_factory.mktemp("site"), patch) as site:
                yield Demo(site, tenants, rows)
        finally:
            restore_rows()
