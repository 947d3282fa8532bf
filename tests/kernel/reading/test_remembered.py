"""What is remembered until a part that it rests on is touched, or until its time is over."""

import pickle
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from kernel import clock
from kernel.audit.versions import part, touch, versions_of
from kernel.reading.remembered import Kept, keep, recall, release, remembered
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.usefixtures("in_tenant")


class Counted:
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture
def person() -> Person:
    person = PersonFactory()
    touch(person)
    return person


def test_it_is_made_once_until_its_part_is_touched(person: Person) -> None:
    make, parts = Counted(), [part(Person, person.pk)]
    assert [remembered("n", parts, make) for _ in range(3)] == [1, 1, 1]
    touch(PersonFactory())
    assert remembered("n", parts, make) == 1
    touch(person)
    assert [remembered("n", parts, make) for _ in range(2)] == [2, 2]


def test_nobody_reads_in_the_cache_what_rests_on_a_part_that_changed(person: Person, monkeypatch: Any) -> None:
    laid: list[Kept] = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: laid.append(value))
    keep("n", "It is dark at the stop.", versions_of([part(Person)]), clock.now() + timedelta(hours=1))
    assert b"dark" not in pickle.dumps(laid[0])
    monkeypatch.setattr(cache, "get", lambda key: laid[0])
    assert recall("n") is not None
    touch(person)
    assert recall("n") is None
    monkeypatch.setattr(Kept, "holds", lambda kept: True)
    assert recall("n") is None


def test_also_nothing_is_remembered(person: Person) -> None:
    made: list[None] = []
    for _ in range(2):
        assert remembered("n", [part(Person)], lambda: made.append(None)) is None
    assert len(made) == 1


def test_where_nothing_was_ever_touched_nothing_is_kept() -> None:
    make = Counted()
    assert [remembered("n", [part(Person)], make) for _ in range(2)] == [1, 2]


def test_what_is_not_worth_it_is_not_kept(person: Person) -> None:
    make = Counted()
    kept = [remembered("n", [part(Person)], make, worth=lambda n: n > 1) for _ in range(3)]
    assert kept == [1, 2, 2]


def test_it_ends_by_the_clock_of_the_rules(person: Person) -> None:
    make, parts = Counted(), [part(Person)]
    assert remembered("n", parts, make, seconds=60) == 1
    with clock.travel_to(clock.now() + timedelta(seconds=59)):
        assert remembered("n", parts, make, seconds=60) == 1
    with clock.travel_to(clock.now() + timedelta(seconds=61)):
        assert remembered("n", parts, make, seconds=60) == 2
    # A clock that went back finds nothing from its future.
    assert remembered("n", parts, make, seconds=60) == 3


def test_what_was_made_from_an_older_state_is_not_found_under_a_newer_one(person: Person) -> None:
    before = versions_of([part(Person)])
    touch(person)
    keep("n", "old", before, clock.now() + timedelta(hours=1))
    assert recall("n") is None


def test_an_emptied_cache_is_filled_again(person: Person) -> None:
    make, parts = Counted(), [part(Person)]
    assert remembered("n", parts, make) == 1
    cache.clear()
    assert [remembered("n", parts, make) for _ in range(2)] == [2, 2]


def test_what_holds_no_longer_is_not_kept(person: Person) -> None:
    keep("n", "late", versions_of([part(Person)]), clock.now())
    assert recall("n") is None


def test_each_council_remembers_for_itself(tenant: Tenant, person: Person, monkeypatch: Any) -> None:
    keep("n", "ours", versions_of([part(Person)]), clock.now() + timedelta(hours=1))
    assert recall("n") is not None
    monkeypatch.setattr("kernel.reading.remembered.current_tenant_id", lambda: tenant.pk + 1)
    assert recall("n") is None


def test_another_release_remembers_nothing_of_this_one(person: Person, monkeypatch: Any) -> None:
    keep("n", "ours", versions_of([part(Person)]), clock.now() + timedelta(hours=1))
    assert len(release()) == 16
    monkeypatch.setattr("kernel.reading.remembered.release", lambda: "another")
    assert recall("n") is None
