"""Each planted fault has its one place in the product, so that `script/plant_faults` asks what it says it asks."""

import importlib.util
import sys
from collections import Counter
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT


def table() -> ModuleType:
    """The script's module, which is in no package."""
    spec = importlib.util.spec_from_file_location("_faults", ROOT / "script" / "_faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["_faults"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def known() -> ModuleType:
    return table()


def test_every_fault_has_one_place_and_somebody_to_ask(known: ModuleType) -> None:
    files, lost = known.sources(ROOT), []
    for fault in known.faults():
        try:
            changed = known.planted(fault, files)
        except known.DoesNotApply as error:
            lost.append(f"{fault.name}: {error}")
        else:
            assert any(files[path] != text for path, text in changed.items()), fault.name
            first, _then = known.tests_of(fault, ROOT)
            assert first != [], fault.name
    assert lost == []


def test_faults_are_many_of_many_kinds_and_each_has_a_name(known: ModuleType) -> None:
    faults = known.faults()
    assert [name for name, times in Counter(fault.name for fault in faults).items() if times > 1] == []
    assert len(faults) >= 30
    assert len({fault.kind for fault in faults}) >= 10
