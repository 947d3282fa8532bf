"""The one function that moves a row: states, guards, lock, record."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, GuardFailed, Reason
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from kernel.workflow.advance import advance, blocking_reasons, lock
from kernel.workflow.drawing import as_mermaid
from kernel.workflow.types import State, Transition, Workflow
from services.codesign.models import DesignChallenge
from tests.factories import DesignChallengeFactory, World, ago, ahead

ACTOR = Actor.for_person(7)
FLOW = Workflow(
    name="test",
    states=(State("draft", "Draft"), State("open", "Open"), State("abandoned", "Stopped")),
    transitions=(
        Transition("open", ("draft",), "open", "Open", "Anybody", ("guard_one", "guard_two"), "codesign.opened"),
        Transition("abandon", ("draft", "open"), "abandoned", "Stop", "Anybody", (), "codesign.abandoned"),
    ),
    path=("draft", "open"),
)
READY = {
    "opened_at": ago(hours=1),
    "options_shown_days": 10,
    "decision_quorum": 2,
    "extensions_at_most": 2,
    "longest_until": ahead(days=60),
}


def guards(**reasons: list[str]) -> Any:
    """A guards module whose guards give these reasons."""

    def guard(name: str) -> Callable[[Any], list[Reason]]:
        return lambda row: [Reason(code, f"{code}.") for code in reasons.get(name, [])]

    return SimpleNamespace(guard_one=guard("guard_one"), guard_two=guard("guard_two"))


def test_moves_writes_and_records(in_tenant: Tenant, bait: World) -> None:
    challenge = DesignChallengeFactory()
    untouched = DesignChallengeFactory()
    before = clock.now()
    moved = advance(FLOW, challenge, "open", actor=ACTOR, guards=guards(), **READY)
    stored = DesignChallenge.objects.get(pk=challenge.pk)
    assert (stored.state, stored.decision_quorum, stored.opened_at) == ("open", 2, READY["opened_at"])
    assert before <= stored.state_changed_at <= clock.now()
    assert moved == stored
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_type, event.subject_id) == (
        "codesign.opened",
        "codesign.designchallenge",
        challenge.pk,
    )
    assert (event.data, event.person_id) == ({"before": "draft", "after": "open"}, 7)
    untouched.refresh_from_db()
    assert untouched.state == "draft"


def test_wrong_state_is_a_conflict_that_says_where_it_is(in_tenant: Tenant) -> None:
    challenge = DesignChallengeFactory(state="open")
    with pytest.raises(Conflict) as refusal:
        advance(FLOW, challenge, "open", actor=ACTOR, guards=guards(guard_one=["x"]))
    assert (refusal.value.code, str(refusal.value)) == ("wrong-state", "This cannot be done now: it is at “Open”.")
    assert AuditEvent.objects.count() == 0


def test_every_reason_of_every_guard_is_told(in_tenant: Tenant) -> None:
    challenge = DesignChallengeFactory()
    asked = guards(guard_one=["a", "b"], guard_two=["c"])
    with pytest.raises(GuardFailed) as refusal:
        advance(FLOW, challenge, "open", actor=ACTOR, guards=asked, **READY)
    assert [reason.code for reason in refusal.value.reasons] == ["a", "b", "c"]
    assert str(refusal.value) == "a.; b.; c."
    assert [reason.code for reason in blocking_reasons(FLOW, challenge, "open", asked)] == ["a", "b", "c"]
    challenge.refresh_from_db()
    assert (challenge.state, AuditEvent.objects.count()) == ("draft", 0)


def test_guards_see_the_row_as_it_is_now(in_tenant: Tenant) -> None:
    stale = DesignChallengeFactory()
    DesignChallenge.objects.filter(pk=stale.pk).update(version=9)
    seen: list[int] = []

    def look(row: DesignChallenge) -> list[Reason]:
        seen.append(row.version)
        return []

    advance(FLOW, stale, "open", actor=ACTOR, guards=SimpleNamespace(guard_one=look, guard_two=look), **READY)
    assert seen == [9, 9]


@pytest.mark.parametrize("name", ["opne", "", "guard_one"])
def test_a_misspelt_transition_crashes(in_tenant: Tenant, name: str) -> None:
    with pytest.raises(KeyError):
        advance(FLOW, DesignChallengeFactory(), name, actor=ACTOR, guards=guards())


def test_a_misspelt_guard_crashes(in_tenant: Tenant) -> None:
    with pytest.raises(AttributeError):
        advance(FLOW, DesignChallengeFactory(), "open", actor=ACTOR, guards=SimpleNamespace(), **READY)


def test_the_database_has_the_last_word(in_tenant: Tenant) -> None:
    """A transition that forgets what its state requires is refused by the check, and nothing is recorded."""
    challenge = DesignChallengeFactory()
    with pytest.raises(Exception, match="challenge_opened_is_complete"), transaction.atomic():
        advance(FLOW, challenge, "open", actor=ACTOR, guards=guards())
    assert AuditEvent.objects.count() == 0


def test_a_row_that_is_gone_is_a_conflict(in_tenant: Tenant, bait: World) -> None:
    challenge = DesignChallengeFactory()
    DesignChallenge.objects.filter(pk=challenge.pk).delete()
    for gone in (challenge, bait.challenge):
        with pytest.raises(Conflict) as refusal:
            lock(gone)
        assert refusal.value.code == "gone"


def test_who_writes_from_an_older_version_is_refused(in_tenant: Tenant, bait: World) -> None:
    row = DesignChallengeFactory(version=3)
    assert lock(row, version=3) == row
    assert lock(row) == row
    for version in (2, 4):
        with pytest.raises(Conflict) as refused:
            lock(row, version=version)
        assert refused.value.code == "stale"
        assert "This was changed while you were writing" in str(refused.value.reason)


def test_of_two_at_once_one_moves(committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]) -> None:
    with tenant_scope(tenant):
        challenge = DesignChallengeFactory()

    def move() -> str:
        with tenant_scope(tenant):
            try:
                advance(FLOW, challenge, "open", actor=ACTOR, guards=guards(), **READY)
            except Conflict as refusal:
                return refusal.code
            return "moved"

    assert sorted(in_threads(*[move] * 6)) == ["moved", *["wrong-state"] * 5]
    with tenant_scope(tenant):
        assert AuditEvent.objects.count() == 1


def test_guards_hold_while_the_row_is_locked(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]
) -> None:
    """Who wants to change the row meanwhile waits until the move is over."""
    with tenant_scope(tenant):
        challenge = DesignChallengeFactory()
    asking = threading.Event()
    order: list[str] = []

    def slow(row: DesignChallenge) -> list[Reason]:
        asking.set()
        threading.Event().wait(0.3)
        order.append("guard")
        return []

    def move() -> None:
        with tenant_scope(tenant):
            both = SimpleNamespace(guard_one=slow, guard_two=lambda row: [])
            advance(FLOW, challenge, "open", actor=ACTOR, guards=both, **READY)

    def change() -> None:
        assert asking.wait(10)
        with tenant_scope(tenant):
            lock(challenge)
            order.append("change")

    in_threads(move, change)
    assert order == ["guard", "change"]


def test_moving_costs_a_literal_number_of_statements(in_tenant: Tenant, query_count: Callable[[int], Any]) -> None:
    """Lock the row, write it, take the audit lock, write the event."""
    challenge = DesignChallengeFactory()
    with query_count(4):
        advance(FLOW, challenge, "open", actor=ACTOR, guards=guards(), **READY)
    assert connection.in_atomic_block


# The table


def test_a_workflow_that_names_unknown_states_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        Workflow("w", (State("a", "A"),), (Transition("go", ("a",), "b", "Go", "Anybody"),), ("a",))
    with pytest.raises(ValueError, match="unknown states"):
        Workflow("w", (State("a", "A"),), (Transition("go", ("a",), "a", "Go", "Anybody"),), ("a", "z"))


def test_what_leaves_a_state() -> None:
    assert [t.name for t in FLOW.leaving("draft")] == ["open", "abandon"]
    assert FLOW.leaving("abandoned") == ()
    assert FLOW.next_on_path("draft").name == "open"
    assert FLOW.next_on_path("open") is None
    assert FLOW.next_on_path("abandoned") is None
    assert (FLOW.initial, FLOW.state("open").label) == ("draft", "Open")
    assert FLOW.choices() == [("draft", "Draft"), ("open", "Open"), ("abandoned", "Stopped")]
    with pytest.raises(KeyError):
        FLOW.state("opne")


def test_drawing_shows_every_transition() -> None:
    assert as_mermaid(FLOW).splitlines() == [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> open: open [guard_one, guard_two]",
        "    draft --> abandoned: abandon",
        "    open --> abandoned: abandon",
        "    abandoned --> [*]",
        "```",
    ]
