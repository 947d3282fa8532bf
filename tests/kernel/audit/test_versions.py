"""Versions of a council's parts: new with every recorded change, the action's own transaction, never a deadlock."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction

from kernel.accounts.actor import Actor
from kernel.audit.actions import record
from kernel.audit.models import PartVersion
from kernel.audit.versions import part, touch, versions_of
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import OutOfTenantScope
from participants.people.models import Person
from tests.factories import PersonFactory

ScopeOf = Callable[[Tenant], AbstractContextManager[Tenant]]
PEOPLE = part(Person)


def stored() -> dict[str, str]:
    return dict(PartVersion.objects.values_list("name", "version"))


def changed(person: Person) -> None:
    record(actor=Actor.system(), verb="people.person_changed", subject=person)


def test_a_part_has_a_name() -> None:
    assert (part(Person), part(Person, 7), part(Person, "{pk}")) == (
        "people.person",
        "people.person:7",
        "people.person:{pk}",
    )


def test_what_is_recorded_gives_its_subject_and_its_kind_a_new_version(in_tenant: Tenant) -> None:
    one, other = PersonFactory(), PersonFactory()
    names = [PEOPLE, part(Person, one.pk), part(Person, other.pk)]
    assert versions_of(names) == dict.fromkeys(names, "")
    changed(one)
    first = versions_of(names)
    assert first[PEOPLE]
    assert first[part(Person, one.pk)]
    assert first[part(Person, other.pk)] == ""
    changed(other)
    second = versions_of(names)
    assert second[PEOPLE] != first[PEOPLE]
    assert second[part(Person, one.pk)] == first[part(Person, one.pk)]
    assert second[part(Person, other.pk)]


def test_what_no_public_page_shows_leaves_versions_alone(in_tenant: Tenant) -> None:
    person = PersonFactory()
    record(actor=Actor.system(), verb="people.person_joined", subject=person)
    assert set(versions_of([PEOPLE, part(Person, person.pk)]).values()) == {""}


def test_versions_are_read_once_in_a_scope(in_tenant: Tenant, query_count: Any) -> None:
    with query_count(1):
        versions_of([PEOPLE, "catalogue.service"])
    with query_count(0):
        versions_of([PEOPLE])
    touch(PersonFactory())
    with query_count(0):
        assert versions_of([PEOPLE])[PEOPLE]


def test_outside_a_council_there_are_none() -> None:
    with pytest.raises(OutOfTenantScope):
        versions_of([PEOPLE])


def test_they_are_committed_with_the_change_as_its_last_thing(
    committed_db: None, tenant: Tenant, other_tenant: Tenant, scope_of: ScopeOf
) -> None:
    with scope_of(other_tenant):
        theirs = stored()
    with scope_of(tenant):
        person = PersonFactory()
        changed(person)
        known = versions_of([PEOPLE])[PEOPLE]
        assert stored() == {}
    with scope_of(tenant):
        assert stored() == {PEOPLE: known, part(Person, person.pk): versions_of([part(Person, person.pk)]).popitem()[1]}
        changed(person)
    with scope_of(tenant):
        assert len(stored()) == 2
        assert stored()[PEOPLE] not in ("", known)
    with scope_of(other_tenant):
        assert stored() == theirs


def test_what_is_rolled_back_changes_no_version(committed_db: None, tenant: Tenant, scope_of: ScopeOf) -> None:
    def fail() -> None:
        with scope_of(tenant):
            changed(PersonFactory())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with scope_of(tenant):
        changed(PersonFactory())
        transaction.set_rollback(True)
    with scope_of(tenant):
        assert stored() == {}


def test_two_that_touch_the_same_in_another_order_wait_for_no_circle(
    committed_db: None, tenant: Tenant, scope_of: ScopeOf, in_threads: Any
) -> None:
    with scope_of(tenant):
        rows = [PersonFactory() for _ in range(4)]

    def change(people: list[Person]) -> Callable[[], None]:
        def run() -> None:
            for _ in range(5):
                with scope_of(tenant):
                    for person in people:
                        changed(person)
                        time.sleep(0)

        return run

    in_threads(change(rows), change(rows[::-1]), change(rows), change(rows[::-1]), timeout=60)
    with scope_of(tenant):
        assert len(stored()) == 5
