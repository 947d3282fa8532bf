"""Brings in the environment and the fixtures of every test, which are in `tests/fixtures.py`.

pytest loads this file before models can be imported, so it only names the modules.
"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Take the fixtures in, now that models can be imported."""
    for module in ("tests.environment", "tests.fixtures", "tests.costs", "tests.runs"):
        config.pluginmanager.import_plugin(module)
