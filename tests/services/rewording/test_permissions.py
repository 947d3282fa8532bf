"""Who names a council's language model and tries it: administrators, whatever else they are; and nobody else."""

import inspect

import pytest

from services.rewording import actions
from tests.factories import RewordingServiceFactory
from tests.services.codesign.test_permissions import PEOPLE, Attempt, Scene, attempt

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

ADMINISTRATORS = {"administrator", "member_administrator", "facilitating_administrator"}
ASKED_FOR: dict[str, Attempt] = {
    "name a language model": lambda s, a: actions.change_rewording_service(
        actor=a, endpoint="https://models.example.org/v1", model="small", enabled=True
    ),
    "try a language model": lambda s, a: actions.try_rewording_service(actor=a),
}
BY_MACHINES = {"request_rewording", "store_rewording"}


@pytest.mark.parametrize("action", ASKED_FOR)
def test_who_may(action: str) -> None:
    scene = Scene("feedback_closed")
    RewordingServiceFactory()
    found = {who: attempt(scene, ASKED_FOR[action], who) for who in sorted(PEOPLE)}
    assert {who for who, (allowed, _changed) in found.items() if allowed} == ADMINISTRATORS
    assert {who for who, (_allowed, changed) in found.items() if changed} == ADMINISTRATORS


def test_the_table_names_every_action_that_a_person_asks_for() -> None:
    """A new action cannot slip by: each is in the table, or is the clock's or a job's."""
    tried = {name for ask in ASKED_FOR.values() for name in ask.__code__.co_names}
    written = {
        name
        for name, value in vars(actions).items()
        if inspect.isfunction(value)
        and value.__module__ == actions.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(value).parameters
    }
    assert written - tried == BY_MACHINES
