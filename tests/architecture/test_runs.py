"""The lists of tests that runs are put together from name what there is."""

import pytest

from tests.architecture.sources import ROOT
from tests.runs import ON_ONE_SITE, SMOKE


@pytest.mark.parametrize("path", [*SMOKE, *ON_ONE_SITE])
def test_what_is_listed_is_there(path: str) -> None:
    found = ROOT / path
    assert found.is_dir() if path.endswith("/") else found.is_file()
    assert path.endswith(".py") or any(found.rglob("test_*.py"))
