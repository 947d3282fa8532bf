"""Where the real data is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; tests are skipped without it, but fail where CI says that it must be there."""
    folder = Path(os.environ.get("COPROD_REAL_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"real data is missing: {folder}")
    pytest.skip("real data is not here: set COPROD_REAL_DATA")
