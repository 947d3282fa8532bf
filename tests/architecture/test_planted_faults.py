"""Each planted fault has its one place in the product, so that `script/plant_faults` asks what it says it asks."""

from collections import Counter
from types import ModuleType

import pytest

from tests.architecture.sources import ROOT
from tests.scripts import script


@pytest.fixture(scope="module")
def known() -> ModuleType:
    return script("_faults")


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
