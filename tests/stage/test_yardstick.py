"""What a stage costs, held by one of the usual size that was written as docs/adding-a-stage.md says."""

import ast

from tests.architecture.sources import Source
from tests.architecture.test_structure import FUNCTION_LINES
from tests.architecture.test_writes import writes
from tests.scripts import script

yardstick = script("_yardstick")
APP = "tests.stage.shared_meals"


def test_a_stage_of_the_usual_size_keeps_to_its_cost() -> None:
    cost = yardstick.cost_of(APP)
    assert cost.things == yardstick.USUAL
    assert min(cost.lines.values()) > 50
    assert sum(cost.lines.values()) <= yardstick.LINES
    assert 0 < len(cost.outside) <= yardstick.OUTSIDE


def test_what_is_counted() -> None:
    """Else the figures would prove nothing: each kind of file is where the script looks for it."""
    paths = {str(path.relative_to(yardstick.ROOT)) for path in yardstick.files_of(APP)}
    folder = APP.replace(".", "/")
    assert {f"{folder}/actions.py", f"{folder}/test_guards.py", "tests/factories/shared_meals.py"} <= paths
    assert f"{folder}/templates/shared_meals/meal.html" in paths
    assert not any("migrations" in path for path in paths)


def test_it_keeps_the_rules_of_the_house() -> None:
    """Those that are read from the code; what is not installed in production the sweeps of the house pass over."""
    code = [path for path in yardstick.files_of(APP) if path.suffix == ".py" and not path.name.startswith("test_")]
    found = [
        Source(str(path), f"{APP}.{path.stem}", path.read_text(encoding="utf-8"), ast.parse(path.read_text()))
        for path in code
        if path.parent.name == "shared_meals"
    ]
    assert len(found) > 10
    assert [write for source in found if not source.module.endswith("actions") for write in writes(source)] == []
    functions = [function for source in found for function in source.functions()]
    assert [f.name for f in functions if f.end_lineno and f.end_lineno - f.lineno >= FUNCTION_LINES] == []
    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for f in functions for node in ast.walk(f))
