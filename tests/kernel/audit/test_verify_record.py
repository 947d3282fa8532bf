"""Reading the record again: the command, the daily task, and what the public page says of it."""

import io
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit import chain
from kernel.audit.actions import check_record, record, seal_events
from kernel.audit.chain import Head, verify_chain
from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal
from kernel.jobs.actions import CHECK_RECORD
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from kernel.jobs.tasks import check_audit
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.factories import PersonFactory
from tests.kernel.audit.tampering import tampering

CHANGED = "UPDATE audit_auditevent SET actor_id = 8 WHERE id = %s"


@pytest.fixture
def sealed(committed_db: None, tenant: Tenant, other_tenant: Tenant) -> list[int]:
    """Ids of our council's four events under two seals, and of one that is not sealed; as many in the other council,
    after the one of its world."""
    ids: list[int] = []
    for council in (other_tenant, tenant):
        with tenant_scope(council):
            ids = []
            person = PersonFactory()
            for _ in range(2):
                ids += [_happen(person), _happen(person)]
                seal_events()
            ids.append(_happen(person))
    return ids


def _happen(person: Any) -> int:
    return record(actor=Actor.for_person(7, "api"), verb="people.person_added", subject=person).pk


def verify(**options: Any) -> str:
    output = io.StringIO()
    call_command("verify_record", stdout=output, **options)
    return output.getvalue()


def tamper(statement: str, *values: Any) -> None:
    with tampering() as owner:
        assert owner.execute(statement, values).rowcount > 0


# The command


def test_one_line_for_each_council(sealed: list[int]) -> None:
    assert verify() == (
        "aberwen: whole, 2 seals over 4 events, 1 not sealed yet\n"
        "northmoor: whole, 3 seals over 5 events, 1 not sealed yet\n"
    )


def test_one_council_alone(sealed: list[int], other_tenant: Tenant) -> None:
    tamper(CHANGED, sealed[0])
    assert verify(council="northmoor") == "northmoor: whole, 3 seals over 5 events, 1 not sealed yet\n"
    with pytest.raises(CommandError, match="There is no council called 'nowhere'"):
        verify(council="nowhere")


@pytest.mark.parametrize(
    ("statement", "place", "told"),
    [
        (CHANGED, 0, "seal 1 (events after 0 up to {1}): an event or the seal was changed"),
        (
            "DELETE FROM audit_auditevent WHERE id = %s",
            2,
            "seal 2 (events after {1} up to {3}): 2 events were sealed, 1 are there now",
        ),
        (
            "DELETE FROM audit_auditseal WHERE last_event_id = %s",
            1,
            "seal 1 is missing; seal 2 (events after 0 up to {3}): 2 events were sealed, 4 are there now",
        ),
        (
            "UPDATE audit_auditevent SET id = -1 WHERE id = %s",
            4,
            "seal 1 (events after 0 up to {1}): 2 events were sealed, 3 are there now",
        ),
    ],
    ids=["changed", "deleted", "seal-deleted", "outside-of-every-seal"],
)
def test_where_it_does_not_fit(sealed: list[int], statement: str, place: int, told: str) -> None:
    tamper(statement, sealed[place])
    output = io.StringIO()
    with pytest.raises(CommandError, match="does not fit its seals: aberwen") as broken:
        call_command("verify_record", stdout=output)
    assert broken.value.returncode == 1
    ours, theirs = output.getvalue().splitlines()
    assert ours.startswith("aberwen: does not fit, ")
    assert ours.endswith(f" not sealed yet: {told.format(*sealed)}")
    assert theirs.startswith("northmoor: whole")


def test_of_many_faults_the_first_are_told_and_all_are_counted(
    sealed: list[int], tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "FAULTS_TOLD", 1)
    tamper("UPDATE audit_auditseal SET digest = repeat('0', 64) WHERE tenant_id = %s", tenant.pk)
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_record", stdout=output, council="aberwen")
    assert "seal 1 " in output.getvalue()
    assert "seal 2" not in output.getvalue()
    assert output.getvalue().endswith("; and 1 more\n")


