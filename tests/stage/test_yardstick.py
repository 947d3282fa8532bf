"""What a stage costs, held by one of the usual size that was written as docs/adding-a-stage.md says."""

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
