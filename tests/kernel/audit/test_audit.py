"""The audit record: only added to, sealed so that tampering shows."""

import itertools
import os
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from kernel.accounts.actor import Actor
from kernel.audit.actions import record, seal_events
from kernel.audit.chain import Link, verify_chain
from kernel.audit.models import AuditEvent, AuditSeal
from kernel.audit.verbs import UnknownVerb, register_verbs, wording_of
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import OutOfTenantScope, tenant_scope
from tests.database import as_owner
from tests.factories import PersonFactory
from tests.kernel.audit.tampering import tampering

VERB = "people.person_added"
ACTOR = Actor.for_person(7, "api")


def record_some(number: int) -> list[AuditEvent]:
    person = PersonFactory()
    return [record(actor=ACTOR, verb=VERB, subject=person, number=n) for n in range(number)]


# Recording


def test_an_event_says_who_what_and_when(in_tenant: Tenant) -> None:
    person = PersonFactory()
    actor = Actor("api_client", 5, 9, "api")
    event = record(actor=actor, verb=VERB, subject=person, before="draft", ids=[1, 2], count=3)
    stored = AuditEvent.objects.get()
    assert stored == event
    assert (stored.actor_kind, stored.actor_id, stored.person_id, stored.channel) == ("api_client", 5, 9, "api")
    assert (stored.verb, stored.subject_type, stored.subject_id) == (VERB, "people.person", person.pk)
    assert stored.data == {"before": "draft", "ids": [1, 2], "count": 3}


def test_a_misspelt_verb_is_refused(in_tenant: Tenant) -> None:
    with pytest.raises(UnknownVerb):
        record(actor=ACTOR, verb="people.person_aded", subject=PersonFactory())
    assert AuditEvent.objects.count() == 0


def test_verbs_are_registered_once() -> None:
    wording = wording_of(VERB)
    register_verbs({VERB: wording})
    with pytest.raises(ValueError, match="registered twice"):
        register_verbs({VERB: "other words"})
    assert wording_of(VERB) is wording


def test_an_event_shares_its_actions_fate(in_tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        record(actor=ACTOR, verb=VERB, subject=PersonFactory())
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == 0


def test_no_event_without_a_transaction_or_a_council(committed_db: None, tenant: Tenant) -> None:
    with tenant_scope(tenant):
        person = PersonFactory()
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=ACTOR, verb=VERB, subject=person)
    with pytest.raises(OutOfTenantScope), transaction.atomic():
        record(actor=ACTOR, verb=VERB, subject=person)


# Only added to


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditseal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_change_the_record(in_tenant: Tenant, table: str, statement: str) -> None:
    record_some(2)
    seal_events()
    with pytest.raises(DatabaseError, match="permission denied") as refusal, transaction.atomic():
        connection.cursor().execute(statement.format(table))
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert (AuditEvent.objects.count(), AuditSeal.objects.count()) == (2, 1)


def test_even_the_owner_must_switch_the_trigger_off(committed_db: None, tenant: Tenant) -> None:
    with tenant_scope(tenant):
        record_some(1)
    with as_owner() as owner:
        for statement in ("UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed or removed"):
                owner.execute(statement)


INSERT = (
    "INSERT INTO audit_auditevent ({id}tenant_id, at, actor_kind, channel, verb, subject_type, subject_id, data) {how} "
    "VALUES ({value}{tenant}, now(), 'system', 'job', 'people.person_added', 'people.person', 1, '{{}}')"
)


@pytest.mark.parametrize(
    ("how", "value", "refusal"),
    [
        ("", "-1, ", "non-DEFAULT value"),
        ("OVERRIDING SYSTEM VALUE", "-1, ", "below the last seal"),
        ("OVERRIDING SYSTEM VALUE", "9000000000000, ", "are given by the database"),
        ("OVERRIDING SYSTEM VALUE", "{first}, ", "below the last seal"),
    ],
    ids=["plain", "negative", "far-ahead", "there-already"],
)
def test_nobody_chooses_the_place_of_an_event(in_tenant: Tenant, how: str, value: str, refusal: str) -> None:
    first = record_some(2)[0].pk
    seal_events()
    statement = INSERT.format(id="id, ", how=how, value=value.format(first=first), tenant=in_tenant.pk)
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        connection.cursor().execute(statement)
    assert verify_chain().is_whole


