"""Which tests a change is said to reach: never too few."""

import pytest

from tests.affected import ReachesEverything, affected_tests, files_of_tests, house, room_of_module

ALL = set(files_of_tests())


def in_folder(folder: str) -> set[str]:
    found = {test for test in ALL if test.startswith(f"tests/{folder}/")}
    assert found
    return found


def test_every_app_is_known() -> None:
    assert {"coprod", "services.codesign", "services.catalogue", "participants.people", "kernel.web"} < set(house())
    assert room_of_module("django.db") is None


@pytest.mark.parametrize(
    ("changed", "reached", "not_reached"),
    [
        (
            "services/codesign/enums/challenge.py",
            ["services/codesign", "coprod", "isolation", "architecture"],
            ["kernel/web"],
        ),
        (
            "services/catalogue/views.py",
            ["services/catalogue", "services/codesign", "coprod", "browser"],
            ["kernel/web"],
        ),
        ("kernel/clock.py", ["kernel/jobs", "participants", "services", "coprod", "isolation", "journeys"], []),
        ("templates/codesign/any.html", ["services/codesign", "coprod", "isolation"], ["kernel/web"]),
        ("coprod/urls.py", ["coprod", "isolation", "architecture", "browser"], ["kernel/web"]),
        ("docs/any.md", ["architecture"], ["kernel", "services"]),
    ],
)
def test_a_change_reaches_its_app_and_those_above(changed: str, reached: list[str], not_reached: list[str]) -> None:
    found = set(affected_tests([changed]))
    for folder in reached:
        assert in_folder(folder) <= found
    for folder in not_reached:
        assert not in_folder(folder) & found


def test_a_test_reaches_itself_and_a_helper_its_users() -> None:
    assert affected_tests(["tests/kernel/web/test_forms.py"]) == ["tests/kernel/web/test_forms.py"]
    users = set(affected_tests(["tests/kernel/api/clients.py"]))
    assert {"tests/kernel/api/test_pages.py", "tests/services/codesign/api/test_who_may.py"} <= users != ALL
    assert set(affected_tests(["tests/isolation/conftest.py"])) == in_folder("isolation")


@pytest.mark.parametrize(
    "changed",
    [
        "pyproject.toml",
        "requirements/base.txt",
        "templates/base.html",
        "locale/cy/LC_MESSAGES/django.po",
        "kernel/audit/migrations/0001_initial.py",
        "tests/fixtures.py",
        "tests/factories/people.py",
        "tests/budget.toml",
        "script/test",
        "somewhere/new.txt",
    ],
)
def test_what_is_not_understood_reaches_everything(changed: str) -> None:
    with pytest.raises(ReachesEverything, match=changed):
        affected_tests([changed])
