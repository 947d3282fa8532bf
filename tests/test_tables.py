"""The runner of tables itself: nothing that a row does reaches the next one, and no failure hides another."""

import pytest
from django.core.cache import cache

from participants.people.models import Person
from services.codesign.models import Feedback
from tests.factories import FeedbackFactory, PersonFactory
from tests.tables import each_row, whom_to_ask


def test_every_failing_row_is_named(in_tenant) -> None:
    def check(row: str, _scene: None) -> None:
        assert row != "is wrong"
        if row == "raises":
            raise ValueError("no")
        if row == "fails":
            pytest.fail("by itself")

    with pytest.raises(BaseExceptionGroup, match="3 of 4 rows fail") as failure:
        each_row(["is right", "is wrong", "raises", "fails"], check, None)

    assert [error.__notes__ for error in failure.value.exceptions] == [
        ["In the row: is wrong"], ["In the row: raises"], ["In the row: fails"],
    ]  # fmt: skip
    for name in ("is wrong", "raises", "fails"):
        assert f"\n  {name}: " in str(failure.value)


def test_each_row_finds_everything_as_it_was(in_tenant) -> None:
    person = PersonFactory(display_name="Before")
    found = []

    def check(_row: int, scene: Person) -> None:
        found.append((scene.display_name, Person.objects.get().display_name, cache.get("used")))
        scene.display_name = "After"
        scene.save()
        cache.set("used", 1)

    each_row([1, 2], check, person)

    assert found == [("Before", "Before", None)] * 2
    assert person.display_name == "Before"


def test_what_only_the_commit_would_refuse_fails_the_row(in_tenant) -> None:
    answer = FeedbackFactory()

    def check(_row: int, scene: Feedback) -> None:
        Feedback.objects.filter(pk=scene.pk).update(contributor_id=10**9)

    with pytest.raises(BaseExceptionGroup, match="1 of 1 rows fail"):
        each_row([1], check, answer)


def test_an_empty_table_proves_nothing(in_tenant) -> None:
    with pytest.raises(AssertionError, match="no rows"):
        each_row([], lambda row, scene: None, None)


def test_those_at_the_border_are_asked() -> None:
    expected = {"runs": 200, "works": 200, "lives here": 403, "passes by": 403, "nobody": 401}
    assert whom_to_ask(list(expected), expected, {200}) == ["works", "lives here", "nobody"]
