"""`script/attack` runs every attack that is written down, each under a name of its own."""

import importlib
import inspect
import pkgutil
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS, ONE_LINE, LONGEST = Path(settings.BASE_DIR) / "script", 76, 300


@pytest.fixture
def attacks(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield importlib.import_module("_attacks")
    for name in [name for name in sys.modules if name.split(".")[0] == "_attacks"]:
        del sys.modules[name]


def test_every_attack_is_in_the_table_once(attacks):
    table = importlib.import_module("_attacks.table").ATTACKS
    written = set()
    for found in pkgutil.iter_modules(attacks.__path__):
        module = importlib.import_module(f"_attacks.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and list(inspect.signature(function).parameters) == ["scene"]:
                written |= {function} if function.__annotations__["return"].__name__ == "Outcome" else set()
                assert function.__doc__ or name.startswith("_"), name
    assert Counter(row.run for row in table) == Counter(written)
    assert len({row.name for row in table}) == len(table) > 40
    assert max(len(row.name) for row in table) < ONE_LINE


def test_the_threat_model_and_ci_name_it():
    assert "script/attack" in (SCRIPTS.parent / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert "\nscript/attack\n" in (SCRIPTS.parent / ".ci" / "run").read_text(encoding="utf-8")


def test_no_module_of_it_is_longer_than_one_reads():
    assert [p.name for p in (SCRIPTS / "_attacks").glob("*.py") if len(p.read_text().splitlines()) > LONGEST] == []
