"""The small stage, listed among the others while its tests run."""

from typing import Any

import pytest

from coprod import urls
from coprod.stages import STAGES, Stage
from tests.stage.shared_meals import portal

# Read before the list below is another one: what else runs in this process has the product's own addresses.
assert urls.urlpatterns


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """As `coprod/stages.py` lists a stage: its addresses, and what it brings to pages that read across."""
    stage = Stage("shared_meals", "tests.stage.shared_meals.urls", "tests.stage.shared_meals.api", portal)
    monkeypatch.setattr("coprod.stages.STAGES", (*STAGES, stage))
    settings.ROOT_URLCONF = "tests.stage.urls"