def test_an_id_that_was_taken_before_a_seal_is_late(committed_db: None, tenant: Tenant) -> None:
    """Whoever takes an id and waits for the seal cannot slip an event in below it."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as slow:
        slow.execute("SELECT set_config('app.tenant_id', %s, true)", [str(tenant.pk)])
        taken = slow.execute("SELECT nextval('audit_auditevent_id_seq')").fetchone()[0]
        with tenant_scope(tenant):
            record_some(1)
            seal_events()
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="below the last seal"):
            slow.execute(INSERT.format(id="id, ", how="OVERRIDING SYSTEM VALUE", value=f"{taken}, ", tenant=tenant.pk))
    with tenant_scope(tenant):
        assert verify_chain().is_whole


# Sealing


def test_sealing_covers_every_event_once(in_tenant: Tenant) -> None:
    assert seal_events() is None
    first = record_some(3)
    one = seal_events()
    assert (one.number, one.events, one.last_event_id) == (1, 3, first[-1].pk)
    assert seal_events() is None
    second = record_some(2)
    two = seal_events()
    assert (two.number, two.events, two.last_event_id) == (2, 2, second[-1].pk)
    assert one.digest != two.digest
    assert verify_chain().is_whole


def test_a_seal_rests_on_the_one_before(in_tenant: Tenant) -> None:
    (event,) = record_some(1)
    first, second = Link(""), Link("a")
    for link in (first, second):
        link.add(event)
    assert first.digest != second.digest
    assert len(first.digest) == 64


def test_councils_have_chains_of_their_own(tenant: Tenant, other_tenant: Tenant) -> None:
    for council in (tenant, other_tenant, tenant):
        with tenant_scope(council):
            record_some(1)
            seal_events()
    # The other one's first seal is over what stands there.
    for council, numbers in ((tenant, [1, 2]), (other_tenant, [1, 2])):
        with tenant_scope(council):
            assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == numbers
            assert verify_chain().is_whole


@pytest.fixture
def sealed(committed_db: None, tenant: Tenant, other_tenant: Tenant) -> list[int]:
    """Ids of nine events under three seals, and as many in another council, which must stay untouched."""
    ids: list[int] = []
    for council in (other_tenant, tenant):
        with tenant_scope(council):
            ids = []
            for _ in range(3):
                ids += [event.pk for event in record_some(3)]
                seal_events()
            assert verify_chain().is_whole
    return ids


TAMPERINGS: dict[str, tuple[str, list[int]]] = {
    "edit-verb": ("UPDATE audit_auditevent SET verb = 'people.role_given' WHERE id = {second}", [1]),
    "edit-actor": ("UPDATE audit_auditevent SET actor_id = actor_id + 1 WHERE id = {middle}", [2]),
    "edit-person": ("UPDATE audit_auditevent SET person_id = NULL WHERE id = {middle}", [2]),
    "edit-kind": ("UPDATE audit_auditevent SET actor_kind = 'system' WHERE id = {middle}", [2]),
    "edit-channel": ("UPDATE audit_auditevent SET channel = 'web' WHERE id = {middle}", [2]),
    "edit-time": ("UPDATE audit_auditevent SET at = at + interval '1 microsecond' WHERE id = {last}", [3]),
    "edit-data": ("UPDATE audit_auditevent SET data = data || '{{\"number\": 8}}' WHERE id = {last}", [3]),
    "edit-subject": ("UPDATE audit_auditevent SET subject_id = subject_id + 1 WHERE id = {middle}", [2]),
    "edit-type": ("UPDATE audit_auditevent SET subject_type = 'x' WHERE id = {middle}", [2]),
    "delete-first": ("DELETE FROM audit_auditevent WHERE id = {first}", [1]),
    "delete-middle": ("DELETE FROM audit_auditevent WHERE id = {middle}", [2]),
    "delete-last": ("DELETE FROM audit_auditevent WHERE id = {last}", [3]),
    "delete-all-of-a-seal": ("DELETE FROM audit_auditevent WHERE id BETWEEN {middle} - 1 AND {middle} + 1", [2]),
    "swap": (
        "UPDATE audit_auditevent a SET data = b.data FROM audit_auditevent b WHERE a.id IN ({first}, {second}) "
        "AND b.id = {first} + {second} - a.id",
        [1],
    ),
    "seal-digest": ("UPDATE audit_auditseal SET digest = repeat('0', 64) WHERE number = 2 AND {ours}", [2, 3]),
    "seal-count": ("UPDATE audit_auditseal SET events = 2 WHERE number = 1 AND {ours}", [1]),
    "seal-removed": ("DELETE FROM audit_auditseal WHERE number = 2 AND {ours}", [2, 3]),
    "first-seal-removed": ("DELETE FROM audit_auditseal WHERE number = 1 AND {ours}", [1, 2]),
    "seal-renumbered": ("UPDATE audit_auditseal SET number = 9 WHERE number = 3 AND {ours}", [*range(3, 9)]),
    "seal-reaches-further": (
        "UPDATE audit_auditseal SET last_event_id = last_event_id + 1 WHERE number = 1 AND {ours}",
        [1, 2],
    ),
    "seal-ends-too-early": ("UPDATE audit_auditseal SET last_event_id = 0 WHERE number = 2 AND {ours}", [2, 3]),
    "before-every-seal": ("UPDATE audit_auditevent SET id = -1 WHERE id = {middle}", [1, 2]),
    "after-every-seal": ("UPDATE audit_auditevent SET id = {last} + 1000 WHERE id = {middle}", [2]),
    "moved-to-another-council": ("UPDATE audit_auditevent SET tenant_id = {theirs} WHERE id = {last}", [3]),
}


@pytest.mark.parametrize(("statement", "broken"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_shows(
    sealed: list[int], tenant: Tenant, other_tenant: Tenant, statement: str, broken: list[int]
) -> None:
    places = {"first": sealed[0], "second": sealed[1], "middle": sealed[4], "last": sealed[8]}
    places |= {"theirs": other_tenant.pk}
    with tampering() as owner:
        assert owner.execute(statement.format(**places, ours=f"tenant_id = {tenant.pk}")).rowcount > 0
    with tenant_scope(tenant):
        assert [fault.seal for fault in verify_chain().faults] == broken
    with tenant_scope(other_tenant):
        assert verify_chain().is_whole


def test_an_event_slipped_in_shows(sealed: list[int], tenant: Tenant) -> None:
    with tampering() as owner:
        owner.execute("DELETE FROM audit_auditevent WHERE id = %s", [sealed[4]])
        owner.execute(
            "INSERT INTO audit_auditevent "
            "(id, tenant_id, at, actor_kind, channel, verb, subject_type, subject_id, data) "
            "VALUES (%s, %s, now(), 'system', 'job', 'people.person_added', 'people.person', 1, '{}')",
            [sealed[4], tenant.pk],
        )
    with tenant_scope(tenant):
        assert [fault.seal for fault in verify_chain().faults] == [2]


def test_cutting_the_end_off_needs_the_published_head(sealed: list[int], tenant: Tenant) -> None:
    """What the chain alone cannot show: hence heads are public. Here the head that was published is gone."""
    with tenant_scope(tenant):
        head = AuditSeal.objects.order_by("-number").first().digest
    with tampering() as owner:
        owner.execute("DELETE FROM audit_auditseal WHERE number = 3 AND tenant_id = %s", [tenant.pk])
        owner.execute("DELETE FROM audit_auditevent WHERE id = ANY(%s)", [sealed[6:]])
    with tenant_scope(tenant):
        assert verify_chain().is_whole
        assert not AuditSeal.objects.filter(digest=head).exists()


# Writers against the sealer


def test_a_seal_waits_for_events_that_are_not_committed(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]
) -> None:
    """An id is given before commit: without the lock the later, smaller id would never be sealed."""
    written, commit_now = threading.Event(), threading.Event()

    def slow_writer() -> int:
        with tenant_scope(tenant):
            event = record_some(1)[0]
            written.set()
            assert commit_now.wait(10)
            return event.pk

    def fast_writer_then_seal() -> tuple[int, int]:
        assert written.wait(10)
        with tenant_scope(tenant):
            later = record_some(1)[0].pk
        threading.Timer(0.3, commit_now.set).start()
        with tenant_scope(tenant):
            seal = seal_events()
        return later, seal.events

    slow, (fast, covered) = in_threads(slow_writer, fast_writer_then_seal)
    assert slow < fast
    assert covered == 2
    with tenant_scope(tenant):
        assert verify_chain().is_whole


def test_many_writers_against_the_sealer(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]
) -> None:
    def write() -> None:
        for _ in range(15):
            with tenant_scope(tenant):
                record_some(2)

    def seal() -> None:
        for _ in range(15):
            with tenant_scope(tenant):
                seal_events()

    in_threads(write, write, write, seal, seal)
    with tenant_scope(tenant):
        seal_events()
        seals = list(AuditSeal.objects.order_by("number"))
        assert verify_chain().is_whole
        assert sum(seal.events for seal in seals) == AuditEvent.objects.count() == 90
        assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
        assert all(a.last_event_id < b.last_event_id for a, b in itertools.pairwise(seals))
    assert connections["default"].in_atomic_block is False