@pytest.mark.parametrize("size", [1, 2, 3])
def test_only_a_batch_is_in_memory(
    sealed: list[int], tenant: Tenant, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(chain, "ROWS_A_BATCH", size)
    with tenant_scope(tenant):
        assert [event.pk for event in chain.in_batches(AuditEvent.objects.all(), "id")] == sealed
        found = verify_chain()
        assert (found.is_whole, found.seals, found.events, found.unsealed) == (True, 2, 4, 1)
        seal_events()
        assert verify_chain().is_whole
    tamper(CHANGED, sealed[3])
    with tenant_scope(tenant):
        assert [fault.seal for fault in verify_chain().faults] == [2]


def test_nothing_recorded_is_whole(in_tenant: Tenant) -> None:
    assert verify_chain() == chain.Verification(Head())


# What an earlier check remembers


def test_an_end_that_was_cut_off_shows_and_stays_told(sealed: list[int], tenant: Tenant) -> None:
    """The chain alone cannot show it; the head that the last check saw does."""
    with tenant_scope(tenant):
        assert check_record().is_whole
    tamper("DELETE FROM audit_auditseal WHERE last_event_id = %s", sealed[3])
    tamper("DELETE FROM audit_auditevent WHERE id = ANY(%s)", sealed[2:])
    with tenant_scope(tenant):
        assert verify_chain().is_whole
        for _ in range(2):
            (fault,) = check_record().faults
            assert (fault.seal, fault.code) == (2, "head")
        PersonFactory()
        _happen(PersonFactory())
        seal_events()
        (fault,) = check_record().faults
        assert (fault.seal, fault.code) == (2, "head")


def test_the_outcome_is_one_row_of_the_council(sealed: list[int], tenant: Tenant, other_tenant: Tenant) -> None:
    tamper(CHANGED, sealed[2])
    for council in (tenant, tenant, other_tenant):
        with tenant_scope(council):
            check_record()
    with tenant_scope(tenant):
        ours, head = AuditCheck.objects.get(), AuditSeal.objects.get(number=2)
    assert (ours.seals, ours.events, ours.head_number, ours.head_digest) == (2, 4, 2, head.digest)
    assert (ours.fault_count, ours.broken_seals, ours.is_whole) == (1, [2], False)
    with tenant_scope(other_tenant):
        theirs = AuditCheck.objects.get()
    assert (theirs.is_whole, theirs.broken_seals) == (True, [])


# Every day


def checked() -> int:
    """What the clock asks for, and what workers then do; how many councils' records were checked."""
    check_audit()
    done = 0
    for council in Tenant.objects.order_by("slug"):
        with tenant_scope(council):
            due = list(Job.objects.filter(kind=CHECK_RECORD, state="queued"))
        done += sum(run_job(council.pk, job.pk) == "done" for job in due)
    return done


def test_each_council_is_checked_once_a_day(sealed: list[int], tenant: Tenant) -> None:
    assert checked() == 2
    assert checked() == 0
    with clock.travel_to(clock.now() + timedelta(days=1, minutes=1)):
        assert checked() == 2
        with tenant_scope(tenant):
            assert clock.now() - AuditCheck.objects.get().checked_at < timedelta(minutes=1)


def test_the_log_says_where_it_does_not_fit(sealed: list[int], caplog: pytest.LogCaptureFixture) -> None:
    tamper(CHANGED, sealed[0])
    with caplog.at_level(logging.INFO, "kernel.jobs.work"):
        checked()
    ours, theirs = caplog.records
    assert (ours.levelname, ours.message, ours.council) == ("ERROR", "record_does_not_fit", "aberwen")
    assert ours.faults == [f"seal 1 (events after 0 up to {sealed[1]}): an event or the seal was changed"]
    assert (theirs.levelname, theirs.message, theirs.council) == ("INFO", "record_is_whole", "northmoor")


# In public


@pytest.mark.parametrize(
    ("address", "not_yet", "whole", "broken"),
    [
        (
            "/record/",
            "It has not been checked yet.",
            "the record is whole.",
            "something does not fit at these seals: 1.",
        ),
        (
            "/cy/record/",
            "Nid yw wedi’i wirio eto.",
            "mae’r cofnod yn gyfan.",
            "mae rhywbeth nad yw’n ffitio yn y seliau hyn: 1.",
        ),
    ],
    ids=["en", "cy"],
)
def test_the_public_page_says_what_the_last_check_found(
    sealed: list[int],
    tenant: Tenant,
    client_in: Callable[[Tenant], Any],
    address: str,
    not_yet: str,
    whole: str,
    broken: str,
) -> None:
    def page() -> str:
        return str(client_in(tenant).get(address).content.decode())

    assert not_yet in page()
    checked()
    assert whole in page()
    tamper(CHANGED, sealed[0])
    with tenant_scope(tenant):
        check_record()
    assert broken in page()
